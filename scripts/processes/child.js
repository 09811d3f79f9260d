/**
 * Runs the script that the first argument names, and sends this process SIGTERM when its standard input closes. That
 * happens when the parent ends, even by SIGKILL, so no child outlives its parent.
 */
process.stdin.on('end', () => process.kill(process.pid, 'SIGTERM'));
process.stdin.on('error', () => process.kill(process.pid, 'SIGTERM'));
process.stdin.resume();
process.stdin.unref?.();
// The script sees the arguments it would have without this wrapper.
process.argv.splice(1, 1);
require(process.argv[1]);
