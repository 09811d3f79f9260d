const { spawn } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { createInterface } = require('node:readline');
const { root } = require('./folders');
const { runMain } = require('./processes/run-main');

/** The chapters whose commands are run, in this order, in one shell. */
const chapters = [
  { file: path.join(root, 'README.md'), heading: 'Walk-through' },
  { file: path.join(root, 'docs', 'walk-through.md'), heading: 'More steps' },
];

/** Returns the steps of all chapters. */
const readSteps = () => chapters.flatMap(({ file, heading }) => stepsOf(fs.readFileSync(file, 'utf8'), heading));

/** Returns the steps of one chapter: each `sh` block, with the `text` block that follows it, if there is one. */
const stepsOf = (markdown, heading) => {
  const [, text = ''] = markdown.split(`\n## ${heading}\n`);
  const blocks = [...(text.split('\n## ')[0] ?? '').matchAll(/^```(sh|text)\n(.*?)^```$/gms)];
  return blocks.flatMap(([, kind, script = ''], index) => {
    const next = blocks[index + 1];
    return kind === 'sh' ? [{ script, output: next?.[1] === 'text' ? (next[2] ?? '') : '' }] : [];
  });
};

/** The line that ends the output of a step. */
const endMark = '--- end of step ---';

/** Starts a shell in the project folder. It keeps its variables between steps and ends with this process. */
const startShell = (env) => {
  const child = spawn('bash', [], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    run: async (script) => {
      // A command must not read the following steps from standard input.
      child.stdin.write(`{\n${script}\n} </dev/null\necho; echo '${endMark}'\n`);
      let printed = '';
      for (;;) {
        const { value, done } = await lines.next();
        if (done) throw new Error(`The shell exited during:\n${script}\n${printed}`);
        if (value === endMark) return printed.replace(/\n$/, '');
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

/** Replaces what differs between runs. Equal ids get equal numbers, so that a comparison still sees which ids are the same. */
const maskVariableParts = (texts) => {
  const known = [...new Set(texts.flatMap((text) => text.match(ids) ?? []))];
  return texts.map((text) =>
    text
      .replace(ids, (id) => `<id ${known.indexOf(id)}>`)
      .replace(times, '<time>')
      .replace(entries, '<entry>')
      .replace(traces, '<trace>'),
  );
};

/** Runs the steps against the service started by `npm start`, and writes their output to the pages. */
const main = async () => {
  const dataDir = path.resolve(process.env.DATA_DIR || path.join(root, '.data'));
  if (!fs.existsSync(path.join(dataDir, 'endpoints.json'))) {
    throw new Error('No service runs here. Run `npm start` in another terminal first.');
  }
  const shell = startShell({ DATA_DIR: dataDir });
  for (const { file, heading } of chapters) {
    const text = fs.readFileSync(file, 'utf8');
    fs.writeFileSync(file, await withOutput(text, stepsOf(text, heading), { shell, dataDir }));
  }
  shell.end();
};

const withOutput = async (text, steps, { shell, dataDir }) => {
  let written = text;
  for (const { script, output } of steps) {
    // A step that only reads shows the effect of an earlier one, which takes a moment.
    if (!script.includes(' -d ')) await new Promise((resolve) => setTimeout(resolve, 1_000));
    const printed = await shell.run(script.replaceAll('./.data/', `${dataDir}/`));
    const block = `${script}\`\`\`\n\n\`\`\`text\n`;
    written = written.replace(`${block}${output}`, () => `${block}${printed}`);
  }
  return written;
};

module.exports = { maskVariableParts, readSteps, startShell };

if (require.main === module) void runMain(main);
