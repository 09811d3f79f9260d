const fs = require('node:fs');
const path = require('node:path');
const { root } = require('./binaries');

/** Prints a stream of the running service, one entry a line: `stream.js order-events [order id]`. */
const main = async () => {
  const { Redis } = require('ioredis');
  const [stream = 'order-events', subject] = process.argv.slice(2);
  const data = path.resolve(process.env.DATA_DIR || path.join(root, '.data'));
  const url = process.env.REDIS_URL || JSON.parse(fs.readFileSync(path.join(data, 'endpoints.json'), 'utf8')).redis;
  const redis = new Redis(url);
  for (const [id, fields] of await redis.xrange(stream, '-', '+')) {
    const entry = Object.fromEntries(fields.flatMap((name, at) => (at % 2 ? [] : [[name, fields[at + 1]]])));
    if (!subject || entry.subject === subject) console.log(id, JSON.stringify(entry));
  }
  redis.disconnect();
};

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
