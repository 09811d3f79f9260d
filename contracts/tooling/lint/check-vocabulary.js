const orderContract = 'order-service/order-contract.yaml';

/** Checks that OpenAPI, AsyncAPI, ODCS and the machines use the same statuses, events and streams. */
const checkVocabulary = (contracts) => [
  ...checkStatuses(contracts),
  ...checkDataContractTerms(contracts),
  ...checkHistory(contracts),
  ...['order', 'payment'].flatMap((kind) => [
    ...checkMessages(contracts, kind),
    ...checkEventStatuses(contracts, kind),
    ...checkStreams(contracts, kind),
  ]),
];

const listStates = (contracts, kind) => Object.keys(contracts.value('machines.json')[kind].states);

/** Returns a finding if the two lists differ. */
const compareLists = (found, wanted, finding) => {
  const extra = found.filter((word) => !wanted.includes(word));
  const missing = wanted.filter((word) => !found.includes(word));
  if (extra.length + missing.length === 0) return [];
  return [
    finding([...extra.map((word) => `unexpected ${word}`), ...missing.map((word) => `missing ${word}`)].join(', ')),
  ];
};

const checkStatuses = (contracts) =>
  ['order', 'payment'].flatMap((kind) => {
    const file = `schemas/${kind}.yaml`;
    const name = kind === 'order' ? 'OrderStatus' : 'PaymentStatus';
    const { enum: words = [] } = contracts.value(file).definitions[name] ?? {};
    return compareLists(words, listStates(contracts, kind), (what) =>
      contracts.at(
        file,
        ['definitions', name, 'enum'],
        'vocabulary-status',
        `differs from the ${kind} machine: ${what}`,
      ),
    );
  });

const checkDataContractTerms = (contracts) => {
  const properties = contracts.value(orderContract).schema?.[0]?.properties ?? [];
  const at = (name) => properties.findIndex((property) => property.name === name);
  const status = ['schema', 0, 'properties', at('status'), 'quality', 0, 'arguments', 'validValues'];
  const entries = properties[at('log')]?.items?.properties ?? [];
  const type = entries.findIndex(({ name }) => name === 'type');
  const types = ['schema', 0, 'properties', at('log'), 'items', 'properties', type, 'quality', 0, 'arguments'];
  return [
    ...compareLists(
      properties[at('status')]?.quality?.[0]?.arguments?.validValues ?? [],
      listStates(contracts, 'order'),
      (what) => contracts.at(orderContract, status, 'vocabulary-status', `differs from the order machine: ${what}`),
    ),
    ...compareLists(
      entries[type]?.quality?.[0]?.arguments?.validValues ?? [],
      listEventNames(contracts, 'order'),
      (what) => contracts.at(orderContract, types, 'vocabulary-event', `differs from order-events.yaml: ${what}`),
    ),
  ];
};

/** Checks that the history of an order, as the REST API returns it, may contain every event of orders. */
const checkHistory = (contracts) => {
  const file = 'schemas/order.yaml';
  const keys = ['definitions', 'OrderEvent', 'properties', 'data', 'anyOf'];
  const payloads = keys.reduce((value, key) => value?.[key], contracts.value(file)) ?? [];
  return compareLists(
    payloads.map(({ $ref }) => $ref.split('/').at(-1)),
    listMessages(contracts, 'order').map(([key]) => key),
    (what) => contracts.at(file, keys, 'vocabulary-event', `differs from order-events.yaml: ${what}`),
  );
};

const eventsFile = (kind) => `${kind}-service/${kind}-events.yaml`;

const listMessages = (contracts, kind) =>
  Object.entries(contracts.value(eventsFile(kind)).components.messages).filter(([key]) => key !== 'DeadLetter');

const listEventNames = (contracts, kind) => listMessages(contracts, kind).map(([, { name }]) => name);

/** Converts the event type `order.payment_failed` to its message and schema name `OrderPaymentFailed`. */
const toPascalCase = (name) =>
  name
    .split(/[._]/)
    .map((word) => word[0].toUpperCase() + word.slice(1))
    .join('');

const checkMessages = (contracts, kind) => {
  const file = eventsFile(kind);
  const schemas = `schemas/${kind}-events.yaml`;
  const { channels } = contracts.value(file);
  const messages = listMessages(contracts, kind);
  const published = (channels[`${kind}-events`]?.subscribe?.message?.oneOf ?? []).map(({ $ref }) =>
    $ref.split('/').at(-1),
  );
  return [
    ...compareLists(
      published,
      messages.map(([key]) => key),
      (what) =>
        contracts.at(
          file,
          ['channels', `${kind}-events`, 'subscribe'],
          'vocabulary-event',
          `differs from components.messages: ${what}`,
        ),
    ),
    ...compareLists(
      Object.keys(contracts.value(schemas).definitions),
      messages.map(([key]) => key),
      (what) => contracts.at(schemas, ['definitions'], 'vocabulary-event', `differs from ${file}: ${what}`),
    ),
    ...messages.flatMap(([key, message]) => checkMessage(contracts, kind, key, message)),
  ];
};

const checkMessage = (contracts, kind, key, { name = '', payload, examples = [] }) => {
  const at = (keys, message) =>
    contracts.at(eventsFile(kind), ['components', 'messages', key, ...keys], 'vocabulary-event', message);
  const wanted = `../schemas/${kind}-events.yaml#/definitions/${key}`;
  return [
    ...(toPascalCase(name) === key ? [] : [at(['name'], `The message ${key} has the name ${name}`)]),
    ...(payload?.$ref === wanted ? [] : [at(['payload'], `The payload of ${key} is not ${wanted}`)]),
    ...examples.flatMap(({ headers = {} }, index) =>
      headers.type === name && headers.source === `/${kind}-service`
        ? []
        : [
            at(
              ['examples', index, 'headers'],
              `The example has the type ${headers.type} and the source ${headers.source}`,
            ),
          ],
    ),
  ];
};

/** Checks that the status in an event is a state, and that an event named after a state has that status. */
const checkEventStatuses = (contracts, kind) => {
  const states = listStates(contracts, kind);
  const file = `schemas/${kind}-events.yaml`;
  return listMessages(contracts, kind).flatMap(([key, { name = '' }]) => {
    const words = contracts.value(file).definitions[key]?.properties?.status?.enum ?? [];
    const state = name.slice(kind.length + 1);
    const isNamed = kind === 'order' && states.includes(state);
    const wrong = words.filter((word) => !states.includes(word) || (isNamed && word !== state));
    return wrong.map((word) =>
      contracts.at(
        file,
        ['definitions', key, 'properties', 'status'],
        'vocabulary-status',
        `${name} has the status ${word}`,
      ),
    );
  });
};

/** Checks that a channel is named after its key, has a dead letter, and lists its consumer groups at the publisher. */
const checkStreams = (contracts, kind) => {
  const file = eventsFile(kind);
  const { channels } = contracts.value(file);
  const other = kind === 'order' ? 'payment' : 'order';
  const owners = contracts.value(eventsFile(other)).channels[`${other}-events`]?.['x-redis-stream']?.groups ?? [];
  return Object.entries(channels).flatMap(([name, { 'x-redis-stream': stream = {}, publish }]) => {
    const at = (message) => contracts.at(file, ['channels', name, 'x-redis-stream'], 'vocabulary-stream', message);
    const dead = `${stream.key}:dead-letter`;
    const isDeadLetter = name.endsWith(':dead-letter');
    const unknown = publish
      ? (stream.groups ?? []).filter((group) => !owners.some(({ name: owner }) => owner === group.name))
      : [];
    return [
      ...(stream.key === name ? [] : [at(`${name} has the key ${stream.key}`)]),
      ...(isDeadLetter || stream.deadLetter === dead ? [] : [at(`The dead letter of ${name} must be ${dead}`)]),
      ...(isDeadLetter || publish || channels[dead] ? [] : [at(`The channel ${dead} is missing`)]),
      ...unknown.map((group) => at(`${group.name} is not a group in ${eventsFile(other)}`)),
    ];
  });
};

module.exports = { checkVocabulary };
