const fs = require('node:fs');
const path = require('node:path');
const { root } = require('./folders');
const { ensureBuild } = require('./provision');
const { runMain } = require('./processes/run-main');

/** Writes the tables of docs/settings.md from the table of settings in src/settings. */
const main = () => {
  ensureBuild();
  const { sections } = require(path.join(root, 'dist', 'settings', 'table.js'));
  const { toMarkdownTable } = require(path.join(root, 'dist', 'settings', 'markdown.js'));
  const file = path.join(root, 'docs', 'settings.md');
  const parts = fs.readFileSync(file, 'utf8').split(/^(?=## )/m);
  const written = parts.map((part) => {
    const section = sections[/^## (.*)/.exec(part)?.[1]];
    return section ? part.replace(/^\|.*\|$(\n^\|.*\|$)*/m, () => toMarkdownTable(section)) : part;
  });
  fs.writeFileSync(file, written.join(''));
};

void runMain(main);
