const { objectsIn } = require('../../documents/document');
const { html } = require('../rendering/html');
const { firstLine, inline } = require('../rendering/markdown');
const { page } = require('../rendering/page');
const { messagesOf, operationsOf } = require('../site');

const services = {
  order: ['Order service', 'The life of an order, from creation to delivery.'],
  payment: ['Payment service', 'The money for an order: charge, capture, void and refund.'],
};

const ways = [
  ['machines.html', 'State machines', 'What may happen to an order and to a payment.'],
  ['event-flow.html', 'Event flow', 'Who publishes what, and who reads it.'],
  ['access.html', 'Who may do what', 'In which state, and by which operation.'],
  ['errors.html', 'Errors', 'Every code, and what to do about it.'],
  ['fields.html', 'Fields', 'What requests and answers hold.'],
  ['glossary.html', 'Glossary', 'One word for one thing.'],
  ['changelog.html', 'Changelog', 'What is new.'],
  ['downloads.html', 'Downloads', 'YAML, JSON, Postman, .http.'],
];

/** The first page: one card a contract, and the way to everything else. */
const indexPage = ({ entries }, findings) => {
  const body = html`
<h1>Order management</h1>
<p class="lead">What the order service and the payment service promise: their REST APIs, their events, and orders as data. The
services are held to these contracts by their tests.</p>
${Object.entries(services).map(
  ([service, [title, what]]) => html`
<section aria-labelledby="${service}-service">
<h2 id="${service}-service">${title}</h2>
<p>${what}</p>
<ul class="cards">${entries.filter((entry) => entry.service === service).map((entry) => contractCard(entry, findings))}</ul>
</section>`,
)}
<section aria-labelledby="more">
<h2 id="more">Find out more</h2>
<ul class="cards small">${ways.map(([file, title, what]) => html`<li class="card"><h3><a href="${file}">${title}</a></h3><p>${what}</p></li>`)}</ul>
</section>
${findings.length > 0 && findingsSection(findings)}`;
  return page({ file: 'index.html', title: 'Overview', description: 'The contracts of order management.', body });
};

const contractCard = ({ file, name, page: target, title, kind, service, document }, findings) => {
  const found = findings.filter((finding) => finding.file === file).length;
  return html`<li class="card">
<p class="kind">${kind.what} <span class="tag">${kind.name}</span></p>
<h3><a href="${target}">${title}</a></h3>
<p>${inline(firstLine(document.info?.description ?? document.description.purpose))}</p>
<p class="summary">Version ${document.info?.version ?? document.version} · ${countOf(kind, document)} · ${lintResult(found, findings)}</p>
<p class="links"><a href="files/${service}-service/${name}.yaml" aria-label="${title} as YAML">YAML</a>
<a href="files/${name}.json" aria-label="${title} as JSON">JSON</a></p>
</li>`;
};

const countOf = ({ key }, document) => {
  if (key === 'api') return `${operationsOf(document).length} operations`;
  if (key === 'events') return `${messagesOf(document).length} messages`;
  return `${objectsIn(document.schema).flatMap(({ value }) => value.quality ?? []).length} rules`;
};

const lintResult = (found, findings) =>
  found > 0
    ? html`<a class="bad" href="#findings">lint: ${found} ${found === 1 ? 'finding' : 'findings'}</a>`
    : html`<span class="${findings.length > 0 ? 'warn' : 'good'}">lint: clean</span>`;

const findingsSection = (findings) => html`
<section aria-labelledby="findings">
<h2 id="findings">Findings of the lint</h2>
<ul>${findings.map(({ file, line, rule, message }) => html`<li><code>${file}:${line}</code> <strong>${rule}</strong> ${message}</li>`)}</ul>
</section>`;

module.exports = { indexPage };
