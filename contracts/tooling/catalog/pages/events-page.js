const { toComponentName, resolve } = require('../../documents/bundle');
const { fieldHeads, renderFieldRow, listFields } = require('../rendering/fields');
const { html } = require('../rendering/html');
const { inline, markdown } = require('../rendering/markdown');
const { code, copyable, list, page, table } = require('../rendering/page');
const { listMessages } = require('../site');

/** Renders the page of an AsyncAPI contract: streams, fields of an entry, and events. */
const renderEventsPage = ({ name, page: file, document, kind, service }) => {
  const { info, servers, channels } = document;
  const messages = listMessages(document);
  const body = html`
<h1>${info.title} <small>${info.version}</small></h1>
<p class="lead">${kind.name} · <a href="files/${service}-service/${name}.yaml">YAML</a> · <a href="files/${name}.json">JSON</a></p>
${markdown(info.description)}
<h2 id="all">All events</h2>
${table('Events', ['Event', 'When'], messages.map(renderEventRow))}
<h2 id="server">Server</h2>
${Object.values(servers).map(({ url, protocol, description }) => html`<p>${code(`${protocol}://${url}`)} ${inline(description)}</p>`)}
<h2 id="streams">Streams</h2>
${Object.entries(channels).map(([key, channel]) => renderStream(document, key, channel))}
<h2 id="entry">Fields of an entry</h2>
<p>The fields of every entry except <code>data</code>, which holds the payload as JSON text. Redis stores every value as text.</p>
${renderFieldTable('Fields of an entry', document, messages[0].headers)}
<h2 id="events">Events in detail</h2>
${messages.map((message) => renderMessage(document, message))}
${renderDeadLetter(document)}`;
  return page({
    file,
    title: info.title,
    description: `All events of ${info.title}, with their fields and examples.`,
    body,
  });
};

const renderEventRow = ({ key, name, title }) => [html`<a href="#${key}">${code(name)}</a>`, title];

const renderFieldTable = (caption, document, schema) =>
  table(caption, fieldHeads, listFields(document, schema).map(renderFieldRow));

const renderStream = (document, key, { description, publish, subscribe, 'x-redis-stream': stream }) => html`
<section class="panel" aria-labelledby="stream-${key}">
<h3 id="stream-${key}">${code(key)} <span class="tag">${publish ? 'consumed' : 'published'}</span></h3>
${markdown(description)}
<p>${inline((publish ?? subscribe).description)}</p>
<dl class="facts">
<dt>Key</dt><dd>${code(stream.key)}, with partitions ${code(stream.partitionKey)}</dd>
${stream.deadLetter && html`<dt>Dead letters</dt><dd>${code(stream.deadLetter)}</dd>`}
${stream.groups && html`<dt>Consumer groups</dt><dd><ul>${stream.groups.map(({ name, purpose }) => html`<li>${code(name)}: ${purpose}</li>`)}</ul></dd>`}
<dt>Messages</dt><dd>${list(listChannelMessages(document, publish ?? subscribe).map((message) => renderMessageLink(message, publish)))}</dd>
</dl>
${copyable(stream.deadLetter ? renderReadCommands(stream.key) : renderDeadLetterCommand(stream.key), `Commands that read ${key}`)}
</section>`;

const listChannelMessages = (document, { message }) =>
  (message.oneOf ?? [message]).map((reference) => ({
    key: toComponentName(reference),
    ...resolve(document, reference),
  }));

/** Renders a link to a message. The contract of the publisher describes a consumed message. */
const renderMessageLink = ({ key, name }, isConsumed) =>
  html`<a href="${isConsumed ? `${name.split('.')[0]}-events.html` : ''}#${key}">${code(name)}</a>`;

const renderReadCommands = (key) =>
  [
    `redis-cli XGROUP CREATE ${key} my-service 0 MKSTREAM`,
    `redis-cli XREADGROUP GROUP my-service my-consumer COUNT 10 BLOCK 5000 STREAMS ${key} '>'`,
  ].join('\n');

const renderDeadLetterCommand = (key) => `redis-cli XRANGE ${key} - + COUNT 10`;

const renderMessage = (document, { key, name, title, description, payload, examples }) => html`
<section class="panel" id="${key}" aria-labelledby="${key}-title">
<h3 id="${key}-title">${code(name)} <span class="tag">${title}</span></h3>
${markdown(description)}
${renderFieldTable(`Fields of ${name}`, document, payload)}
${examples.map(
  (example) => html`
<h4>Example: ${example.summary}</h4>
${copyable(toEntry(example), `Example of ${name}: ${example.summary}`)}`,
)}
</section>`;

/** Formats an entry as in the stream, but with `data` as an object for readability. */
const toEntry = ({ headers, payload }) => JSON.stringify({ ...headers, data: payload }, null, 2);

const renderDeadLetter = (document) => {
  const { name, title, description, headers, examples = [] } = document.components.messages.DeadLetter;
  return html`
<section class="panel" id="DeadLetter" aria-labelledby="DeadLetter-title">
<h3 id="DeadLetter-title">${code(name)} <span class="tag">${title}</span></h3>
${markdown(description)}
${renderFieldTable('Fields of a dead letter', document, headers)}
${examples.map((example) => copyable(toEntry(example), `Example of a dead letter: ${example.summary}`))}
</section>`;
};

module.exports = { renderEventsPage };
