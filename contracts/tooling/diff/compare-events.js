const { resolved } = require('../documents/bundle');
const { compareSchemas } = require('./compare-schemas');

/** What a reader has to know to find the entries. */
const keys = ['key', 'partitionKey', 'deadLetter'];

/** What breaks for readers between two AsyncAPI documents. What a service consumes is promised by whoever publishes it. */
const compareEvents = (before, after) =>
  Object.entries(before.channels)
    .filter(([, { subscribe }]) => subscribe)
    .flatMap(([channel, old]) => {
      const now = after.channels[channel];
      if (!now?.subscribe) return [{ where: channel, what: 'is gone' }];
      return [...compareStreams(channel, old, now), ...compareMessages(channel, [before, old], [after, now])];
    });

const compareStreams = (where, { 'x-redis-stream': old = {} }, { 'x-redis-stream': now = {} }) =>
  keys
    .filter((name) => old[name] !== now[name])
    .map((name) => ({ where, what: `has the ${name} ${now[name]}, and had ${old[name]}` }));

const compareMessages = (channel, before, after) => {
  const published = messagesOf(...after);
  return messagesOf(...before).flatMap((old) => {
    const where = `${channel} ${old.name}`;
    const now = published.find(({ name }) => name === old.name);
    if (!now) return [{ where, what: 'is gone' }];
    return ['headers', 'payload'].flatMap((part) =>
      compareSchemas(
        { document: before[0], schema: old[part] },
        { document: after[0], schema: now[part] },
        { where: `${where} ${part}`, isSent: false },
      ),
    );
  });
};

const messagesOf = (document, { subscribe: { message } }) =>
  (message.oneOf ?? [message]).map((one) => resolved(document, one));

module.exports = { compareEvents };
