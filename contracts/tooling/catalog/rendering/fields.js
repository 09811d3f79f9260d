const { nameOf, resolved } = require('../../documents/bundle');
const { html } = require('./html');
const { inline } = require('./markdown');
const { code, list } = require('./page');

/** A schema without references and `allOf`. The example of a part is none of the whole. */
const merged = (document, schema = {}) => {
  const { allOf = [], ...own } = resolved(document, schema);
  const parts = allOf.map((part) => ({ ...merged(document, part), example: undefined }));
  return Object.assign({}, ...parts, own);
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

const ranges = [
  ['minimum', 'maximum', ''],
  ['minLength', 'maxLength', ' characters'],
  ['minItems', 'maxItems', ' items'],
];

const rangeText = (from, to, unit) => {
  if (from === undefined) return `up to ${to}${unit}`;
  return to === undefined ? `${from}${unit} or more` : `${from} to ${to}${unit}`;
};

/** What a field holds, in words. */
const typeText = ({ type = 'any', format, ...rest }, item) => {
  const name = item ? `array of ${item.format ?? item.type ?? 'any'}` : (format ?? type);
  const limits = ranges
    .filter(([from, to]) => rest[from] !== undefined || rest[to] !== undefined)
    .map(([from, to, unit]) => rangeText(rest[from], rest[to], unit));
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
