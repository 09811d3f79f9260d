const { resolve } = require('../documents/bundle');
const { compareSchemas } = require('./compare-schemas');

/** The properties of a stream that consumers need to find the entries. */
const keys = ['key', 'partitionKey', 'deadLetter'];

/** Lists the changes between two AsyncAPI documents that break consumers. Consumed events are part of the publisher's contract. */
const compareEvents = (before, after) =>
  Object.entries(before.channels)
    .filter(([, { subscribe }]) => subscribe)
    .flatMap(([channel, old]) => {
      const now = after.channels[channel];
      if (!now?.subscribe) return [{ where: channel, what: 'was removed' }];
      return [...compareStreams(channel, old, now), ...compareMessages(channel, [before, old], [after, now])];
    });

const compareStreams = (where, { 'x-redis-stream': old = {} }, { 'x-redis-stream': now = {} }) =>
  keys
    .filter((name) => old[name] !== now[name])
    .map((name) => ({ where, what: `changed its ${name} from ${old[name]} to ${now[name]}` }));

const compareMessages = (channel, before, after) => {
  const published = listMessages(...after);
  return listMessages(...before).flatMap((old) => {
    const where = `${channel} ${old.name}`;
    const now = published.find(({ name }) => name === old.name);
    if (!now) return [{ where, what: 'was removed' }];
    return ['headers', 'payload'].flatMap((part) =>
      compareSchemas(
        { document: before[0], schema: old[part] },
        { document: after[0], schema: now[part] },
        { where: `${where} ${part}`, isSent: false },
      ),
    );
  });
};

const listMessages = (document, { subscribe: { message } }) =>
  (message.oneOf ?? [message]).map((reference) => resolve(document, reference));

module.exports = { compareEvents };
