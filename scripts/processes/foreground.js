const { spawn } = require('node:child_process');
const { root } = require('../folders');

/**
 * Runs a command in the foreground and exits with its code. SIGTERM is passed on. Ctrl-C is not: the terminal sends it
 * to both processes, and the command decides when it ends.
 */
const runInForeground = (command, args, env = process.env) => {
  const child = spawn(command, args, { cwd: root, env, stdio: 'inherit' });
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.on('SIGINT', () => {});
  child.on('error', (error) => {
    console.error(`${command} did not start: ${error.message}`);
    process.exit(1);
  });
  child.on('exit', (code) => process.exit(code ?? 1));
};

module.exports = { runInForeground };
