const { html } = require('../rendering/html');
const { page, table } = require('../rendering/page');

/** Files of the catalog that are neither pages nor contracts, with their descriptions. */
const extraFiles = [
  ['order-api.http', 'The requests of the Order API, for VS Code and JetBrains'],
  ['payment-api.http', 'The requests of the Payment API, for VS Code and JetBrains'],
  ['order-management.postman_collection.json', 'The requests of both APIs, for Postman and compatible tools'],
  ['machines.json', 'The state machines as data'],
  ['rights.json', 'The status changes that each role may request'],
];

/** Renders the page of downloads. */
const renderDownloadsPage = ({ entries }) => {
  const body = html`
<h1>Downloads</h1>
${table(
  'Contracts',
  ['Contract', 'Source', 'Bundled'],
  entries.map(({ name, title, file, kind }) => [
    html`${title} <span class="tag">${kind.name}</span>`,
    html`<a href="files/${file}" download>${name}.yaml</a>`,
    html`<a href="files/${name}.json" download>${name}.json</a>`,
  ]),
)}
<p>The sources refer to these files in <code>schemas/</code>, under the same relative path:
${['common', 'order', 'payment', 'order-events', 'payment-events', 'envelope', 'http', 'problems'].map(
  (name) => html` <a href="files/schemas/${name}.yaml" download>${name}.yaml</a>`,
)}. The bundled files are self-contained.</p>
${table(
  'Requests and data',
  ['File', 'Content'],
  extraFiles.map(([name, what]) => [html`<a href="files/${name}" download>${name}</a>`, what]),
)}`;
  return page({ file: 'downloads.html', title: 'Downloads', description: 'The contracts as files.', body });
};

module.exports = { renderDownloadsPage };
