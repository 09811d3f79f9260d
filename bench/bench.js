const { parseArgs } = require('node:util');
const { runMain } = require('../scripts/processes/run-main');
const { measureBacklog } = require('./backlog');
const { measureFlow, measureLists, warmUp } = require('./measurements');
const { printBacklog, printReport } = require('./report');
const { startWorld } = require('./world');

const usage =
  'usage: npm run bench -- [--seconds <per measurement>] [--million] [--backlog <events>] [--profile <folder for CPU profiles>]';

const optionsOf = (args) => {
  const options = {
    seconds: { type: 'string', default: '8' },
    million: { type: 'boolean', default: false },
    backlog: { type: 'string' },
    profile: { type: 'string' },
  };
  const { values } = parse(args, options);
  const seconds = Number(values.seconds);
  const backlog = values.backlog === undefined ? undefined : Number(values.backlog);
  if (!(seconds > 0) || (backlog !== undefined && !(backlog > 0))) throw new Error(usage);
  return { ...values, seconds, backlog };
};

const parse = (args, options) => {
  try {
    return parseArgs({ args, options });
  } catch (cause) {
    throw new Error(usage, { cause });
  }
};

/** Measures each row right after its bare limit, so that both run under the same load of the machine. */
const measure = async (world, { seconds, million }) => {
  await warmUp(world);
  const lists = [await measureLists(world, { orders: 10_000, seconds })];
  const before = world.residentBytes();
  const rows = [];
  for (const callers of [1, 16, 64]) rows.push(await measureFlow(world, { callers, seconds }));
  const memory = { before, after: world.residentBytes(), orders: (await world.countOrders()) - lists[0].orders };
  if (!million) return { rows, memory, lists };
  lists.push(await measureLists(world, { orders: 1_000_000, seconds }));
  const grown = await measureFlow(world, { callers: 64, seconds });
  return { rows, memory, lists, grown };
};

const main = async () => {
  const options = optionsOf(process.argv.slice(2));
  const world = await startWorld(options);
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => void world.stop().then(() => process.exit(130)));
  try {
    if (options.backlog) printBacklog(await measureBacklog(world, { events: options.backlog }));
    else printReport(await measure(world, options));
  } finally {
    await world.stop();
  }
};

void runMain(main);
