#!/usr/bin/env node
import { CommanderError } from 'commander';
import { createProgram } from './program';

const exitCodes = { failed: 1, misused: 2 };

const main = async (): Promise<void> => {
  try {
    await createProgram().parseAsync();
  } catch (error) {
    process.exitCode = reportError(error as Error & { exitCode?: number });
  }
};

/** Prints an error that commander has not printed itself, and returns the exit code. */
const reportError = (error: Error & { exitCode?: number }): number => {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.misused;
  process.stderr.write(`${error.message}\n`);
  return error.exitCode ?? exitCodes.failed;
};

// The reader of the output may have closed the pipe.
process.stdout.on('error', () => process.exit());
void main();
