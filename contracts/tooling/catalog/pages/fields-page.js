const { fieldHeads, renderFieldRow, listFields, mergeSchema } = require('../rendering/fields');
const { html } = require('../rendering/html');
const { markdown } = require('../rendering/markdown');
const { page, table } = require('../rendering/page');

const files = ['order', 'payment', 'common'];

/** Renders the page of the fields in requests and responses. */
const renderFieldsPage = (site) => {
  const schemas = listResources(site);
  const body = html`
<h1>Fields</h1>
<p class="lead">The fields of requests and responses. The fields of events are on the pages <a href="order-events.html">Order events</a> and
<a href="payment-events.html">Payment events</a>.</p>
<ul class="flat">${schemas.map(({ name }) => html`<li><a href="#${name}">${name}</a></li>`)}</ul>
${schemas.map(renderSchema)}`;
  return page({ file: 'fields.html', title: 'Fields', description: 'All fields of requests and responses.', body });
};

/** Lists the objects of the shared schemas, each with the bundled document that contains it. */
const listResources = ({ apis, contracts }) => {
  const names = files.flatMap((file) => Object.keys(contracts.value(`schemas/${file}.yaml`).definitions));
  return [...new Set(names)].flatMap((name) => {
    const { document } = apis.find((api) => api.document.components.schemas[name]) ?? {};
    const schema = document && mergeSchema(document, document.components.schemas[name]);
    return schema?.properties ? [{ name, document, schema }] : [];
  });
};

const renderSchema = ({ name, document, schema }) => html`
<section class="panel" id="${name}" aria-labelledby="${name}-title">
<h2 id="${name}-title">${name}</h2>
${markdown(schema.description)}
${table(`Fields of ${name}`, fieldHeads, listFields(document, schema).map(renderFieldRow))}
</section>`;

module.exports = { renderFieldsPage, listResources };
