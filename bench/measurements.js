const { setTimeout: wait } = require('node:timers/promises');
const { uuidv7 } = require('uuidv7');

const warmUpMs = 1_000;
/** As long as V8 takes to compile what runs hot. */
const firstWarmUpMs = 4_000;

/** Every path once, hot. */
const warmUp = async (world) => {
  for (const turn of ['bare', 'confirm']) await measured(world, { turn, callers: 16, seconds: firstWarmUpMs / 1000 });
};

/** The bare limit, POST /orders, and the way to `confirmed`, one after the other. */
const measureFlow = async (world, { callers, seconds }) => {
  const bare = await measured(world, { turn: 'bare', callers, seconds });
  const place = await measured(world, { turn: 'place', callers, seconds });
  const confirm = await measured(world, { turn: 'confirm', callers, seconds });
  return { callers, bare, place, confirm };
};

/** The first page of a user's list and one from its middle, with as many orders as `orders` says. */
const measureLists = async (world, { orders, seconds }) => {
  await fill(world.orders, orders);
  const [middle] = await world.orders
    .find()
    .sort({ _id: -1 })
    .skip(orders / 2)
    .limit(1)
    .project({ _id: 1 })
    .toArray();
  const about = { cursor: Buffer.from(middle._id).toString('base64url') };
  const callers = 16;
  const first = await measured(world, { turn: 'firstPage', callers, seconds });
  const deep = await measured(world, { turn: 'deepPage', callers, seconds, about });
  return { orders: await world.countOrders(), callers, first, deep };
};

const batch = 2_000;

/** Settled orders: nothing is to be done for them, or published. */
const fill = async (orders, wanted) => {
  const { unpublishedSince: _published, nextActionAt: _done, ...order } = await orders.findOne();
  const settled = { ...order, status: 'confirmed', work: [], publishedSeq: order.log.length };
  for (let missing = wanted - (await orders.estimatedDocumentCount()); missing > 0; missing -= batch) {
    const copies = Array.from({ length: Math.min(batch, missing) }, () => ({ ...settled, _id: uuidv7() }));
    await orders.insertMany(copies, { ordered: false });
  }
};

/** What the callers get in `seconds`, what each turn costs, and how many cores other processes took meanwhile. */
const measured = async (world, { seconds, ...what }) => {
  await world.load.ask('begin', what);
  await wait(warmUpMs);
  const before = await spent(world);
  await world.load.ask('mark');
  await wait(seconds * 1_000);
  const after = await spent(world);
  const result = await world.load.ask('end');
  const each = (kind) => mapped(after[kind], (value, name) => (value - before[kind][name]) / result.done);
  const ours = sumOf(after.cpuSeconds) - sumOf(before.cpuSeconds);
  const othersCores = (after.machineSeconds - before.machineSeconds - ours) / seconds;
  return {
    ...result,
    cpuMs: mapped(each('cpuSeconds'), (value) => value * 1_000),
    commands: each('commands'),
    othersCores,
  };
};

const spent = async ({ commands, cpuSeconds, machineCpuSeconds }) => ({
  commands: await commands(),
  cpuSeconds: cpuSeconds(),
  machineSeconds: machineCpuSeconds(),
});

const mapped = (figures, change) =>
  Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, change(value, name)]));
const sumOf = (figures) => Object.values(figures).reduce((sum, value) => sum + value, 0);

module.exports = { measured, measureFlow, measureLists, warmUp };
