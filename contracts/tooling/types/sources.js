const path = require('node:path');
const { createHash } = require('node:crypto');
const { bundle, nameOf } = require('../documents/bundle');
const { readContracts } = require('../documents/contracts');
const { objectsIn } = require('../documents/document');

const root = path.join(__dirname, '..', '..', '..');

/** The contracts that have types, each with the OpenAPI document that they are written from, and their file in `src/contract/`. */
const sources = () => {
  const contracts = readContracts(path.join(__dirname, '..', '..', 'order-management'));
  return ['order', 'payment'].flatMap((service) => [
    sourceOf(`${service}-api`, { document: bundle(contracts, `${service}-service/${service}-api.yaml`) }),
    sourceOf(`${service}-events`, eventsOf(bundle(contracts, `${service}-service/${service}-events.yaml`))),
  ]);
};

const sourceOf = (name, { document, events }) => ({
  name,
  file: path.join(root, 'src', 'contract', `${name}.ts`),
  document,
  events,
});

/** The payloads of the events that a service publishes as the schemas of an OpenAPI document, and which event has which. */
const eventsOf = ({ info, channels, components: { messages, schemas } }) => {
  const published = Object.values(channels)
    .flatMap(({ subscribe }) => subscribe?.message?.oneOf ?? [])
    .map((message) => messages[nameOf(message)]);
  const events = Object.fromEntries(published.map(({ name, payload }) => [name, nameOf(payload)]));
  const needed = reachableFrom(Object.values(events), schemas);
  const document = { openapi: '3.0.3', info, paths: {}, components: { schemas: needed } };
  return { document, events };
};

const reachableFrom = (names, schemas) => {
  const found = new Set(names);
  for (const name of found) {
    for (const { value } of objectsIn(schemas[name])) if (value.$ref) found.add(nameOf(value));
  }
  return Object.fromEntries(Object.entries(schemas).filter(([name]) => found.has(name)));
};

const sha256 = (text) => createHash('sha256').update(text).digest('hex');

/** The first lines of a file of types: what it was written from, and what it was as it was written. */
const headOf = (
  { name, document, events },
  text,
) => `// Written by \`npm run contracts:types\` from contracts/order-management (${name}). Do not edit.
// ${sha256(JSON.stringify([document, events]))} ${sha256(text)}
`;

module.exports = { headOf, sources };
