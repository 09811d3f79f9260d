const { html } = require('../rendering/html');
const { inline, markdown } = require('../rendering/markdown');
const { code, list, page, table } = require('../rendering/page');

/** The page of the ODCS data contract: columns, quality rules, service levels, and where the data is. */
const dataPage = ({ name, page: file, title, service, kind, document }) => {
  const { version, status, description, servers, schema, slaProperties, support, team, roles } = document;
  const body = html`
<h1>${title} <small>${version}</small></h1>
<p class="lead">${kind.name} · ${status} · <a href="files/${service}-service/${name}.yaml">YAML</a> · <a href="files/${name}.json">JSON</a></p>
${markdown(description.purpose)}
<dl class="facts"><dt>Usage</dt><dd>${markdown(description.usage)}</dd><dt>Limitations</dt><dd>${markdown(description.limitations)}</dd></dl>
<h2 id="rules">Quality rules</h2>
${table('Quality rules', ['Rule', 'About', 'Dimension', 'How it is checked'], schema.flatMap(rulesOf).map(ruleRow), { ids: schema.flatMap(rulesOf).map(({ rule }) => `rule-${rule.id}`) })}
<h2 id="columns">Columns</h2>
${schema.map(
  (model) =>
    html`<p>${inline(model.description)}</p>${table(
      `Columns of ${model.name}`,
      ['Column', 'Type', 'There', 'Meaning'],
      columnsOf(model.properties).map(columnRow),
      { ids: columnsOf(model.properties).map(({ path }) => columnId(path)) },
    )}`,
)}
<h2 id="sla">Service levels</h2>
${table('Service levels', ['Property', 'Value', 'Of', 'Meaning'], slaProperties.map(slaRow))}
<h2 id="servers">Where it is</h2>
${table('Servers', ['Server', 'Address', 'Format', 'Meaning'], servers.map(serverRow))}
<h2 id="support">Support</h2>
<dl class="facts"><dt>Team</dt><dd>${team.name}</dd>
<dt>Support</dt><dd><ul>${support.map(({ tool, channel, url }) => html`<li>${tool}: <a href="${url}">${channel}</a></li>`)}</ul></dd>
<dt>Roles</dt><dd>${list(roles.map(({ role, access }) => html`${code(role)} (${access})`))}</dd></dl>`;
  return page({ file, title, description: 'The columns, quality rules and service levels of the orders.', body });
};

/** The columns of a model with those of the objects in it: `items[].price`. */
const columnsOf = (properties = [], prefix = '') =>
  properties.flatMap((column) => {
    const path = `${prefix}${column.name}`;
    return [
      { path, column },
      ...columnsOf(column.properties, `${path}.`),
      ...columnsOf(column.items?.properties, `${path}[].`),
    ];
  });

/** Where a column is on the page. */
const columnId = (path) => `column-${path.replaceAll('[]', '')}`;

/** Every quality rule with what it is about. */
const rulesOf = (model) => [
  ...(model.quality ?? []).map((rule) => ({ rule, about: model.name })),
  ...columnsOf(model.properties).flatMap(({ path, column: { quality = [] } }) =>
    quality.map((rule) => ({ rule, about: path })),
  ),
];

const ruleRow = ({ rule, about }) => [
  html`${rule.name}${rule.description && html`<br><span class="type">${inline(rule.description)}</span>`}`,
  code(about),
  `${rule.dimension}, ${rule.severity}`,
  howOf(rule),
];

const howOf = ({ type, query, metric, implementation, arguments: given, mustBe }) => {
  if (type === 'sql') return html`${code(query)} is ${mustBe}`;
  if (type === 'library')
    return html`${code(metric)} is ${mustBe}${given && html`; valid: ${list(given.validValues.map(code))}`}`;
  return html`our rule ${code(implementation.rule)}; violations: ${implementation.mustBe}`;
};

const columnRow = ({ path, column }) => {
  const { logicalType, physicalType, required, description, examples, classification, customProperties = [] } = column;
  const stored = customProperties.find(({ property }) => property === 'storedAs');
  return [
    code(path),
    html`<span class="type">${logicalType}, stored as ${physicalType}${stored && html` ${code(stored.value)}`}</span>`,
    required ? 'always' : 'optional',
    html`${inline(description)}${classification && html` <span class="tag">${classification}</span>`}${
      examples && html` <span class="example">e.g. ${list(examples.map(code))}</span>`
    }`,
  ];
};

const slaRow = ({ property, value, unit, element, description }) => [
  property,
  `${value} ${unit}`,
  element ? code(element) : 'the service',
  inline(description),
];

const serverRow = ({ server, type, host, port, database, path, format, description }) => [
  server,
  code(type === 'local' ? path : `${host}:${port}/${database}`),
  format,
  inline(description),
];

module.exports = { columnId, columnsOf, dataPage, rulesOf };
