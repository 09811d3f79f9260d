import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const root = join(__dirname, '..', '..');

/** A process of the project, with its output. */
export interface Running {
  pid: number;
  lines: string[];
  /** The exit code, or null if a signal ended it. */
  ended: Promise<number | null>;
  isAlive: () => boolean;
  signal: (signal: NodeJS.Signals) => void;
  kill: () => Promise<void>;
  stop: () => Promise<number | null>;
}

/** Starts a built script, and resolves when a line of its output is the wanted one. The process ends with the test. */
export const startProcess = async <T>(
  script: string,
  env: Record<string, string>,
  wanted: (line: string) => T | undefined,
): Promise<Running & { first: T }> => {
  const child = spawn(process.execPath, [join(root, 'scripts', 'processes', 'child.js'), join(root, 'dist', script)], {
    cwd: root,
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const running = runningOf(child);
  const first = await firstOf(child, running, wanted);
  return { ...running, first };
};

const runningOf = (child: ChildProcess): Running => {
  const lines: string[] = [];
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream }).on('line', (line) => lines.push(line));
  }
  return {
    pid: child.pid ?? 0,
    lines,
    ended,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    signal: (signal) => void child.kill(signal),
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
    stop: async () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
};

const firstOf = <T>(child: ChildProcess, { lines, ended }: Running, wanted: (line: string) => T | undefined) =>
  new Promise<T>((resolve, reject) => {
    const look = (line: string): void => {
      const found = wanted(line);
      if (found !== undefined) resolve(found);
    };
    if (child.stdout) createInterface({ input: child.stdout }).on('line', look);
    void ended.then((code) => reject(new Error(`It ended with ${code} before it was ready:\n${lines.join('\n')}`)));
  });
