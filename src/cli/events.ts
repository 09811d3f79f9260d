import type { Config } from '../config';
import { deadLettersCommand } from './dead-letters';
import { readLocalConfig } from './local-service';
import { readCommand } from './read-events';
import { replayCommand } from './replay-events';
import { UsageError, usage } from './usage';

const commands: Record<string, (args: string[], config: Config) => Promise<void>> = {
  read: readCommand,
  replay: replayCommand,
  'dead-letters': deadLettersCommand,
};

/** What operators do with events. Ends with 2 when the command was not understood, with 1 when it could not be done. */
const main = async (): Promise<void> => {
  const [name = '', ...args] = process.argv.slice(2);
  if ([name, ...args].some((arg) => arg === '--help' || arg === '-h')) return void process.stdout.write(usage);
  const command = commands[name];
  if (!command) throw new UsageError(name === '' ? 'Which command?' : `There is no command ${name}`);
  await command(args, readLocalConfig(process.env));
};

// The reader of our output may have closed the pipe.
process.stdout.on('error', () => process.exit());

main().catch((error: Error & { code?: string }) => {
  const isMisuse = error instanceof UsageError || error.code?.startsWith('ERR_PARSE_ARGS');
  process.stderr.write(`${error.message}\n${isMisuse ? `\n${usage}` : ''}`);
  process.exitCode = isMisuse ? 2 : 1;
});
