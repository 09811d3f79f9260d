const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { root } = require('./folders');
const { runNpm } = require('./processes/npm');
const { runMain } = require('./processes/run-main');

/** Installs the dependencies if they are missing or older than the lockfile. */
const ensureDependencies = () => {
  const installed = path.join(root, 'node_modules', '.package-lock.json');
  if (modifiedAt(installed) >= modifiedAt(path.join(root, 'package-lock.json'))) return;
  console.error('Installing dependencies …');
  // The build and the tests need the development dependencies, whatever NODE_ENV says.
  runNpm(['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']);
  fs.utimesSync(installed, new Date(), new Date());
};

/** Builds `dist/` if a source file is newer. */
const ensureBuild = () => {
  const stamp = path.join(root, 'dist', '.built');
  const sources = ['src', 'sandbox', 'examples', 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json'].map(
    (name) => path.join(root, name),
  );
  if (modifiedAt(stamp) >= Math.max(...sources.map(newest))) return;
  console.error('Building …');
  const tsc = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  // The service is first: the examples import its build.
  for (const project of ['tsconfig.build.json', 'sandbox', 'examples']) {
    execFileSync(process.execPath, [tsc, '-p', project], { cwd: root, stdio: ['ignore', 2, 'inherit'] });
  }
  fs.writeFileSync(stamp, '');
};

const modifiedAt = (file) => fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;

const newest = (file) => {
  if (!fs.statSync(file).isDirectory()) return modifiedAt(file);
  return Math.max(modifiedAt(file), ...fs.readdirSync(file).map((name) => newest(path.join(file, name))));
};

module.exports = { ensureBuild, ensureDependencies };

if (require.main === module) {
  void runMain(() => {
    ensureDependencies();
    ensureBuild();
  });
}
