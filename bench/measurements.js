const { setTimeout: wait } = require('node:timers/promises');
const { uuidv7 } = require('uuidv7');

const warmUpMs = 1_000;
/** V8 takes this long to compile the hot paths. */
const compileSeconds = 6;

/** Runs each path until it is compiled, or for as long as all measurements of a path take. */
const warmUp = async (world, { seconds, callers }) => {
  for (const turn of ['bare', 'floor', 'confirm']) {
    await measure(world, { turn, callers: 16, seconds: Math.min(compileSeconds, seconds * callers.length) });
  }
};

/** Measures both limits, POST /orders, and create → pay → confirmed, one after the other. */
const measureFlow = async (world, { callers, seconds }) => {
  const measured = { callers };
  for (const turn of ['bare', 'place', 'floor', 'confirm']) {
    measured[turn] = await measure(world, { turn, callers, seconds });
  }
  return measured;
};

/** Measures create → pay → confirmed at a fixed rate: the latencies that the rules of the service promise. */
const measureRate = (world, { perSecond, seconds }) => measure(world, { turn: 'confirm', perSecond, seconds });

/** Measures the first page of a user's list and a page from its middle, in a list of `orders` orders. */
const measureLists = async (world, { orders, seconds }) => {
  await fill(world.orders, orders);
  const [middle] = await world.orders
    .find()
    .sort({ _id: -1 })
    .skip(orders / 2)
    .limit(1)
    .project({ _id: 1 })
    .toArray();
  const argument = { cursor: Buffer.from(middle._id).toString('base64url') };
  const callers = 16;
  const first = await measure(world, { turn: 'firstPage', callers, seconds });
  const deep = await measure(world, { turn: 'deepPage', callers, seconds, argument });
  return { orders: await world.countOrders(), callers, first, deep };
};

const batch = 2_000;

/** Inserts finished orders: they have no open work and nothing to publish, and each has an idempotency key of its own. */
const fill = async (orders, wanted) => {
  const { unpublishedSince: _unpublished, nextActionAt: _next, ...order } = await orders.findOne();
  const finished = { ...order, status: 'confirmed', work: [], publishedSeq: order.log.length };
  const copy = () => {
    const _id = uuidv7();
    return { ...finished, _id, ...(order.idempotency && { idempotency: { ...order.idempotency, key: _id } }) };
  };
  for (let missing = wanted - (await orders.estimatedDocumentCount()); missing > 0; missing -= batch) {
    await orders.insertMany(Array.from({ length: Math.min(batch, missing) }, copy), { ordered: false });
  }
};

/** Measures the rate and latency of the callers for `seconds`, the cost of each turn, and the cores that other processes used. */
const measure = async (world, { seconds, ...what }) => {
  await world.load.call('begin', what);
  await wait(warmUpMs);
  const before = await costsSoFar(world);
  await world.load.call('mark');
  await wait(seconds * 1_000);
  const after = await costsSoFar(world);
  const result = await world.load.call('end');
  const perTurn = (kind) => mapValues(after[kind], (value, name) => (value - before[kind][name]) / result.done);
  const measuredSeconds = sumOf(after.cpuSeconds) - sumOf(before.cpuSeconds);
  const othersCores = (after.machineSeconds - before.machineSeconds - measuredSeconds) / seconds;
  return {
    ...result,
    cpuMs: mapValues(perTurn('cpuSeconds'), (value) => value * 1_000),
    commands: perTurn('commands'),
    othersCores,
  };
};

const costsSoFar = async ({ commands, cpuSeconds, machineCpuSeconds }) => ({
  commands: await commands(),
  cpuSeconds: cpuSeconds(),
  machineSeconds: machineCpuSeconds(),
});

const mapValues = (figures, change) =>
  Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, change(value, name)]));
const sumOf = (figures) => Object.values(figures).reduce((sum, value) => sum + value, 0);

module.exports = { measure, measureFlow, measureLists, measureRate, warmUp };
