/**
 * Runs the script that is named, and ends it as SIGTERM would when the pipe on standard input closes: a child of ours
 * does not outlive us, whatever became of us.
 */
process.stdin.on('end', () => process.kill(process.pid, 'SIGTERM'));
process.stdin.on('error', () => process.kill(process.pid, 'SIGTERM'));
process.stdin.resume();
process.stdin.unref?.();
// The script sees its own arguments, as if it had been started by itself.
process.argv.splice(1, 1);
require(process.argv[1]);
