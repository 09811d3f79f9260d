const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { root } = require('./binaries');

/** Installs the dependencies when they are missing or older than the lock. */
const ensureDependencies = () => {
  const installed = path.join(root, 'node_modules', '.package-lock.json');
  if (timeOf(installed) >= timeOf(path.join(root, 'package-lock.json'))) return;
  console.error('Installing dependencies …');
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  fs.utimesSync(installed, new Date(), new Date());
};

/** Builds `dist/` when a source is newer. */
const ensureBuild = () => {
  const stamp = path.join(root, 'dist', '.built');
  const sources = ['src', 'sandbox', 'examples', 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json'].map(
    (name) => path.join(root, name),
  );
  if (timeOf(stamp) >= Math.max(...sources.map(newest))) return;
  console.error('Building …');
  const tsc = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  // The examples import what the first one builds.
  for (const project of ['tsconfig.build.json', 'sandbox', 'examples']) run(process.execPath, [tsc, '-p', project]);
  fs.writeFileSync(stamp, '');
};

const timeOf = (file) => fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;

const newest = (place) => {
  if (!fs.statSync(place).isDirectory()) return timeOf(place);
  return Math.max(timeOf(place), ...fs.readdirSync(place).map((name) => newest(path.join(place, name))));
};

const run = (command, args) => {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0)
    throw new Error(`${path.basename(command)} ${args.join(' ')} failed${error ? `: ${error.message}` : ''}`);
};

module.exports = { ensureBuild, ensureDependencies, run };

if (require.main === module) {
  ensureDependencies();
  ensureBuild();
}
