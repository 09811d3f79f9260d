import type { Command } from 'commander';
import { readServiceConfig } from '../../config';
import { settings } from '../../settings/table';
import { print } from '../connections';

/** Adds `config check`. */
export const addConfigCommands = (program: Command): void => {
  program
    .command('config')
    .description('Checks the settings of a process.')
    .command('check')
    .description(
      'Checks the settings in the environment as a process of the service would, and prints them. Exits with 78 if they are invalid.',
    )
    .action(check);
};

const check = (): void => {
  readServiceConfig(process.env);
  const width = Math.max(...Object.values(settings).map(({ variable }) => variable.length));
  for (const { variable, fallback, isSecret } of Object.values(settings)) {
    const given = process.env[variable]?.trim() ?? '';
    const value = given === '' ? `${toText(fallback)} (default)` : isSecret ? '(secret)' : given;
    print(`${variable.padEnd(width)}  ${value}`);
  }
};

const toText = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? '-'));
