import { appendFileSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';

/** What happened, in order. With a folder it is kept between starts. */
export interface Journal {
  /** Returns the values of a kind that an earlier process kept, oldest first. */
  kept: <T>(kind: string) => T[];
  /** Adds a value of a kind as JSON text. The next commit keeps it. */
  add: (kind: string, text: string) => void;
  /** Keeps everything that was added since the last commit as one line, so that a crash keeps all of it or nothing. */
  commit: () => void;
  close: () => void;
}

/** Opens the journal of a folder, or one that keeps nothing. */
export const openJournal = (dataDir: string | undefined): Journal => {
  if (dataDir === undefined) return { kept: () => [], add: () => {}, commit: () => {}, close: () => {} };
  mkdirSync(dataDir, { recursive: true });
  const file = join(dataDir, 'journal.ndjson');
  const commits = readCommits(file);
  const descriptor = openSync(file, 'a');
  let added = new Map<string, string[]>();
  return {
    kept: <T>(kind: string) => commits.flatMap((commit) => (commit[kind] ?? []) as T[]),
    add: (kind, text) => {
      const texts = added.get(kind);
      if (texts) texts.push(text);
      else added.set(kind, [text]);
    },
    commit: () => {
      if (added.size === 0) return;
      const kinds = [...added].map(([kind, texts]) => `"${kind}":[${texts.join(',')}]`);
      added = new Map();
      // All of it, also when the system writes it in parts.
      appendFileSync(descriptor, `{${kinds.join(',')}}\n`);
    },
    close: () => closeSync(descriptor),
  };
};

/** Reads the lines of a journal. A line that a crash cut off never happened. */
const readCommits = (file: string): Record<string, unknown[]>[] => {
  const bytes = existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
  const end = bytes.lastIndexOf('\n') + 1;
  if (end < bytes.length) truncateSync(file, end);
  const lines = bytes.subarray(0, end).toString('utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as Record<string, unknown[]>);
};
