const { marked } = require('marked');
const { raw } = require('./html');

const contractLink = /\]\((?:\.\.?\/)*(?:[a-z]+-service\/)?((?:order|payment)-(?:api|events|contract))\.yaml\)/g;

/** Links to a contract lead to its page. */
const withPageLinks = (text) => text.replace(contractLink, ']($1.html)');

/** A description as HTML. */
const markdown = (text = '') => raw(marked.parse(withPageLinks(text)));

/** A description of one line as HTML, without a paragraph of its own. */
const inline = (text = '') => raw(marked.parseInline(withPageLinks(text)));

/** The first sentence or line of a description. */
const firstLine = (text = '') =>
  text
    .trim()
    .split(/\n\s*\n|(?<=\.)\s/)[0]
    .replace(/\s+/g, ' ');

module.exports = { firstLine, inline, markdown, withPageLinks };
