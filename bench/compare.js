const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { root } = require('../scripts/folders');
const { measure, warmUp } = require('./measurements');
const { printTable, sumCpu } = require('./table');

/** Each side is measured this often, in turns, so that a change of the machine's load meets both. */
const rounds = 3;
/** More than noise on a quiet machine. */
const regressionRatio = 1.1;

/**
 * Measures the service of another commit and of this one in turns, with the load generator of this one, and prints the
 * ratios. A regression of the CPU per order is printed in red.
 */
const compare = async ({ compare: ref, callers, seconds }, withWorld) => {
  const checkout = buildCheckout(ref);
  const sides = { [ref]: checkout.folder, here: root };
  const results = Object.fromEntries(Object.keys(sides).map((side) => [side, callers.map(() => [])]));
  try {
    for (let round = 0; round < rounds; round += 1) {
      for (const [side, folder] of Object.entries(sides)) {
        console.log(`Round ${round + 1} of ${rounds}: ${side} …`);
        await withWorld({ folder }, async (world) => {
          await warmUp(world, { callers, seconds });
          for (const [at, count] of callers.entries()) {
            results[side][at].push(await measure(world, { turn: 'confirm', callers: count, seconds }));
          }
        });
      }
    }
  } finally {
    checkout.remove();
  }
  printComparison({ ref, callers, results });
};

/** Builds another commit in a folder of its own. @throws Error when it does not exist or does not build */
const buildCheckout = (ref) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'order-management-compare-'));
  const run = (command, ...args) =>
    execFileSync(command, args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  console.log(`Building ${ref} …`);
  execFileSync('git', ['clone', '--quiet', '--shared', '--no-checkout', root, folder], { stdio: 'inherit' });
  const commit = execFileSync('git', ['rev-parse', `${ref}^{commit}`], { cwd: root, encoding: 'utf8' }).trim();
  run('git', 'checkout', '--quiet', commit);
  run(process.execPath, 'scripts/provision.js');
  return { folder, remove: () => fs.rmSync(folder, { recursive: true, force: true }) };
};

const printComparison = ({ ref, callers, results }) => {
  console.log('\ncreate → pay → confirmed: the median of all rounds\n');
  const head = ['callers', '', 'per s', 'p50 ms', 'CPU ms per order', 'service', 'mongod', 'redis', 'sandbox'];
  const rows = callers.flatMap((count, at) => {
    const before = results[ref][at].map(figuresOf);
    const now = results.here[at].map(figuresOf);
    const ratios = medians(now).map((figure, column) => figure / medians(before)[column]);
    return [
      [count, ref, ...medians(before).map(toText)],
      [count, 'here', ...medians(now).map(toText)],
      [count, 'ratio', ...ratios.map(toText)],
    ];
  });
  printTable(head, rows);
  const cpuColumn = head.indexOf('CPU ms per order');
  for (const row of rows.filter((cells) => cells[1] === 'ratio' && Number(cells[cpuColumn]) > regressionRatio)) {
    console.log(`\n\u001b[31mAt ${row[0]} callers an order costs ${row[cpuColumn]} times the CPU of ${ref}.\u001b[0m`);
  }
};

const figuresOf = ({ perSecond, p50Ms, cpuMs }) => {
  const { service, mongod, redis, sandbox } = cpuMs;
  return [perSecond, p50Ms, sumCpu(cpuMs), service, mongod, redis, sandbox];
};

const medians = (rounds) => rounds[0].map((_, column) => median(rounds.map((figures) => figures[column])));
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const toText = (figure) => figure.toFixed(2);

module.exports = { compare };
