const { spawn } = require('node:child_process');
const path = require('node:path');
const { root } = require('./binaries');
const { ensureBuild, ensureDependencies } = require('./provision');

/** Every test, on a machine that has only Node and Python. Arguments go to Jest. */
const main = () => {
  ensureDependencies();
  ensureBuild();
  const jest = path.join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const child = spawn(process.execPath, [jest, ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' });
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.on('SIGINT', () => {});
  child.on('exit', (code) => process.exit(code ?? 1));
};

main();
