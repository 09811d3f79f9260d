import { Command } from 'commander';
import { addAuditCommands } from './commands/audit';
import { addConfigCommands } from './commands/config';
import { addDataCommands } from './commands/data';
import { addDeadLetterCommands } from './commands/dead-letters';
import { addEventCommands } from './commands/events';
import { addKeyCommands } from './commands/keys';
import { addMigrateCommand } from './commands/migrate';
import { addTokenCommand } from './commands/token';

const epilogue = `
The commands work on the service that was started here with \`npm start\`, or on the databases that the
environment names (docs/settings.md). Exit codes: 0 done, 1 failed or found something wrong, 2 wrong usage or could
not check, 78 invalid settings.`;

/** Creates the command line of the service. Nothing runs before it is parsed. */
export const createProgram = (): Command => {
  const program = new Command('oms')
    .description('Operates an order-management service.')
    .addHelpText('after', epilogue)
    .showHelpAfterError()
    .exitOverride();
  addEventCommands(program);
  addDeadLetterCommands(program);
  addAuditCommands(program);
  addKeyCommands(program);
  addDataCommands(program);
  addMigrateCommand(program);
  addTokenCommand(program);
  addConfigCommands(program);
  return program;
};
