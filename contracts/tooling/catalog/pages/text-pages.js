const fs = require('node:fs');
const path = require('node:path');
const { parse } = require('yaml');
const { html } = require('../rendering/html');
const { inline, markdown } = require('../rendering/markdown');
const { page } = require('../rendering/page');

const glossary = path.join(__dirname, '..', '..', '..', 'order-management', 'glossary.yaml');

/** Reads the terms of `glossary.yaml`, as pairs of term and definition. */
const readGlossary = () => Object.entries(parse(fs.readFileSync(glossary, 'utf8')));

/** Returns the anchor of a term on the page. */
const toTermId = (word) => word.replaceAll(/[^a-z0-9]+/gi, '-').toLowerCase();

/** Renders the glossary. */
const renderGlossaryPage = () => {
  const body = html`
<h1>Glossary</h1>
<p class="lead">The terms of the domain, as contracts, code and events use them.</p>
<dl class="glossary">${readGlossary().map(([word, meaning]) => html`<div id="${toTermId(word)}"><dt>${word}</dt><dd>${inline(meaning)}</dd></div>`)}</dl>`;
  return page({ file: 'glossary.html', title: 'Glossary', description: 'The terms of order management.', body });
};

/** Renders the changelog of the project, `CHANGELOG.md`. */
const renderChangelogPage = ({ folder }) => {
  const changelog = fs.readFileSync(path.join(folder, '..', '..', 'CHANGELOG.md'), 'utf8');
  const text = changelog.replace(/^## \[(.+)\]/gm, '## $1');
  return page({
    file: 'changelog.html',
    title: 'Changelog',
    description: 'The changes of each release.',
    body: markdown(text),
  });
};

module.exports = { renderChangelogPage, renderGlossaryPage, readGlossary, toTermId };
