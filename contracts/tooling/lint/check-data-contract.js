const fs = require('node:fs');
const path = require('node:path');
const { createHash } = require('node:crypto');
const { default: Ajv2019 } = require('ajv/dist/2019');
const { default: addFormats } = require('ajv-formats');
const { keysOf, objectsIn } = require('../documents/document');

const file = 'order-service/order-contract.yaml';
const vendor = path.join(__dirname, '..', '..', 'vendor');
const schemaFile = 'odcs-v3.1.0.schema.json';

/** The domain's data quality rules, by the id that the contract gives them. */
const promised = {
  id_not_null: 'Order ID cannot be null',
  orders_reference_users: 'Order must reference valid userId',
  total_positive: 'Total amount must be > 0',
  has_item: 'Order items array must contain at least 1 item',
  transitions_legal: 'Order status must follow valid state transitions',
  freshness: 'Data freshness: updated within 24 hours',
};

/** What is wrong with the ODCS data contract: against its standard, the domain's rules, and the order of the API. */
const checkDataContract = (contracts) => [
  ...checkStandard(contracts),
  ...checkRules(contracts),
  ...checkDescriptions(contracts),
  ...checkProperties(contracts),
];

let compiled;

const standard = () => {
  if (compiled) return compiled;
  const text = fs.readFileSync(path.join(vendor, schemaFile), 'utf8');
  const sums = fs.readFileSync(path.join(vendor, 'SHA256SUMS'), 'utf8');
  if (!sums.includes(createHash('sha256').update(text).digest('hex'))) throw new Error(`${schemaFile} was changed`);
  const ajv = new Ajv2019({ strict: false, allErrors: true });
  addFormats(ajv);
  compiled = ajv.compile(JSON.parse(text));
  return compiled;
};

// These only say that something beneath them failed, which has an error of its own.
const wrappers = new Set(['if', 'anyOf', 'allOf', 'oneOf']);

const checkStandard = (contracts) => {
  const validate = standard();
  if (validate(contracts.value(file))) return [];
  const errors = validate.errors.filter(({ keyword }) => !wrappers.has(keyword));
  return (errors.length > 0 ? errors : validate.errors).map(({ instancePath, message, params }) => {
    const extra = params.unevaluatedProperty ?? params.additionalProperty;
    const keys = [...keysOf(instancePath), ...(extra === undefined ? [] : [extra])];
    return contracts.at(file, keys, 'odcs-schema', `${keys.join('.') || 'The contract'} ${message}`);
  });
};

const checkRules = (contracts) => {
  const contract = contracts.value(file);
  const ids = new Set(objectsIn(contract).map(({ value }) => value.id));
  const missing = Object.entries(promised).filter(([id]) => !ids.has(id));
  const parts = ['name', 'description', 'servers', 'schema', 'slaProperties', 'support', 'team'];
  return [
    ...missing.map(([id, rule]) => contracts.at(file, ['schema'], 'odcs-quality', `No rule ${id}: ${rule}`)),
    ...parts
      .filter((part) => contract[part] === undefined)
      .map((part) => contracts.at(file, [], 'odcs-complete', `There is no ${part}`)),
  ];
};

const checkDescriptions = (contracts) =>
  objectsIn(contracts.value(file).schema)
    .filter(({ value, keys }) => value.name && value.logicalType && !value.description && keys.at(-1) !== 'items')
    .map(({ value, keys }) =>
      contracts.at(file, ['schema', ...keys], 'odcs-description', `${value.name} has no description`),
    );

/** What the export adds to the resource, and what is about its reader. */
const own = new Set(['log']);
const ofReader = new Set(['attention', 'allowedTransitions']);

const checkProperties = (contracts) => {
  const { properties = [] } = contracts.value(file).schema?.[0] ?? {};
  const order = contracts.value('schemas/order.yaml').definitions.Order;
  const keys = ['schema', 0, 'properties'];
  const names = new Set(properties.map(({ name }) => name));
  const absent = Object.keys(order.properties).filter((name) => !names.has(name) && !ofReader.has(name));
  return [
    ...absent.map((name) => contracts.at(file, keys, 'odcs-order', `${name} of schemas/order.yaml is missing`)),
    ...properties.flatMap(({ name, required = false }, index) => {
      if (own.has(name)) return [];
      const at = (message) => contracts.at(file, [...keys, index], 'odcs-order', `${name} ${message}`);
      if (!order.properties[name]) return [at('is no property of Order in schemas/order.yaml')];
      return required === order.required.includes(name) ? [] : [at('is required here or in schemas/order.yaml only')];
    }),
  ];
};

module.exports = { checkDataContract };
