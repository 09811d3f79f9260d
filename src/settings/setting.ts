import { Misconfigured } from '../domain/errors';
import type { Parser } from './parsers';

/** One setting: the variable, how it is read, and what the documentation says about it. */
export interface Setting<T> {
  variable: string;
  parse: Parser<T>;
  fallback: T;
  /** The default for readers, when the value itself would not say it. */
  shownDefault?: string;
  /** What it means, as a sentence of the documentation (Markdown). */
  sentence: string;
  /** Whether its value must not appear in a message. */
  isSecret: boolean;
}

/** The values of a group of settings, by the names that the code uses. */
export type Values<S> = { [K in keyof S]: S[K] extends Setting<infer T> ? T : never };

type Options = Partial<Pick<Setting<never>, 'shownDefault' | 'isSecret'>>;

/** Declares a setting. */
export const setting = <T, F extends T | undefined>(
  variable: string,
  parse: Parser<T>,
  fallback: F,
  sentence: string,
  { shownDefault, isSecret = false }: Options = {},
): Setting<T | F> => ({
  variable,
  parse,
  fallback,
  sentence,
  isSecret,
  ...(shownDefault !== undefined && { shownDefault }),
});

export type Environment = Record<string, string | undefined>;

/** An empty variable counts as unset. */
const readSetting = <T>(
  { variable, parse, fallback, isSecret }: Setting<T>,
  env: Environment,
): { value: T } | { problem: string } => {
  const given = env[variable]?.trim() ?? '';
  if (given === '') return { value: fallback };
  try {
    assertNoControls(given);
    return { value: parse(given) };
  } catch (error) {
    const reason = `${variable} ${(error as Error).message}`;
    return { problem: isSecret ? reason : `${reason}, not ${JSON.stringify(given)}` };
  }
};

/** A parser of addresses drops line breaks. Around the commas of a list they do no harm. */
const assertNoControls = (value: string): void => {
  if (/\p{Cc}/u.test(value.replace(/\s*,\s*/g, ','))) throw new Error('must not contain control characters');
};

/** Some settings are invalid; the message names each. */
export class InvalidSettings extends Misconfigured {
  constructor(readonly problems: string[]) {
    super(['The settings are invalid:', ...problems.map((problem) => `  ${problem}`)].join('\n'));
  }
}

/** Reads a group of settings. Returns the values, with the default of each invalid one, and the problems by setting. */
export const readSettings = <S extends Record<string, Setting<unknown>>>(
  settings: S,
  env: Environment,
): { values: Values<S>; problems: Map<string, string> } => {
  const problems = new Map<string, string>();
  const values = Object.entries(settings).map(([name, one]) => {
    const read = readSetting(one, env);
    if ('problem' in read) problems.set(name, read.problem);
    return [name, 'value' in read ? read.value : one.fallback];
  });
  return { values: Object.fromEntries(values) as Values<S>, problems };
};
