import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A piece of shell in a document, and what the document says that it prints. */
export interface Step {
  script: string;
  output: string;
}

/** The steps of one chapter of a Markdown text: each `sh` block with the `text` block that follows it, if one does. */
export const stepsOf = (markdown: string, chapter: string): Step[] => {
  const [, text = ''] = markdown.split(`\n## ${chapter}\n`);
  const blocks = [...(text.split('\n## ')[0] ?? '').matchAll(/^```(sh|text)\n(.*?)^```$/gms)];
  return blocks.flatMap(([, kind, script = ''], at) => {
    const next = blocks[at + 1];
    return kind === 'sh' ? [{ script, output: next?.[1] === 'text' ? (next[2] ?? '') : '' }] : [];
  });
};

/** A shell that keeps its variables from step to step. It does not outlive the test. */
export interface Shell {
  run: (script: string) => Promise<string>;
  end: () => void;
}

const done = '--- the step is done ---';

/** Starts a shell in the project's folder. */
export const startShell = (env: Record<string, string>): Shell => {
  const child = spawn('bash', [], {
    cwd: join(__dirname, '..', '..'),
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    run: async (script) => {
      // What runs in a step must not read the steps that follow.
      child.stdin.write(`{\n${script}\n} </dev/null\necho; echo '${done}'\n`);
      let printed = '';
      for (;;) {
        const { value, done: isOver } = await lines.next();
        if (isOver) throw new Error(`The shell ended in:\n${script}\n${printed}`);
        if (value === done) return printed.replace(/\n$/, '');
        printed += `${value}\n`;
      }
    },
    end: () => void child.stdin.end(),
  };
};

const ids = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b(?:ch|pi|re)_\w+/g;
const times = /\d{4}-\d\d-\d\dT[\d:.]+Z/g;
const entries = /\b\d{13}-\d+\b/g;
const traces = /\b[0-9a-f]{32}(?:-[0-9a-f]{16})?\b/g;

/** The texts without what differs from run to run. Ids become numbers: what is the same id stays the same number. */
export const withoutChance = (texts: string[]): string[] => {
  const known = [...new Set(texts.flatMap((text) => text.match(ids) ?? []))];
  return texts.map((text) =>
    text
      .replace(ids, (id) => `<id ${known.indexOf(id)}>`)
      .replace(times, '<time>')
      .replace(entries, '<entry>')
      .replace(traces, '<trace>'),
  );
};
