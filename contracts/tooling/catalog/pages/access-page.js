const { html } = require('../rendering/html');
const { code, list, page, table } = require('../rendering/page');
const { operationsOf } = require('../site');

const roles = ['user', 'service', 'admin'];

/** The page that says who may do what: in which state of an order, and by which operation. */
const accessPage = ({ apis, contracts }) => {
  const rights = contracts.value('rights.json');
  const body = html`
<h1>Who may do what</h1>
<p class="lead">A caller has one role or several, in the <code>roles</code> of their token. Users see and change what is theirs; what
is not theirs is answered as if it were not there.</p>
<h2 id="statuses">What an order may be asked to become</h2>
<p>Written from the code (<a href="files/rights.json">rights.json</a>): what <code>PATCH /orders/{orderId}</code> accepts in each
state. Everything else is refused with <a href="errors.html#illegal-transition"><code>illegal-transition</code></a>. Other statuses
come about by payments alone.</p>
${table(
  'What an order may be asked to become, by its state',
  ['Order is', ...roles],
  Object.entries(rights).map(([state, allowed]) => [code(state), ...roles.map((role) => nextOf(allowed, role))]),
)}
<h2 id="operations">Who may call which operation</h2>
${apis.map(operationsSection)}`;
  return page({ file: 'access.html', title: 'Who may do what', description: 'Roles, states and operations.', body });
};

const nextOf = (allowed, role) => {
  const next = allowed.filter((one) => one.role === role).map(({ to }) => code(to));
  return next.length > 0 ? list(next) : html`<span class="none">nothing</span>`;
};

const operationsSection = (api) => html`
<h3>${api.title}</h3>
${table(
  `Operations of the ${api.title}`,
  ['Operation', ...roles, 'What it does'],
  operationsOf(api.document).map((operation) => operationRow(api, operation)),
)}`;

const operationRow = ({ page: file }, { method, path, tags, operationId, summary, 'x-required-roles': required }) => [
  html`<a href="${file}#/${tags[0]}/${operationId}">${code(`${method} ${path}`)}</a>`,
  ...roles.map((role) => mark(required, role)),
  summary,
];

const mark = (required, role) => {
  if (!required) return html`<span class="none">by signature</span>`;
  return required.includes(role) ? 'yes' : html`<span class="none">no</span>`;
};

module.exports = { accessPage };
