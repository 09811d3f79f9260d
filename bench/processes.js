const fs = require('node:fs');

/** Linux counts CPU time in hundredths of a second for everybody who asks (USER_HZ). */
const ticksPerSecond = 100;
const pageBytes = 4096;

/** The CPU time that a process took so far, of user and system, in seconds. */
const cpuSecondsOf = (pid) => {
  const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The second field is a name in brackets that may hold spaces; utime and stime are the 14th and the 15th.
  const [utime, stime] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13);
  return (Number(utime) + Number(stime)) / ticksPerSecond;
};

/** The CPU time that all processes of the machine took so far, ours and others'. */
const machineCpuSeconds = () => {
  const [, user, nice, system, , , irq, softirq] = fs.readFileSync('/proc/stat', 'utf8').split(/\s+/, 8).map(Number);
  return (user + nice + system + irq + softirq) / ticksPerSecond;
};

/** The memory of a process that is in use. */
const residentBytesOf = (pid) => Number(fs.readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * pageBytes;

module.exports = { cpuSecondsOf, machineCpuSeconds, residentBytesOf };
