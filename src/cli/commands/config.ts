import type { Command } from 'commander';
import { readServiceConfig } from '../../config';
import { toSharedSettings } from '../../settings/shared-settings';
import { settings } from '../../settings/table';
import {
  findChanges,
  type KeptSettings,
  readKeptSettings,
  replaceSharedSettings,
} from '../../store/shared-settings-store';
import { print, withDatabase } from '../connections';

/** Adds `config check` and `config accept`. */
export const addConfigCommands = (program: Command): void => {
  const config = program
    .command('config')
    .description('Checks the settings of a process, and those of the deployment.');
  config
    .command('accept')
    .description(
      'Makes the settings in the environment those that all processes must share. Run it when you change them on purpose.',
    )
    .action(accept);
  config
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

const accept = async (): Promise<void> => {
  const config = readServiceConfig(process.env);
  const shared = toSharedSettings(config);
  await withDatabase(config.ordersMongodbUri, async (database) => {
    const kept = database.collection<KeptSettings>('shared-settings');
    const changes = findChanges(await readKeptSettings(kept), shared);
    await replaceSharedSettings(kept, shared);
    for (const { variable, keptValue, value } of changes) print(`${variable}: ${keptValue} -> ${value}`);
    if (changes.length === 0) print('Nothing has changed');
  });
};

const toText = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? '-'));
