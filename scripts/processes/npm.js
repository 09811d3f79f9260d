const { spawnSync } = require('node:child_process');
const path = require('node:path');
const { root } = require('../folders');

/**
 * Runs npm with the running Node and returns what it printed on stdout. Under `npm run` it is the same npm, started
 * without a shell. @throws Error if npm fails
 */
const runNpm = (args, { cwd = root, stdio = ['ignore', 2, 'inherit'], timeout } = {}) => {
  const script = process.env.npm_execpath ?? '';
  const isNpm = path.basename(script) === 'npm-cli.js';
  const [command, first] = isNpm ? [process.execPath, [script]] : ['npm', []];
  const { status, stdout, error } = spawnSync(command, [...first, ...args], { cwd, stdio, timeout, encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm ${args.join(' ')} failed`, { cause: error });
  return stdout;
};

module.exports = { runNpm };
