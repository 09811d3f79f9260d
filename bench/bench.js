const { parseArgs } = require('node:util');
const { runMain } = require('../scripts/processes/run-main');
const { measureBacklog } = require('./backlog');
const { compare } = require('./compare');
const { measureFlow, measureLists, measureRate, warmUp } = require('./measurements');
const { printBacklog, printReport } = require('./report');
const { storeResults } = require('./results');
const { startWorld } = require('./world');

const usage = `usage: npm run bench -- [option …]

  --seconds <n>    how long each measurement takes (8)
  --callers <n,…>  how many callers repeat a turn at once (1,16,64,256)
  --rate <n>       orders per second of the measurement at a fixed rate (100)
  --million        measures again with a million orders in the database
  --backlog <n>    measures only a backlog of n events
  --compare <ref>  measures another commit and this one in turns, and prints the ratios
  --store          writes the results to bench/results and docs/performance.md
  --profile <dir>  writes CPU profiles of the service
  --help           prints this text`;

const optionsOf = (args) => {
  const values = parse(args);
  if (values.help) return values;
  const seconds = Number(values.seconds);
  const perSecond = Number(values.rate);
  const callers = values.callers.split(',').map(Number);
  const backlog = values.backlog === undefined ? undefined : Number(values.backlog);
  const numbers = [seconds, perSecond, ...callers, backlog ?? 1];
  if (!numbers.every((number) => number > 0)) throw new Error(usage);
  return { ...values, seconds, perSecond, callers, backlog };
};

const parse = (args) => {
  const options = {
    seconds: { type: 'string', default: '8' },
    callers: { type: 'string', default: '1,16,64,256' },
    rate: { type: 'string', default: '100' },
    million: { type: 'boolean', default: false },
    backlog: { type: 'string' },
    compare: { type: 'string' },
    store: { type: 'boolean', default: false },
    profile: { type: 'string' },
    help: { type: 'boolean', default: false },
  };
  try {
    return parseArgs({ args, options }).values;
  } catch (cause) {
    throw new Error(usage, { cause });
  }
};

/** Measures each row right after its limits, so that all run under the same load of the machine. */
const measure = async (world, options) => {
  const { seconds, perSecond, callers, million } = options;
  await warmUp(world, options);
  const before = world.residentBytes();
  const ordersBefore = await world.countOrders();
  const rows = [];
  for (const count of callers) rows.push(await measureFlow(world, { callers: count, seconds }));
  const atRate = { wanted: perSecond, ...(await measureRate(world, { perSecond, seconds })) };
  const memory = { before, after: world.residentBytes(), orders: (await world.countOrders()) - ordersBefore };
  const lists = [await measureLists(world, { orders: 10_000, seconds })];
  if (!million) return { rows, atRate, memory, lists };
  lists.push(await measureLists(world, { orders: 1_000_000, seconds }));
  const grown = await measureFlow(world, { callers: 64, seconds });
  return { rows, atRate, memory, lists, grown };
};

/** Starts a world, runs a measurement in it, and ends it, also when a signal ends the benchmark. */
const withWorld = async (options, run) => {
  const world = await startWorld(options);
  const end = () => void world.stop().then(() => process.exit(130));
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, end);
  try {
    return await run(world);
  } finally {
    await world.stop();
    for (const signal of ['SIGINT', 'SIGTERM']) process.removeListener(signal, end);
  }
};

const main = async () => {
  const options = optionsOf(process.argv.slice(2));
  if (options.help) return console.log(usage);
  if (options.compare) return compare(options, withWorld);
  if (options.backlog)
    return printBacklog(await withWorld(options, (world) => measureBacklog(world, { events: options.backlog })));
  const results = await withWorld(options, (world) => measure(world, options));
  printReport(results);
  if (options.store) storeResults(results);
};

void runMain(main);
