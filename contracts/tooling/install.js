const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

/** Installs the packages of a folder if they are missing or older than its lock. @throws Error if npm fails */
const ensureInstalled = (folder = __dirname) => {
  const installed = path.join(folder, 'node_modules', '.package-lock.json');
  if (readModifiedTime(installed) >= readModifiedTime(path.join(folder, 'package-lock.json'))) return;
  console.error('Installing the tools of the contracts …');
  // No package needs its install script.
  const options = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status } = spawnSync('npm', options, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error('npm ci failed');
  fs.utimesSync(installed, new Date(), new Date());
};

const readModifiedTime = (file) => fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;

module.exports = { ensureInstalled };
