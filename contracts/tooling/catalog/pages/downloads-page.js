const { html } = require('../rendering/html');
const { page, table } = require('../rendering/page');

/** Files of the catalog that are not pages, with what they are. */
const extraFiles = [
  ['order-api.http', 'The requests of the Order API, for VS Code and JetBrains'],
  ['payment-api.http', 'The requests of the Payment API, for VS Code and JetBrains'],
  ['order-management.postman_collection.json', 'The requests of both, for Postman and what reads its format'],
  ['machines.json', 'The state machines as data'],
  ['rights.json', 'Who may ask an order to become what'],
];

/** The page of everything that can be downloaded. */
const downloadsPage = ({ entries }) => {
  const body = html`
<h1>Downloads</h1>
${table(
  'Contracts',
  ['Contract', 'As it is written', 'As one document'],
  entries.map(({ name, title, file, kind }) => [
    html`${title} <span class="tag">${kind.name}</span>`,
    html`<a href="files/${file}" download>${name}.yaml</a>`,
    html`<a href="files/${name}.json" download>${name}.json</a>`,
  ]),
)}
<p>A contract refers to files in <code>schemas/</code>, which are beside it under the same relative path:
${['common', 'order', 'payment', 'order-events', 'payment-events', 'envelope', 'http', 'problems'].map(
  (name) => html` <a href="files/schemas/${name}.yaml" download>${name}.yaml</a>`,
)}. The JSON stands for itself.</p>
${table(
  'Requests and data',
  ['File', 'What it is'],
  extraFiles.map(([name, what]) => [html`<a href="files/${name}" download>${name}</a>`, what]),
)}`;
  return page({ file: 'downloads.html', title: 'Downloads', description: 'The contracts as files.', body });
};

module.exports = { downloadsPage };
