const { readContracts } = require('../documents/contracts');
const { bundle, toComponentName } = require('../documents/bundle');

const kinds = {
  api: { name: 'OpenAPI 3.0', what: 'REST API' },
  events: { name: 'AsyncAPI 2.6', what: 'Events' },
  contract: { name: 'ODCS v3.1.0', what: 'Data contract' },
};

const files = [
  'order-service/order-api.yaml',
  'order-service/order-events.yaml',
  'order-service/order-contract.yaml',
  'payment-service/payment-api.yaml',
  'payment-service/payment-events.yaml',
];

const readEntry = (contracts, file) => {
  const name = file.split('/')[1].replace('.yaml', '');
  const [service, kind] = name.split('-');
  const document = bundle(contracts, file);
  const title = document.info?.title ?? `${document.name} as data`;
  return { file, name, service, kind: { key: kind, ...kinds[kind] }, page: `${name}.html`, title, document };
};

/** Reads the five contracts as bundled documents, with their shared parts. @throws Error if a reference has no target */
const readSite = (folder) => {
  const contracts = readContracts(folder);
  const entries = files.map((file) => readEntry(contracts, file));
  const ofKind = (key) => entries.filter(({ kind }) => kind.key === key);
  return {
    folder,
    contracts,
    entries,
    apis: ofKind('api'),
    events: ofKind('events'),
    data: ofKind('contract')[0],
    machines: contracts.value('machines.json'),
    problems: contracts.value('schemas/problems.yaml').examples,
  };
};

const methods = ['get', 'post', 'put', 'patch', 'delete'];

/** Lists the operations of an OpenAPI document with their method and path. */
const listOperations = ({ paths }) =>
  Object.entries(paths).flatMap(([path, item]) =>
    methods
      .filter((method) => item[method])
      .map((method) => ({
        ...item[method],
        method: method.toUpperCase(),
        path,
        parameters: [...(item[method].parameters ?? []), ...(item.parameters ?? [])],
      })),
  );

/** Lists the messages that a service publishes, without the dead letter. */
const listMessages = ({ channels, components }) =>
  Object.values(channels)[0].subscribe.message.oneOf.map(({ $ref }) => {
    const key = toComponentName({ $ref });
    return { key, ...components.messages[key] };
  });

module.exports = { listMessages, listOperations, readSite };
