const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { cacheDir, moveIntoCache, withDownloadFolder } = require('./folders');
const { runInForeground } = require('./processes/foreground');
const { runNpm } = require('./processes/npm');
const { runMain } = require('./processes/run-main');

const usage = 'usage: npm run test:node -- <line of Node: 26, 24.21 or 20.19.0> [Jest arguments]';

/** Returns the path of a Node of the given line, from the cache or from the npm package `node`. */
const findNode = (line) => {
  const folder = path.join(cacheDir(), `node-${line}`);
  if (!fs.existsSync(folder)) withDownloadFolder((download) => moveIntoCache(installNode(line, download), folder));
  return nodeIn(folder);
};

/** `--prefix` keeps this project's package.json and .npmrc out of it. An install script of the package brings the binary. */
const installNode = (line, folder) => {
  console.error(`Downloading Node ${line} …`);
  const options = ['--ignore-scripts=false', '--no-audit', '--no-fund', '--loglevel=error'];
  runNpm(['install', '--prefix', folder, ...options, `node@${line}`]);
  if (!fs.existsSync(nodeIn(folder))) throw new Error(`The npm package node@${line} brought no binary`);
  return folder;
};

const nodeIn = (folder) =>
  path.join(folder, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

/** Runs `npm test` on another line of Node. That Node is first in PATH, so that child processes use it too. */
void runMain(() => {
  const [line, ...jestArgs] = process.argv.slice(2);
  if (!/^\d+(\.\d+){0,2}$/.test(line ?? '')) throw new Error(usage);
  const node = findNode(line);
  console.error(`Testing on Node ${execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()}`);
  const PATH = [path.dirname(node), process.env.PATH].join(path.delimiter);
  runInForeground(node, [path.join(__dirname, 'test.js'), ...jestArgs], { ...process.env, PATH });
});
