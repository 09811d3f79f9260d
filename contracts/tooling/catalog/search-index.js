const { toColumnId, listColumns, listRules } = require('./pages/data-page');
const { listFields } = require('./rendering/fields');
const { listResources } = require('./pages/fields-page');
const { firstLine } = require('./rendering/markdown');
const { listMessages, listOperations } = require('./site');
const { readGlossary, toTermId } = require('./pages/text-pages');

/** Creates the index of the catalog's search, with one `[kind, title, text, url]` per entry. */
const createSearchIndex = (site) =>
  listEntries(site).map(([kind, title, text, url]) => [kind, title, text.replaceAll('`', ''), url]);

const listEntries = (site) => [
  ...site.apis.flatMap(indexOperations),
  ...site.events.flatMap(indexEvents),
  ...Object.entries(site.problems).map(([name, { summary, value }]) => [
    'error',
    name,
    `${value.status} ${value.title}. ${summary}`,
    `errors.html#${name}`,
  ]),
  ...indexData(site.data),
  ...listResources(site).flatMap(indexResource),
  ...['order', 'payment'].flatMap((machine) => indexStates(machine, site.machines[machine])),
  ...readGlossary().map(([word, meaning]) => ['term', word, meaning, `glossary.html#${toTermId(word)}`]),
];

const indexOperations = ({ page, document }) =>
  listOperations(document).map(({ method, path, operationId, summary, tags }) => [
    'operation',
    `${method} ${path}`,
    `${operationId}: ${summary}`,
    `${page}#/${tags[0]}/${operationId}`,
  ]);

const indexEvents = ({ page, document }) =>
  listMessages(document).flatMap(({ key, name, title, payload }) => [
    ['event', name, title, `${page}#${key}`],
    ...listFields(document, payload).map(({ path, field }) => [
      'field',
      path,
      `of ${name}. ${firstLine(field.description)}`,
      `${page}#${key}`,
    ]),
  ]);

const indexData = ({ page, document }) =>
  document.schema.flatMap((model) => [
    ...listRules(model).map(({ rule }) => ['rule', rule.name, rule.description ?? rule.id, `${page}#rule-${rule.id}`]),
    ...listColumns(model.properties).map(({ path, column }) => [
      'column',
      path,
      column.description ?? '',
      `${page}#${toColumnId(path)}`,
    ]),
  ]);

const indexResource = ({ name, document, schema }) =>
  listFields(document, schema).map(({ path, field }) => [
    'field',
    path,
    `of ${name}. ${firstLine(field.description)}`,
    `fields.html#${name}`,
  ]);

const indexStates = (machine, { states }) =>
  Object.keys(states).map((state) => ['state', state, `of the ${machine} machine`, `machines.html#${machine}`]);

module.exports = { createSearchIndex };
