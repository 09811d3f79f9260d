const { Redis } = require('ioredis');

const stream = 'order-events';
const group = 'bench';

/** Reads the order events as any other service does: with a consumer group of its own and plain XREADGROUP. */
const readDeliveries = async (url) => {
  const redis = new Redis(url);
  // The client reconnects.
  redis.on('error', () => {});
  await redis.xgroup('CREATE', stream, group, '0', 'MKSTREAM');
  const waiting = new Map();
  let delaysMs = [];

  const readEntry = ([entryId, fields]) => {
    const field = (name) => fields[fields.indexOf(name) + 1];
    delaysMs.push(Date.now() - Date.parse(field('time')));
    if (field('type') === 'order.confirmed') waiting.get(field('subject'))?.();
    return entryId;
  };
  const read = async () => {
    for (;;) {
      const found = await redis.xreadgroup('GROUP', group, 'one', 'COUNT', 256, 'BLOCK', 1_000, 'STREAMS', stream, '>');
      const entryIds = found ? found[0][1].map(readEntry) : [];
      // Not awaited: it precedes the next read on the same connection.
      if (entryIds.length > 0) redis.xack(stream, group, ...entryIds).catch(() => {});
    }
  };
  read().catch(() => {});
  return {
    /** Resolves when `order.confirmed` of the order has been read. */
    confirmed: (orderId) =>
      new Promise((resolve) => waiting.set(orderId, resolve)).finally(() => waiting.delete(orderId)),
    delaysMs: () => delaysMs,
    reset: () => {
      delaysMs = [];
    },
  };
};

module.exports = { readDeliveries };
