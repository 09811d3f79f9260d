const { draw, flowGraph, heardBy } = require('../rendering/diagrams');
const { html } = require('../rendering/html');
const { code, list, page, table } = require('../rendering/page');
const { messagesOf } = require('../site');

/** The page of the event flow: who publishes what, and who reads it. */
const flowPage = ({ events, machines }, viz) => {
  const body = html`
<h1>Event flow</h1>
<p class="lead">The two services own separate databases and meet through two Redis Streams. Every other service reads them with a
consumer group of its own.</p>
<div class="scroll drawing" tabindex="0" role="region" aria-label="Drawing of the event flow">
${draw(viz, flowGraph(events, machines), 'Who publishes and who reads which stream; the tables below say the same')}
</div>
${events.map((entry) => streamSection(entry, machines))}`;
  return page({
    file: 'event-flow.html',
    title: 'Event flow',
    description: 'Who publishes and who reads which event.',
    body,
  });
};

const streamSection = ({ service, page: file, document }, machines) => {
  const { groups, key } = Object.values(document.channels)[0]['x-redis-stream'];
  const other = service === 'order' ? 'payment' : 'order';
  const heard = heardBy(machines[other], service);
  return html`
<h2 id="${key}">${code(key)}</h2>
<p>Read by ${list(groups.map(({ name, purpose }) => html`${code(name)} (${purpose[0].toLowerCase()}${purpose.slice(1)})`))}.</p>
${table(
  `Events of the ${service} service`,
  ['Event', 'When', `Moves a${other === 'order' ? 'n order' : ' payment'}`],
  messagesOf(document).map(({ key: name, name: type, title }) => [
    html`<a href="${file}#${name}">${code(type)}</a>`,
    title,
    heard.includes(type) ? html`<a href="machines.html#${other}">yes</a>` : 'no',
  ]),
)}`;
};

module.exports = { flowPage };
