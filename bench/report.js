const names = { bare: 'bare limit', place: 'POST /orders', confirm: 'create → pay → confirmed' };

const rateHead = ['callers', '', 'per s', 'p50 ms', 'p95 ms', 'of bare limit', 'others'];

/** Prints all measurements. */
const printReport = ({ rows, memory, lists, grown }) => {
  console.log(`\nRates and latencies. The bare limit is Koa, Ajv and one durable insert of the same document.
"confirmed": a consumer group of the benchmark has read order.confirmed from the stream.
"others": cores in use by other processes, including the kernel.\n`);
  printTable(rateHead, rows.flatMap(ratesOf));

  console.log('\nCPU per order (user and system) in ms; MongoDB commands per order\n');
  const processes = ['service', 'bare', 'mongod', 'redis', 'sandbox'];
  printTable(
    ['callers', '', ...processes, 'sum', 'load generator', 'commands', 'writes', 'reads'],
    rows.flatMap((row) => costsOf(row, processes)),
  );

  console.log('\nEvents: from the `time` of an entry, set before its commit, until a consumer group has read it\n');
  printTable(['callers', 'p50 ms', 'p99 ms'], rows.map(deliveryOf));

  console.log('\nPages of 20 orders\n');
  const bareAt = rows.find(({ callers }) => callers === lists[0].callers)?.bare;
  printTable(['orders', ...rateHead.slice(1)], lists.flatMap(pagesOf(bareAt)));

  console.log(`\nMemory of the service: ${memoryOf(memory)}`);
  if (!grown) return;
  console.log('\nThe same with as many orders as in the last list\n');
  printTable(rateHead, ratesOf(grown));
};

const ratesOf = ({ callers, ...measured }) =>
  Object.keys(names).map((name) => [callers, names[name], ...rateOf(measured[name], measured.bare)]);

const rateOf = ({ perSecond, p50Ms, p95Ms, othersCores }, bare) => [
  perSecond.toFixed(0),
  p50Ms.toFixed(1),
  p95Ms.toFixed(1),
  (perSecond / bare.perSecond).toFixed(2),
  othersCores.toFixed(1),
];

const costsOf = ({ callers, ...measured }, processes) =>
  Object.keys(names).map((name) => {
    const { cpuMs, commands } = measured[name];
    const sum = processes.reduce((total, one) => total + cpuMs[one], 0);
    const writes = commands.insert + commands.update + commands.findAndModify;
    const all = Object.values(commands).reduce((total, count) => total + count, 0);
    const figures = [...processes.map((one) => cpuMs[one]), sum, cpuMs.load, all, writes, all - writes];
    return [callers, names[name], ...figures.map((figure) => figure.toFixed(2))];
  });

const deliveryOf = ({ callers, confirm: { delivery } }) => [
  callers,
  delivery.p50Ms.toFixed(0),
  delivery.p99Ms.toFixed(0),
];

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

const printTable = (head, rows) => {
  const lines = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  const isText = (column) => head[column] === '';
  for (const line of lines) {
    const cells = line.map((cell, column) =>
      isText(column) ? cell.padEnd(widths[column]) : cell.padStart(widths[column]),
    );
    console.log(`  ${cells.join('  ')}`);
  }
};

module.exports = { printBacklog, printReport };
