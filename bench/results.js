const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { root } = require('../scripts/folders');
const { sumCpu } = require('./table');

const folder = path.join(root, 'bench', 'results');
const page = path.join(root, 'docs', 'performance.md');
const marker = '<!-- results -->';

/** Writes the results to `bench/results/<date>-<commit>.json`, and the history of all results to docs/performance.md. */
const storeResults = (results) => {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
  const date = new Date().toISOString().slice(0, 10);
  const machine = { cores: os.cpus().length, node: process.version };
  fs.mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${date}-${commit}.json`);
  fs.writeFileSync(file, `${JSON.stringify({ date, commit, machine, ...results }, null, 2)}\n`);
  const [head] = fs.readFileSync(page, 'utf8').split(marker);
  fs.writeFileSync(page, `${head}${marker}\n${readHistory().join('\n')}\n`);
};

const head = [
  'date',
  'commit',
  'callers',
  'orders/s',
  'of the floor',
  'POST /orders of the bare limit',
  'p50 ms',
  'CPU ms per order',
];

const readHistory = () => {
  const files = fs.readdirSync(folder).filter((name) => name.endsWith('.json'));
  const rows = files.sort().flatMap((name) => toRows(JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8'))));
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
};

const toRows = ({ date, commit, rows }) =>
  rows.map(({ callers, bare, place, floor, confirm }) => [
    date,
    commit,
    callers,
    confirm.perSecond.toFixed(0),
    (confirm.perSecond / floor.perSecond).toFixed(2),
    (place.perSecond / bare.perSecond).toFixed(2),
    confirm.p50Ms.toFixed(1),
    sumCpu(confirm.cpuMs).toFixed(2),
  ]);

module.exports = { storeResults };
