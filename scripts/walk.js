const { spawn } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { createInterface } = require('node:readline');
const { root } = require('./binaries');

/** The steps of one chapter of a Markdown text: each `sh` block with the `text` block that follows it, if one does. */
const stepsOf = (markdown, chapter) => {
  const [, text = ''] = markdown.split(`\n## ${chapter}\n`);
  const blocks = [...(text.split('\n## ')[0] ?? '').matchAll(/^```(sh|text)\n(.*?)^```$/gms)];
  return blocks.flatMap(([, kind, script = ''], at) => {
    const next = blocks[at + 1];
    return kind === 'sh' ? [{ script, output: next?.[1] === 'text' ? (next[2] ?? '') : '' }] : [];
  });
};

const done = '--- the step is done ---';

/** A shell in the project's folder that keeps its variables from step to step. It does not outlive us. */
const startShell = (env) => {
  const child = spawn('bash', [], {
    cwd: root,
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
const withoutChance = (texts) => {
  const known = [...new Set(texts.flatMap((text) => text.match(ids) ?? []))];
  return texts.map((text) =>
    text
      .replace(ids, (id) => `<id ${known.indexOf(id)}>`)
      .replace(times, '<time>')
      .replace(entries, '<entry>')
      .replace(traces, '<trace>'),
  );
};

const readme = path.join(root, 'README.md');
const chapter = 'Walk-through';

/** Types the walk of the README against the service that runs here, and writes down what it prints. */
const main = async () => {
  const dataDir = path.resolve(process.env.DATA_DIR || path.join(root, '.data'));
  const shell = startShell({ DATA_DIR: dataDir });
  let text = fs.readFileSync(readme, 'utf8');
  for (const { script, output } of stepsOf(text, chapter)) {
    // What only reads shows what was done before it; that takes a moment.
    if (!script.includes(' -d ')) await new Promise((resolve) => setTimeout(resolve, 1_000));
    const printed = await shell.run(script.replaceAll('./.data/', `${dataDir}/`));
    const block = `${script}\`\`\`\n\n\`\`\`text\n`;
    text = text.replace(`${block}${output}`, () => `${block}${printed}`);
  }
  shell.end();
  fs.writeFileSync(readme, text);
};

module.exports = { stepsOf, startShell, withoutChance };

if (require.main === module) void main();
