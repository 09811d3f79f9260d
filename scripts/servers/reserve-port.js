const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { freePort } = require('./servers');

/** The files of the reservations of this process. */
const held = new Set();

process.on('exit', () => {
  for (const file of held) fs.rmSync(file, { force: true });
});

/**
 * Returns the preferred port if it is free, else the next free one, and reserves it for this process: a port that is free
 * now is taken only when its server listens, and two `npm start` must not choose the same one.
 */
const reservePort = (preferred, address) => freePort(preferred, { address, accept: reserve });

/** Returns whether the port is reserved for this process. The reservation of a process that has ended does not count. */
const reserve = (port) => {
  const file = path.join(os.tmpdir(), `order-management-port-${port}.pid`);
  if (held.has(file)) return false;
  try {
    if (!isAlive(Number(readIfThere(file)))) fs.rmSync(file, { force: true });
    fs.writeFileSync(file, String(process.pid), { flag: 'wx' });
  } catch {
    return false;
  }
  held.add(file);
  return true;
};

const readIfThere = (file) => (fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '');

const isAlive = (pid) => {
  if (!pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
};

module.exports = { reservePort };
