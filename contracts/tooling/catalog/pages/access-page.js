const { html } = require('../rendering/html');
const { code, list, page, table } = require('../rendering/page');
const { listOperations } = require('../site');

const roles = ['user', 'service', 'admin'];

/** Renders the page of permissions: the status changes and operations that each role may request. */
const renderAccessPage = ({ apis, contracts }) => {
  const rights = contracts.value('rights.json');
  const body = html`
<h1>Permissions</h1>
<p class="lead">A caller has one or more roles, listed in the claim <code>roles</code> of the token. Users can access only their own
orders and payments; for all others the response is 404.</p>
<h2 id="statuses">Status changes</h2>
<p>The statuses that <code>PATCH /orders/{orderId}</code> accepts in each state, generated from the code
(<a href="files/rights.json">rights.json</a>). Any other status is rejected with
<a href="errors.html#illegal-transition"><code>illegal-transition</code></a>. Only payment events set the other statuses.</p>
${table(
  'Status changes by state and role',
  ['State', ...roles],
  Object.entries(rights).map(([state, allowed]) => [
    code(state),
    ...roles.map((role) => renderNextStatuses(allowed, role)),
  ]),
)}
<h2 id="operations">Operations</h2>
${apis.map(renderOperations)}`;
  return page({
    file: 'access.html',
    title: 'Permissions',
    description: 'The permissions of each role, by state and operation.',
    body,
  });
};

const renderNextStatuses = (allowed, role) => {
  const next = allowed.filter((change) => change.role === role).map(({ to }) => code(to));
  return next.length > 0 ? list(next) : html`<span class="none">none</span>`;
};

const renderOperations = (api) => html`
<h3>${api.title}</h3>
${table(
  `Operations of the ${api.title}`,
  ['Operation', ...roles, 'Summary'],
  listOperations(api.document).map((operation) => renderOperationRow(api, operation)),
)}`;

const renderOperationRow = (
  { page: file },
  { method, path, tags, operationId, summary, 'x-required-roles': required },
) => [
  html`<a href="${file}#/${tags[0]}/${operationId}">${code(`${method} ${path}`)}</a>`,
  ...roles.map((role) => renderPermission(required, role)),
  summary,
];

const renderPermission = (required, role) => {
  if (!required) return html`<span class="none">by signature</span>`;
  return required.includes(role) ? 'yes' : html`<span class="none">no</span>`;
};

module.exports = { renderAccessPage };
