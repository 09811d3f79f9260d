const { nameOf, resolved } = require('./bundle');
const { html } = require('./html');
const { inline } = require('./markdown');
const { code, list } = require('./page');

/** A schema without references and `allOf`. */
const merged = (document, schema = {}) => {
  const { allOf = [], ...own } = resolved(document, schema);
  return allOf.length === 0 ? own : Object.assign({}, ...allOf.map((part) => merged(document, part)), own);
};

/** The fields of an object with those of the objects in it: `items[].price`. */
const fieldsOf = (document, schema, prefix = '') => {
  const { properties = {}, required = [] } = merged(document, schema);
  return Object.entries(properties).flatMap(([name, property]) => {
    const field = merged(document, property);
    const item = field.type === 'array' ? merged(document, field.items) : undefined;
    const path = `${prefix}${name}`;
    return [
      { path, required: required.includes(name), field, item, refersTo: nameOf(property) ?? nameOf(property.items) },
      ...fieldsOf(document, item ?? field, item ? `${path}[].` : `${path}.`),
    ];
  });
};

const bounds = [
  ['minimum', (value) => `≥ ${value}`],
  ['maximum', (value) => `≤ ${value}`],
  ['minLength', (value) => `at least ${value} ${value === 1 ? 'character' : 'characters'}`],
  ['maxLength', (value) => `at most ${value} characters`],
  ['minItems', (value) => `at least ${value}`],
  ['maxItems', (value) => `at most ${value}`],
];

/** What a field holds, in words. */
const typeText = ({ type = 'any', format, ...rest }, item) => {
  const name = item ? `array of ${item.format ?? item.type ?? 'any'}` : (format ?? type);
  const limits = bounds.filter(([key]) => rest[key] !== undefined).map(([key, says]) => says(rest[key]));
  return [name, ...limits].join(', ');
};

/** The cells about one field: name, type, whether it is always there, what it means. */
const fieldRow = ({ path, required, field, item }) => [
  code(path),
  html`<span class="type">${typeText(field, item)}</span>`,
  required ? 'always' : 'optional',
  html`${inline(field.description ?? item?.description)}${allowed(item?.enum ?? field.enum)}${exampleOf(field)}`,
];

const allowed = (values) => values && html` <span class="values">${list(values.map(code))}</span>`;

const exampleOf = ({ example, enum: values }) =>
  example !== undefined && !values && html` <span class="example">e.g. ${code(asText(example))}</span>`;

const asText = (value) => (typeof value === 'string' ? value : JSON.stringify(value));

const fieldHeads = ['Field', 'Type', 'There', 'Meaning'];

module.exports = { fieldHeads, fieldRow, fieldsOf, merged };
