const orderContract = 'order-service/order-contract.yaml';

/** One vocabulary: the statuses and events of OpenAPI, AsyncAPI, ODCS and machines are the same. */
const checkWords = (contracts) => [
  ...checkStatuses(contracts),
  ...checkDataContractWords(contracts),
  ...['order', 'payment'].flatMap((kind) => [
    ...checkMessages(contracts, kind),
    ...checkEventStatuses(contracts, kind),
    ...checkStreams(contracts, kind),
  ]),
];

const statesOf = (contracts, kind) => Object.keys(contracts.value('machines.json')[kind].states);

/** A finding when the two lists do not hold the same words. */
const same = (found, wanted, finding) => {
  const extra = found.filter((word) => !wanted.includes(word));
  const missing = wanted.filter((word) => !found.includes(word));
  if (extra.length + missing.length === 0) return [];
  return [finding([...extra.map((word) => `${word} is too many`), ...missing.map((word) => `no ${word}`)].join(', '))];
};

const checkStatuses = (contracts) =>
  ['order', 'payment'].flatMap((kind) => {
    const file = `schemas/${kind}.yaml`;
    const name = kind === 'order' ? 'OrderStatus' : 'PaymentStatus';
    const { enum: words = [] } = contracts.value(file).definitions[name] ?? {};
    return same(words, statesOf(contracts, kind), (what) =>
      contracts.at(file, ['definitions', name, 'enum'], 'words-status', `${what} in the ${kind} machine`),
    );
  });

const checkDataContractWords = (contracts) => {
  const properties = contracts.value(orderContract).schema?.[0]?.properties ?? [];
  const at = (name) => properties.findIndex((property) => property.name === name);
  const status = ['schema', 0, 'properties', at('status'), 'quality', 0, 'arguments', 'validValues'];
  const entries = properties[at('log')]?.items?.properties ?? [];
  const type = entries.findIndex(({ name }) => name === 'type');
  const types = ['schema', 0, 'properties', at('log'), 'items', 'properties', type, 'quality', 0, 'arguments'];
  return [
    ...same(
      properties[at('status')]?.quality?.[0]?.arguments?.validValues ?? [],
      statesOf(contracts, 'order'),
      (what) => contracts.at(orderContract, status, 'words-status', `${what} in the order machine`),
    ),
    ...same(entries[type]?.quality?.[0]?.arguments?.validValues ?? [], namesOf(contracts, 'order'), (what) =>
      contracts.at(orderContract, types, 'words-event', `${what} in order-events.yaml`),
    ),
  ];
};

const eventsFile = (kind) => `${kind}-service/${kind}-events.yaml`;

const messagesOf = (contracts, kind) =>
  Object.entries(contracts.value(eventsFile(kind)).components.messages).filter(([key]) => key !== 'DeadLetter');

const namesOf = (contracts, kind) => messagesOf(contracts, kind).map(([, { name }]) => name);

/** `order.payment_failed` is the message and the schema `OrderPaymentFailed`. */
const pascal = (name) =>
  name
    .split(/[._]/)
    .map((word) => word[0].toUpperCase() + word.slice(1))
    .join('');

const checkMessages = (contracts, kind) => {
  const file = eventsFile(kind);
  const schemas = `schemas/${kind}-events.yaml`;
  const { channels } = contracts.value(file);
  const messages = messagesOf(contracts, kind);
  const published = (channels[`${kind}-events`]?.subscribe?.message?.oneOf ?? []).map(({ $ref }) =>
    $ref.split('/').at(-1),
  );
  return [
    ...same(
      published,
      messages.map(([key]) => key),
      (what) =>
        contracts.at(
          file,
          ['channels', `${kind}-events`, 'subscribe'],
          'words-event',
          `${what} in components.messages`,
        ),
    ),
    ...same(
      Object.keys(contracts.value(schemas).definitions),
      messages.map(([key]) => key),
      (what) => contracts.at(schemas, ['definitions'], 'words-event', `${what} in ${file}`),
    ),
    ...messages.flatMap(([key, message]) => checkMessage(contracts, kind, key, message)),
  ];
};

const checkMessage = (contracts, kind, key, { name = '', payload, examples = [] }) => {
  const at = (keys, message) =>
    contracts.at(eventsFile(kind), ['components', 'messages', key, ...keys], 'words-event', message);
  const wanted = `../schemas/${kind}-events.yaml#/definitions/${key}`;
  return [
    ...(pascal(name) === key ? [] : [at(['name'], `${key} is named ${name}`)]),
    ...(payload?.$ref === wanted ? [] : [at(['payload'], `The payload of ${key} is not ${wanted}`)]),
    ...examples.flatMap(({ headers = {} }, index) =>
      headers.type === name && headers.source === `/${kind}-service`
        ? []
        : [at(['examples', index, 'headers'], `The example is a ${headers.type} of ${headers.source}`)],
    ),
  ];
};

/** The status in an event is a state of the order; an event that is named after a state leads to it. */
const checkEventStatuses = (contracts, kind) => {
  const states = statesOf(contracts, kind);
  const file = `schemas/${kind}-events.yaml`;
  return messagesOf(contracts, kind).flatMap(([key, { name = '' }]) => {
    const words = contracts.value(file).definitions[key]?.properties?.status?.enum ?? [];
    const state = name.slice(kind.length + 1);
    const isNamed = kind === 'order' && states.includes(state);
    const wrong = words.filter((word) => !states.includes(word) || (isNamed && word !== state));
    return wrong.map((word) =>
      contracts.at(file, ['definitions', key, 'properties', 'status'], 'words-status', `${name} with status ${word}`),
    );
  });
};

/** A channel is its key; what a service reads of the other one is announced there. */
const checkStreams = (contracts, kind) => {
  const file = eventsFile(kind);
  const { channels } = contracts.value(file);
  const other = kind === 'order' ? 'payment' : 'order';
  const owners = contracts.value(eventsFile(other)).channels[`${other}-events`]?.['x-redis-stream']?.groups ?? [];
  return Object.entries(channels).flatMap(([name, { 'x-redis-stream': stream = {}, publish }]) => {
    const at = (message) => contracts.at(file, ['channels', name, 'x-redis-stream'], 'words-stream', message);
    const dead = `${stream.key}:dead-letter`;
    const isDeadLetter = name.endsWith(':dead-letter');
    const unknown = publish
      ? (stream.groups ?? []).filter((one) => !owners.some((known) => known.name === one.name))
      : [];
    return [
      ...(stream.key === name ? [] : [at(`${name} has the key ${stream.key}`)]),
      ...(isDeadLetter || stream.deadLetter === dead ? [] : [at(`The dead letter of ${name} is not ${dead}`)]),
      ...(isDeadLetter || publish || channels[dead] ? [] : [at(`There is no channel ${dead}`)]),
      ...unknown.map((group) => at(`${group.name} is no group of ${eventsFile(other)}`)),
    ];
  });
};

module.exports = { checkWords };
