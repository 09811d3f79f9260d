const { draw, renderFlowGraph, listConsumedEvents } = require('../rendering/diagrams');
const { html } = require('../rendering/html');
const { code, list, page, table } = require('../rendering/page');
const { listMessages } = require('../site');

/** Renders the page of the event flow: the publishers and consumers of each stream. */
const renderFlowPage = ({ events, machines }, viz) => {
  const body = html`
<h1>Event flow</h1>
<p class="lead">The two services have separate databases and communicate through two Redis Streams. Every other service reads the
streams with its own consumer group.</p>
<div class="scroll drawing" tabindex="0" role="region" aria-label="Diagram of the event flow">
${draw(viz, renderFlowGraph(events, machines), 'The publishers and consumers of each stream; the tables below contain the same information')}
</div>
${events.map((entry) => renderStream(entry, machines))}`;
  return page({
    file: 'event-flow.html',
    title: 'Event flow',
    description: 'The publishers and consumers of each event.',
    body,
  });
};

const renderStream = ({ service, page: file, document }, machines) => {
  const { groups, key } = Object.values(document.channels)[0]['x-redis-stream'];
  const other = service === 'order' ? 'payment' : 'order';
  const consumed = listConsumedEvents(machines[other], service);
  return html`
<h2 id="${key}">${code(key)}</h2>
<p>Read by ${list(groups.map(({ name, purpose }) => html`${code(name)} (${purpose[0].toLowerCase()}${purpose.slice(1)})`))}.</p>
${table(
  `Events of the ${service} service`,
  ['Event', 'When', `Changes a${other === 'order' ? 'n order' : ' payment'}`],
  listMessages(document).map(({ key: name, name: type, title }) => [
    html`<a href="${file}#${name}">${code(type)}</a>`,
    title,
    consumed.includes(type) ? html`<a href="machines.html#${other}">yes</a>` : 'no',
  ]),
)}`;
};

module.exports = { renderFlowPage };
