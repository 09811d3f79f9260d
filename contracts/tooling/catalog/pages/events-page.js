const { nameOf, resolved } = require('../../documents/bundle');
const { fieldHeads, fieldRow, fieldsOf } = require('../rendering/fields');
const { html } = require('../rendering/html');
const { inline, markdown } = require('../rendering/markdown');
const { code, copyable, list, page, table } = require('../rendering/page');
const { messagesOf } = require('../site');

/** The page of an AsyncAPI contract: its streams, the fields of an entry, and every event. */
const eventsPage = ({ name, page: file, document, kind, service }) => {
  const { info, servers, channels } = document;
  const messages = messagesOf(document);
  const body = html`
<h1>${info.title} <small>${info.version}</small></h1>
<p class="lead">${kind.name} · <a href="files/${service}-service/${name}.yaml">YAML</a> · <a href="files/${name}.json">JSON</a></p>
${markdown(info.description)}
<h2 id="all">All events</h2>
${table('Events', ['Event', 'When'], messages.map(eventRow))}
<h2 id="server">Server</h2>
${Object.values(servers).map(({ url, protocol, description }) => html`<p>${code(`${protocol}://${url}`)} ${inline(description)}</p>`)}
<h2 id="streams">Streams</h2>
${Object.entries(channels).map(([key, channel]) => streamSection(document, key, channel))}
<h2 id="entry">The fields of an entry</h2>
<p>Beside <code>data</code>, which is the payload as JSON text. Redis keeps every value as text.</p>
${fieldTable('Fields of an entry', document, messages[0].headers)}
<h2 id="events">The events</h2>
${messages.map((message) => messageSection(document, message))}
${deadLetterSection(document)}`;
  return page({
    file,
    title: info.title,
    description: `Every event of ${info.title}, with its fields and an example.`,
    body,
  });
};

const eventRow = ({ key, name, title }) => [html`<a href="#${key}">${code(name)}</a>`, title];

const fieldTable = (caption, document, schema) => table(caption, fieldHeads, fieldsOf(document, schema).map(fieldRow));

const streamSection = (document, key, { description, publish, subscribe, 'x-redis-stream': stream }) => html`
<section class="panel" aria-labelledby="stream-${key}">
<h3 id="stream-${key}">${code(key)} <span class="tag">${publish ? 'consumed here' : 'published here'}</span></h3>
${markdown(description)}
<p>${inline((publish ?? subscribe).description)}</p>
<dl class="facts">
<dt>Key</dt><dd>${code(stream.key)}, with partitions ${code(stream.partitionKey)}</dd>
${stream.deadLetter && html`<dt>Dead letters</dt><dd>${code(stream.deadLetter)}</dd>`}
${stream.groups && html`<dt>Consumer groups</dt><dd><ul>${stream.groups.map(({ name, purpose }) => html`<li>${code(name)}: ${purpose}</li>`)}</ul></dd>`}
<dt>Messages</dt><dd>${list(channelMessages(document, publish ?? subscribe).map((message) => messageLink(message, publish)))}</dd>
</dl>
${copyable(stream.deadLetter ? readLines(stream.key) : lettersLine(stream.key), `Commands that read ${key}`)}
</section>`;

const channelMessages = (document, { message }) =>
  (message.oneOf ?? [message]).map((one) => ({ key: nameOf(one), ...resolved(document, one) }));

/** What is only consumed here is described by its own contract. */
const messageLink = ({ key, name }, isConsumed) =>
  html`<a href="${isConsumed ? `${name.split('.')[0]}-events.html` : ''}#${key}">${code(name)}</a>`;

const readLines = (key) =>
  [
    `redis-cli XGROUP CREATE ${key} my-service 0 MKSTREAM`,
    `redis-cli XREADGROUP GROUP my-service my-consumer COUNT 10 BLOCK 5000 STREAMS ${key} '>'`,
  ].join('\n');

const lettersLine = (key) => `redis-cli XRANGE ${key} - + COUNT 10`;

const messageSection = (document, { key, name, title, description, payload, examples }) => html`
<section class="panel" id="${key}" aria-labelledby="${key}-title">
<h3 id="${key}-title">${code(name)} <span class="tag">${title}</span></h3>
${markdown(description)}
${fieldTable(`Fields of ${name}`, document, payload)}
${examples.map(
  (example) => html`
<h4>Example: ${example.summary}</h4>
${copyable(asEntry(example), `Example of ${name}: ${example.summary}`)}`,
)}
</section>`;

/** As it stands in the stream, but with `data` as an object, so that it can be read. */
const asEntry = ({ headers, payload }) => JSON.stringify({ ...headers, data: payload }, null, 2);

const deadLetterSection = (document) => {
  const { name, title, description, headers, examples = [] } = document.components.messages.DeadLetter;
  return html`
<section class="panel" id="DeadLetter" aria-labelledby="DeadLetter-title">
<h3 id="DeadLetter-title">${code(name)} <span class="tag">${title}</span></h3>
${markdown(description)}
${fieldTable('Fields of a dead letter', document, headers)}
${examples.map((example) => copyable(asEntry(example), `Example of a dead letter: ${example.summary}`))}
</section>`;
};

module.exports = { eventsPage };
