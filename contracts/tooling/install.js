const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

/** Installs the tools of a folder, those of the contracts unless told otherwise, when they are missing or older than the lock. */
const ensureInstalled = (folder = __dirname) => {
  const installed = path.join(folder, 'node_modules', '.package-lock.json');
  if (timeOf(installed) >= timeOf(path.join(folder, 'package-lock.json'))) return;
  console.error('Installing the tools of the contracts …');
  // Nothing that we use needs an install script.
  const options = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status } = spawnSync('npm', options, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error('npm ci failed');
  fs.utimesSync(installed, new Date(), new Date());
};

const timeOf = (file) => fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;

module.exports = { ensureInstalled };
