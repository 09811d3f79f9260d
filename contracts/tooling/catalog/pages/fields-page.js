const { fieldHeads, fieldRow, fieldsOf, merged } = require('../rendering/fields');
const { html } = require('../rendering/html');
const { markdown } = require('../rendering/markdown');
const { page, table } = require('../rendering/page');

const files = ['order', 'payment', 'common'];

/** The page of the resources that requests and answers hold, field by field. */
const fieldsPage = (site) => {
  const schemas = resourcesOf(site);
  const body = html`
<h1>Fields</h1>
<p class="lead">What requests and answers hold. The fields of events are with the events: <a href="order-events.html">orders</a>,
<a href="payment-events.html">payments</a>.</p>
<ul class="flat">${schemas.map(({ name }) => html`<li><a href="#${name}">${name}</a></li>`)}</ul>
${schemas.map(schemaSection)}`;
  return page({ file: 'fields.html', title: 'Fields', description: 'Every field of requests and answers.', body });
};

/** The objects of the shared schemas, each with a bundled document that knows what it refers to. */
const resourcesOf = ({ apis, contracts }) => {
  const names = files.flatMap((file) => Object.keys(contracts.value(`schemas/${file}.yaml`).definitions));
  return [...new Set(names)].flatMap((name) => {
    const { document } = apis.find((api) => api.document.components.schemas[name]) ?? {};
    const schema = document && merged(document, document.components.schemas[name]);
    return schema?.properties ? [{ name, document, schema }] : [];
  });
};

const schemaSection = ({ name, document, schema }) => html`
<section class="panel" id="${name}" aria-labelledby="${name}-title">
<h2 id="${name}-title">${name}</h2>
${markdown(schema.description)}
${table(`Fields of ${name}`, fieldHeads, fieldsOf(document, schema).map(fieldRow))}
</section>`;

module.exports = { fieldsPage, resourcesOf };
