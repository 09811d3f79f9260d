import { type Environment, InvalidSettings, readSettings, type Setting } from './setting';
import { settings } from './table';

const key = Buffer.alloc(32, 7).toString('base64');

/** A valid value for each kind of setting whose default is none. */
const examples: Record<string, string> = {
  'text without control characters': 'a text',
  'printable ASCII without spaces': 'secret',
  'list of: printable ASCII without spaces': 'one,two',
  'http or https address': 'https://shop.example/keys?a=b',
  'http or https address, without login and query': 'https://service.example/base',
  'http or https address, without login, path and query': 'https://gateway.example',
  'list of: scheme, host and port': 'https://shop.example,http://localhost:*',
  'list of keys with distinct ids': `a:${key},b:${key}`,
};

const all = Object.values(settings) as Setting<unknown>[];

const toExample = ({ fallback, parse }: Setting<unknown>): string => {
  const text = ([fallback ?? ''].flat() as (string | number)[]).join(',');
  return text === '' ? (examples[parse.accepts] ?? '') : text;
};

/** Reads one setting. Returns its value, or the problem. @throws Error that is no problem of the setting */
const read = (one: Setting<unknown>, text: string): unknown => {
  const { values, problems } = readSettings({ one }, { [one.variable]: text } as Environment);
  return problems.get('one') ?? values.one;
};

const isProblem = (one: Setting<unknown>, result: unknown): boolean =>
  String(result).startsWith(`${one.variable} must`);

describe.each(all)('$variable', (one) => {
  const example = toExample(one);

  test('accepts its default, or an example of its kind', () => {
    expect(example).not.toBe('');
    expect(isProblem(one, read(one, example))).toBe(false);
  });

  test.each([' ', '\n', '\r\n', '\t'])('ignores %j around the value', (blank) => {
    expect(read(one, `${blank}${example}${blank}`)).toEqual(read(one, example));
  });

  test.each(['\u0000', '\n', '\u007f'])('rejects %j inside the value by name', (control) => {
    expect(isProblem(one, read(one, `${example.slice(0, 1)}${control}${example.slice(1)}x`))).toBe(true);
  });

  test.each(['0', '-1', '1.5', '1e3', '9007199254740993', '99999999999999999999', 'x', '::', 'http://', ',', '"', 'é'])(
    'reads %j, or rejects it by name and for a reason',
    (text) => {
      const result = read(one, text);
      if (typeof result === 'string' && result.startsWith(one.variable)) expect(result).toMatch(/ must (be|have|not) /);
      else expect(result).not.toEqual(Number.NaN);
    },
  );
});

const numbers = all.filter(({ parse }) => /^\d+–\d+$/.test(parse.accepts));

describe.each(numbers)('$variable', (one) => {
  const [min = 0, max = 0] = one.parse.accepts.split('–').map(Number);

  test('accepts its smallest and its largest value, and nothing beyond', () => {
    expect([read(one, String(min)), read(one, String(max))]).toEqual([min, max]);
    expect([min - 1, max + 1, min + 0.5].map((value) => isProblem(one, read(one, String(value))))).toEqual([
      true,
      true,
      true,
    ]);
    expect(one.fallback).toBeGreaterThanOrEqual(min);
    expect(one.fallback).toBeLessThanOrEqual(max);
  });
});

test('all invalid settings are named in one message', () => {
  const env = Object.fromEntries(all.map(({ variable }) => [variable, '\u0007']));
  const { problems } = readSettings(settings, env);
  expect(problems.size).toBe(all.length);
  expect(new InvalidSettings([...problems.values()]).message.split('\n')).toHaveLength(all.length + 1);
});
