import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { createProgram } from './program';

/** The commands that run something, with their whole names. */
const leavesOf = (command: Command, names: string[] = []): [string, string[]][] =>
  command.commands.flatMap((child) => {
    const path = [...names, child.name()];
    return child.commands.length === 0 ? [[path.join(' '), path] as [string, string[]]] : leavesOf(child, path);
  });

const parse = async (args: string[]): Promise<{ code?: string; written: string }> => {
  let written = '';
  const output = { writeOut: (text: string) => (written += text), writeErr: (text: string) => (written += text) };
  const program = createProgram();
  const silence = (command: Command): void => {
    command.configureOutput(output);
    if (command.commands.length === 0) {
      command.action(() => {
        throw new Error(`${command.name()} ran`);
      });
    }
    for (const child of command.commands) silence(child);
  };
  for (const child of program.commands) silence(child);
  program.configureOutput(output);
  return program.parseAsync(args, { from: 'user' }).then(
    () => ({ written }),
    ({ code, message }) => ({ code: code ?? message, written }),
  );
};

const leaves = leavesOf(createProgram());
const operating = readFileSync(join(__dirname, '..', '..', 'docs', 'operating.md'), 'utf8');
const commandRows = operating.split('\n').filter((line) => line.startsWith('| `oms '));

describe('oms', () => {
  test.each(leaves)('%s is described in docs/operating.md', (_name, path) => {
    const [group, command] = path.slice(-2);
    const rows = commandRows.filter((row) => row.startsWith(`| \`oms ${group}`));
    expect(rows.filter((row) => row.includes(` ${command ?? group}`) || row.includes(`, \`${command}\``))).toHaveLength(
      1,
    );
  });

  test.each(leaves)('%s --help explains the command and runs nothing', async (name, path) => {
    const { code, written } = await parse([...path, '--help']);
    expect(code).toBe('commander.helpDisplayed');
    expect(written).toContain(`Usage: oms ${name}`);
  });

  test.each(leaves)('%s rejects an unknown option, and runs nothing', async (_name, path) => {
    const { code, written } = await parse([...path, '--nope']);
    expect(code).toMatch(/^commander\.(unknownOption|missing)/);
    expect(written).toContain('Usage: oms');
  });

  test.each([
    [['nothing'], 'commander.unknownCommand'],
    [['events', 'nothing'], 'commander.unknownCommand'],
    [['migrate', 'now'], 'commander.excessArguments'],
    [['events', 'read'], 'commander.missingArgument'],
    [['events', 'read', 'a stream'], 'commander.invalidArgument'],
    [['events', 'read', 'order-events', '1'], 'commander.invalidArgument'],
    [['events', 'replay'], 'commander.missingMandatoryOptionValue'],
    [['events', 'replay', '--to', 'x', '--from', 'y'], 'commander.invalidArgument'],
    [['events', 'replay', '--to', 'x', '--from-seq', '0'], 'commander.invalidArgument'],
    [['dead-letters', 'show', 'order-events', 'x'], 'commander.invalidArgument'],
    [['token', '--sub', 'ada', '--role', 'user'], 'commander.invalidArgument'],
    [['token', '--sub', '11111111-1111-4111-8111-111111111111'], 'commander.missingMandatoryOptionValue'],
    [['token', '--sub', '11111111-1111-4111-8111-111111111111', '--role', 'root'], 'commander.invalidArgument'],
    [['token', '--expires-in', '-1'], 'commander.invalidArgument'],
  ])('%j is rejected as %s', async (args, code) => {
    expect((await parse(args)).code).toBe(code);
  });
});
