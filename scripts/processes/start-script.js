const { spawn } = require('node:child_process');
const path = require('node:path');
const { root } = require('../folders');

/**
 * Starts a script of this project as a child that ends with this process, however this process ends. `stdout` and
 * `stderr` are those of `spawn`; `folder` is another checkout of the project. Returns `{ child, pid, ended, stop }`.
 */
const startScript = (script, { env = process.env, stdout, stderr = stdout, flags = [], folder = root }) => {
  const args = [...flags, path.join(__dirname, 'child.js'), path.join(folder, script)];
  // Detached: Ctrl-C reaches only the parent, which stops its children in order.
  const child = spawn(process.execPath, args, { cwd: folder, env, stdio: ['pipe', stdout, stderr], detached: true });
  return { child, ...stoppable(child) };
};

/** Returns `{ pid, ended, stop }` of a child process. `stop` sends SIGTERM and waits for the end. */
const stoppable = (child) => {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  return { pid: child.pid, ended, stop };
};

module.exports = { startScript, stoppable };
