const { toComponentName, resolve } = require('../../documents/bundle');
const { html } = require('../rendering/html');
const { inline } = require('../rendering/markdown');
const { code, copyable, page, table } = require('../rendering/page');
const { listOperations } = require('../site');

/** Renders the error catalogue, which the `type` of every problem document links to. */
const renderErrorsPage = ({ apis, problems }) => {
  const codes = Object.entries(problems);
  const operations = mapOperationsByCode(apis);
  const body = html`
<h1>Errors</h1>
<p class="lead">Every error is a problem document (RFC 9457) with the media type <code>application/problem+json</code>. Programs
branch on <code>code</code>; <code>detail</code> is for people; <code>traceId</code> identifies the request in logs and traces. The
<code>type</code> links to this page.</p>
${table(
  'All errors',
  ['Code', 'Status', 'Meaning'],
  codes.map(([name, { value }]) => [html`<a href="#${name}">${code(name)}</a>`, value.status, value.title]),
)}
${codes.map(([name, problem]) => renderError(name, problem, operations.get(name) ?? []))}`;
  return page({
    file: 'errors.html',
    title: 'Errors',
    description: 'All error codes, with the action that each requires.',
    body,
  });
};

const renderError = (name, { summary, value }, operations) => html`
<section class="panel" id="${name}" aria-labelledby="${name}-title">
<h2 id="${name}-title">${code(name)} <span class="tag">${value.status}</span></h2>
<p>${value.title}. <strong>What to do:</strong> ${inline(summary)}</p>
${operations.length > 0 && html`<p>Returned by</p><ul class="flat">${operations.map(renderOperationLink)}</ul>`}
${copyable(JSON.stringify(value, null, 2), `Example of ${name}`)}
</section>`;

const renderOperationLink = ({ page: file, tags, operationId, method, path }) =>
  html`<li><a href="${file}#/${tags[0]}/${operationId}">${code(`${method} ${path}`)}</a></li>`;

/** Maps each code to the operations whose responses have an example of it. */
const mapOperationsByCode = (apis) => {
  const operations = new Map();
  for (const { page: file, document } of apis) {
    for (const operation of listOperations(document)) {
      for (const name of listCodes(document, operation))
        operations.set(name, [...(operations.get(name) ?? []), { page: file, ...operation }]);
    }
  }
  return operations;
};

const listCodes = (document, { responses }) => {
  const named = Object.values(responses).flatMap((response) => {
    const { examples = {} } = resolve(document, response).content?.['application/problem+json'] ?? {};
    return Object.entries(examples).map(([key, example]) => toComponentName(example) ?? key);
  });
  return new Set(named);
};

module.exports = { renderErrorsPage };
