const { columnId, columnsOf, rulesOf } = require('./pages/data-page');
const { fieldsOf } = require('./rendering/fields');
const { resourcesOf } = require('./pages/fields-page');
const { firstLine } = require('./rendering/markdown');
const { messagesOf, operationsOf } = require('./site');
const { readGlossary, wordId } = require('./pages/text-pages');

/** What the search of the catalog finds: `[kind, title, text, url]`. */
const searchIndex = (site) =>
  entriesOf(site).map(([kind, title, text, url]) => [kind, title, text.replaceAll('`', ''), url]);

const entriesOf = (site) => [
  ...site.apis.flatMap(operationEntries),
  ...site.events.flatMap(eventEntries),
  ...Object.entries(site.problems).map(([name, { summary, value }]) => [
    'error',
    name,
    `${value.status} ${value.title}. ${summary}`,
    `errors.html#${name}`,
  ]),
  ...dataEntries(site.data),
  ...resourcesOf(site).flatMap(resourceEntries),
  ...['order', 'payment'].flatMap((machine) => stateEntries(machine, site.machines[machine])),
  ...readGlossary().map(([word, meaning]) => ['word', word, meaning, `glossary.html#${wordId(word)}`]),
];

const operationEntries = ({ page, document }) =>
  operationsOf(document).map(({ method, path, operationId, summary, tags }) => [
    'operation',
    `${method} ${path}`,
    `${operationId}: ${summary}`,
    `${page}#/${tags[0]}/${operationId}`,
  ]);

const eventEntries = ({ page, document }) =>
  messagesOf(document).flatMap(({ key, name, title, payload }) => [
    ['event', name, title, `${page}#${key}`],
    ...fieldsOf(document, payload).map(({ path, field }) => [
      'field',
      path,
      `of ${name}. ${firstLine(field.description)}`,
      `${page}#${key}`,
    ]),
  ]);

const dataEntries = ({ page, document }) =>
  document.schema.flatMap((model) => [
    ...rulesOf(model).map(({ rule }) => ['rule', rule.name, rule.description ?? rule.id, `${page}#rule-${rule.id}`]),
    ...columnsOf(model.properties).map(({ path, column }) => [
      'column',
      path,
      column.description ?? '',
      `${page}#${columnId(path)}`,
    ]),
  ]);

const resourceEntries = ({ name, document, schema }) =>
  fieldsOf(document, schema).map(({ path, field }) => [
    'field',
    path,
    `of ${name}. ${firstLine(field.description)}`,
    `fields.html#${name}`,
  ]);

const stateEntries = (machine, { states }) =>
  Object.keys(states).map((state) => ['state', state, `of the ${machine} machine`, `machines.html#${machine}`]);

module.exports = { searchIndex };
