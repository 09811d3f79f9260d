const { spawnSync } = require('node:child_process');
const fs = require('node:fs');

/** Linux counts CPU time in hundredths of a second (USER_HZ). */
const ticksPerSecond = 100;

/**
 * Returns `{ commandLine, cpuSeconds, residentBytes }` of a process: from `/proc` where there is one, else from `ps`.
 * Returns null if neither knows the process.
 */
const processInfo = (pid) => fromProc(pid) ?? fromPs(pid);

const fromProc = (pid) => {
  const read = (name) => fs.readFileSync(`/proc/${pid}/${name}`, 'utf8');
  try {
    const stat = read('stat');
    // The second field is a name in brackets that may hold spaces; utime and stime are the 14th and the 15th.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return {
      commandLine: read('cmdline').replaceAll('\0', ' ').trim(),
      cpuSeconds: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond,
      residentBytes: Number(/^VmRSS:\s+(\d+)/m.exec(read('status'))?.[1] ?? 0) * 1024,
    };
  } catch {
    return null;
  }
};

const fromPs = (pid) => {
  const columns = ['-o', 'time=', '-o', 'rss=', '-o', 'args='];
  const { status, stdout } = spawnSync('ps', [...columns, '-p', String(pid)], { encoding: 'utf8' });
  const [, time, rss, commandLine] = /^\s*(\S+)\s+(\d+)\s+(.*)$/m.exec(status === 0 ? stdout : '') ?? [];
  if (time === undefined) return null;
  return { commandLine: commandLine.trim(), cpuSeconds: toSeconds(time), residentBytes: Number(rss) * 1024 };
};

/** Reads `[days-][hours:]minutes:seconds`. */
const toSeconds = (time) => {
  const [clock, days = 0] = time.split('-').reverse();
  return Number(days) * 86_400 + clock.split(':').reduce((total, part) => total * 60 + Number(part), 0);
};

module.exports = { fromProc, fromPs, processInfo };
