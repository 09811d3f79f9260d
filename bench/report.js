const { orderProcesses, printTable, sumCpu } = require('./table');

const names = {
  bare: 'bare limit',
  place: 'POST /orders',
  floor: 'floor',
  confirm: 'create → pay → confirmed',
};
/** The limit that each row is compared with. */
const limitOf = { bare: 'bare', place: 'bare', floor: 'floor', confirm: 'floor' };

const rateHead = ['callers', '', 'per s', 'p50 ms', 'p95 ms', 'p99 ms', 'of its limit', 'others'];

/** Prints all measurements. */
const printReport = ({ rows, atRate, memory, lists, grown }) => {
  console.log(`\nRates and latencies.
"bare limit": Koa, Ajv and one durable insert of the same document; the limit of POST /orders.
"floor": the same two requests by hand, with two durable inserts and the same calls to the gateway; the limit of the flow.
"confirmed": a consumer group of the benchmark has read order.confirmed from the stream.
"others": cores in use by other processes, including the kernel.\n`);
  printTable(rateHead, rows.flatMap(ratesOf));

  console.log('\nCPU per order (user and system) in ms; MongoDB commands per order\n');
  printTable(
    ['callers', '', ...orderProcesses, 'sum', 'load generator', 'commands', 'writes', 'reads'],
    rows.flatMap(costsOf),
  );

  console.log(`\nAn open loop of ${atRate.wanted} orders per second (${atRate.perSecond.toFixed(0)} completed). The rules: p95 of 300 ms for POST /orders, p95 of 2 s for
POST /payments, p99 of 5 s for an event from its \`time\`, set before its commit, until a consumer group has read it.\n`);
  printTable(['', 'p50 ms', 'p95 ms', 'p99 ms'], stepsOf(atRate));

  console.log('\nPages of 20 orders\n');
  const bareAt = rows.find(({ callers }) => callers === lists[0].callers)?.bare ?? rows[0].bare;
  printTable(['orders', ...rateHead.slice(1)], lists.flatMap(pagesOf(bareAt)));

  console.log(`\nMemory of the service: ${memoryOf(memory)}`);
  if (!grown) return;
  console.log('\nThe same with as many orders as in the last list\n');
  printTable(rateHead, ratesOf(grown));
};

const ratesOf = ({ callers, ...measured }) =>
  Object.keys(names).map((name) => [callers, names[name], ...rateOf(measured[name], measured[limitOf[name]])]);

const rateOf = ({ perSecond, p50Ms, p95Ms, p99Ms, othersCores }, limit) => [
  perSecond.toFixed(0),
  p50Ms.toFixed(1),
  p95Ms.toFixed(1),
  p99Ms.toFixed(1),
  (perSecond / limit.perSecond).toFixed(2),
  othersCores.toFixed(1),
];

const costsOf = ({ callers, ...measured }) =>
  Object.keys(names).map((name) => {
    const { cpuMs, commands } = measured[name];
    const writes = commands.insert + commands.update + commands.findAndModify;
    const all = Object.values(commands).reduce((total, count) => total + count, 0);
    const figures = [...orderProcesses.map((one) => cpuMs[one]), sumCpu(cpuMs), cpuMs.load, all, writes, all - writes];
    return [callers, names[name], ...figures.map((figure) => figure.toFixed(2))];
  });

const stepsOf = ({ steps }) =>
  Object.entries(steps).map(([name, { p50Ms, p95Ms, p99Ms }]) => [
    name,
    ...[p50Ms, p95Ms, p99Ms].map((ms) => ms.toFixed(0)),
  ]);

const pagesOf =
  (bare) =>
  ({ orders, first, deep }) => [
    [orders, 'first page', ...rateOf(first, bare)],
    [orders, 'from the middle', ...rateOf(deep, bare)],
  ];

const megabytes = (bytes) => `${(bytes / 2 ** 20).toFixed(0)} MB`;

const memoryOf = ({ before, after, orders }) =>
  `${megabytes(before)} after warm-up, ${megabytes(after)} after ${orders} orders`;

/** Prints the measurements of a backlog. */
const printBacklog = ({ events, placingSeconds, publishingSeconds, readingSeconds, memory }) => {
  const perSecond = (seconds) => `${(events / seconds).toFixed(0)} events/s, ${seconds.toFixed(1)} s`;
  console.log(`\nA backlog of ${events} events\n
  placed while Redis was down       ${perSecond(placingSeconds)}
  published after its restart       ${perSecond(publishingSeconds)}
  read by the consumer package      ${perSecond(readingSeconds)}
  memory of the service             ${megabytes(memory.before)} before, at most ${megabytes(memory.whileDown)} while Redis was down, at most ${megabytes(memory.largest)} in all`);
};

module.exports = { printBacklog, printReport };
