const { marked } = require('marked');
const { raw } = require('./html');

const contractLink = /\]\((?:\.\.?\/)*(?:[a-z]+-service\/)?((?:order|payment)-(?:api|events|contract))\.yaml\)/g;

/** Rewrites links to contracts as links to their pages. */
const withPageLinks = (text) => text.replace(contractLink, ']($1.html)');

/** Renders a description as HTML. */
const markdown = (text = '') => raw(marked.parse(withPageLinks(text)));

/** Renders a one-line description as HTML, without a paragraph. */
const inline = (text = '') => raw(marked.parseInline(withPageLinks(text)));

/** Returns the first sentence or paragraph of a description. */
const firstLine = (text = '') =>
  text
    .trim()
    .split(/\n\s*\n|(?<=\.)\s/)[0]
    .replace(/\s+/g, ' ');

module.exports = { firstLine, inline, markdown, withPageLinks };
