const path = require('node:path');
const { root } = require('./folders');
const { runInForeground } = require('./processes/foreground');
const { ensureBuild, ensureDependencies } = require('./provision');
const { runMain } = require('./processes/run-main');

/** Runs the tests on a machine that has only Node and Python 3. Arguments go to Jest. */
void runMain(() => {
  ensureDependencies();
  ensureBuild();
  const jest = path.join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  runInForeground(process.execPath, [jest, ...process.argv.slice(2)]);
});
