const { toComponentName, resolve } = require('../../documents/bundle');
const { html } = require('./html');
const { inline } = require('./markdown');
const { code, list } = require('./page');

/** Resolves the references and `allOf` of a schema. Examples of its parts are dropped. */
const mergeSchema = (document, schema = {}) => {
  const { allOf = [], ...own } = resolve(document, schema);
  const parts = allOf.map((part) => ({ ...mergeSchema(document, part), example: undefined }));
  return Object.assign({}, ...parts, own);
};

/** Lists the fields of an object, including those of nested objects: `items[].price`. */
const listFields = (document, schema, prefix = '') => {
  const { properties = {}, required = [] } = mergeSchema(document, schema);
  return Object.entries(properties).flatMap(([name, property]) => {
    const field = mergeSchema(document, property);
    const item = field.type === 'array' ? mergeSchema(document, field.items) : undefined;
    const path = `${prefix}${name}`;
    return [
      {
        path,
        required: required.includes(name),
        field,
        item,
        refersTo: toComponentName(property) ?? toComponentName(property.items),
      },
      ...listFields(document, item ?? field, item ? `${path}[].` : `${path}.`),
    ];
  });
};

const ranges = [
  ['minimum', 'maximum', ''],
  ['minLength', 'maxLength', ' characters'],
  ['minItems', 'maxItems', ' items'],
];

const formatRange = (from, to, unit) => {
  if (from === undefined) return `up to ${to}${unit}`;
  return to === undefined ? `${from}${unit} or more` : `${from} to ${to}${unit}`;
};

/** Formats the type of a field: `array of string, 1 to 100 items`. */
const formatType = ({ type = 'any', format, ...rest }, item) => {
  const name = item ? `array of ${item.format ?? item.type ?? 'any'}` : (format ?? type);
  const limits = ranges
    .filter(([from, to]) => rest[from] !== undefined || rest[to] !== undefined)
    .map(([from, to, unit]) => formatRange(rest[from], rest[to], unit));
  return [name, ...limits].join(', ');
};

/** Renders the table cells of a field: name, type, presence and meaning. */
const renderFieldRow = ({ path, required, field, item }) => [
  code(path),
  html`<span class="type">${formatType(field, item)}</span>`,
  required ? 'required' : 'optional',
  html`${inline(field.description ?? item?.description)}${renderAllowedValues(item?.enum ?? field.enum)}${findExample(field)}`,
];

const renderAllowedValues = (values) => values && html` <span class="values">${list(values.map(code))}</span>`;

const findExample = ({ example, enum: values }) =>
  example !== undefined && !values && html` <span class="example">e.g. ${code(asText(example))}</span>`;

const asText = (value) => (typeof value === 'string' ? value : JSON.stringify(value));

const fieldHeads = ['Field', 'Type', 'Presence', 'Meaning'];

module.exports = { fieldHeads, renderFieldRow, listFields, mergeSchema };
