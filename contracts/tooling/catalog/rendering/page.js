const { html, raw } = require('./html');

/** Allows a page to load only files of its own origin. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** The pages, grouped for the navigation. */
const navigation = [
  { pages: [['index.html', 'Overview']] },
  {
    title: 'Order service',
    pages: [
      ['order-api.html', 'Order API'],
      ['order-events.html', 'Order events'],
      ['order-contract.html', 'Order data'],
    ],
  },
  {
    title: 'Payment service',
    pages: [
      ['payment-api.html', 'Payment API'],
      ['payment-events.html', 'Payment events'],
    ],
  },
  {
    title: 'Both',
    pages: [
      ['machines.html', 'State machines'],
      ['event-flow.html', 'Event flow'],
      ['access.html', 'Permissions'],
      ['fields.html', 'Fields'],
      ['errors.html', 'Errors'],
      ['glossary.html', 'Glossary'],
      ['changelog.html', 'Changelog'],
      ['downloads.html', 'Downloads'],
    ],
  },
];

/** Renders a page of the catalog. */
const page = ({ file, title, description, body, scripts = [], modules = [], styles = [] }) =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${raw(contentSecurityPolicy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="description" content="${description}">
<title>${title} · Order management</title>
<link rel="icon" href="data:,">
${styles.map((style) => html`<link rel="stylesheet" href="${style}">`)}
<link rel="stylesheet" href="assets/catalog.css">
${scripts.map((script) => html`<script src="${script}" defer></script>`)}
${['assets/search.js', 'assets/copy.js', ...modules].map((module) => html`<script src="${module}" type="module"></script>`)}
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header class="top">
<a class="home" href="index.html">Order management <span>contracts</span></a>
<button type="button" class="menu" popovertarget="menu">Menu</button>
${searchForm}
</header>
<nav id="menu" class="pages" popover aria-label="Pages">${navigation.map((group) => renderNavigationGroup(group, file))}</nav>
<main id="content" tabindex="-1">
${body}
</main>
</body>
</html>
`.text;

const searchForm = html`<search class="search">
<form id="search" hidden>
<label for="query">Search</label>
<input id="query" type="search" autocomplete="off" spellcheck="false" placeholder="operation, event, field, error" aria-keyshortcuts="/">
<div id="found" class="found" hidden><p id="count" class="count" role="status"></p><ul id="results" class="results"></ul></div>
</form>
</search>`;

const renderNavigationGroup = ({ title, pages }, current) => html`
${title && html`<p>${title}</p>`}
<ul>${pages.map(
  ([file, name]) => html`<li><a href="${file}"${file === current && raw(' aria-current="page"')}>${name}</a></li>`,
)}</ul>`;

/** Renders code with a button that copies it. */
const copyable = (text, label) => html`<div class="copyable">
<pre tabindex="0" role="region" aria-label="${label}"><code>${text}</code></pre>
<button type="button" data-copy aria-label="Copy: ${label}">Copy</button>
</div>`;

/** Renders a table. The first cell of each row is its header; on a phone, a row is a block of labelled lines. */
const table = (caption, heads, rows, { ids = [] } = {}) => html`
<div class="scroll" tabindex="0" role="region" aria-label="${caption}">
<table>
<caption>${caption}</caption>
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${rows.map(
  ([head, ...cells], index) => html`<tr${ids[index] && html` id="${ids[index]}"`}>
<th scope="row">${head}</th>${cells.map((cell, column) => html`<td data-label="${heads[column + 1]}">${cell}</td>`)}</tr>`,
)}</tbody>
</table>
</div>`;

/** Renders inline code. */
const code = (text) => html`<code>${text}</code>`;

/** Joins values with commas. */
const list = (values) => values.map((value, index) => html`${index > 0 && ', '}${value}`);

module.exports = { code, contentSecurityPolicy, copyable, list, page, table };
