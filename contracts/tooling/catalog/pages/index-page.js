const { listObjects } = require('../../documents/document');
const { html } = require('../rendering/html');
const { firstLine, inline } = require('../rendering/markdown');
const { page } = require('../rendering/page');
const { listMessages, listOperations } = require('../site');

const services = {
  order: ['Order service', 'Orders from creation to delivery.'],
  payment: ['Payment service', 'Payments of orders: charge, capture, void and refund.'],
};

const topics = [
  ['machines.html', 'State machines', 'The states and transitions of orders and payments.'],
  ['event-flow.html', 'Event flow', 'The publishers and consumers of each event.'],
  ['access.html', 'Permissions', 'What each role may do, by state and operation.'],
  ['errors.html', 'Errors', 'All codes, with the action that each requires.'],
  ['fields.html', 'Fields', 'The fields of requests and responses.'],
  ['glossary.html', 'Glossary', 'The terms of the domain.'],
  ['changelog.html', 'Changelog', 'The changes of each release.'],
  ['downloads.html', 'Downloads', 'YAML, JSON, Postman, .http.'],
];

/** Renders the overview: one card per contract, links to all other pages, and the findings of the lint. */
const renderIndexPage = ({ entries }, findings) => {
  const body = html`
<h1>Order management</h1>
<p class="lead">The contracts of the order service and the payment service: REST APIs, events, and orders as data. The tests of the
services check them against these contracts.</p>
${Object.entries(services).map(
  ([service, [title, what]]) => html`
<section aria-labelledby="${service}-service">
<h2 id="${service}-service">${title}</h2>
<p>${what}</p>
<ul class="cards">${entries.filter((entry) => entry.service === service).map((entry) => renderContractCard(entry, findings))}</ul>
</section>`,
)}
<section aria-labelledby="more">
<h2 id="more">More</h2>
<ul class="cards small">${topics.map(([file, title, what]) => html`<li class="card"><h3><a href="${file}">${title}</a></h3><p>${what}</p></li>`)}</ul>
</section>
${findings.length > 0 && renderFindings(findings)}`;
  return page({ file: 'index.html', title: 'Overview', description: 'The contracts of order management.', body });
};

const renderContractCard = ({ file, name, page: target, title, kind, service, document }, findings) => {
  const found = findings.filter((finding) => finding.file === file).length;
  return html`<li class="card">
<p class="kind">${kind.what} <span class="tag">${kind.name}</span></p>
<h3><a href="${target}">${title}</a></h3>
<p>${inline(firstLine(document.info?.description ?? document.description.purpose))}</p>
<p class="summary">Version ${document.info?.version ?? document.version} · ${formatCount(kind, document)} · ${renderLintResult(found, findings)}</p>
<p class="links"><a href="files/${service}-service/${name}.yaml" aria-label="${title} as YAML">YAML</a>
<a href="files/${name}.json" aria-label="${title} as JSON">JSON</a></p>
</li>`;
};

const formatCount = ({ key }, document) => {
  if (key === 'api') return `${listOperations(document).length} operations`;
  if (key === 'events') return `${listMessages(document).length} messages`;
  return `${listObjects(document.schema).flatMap(({ value }) => value.quality ?? []).length} rules`;
};

const renderLintResult = (found, findings) =>
  found > 0
    ? html`<a class="bad" href="#findings">lint: ${found} ${found === 1 ? 'finding' : 'findings'}</a>`
    : html`<span class="${findings.length > 0 ? 'warn' : 'good'}">lint: clean</span>`;

const renderFindings = (findings) => html`
<section aria-labelledby="findings">
<h2 id="findings">Findings of the lint</h2>
<ul>${findings.map(({ file, line, rule, message }) => html`<li><code>${file}:${line}</code> <strong>${rule}</strong> ${message}</li>`)}</ul>
</section>`;

module.exports = { renderIndexPage };
