import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What happened, in order; with a folder it is kept between starts. */
export interface Journal<T> {
  append: (value: T) => void;
  values: T[];
}

/** Opens the journal `name` of a folder, or one in memory. */
export const openJournal = <T>(dataDir: string | undefined, name: string): Journal<T> => {
  if (dataDir === undefined) return inMemory<T>([]);
  mkdirSync(dataDir, { recursive: true });
  const file = join(dataDir, `${name}.ndjson`);
  const { values, append } = inMemory<T>(kept(file));
  return {
    values,
    append: (value) => {
      append(value);
      appendFileSync(file, `${JSON.stringify(value)}\n`);
    },
  };
};

const inMemory = <T>(values: T[]): Journal<T> => ({ values, append: (value) => void values.push(value) });

/** The lines of the file; one that a crash left torn never happened. */
const kept = <T>(file: string): T[] => {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole.length < text.length) writeFileSync(file, whole);
  return whole
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as T);
};
