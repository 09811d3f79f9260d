const fs = require('node:fs');
const path = require('node:path');
const { parse } = require('yaml');
const { html } = require('../rendering/html');
const { inline, markdown } = require('../rendering/markdown');
const { page } = require('../rendering/page');

/** The words of the domain, from `glossary.yaml`. */
const glossary = path.join(__dirname, '..', '..', '..', 'order-management', 'glossary.yaml');
const readGlossary = () => Object.entries(parse(fs.readFileSync(glossary, 'utf8')));

/** Where a word is on the page. */
const wordId = (word) => word.replaceAll(/[^a-z0-9]+/gi, '-').toLowerCase();

/** The page of the glossary. */
const glossaryPage = () => {
  const body = html`
<h1>Glossary</h1>
<p class="lead">One word for one thing, in contracts, code and events.</p>
<dl class="glossary">${readGlossary().map(([word, meaning]) => html`<div id="${wordId(word)}"><dt>${word}</dt><dd>${inline(meaning)}</dd></div>`)}</dl>`;
  return page({ file: 'glossary.html', title: 'Glossary', description: 'The words of order management.', body });
};

/** The page of the changelog, which the project keeps in `CHANGELOG.md`. */
const changelogPage = ({ folder }) => {
  const written = fs.readFileSync(path.join(folder, '..', '..', 'CHANGELOG.md'), 'utf8');
  const text = written.replace(/^## \[(.+)\]/gm, '## $1');
  return page({ file: 'changelog.html', title: 'Changelog', description: 'What changed.', body: markdown(text) });
};

module.exports = { changelogPage, glossaryPage, readGlossary, wordId };
