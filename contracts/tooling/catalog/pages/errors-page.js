const { nameOf, resolved } = require('../../documents/bundle');
const { html } = require('../rendering/html');
const { inline } = require('../rendering/markdown');
const { code, copyable, page, table } = require('../rendering/page');
const { operationsOf } = require('../site');

/** The error catalogue: where the `type` of every problem document leads to. */
const errorsPage = ({ apis, problems }) => {
  const codes = Object.entries(problems);
  const users = usersOf(apis);
  const body = html`
<h1>Errors</h1>
<p class="lead">Every error is a problem document (RFC 9457) with the media type <code>application/problem+json</code>. A program
decides by <code>code</code>; <code>detail</code> is for people; <code>traceId</code> finds the request in log and traces. The
<code>type</code> leads to this page.</p>
${table(
  'All errors',
  ['Code', 'Status', 'Meaning'],
  codes.map(([name, { value }]) => [html`<a href="#${name}">${code(name)}</a>`, value.status, value.title]),
)}
${codes.map(([name, problem]) => errorSection(name, problem, users.get(name) ?? []))}`;
  return page({
    file: 'errors.html',
    title: 'Errors',
    description: 'Every error code, and what to do about it.',
    body,
  });
};

const errorSection = (name, { summary, value }, operations) => html`
<section class="panel" id="${name}" aria-labelledby="${name}-title">
<h2 id="${name}-title">${code(name)} <span class="tag">${value.status}</span></h2>
<p>${value.title}. <strong>What to do:</strong> ${inline(summary)}</p>
${operations.length > 0 && html`<p>Answered by</p><ul class="flat">${operations.map(operationLink)}</ul>`}
${copyable(JSON.stringify(value, null, 2), `Example of ${name}`)}
</section>`;

const operationLink = ({ page: file, tags, operationId, method, path }) =>
  html`<li><a href="${file}#/${tags[0]}/${operationId}">${code(`${method} ${path}`)}</a></li>`;

/** The operations that have an example of a code among their responses, but not those of every operation. */
const usersOf = (apis) => {
  const users = new Map();
  for (const { page: file, document } of apis) {
    for (const operation of operationsOf(document)) {
      for (const name of codesOf(document, operation))
        users.set(name, [...(users.get(name) ?? []), { page: file, ...operation }]);
    }
  }
  return users;
};

const codesOf = (document, { responses }) => {
  const named = Object.values(responses).flatMap((response) => {
    const { examples = {} } = resolved(document, response).content?.['application/problem+json'] ?? {};
    return Object.entries(examples).map(([key, example]) => nameOf(example) ?? key);
  });
  return new Set(named);
};

module.exports = { errorsPage };
