const fs = require('node:fs');
const path = require('node:path');
const { createHash } = require('node:crypto');
const { default: Ajv2019 } = require('ajv/dist/2019');
const { default: addFormats } = require('ajv-formats');
const { parsePointer, listObjects } = require('../documents/document');

const file = 'order-service/order-contract.yaml';
const vendor = path.join(__dirname, '..', '..', 'vendor');
const schemaFile = 'odcs-v3.1.0.schema.json';

/** The data quality rules of the domain, by their id in the contract. */
const requiredRules = {
  id_not_null: 'Order ID cannot be null',
  orders_reference_users: 'Order must reference valid userId',
  total_positive: 'Total amount must be > 0',
  has_item: 'Order items array must contain at least 1 item',
  transitions_legal: 'Order status must follow valid state transitions',
  freshness: 'Data freshness: updated within 24 hours',
};

/** Checks the ODCS data contract against its standard, the rules of the domain, and the order of the API. */
const checkDataContract = (contracts) => [
  ...checkStandard(contracts),
  ...checkRules(contracts),
  ...checkDescriptions(contracts),
  ...checkProperties(contracts),
];

let compiled;

const compileStandard = () => {
  if (compiled) return compiled;
  const text = fs.readFileSync(path.join(vendor, schemaFile), 'utf8');
  const sums = fs.readFileSync(path.join(vendor, 'SHA256SUMS'), 'utf8');
  if (!sums.includes(createHash('sha256').update(text).digest('hex')))
    throw new Error(`${schemaFile} does not match SHA256SUMS`);
  const ajv = new Ajv2019({ strict: false, allErrors: true });
  addFormats(ajv);
  compiled = ajv.compile(JSON.parse(text));
  return compiled;
};

// Errors of these keywords only report that a nested keyword failed, which has its own error.
const wrappers = new Set(['if', 'anyOf', 'allOf', 'oneOf']);

const checkStandard = (contracts) => {
  const validate = compileStandard();
  if (validate(contracts.value(file))) return [];
  const errors = validate.errors.filter(({ keyword }) => !wrappers.has(keyword));
  return (errors.length > 0 ? errors : validate.errors).map(({ instancePath, message, params }) => {
    const extra = params.unevaluatedProperty ?? params.additionalProperty;
    const keys = [...parsePointer(instancePath), ...(extra === undefined ? [] : [extra])];
    return contracts.at(file, keys, 'odcs-schema', `${keys.join('.') || 'The contract'} ${message}`);
  });
};

const checkRules = (contracts) => {
  const contract = contracts.value(file);
  const ids = new Set(listObjects(contract).map(({ value }) => value.id));
  const missing = Object.entries(requiredRules).filter(([id]) => !ids.has(id));
  const parts = ['name', 'description', 'servers', 'schema', 'slaProperties', 'support', 'team'];
  return [
    ...missing.map(([id, rule]) => contracts.at(file, ['schema'], 'odcs-quality', `No rule ${id}: ${rule}`)),
    ...parts
      .filter((part) => contract[part] === undefined)
      .map((part) => contracts.at(file, [], 'odcs-complete', `The contract has no ${part}`)),
  ];
};

const checkDescriptions = (contracts) =>
  listObjects(contracts.value(file).schema)
    .filter(({ value, keys }) => value.name && value.logicalType && !value.description && keys.at(-1) !== 'items')
    .map(({ value, keys }) =>
      contracts.at(file, ['schema', ...keys], 'odcs-description', `${value.name} has no description`),
    );

/** Properties that the export adds to the resource, and properties that depend on the caller. */
const exportOnly = new Set(['log']);
const callerOnly = new Set(['attention', 'allowedTransitions']);

const checkProperties = (contracts) => {
  const { properties = [] } = contracts.value(file).schema?.[0] ?? {};
  const order = contracts.value('schemas/order.yaml').definitions.Order;
  const keys = ['schema', 0, 'properties'];
  const names = new Set(properties.map(({ name }) => name));
  const absent = Object.keys(order.properties).filter((name) => !names.has(name) && !callerOnly.has(name));
  return [
    ...absent.map((name) =>
      contracts.at(file, keys, 'odcs-order', `The property ${name} of schemas/order.yaml is missing`),
    ),
    ...properties.flatMap(({ name, required = false }, index) => {
      if (exportOnly.has(name)) return [];
      const at = (message) => contracts.at(file, [...keys, index], 'odcs-order', `${name} ${message}`);
      if (!order.properties[name]) return [at('is not a property of Order in schemas/order.yaml')];
      return required === order.required.includes(name)
        ? []
        : [at('is required in only one of this contract and schemas/order.yaml')];
    }),
  ];
};

module.exports = { checkDataContract };
