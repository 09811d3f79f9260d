const { html } = require('../rendering/html');
const { inline, markdown } = require('../rendering/markdown');
const { code, list, page, table } = require('../rendering/page');

/** Renders the page of the ODCS data contract: quality rules, columns, service levels and servers. */
const renderDataPage = ({ name, page: file, title, service, kind, document }) => {
  const { version, status, description, servers, schema, slaProperties, support, team, roles } = document;
  const body = html`
<h1>${title} <small>${version}</small></h1>
<p class="lead">${kind.name} · ${status} · <a href="files/${service}-service/${name}.yaml">YAML</a> · <a href="files/${name}.json">JSON</a></p>
${markdown(description.purpose)}
<dl class="facts"><dt>Usage</dt><dd>${markdown(description.usage)}</dd><dt>Limitations</dt><dd>${markdown(description.limitations)}</dd></dl>
<h2 id="rules">Quality rules</h2>
${table('Quality rules', ['Rule', 'Applies to', 'Dimension', 'Check'], schema.flatMap(listRules).map(renderRuleRow), { ids: schema.flatMap(listRules).map(({ rule }) => `rule-${rule.id}`) })}
<h2 id="columns">Columns</h2>
${schema.map(
  (model) =>
    html`<p>${inline(model.description)}</p>${table(
      `Columns of ${model.name}`,
      ['Column', 'Type', 'Presence', 'Meaning'],
      listColumns(model.properties).map(renderColumnRow),
      { ids: listColumns(model.properties).map(({ path }) => toColumnId(path)) },
    )}`,
)}
<h2 id="sla">Service levels</h2>
${table('Service levels', ['Property', 'Value', 'Applies to', 'Meaning'], slaProperties.map(renderSlaRow))}
<h2 id="servers">Servers</h2>
${table('Servers', ['Server', 'Address', 'Format', 'Meaning'], servers.map(renderServerRow))}
<h2 id="support">Support</h2>
<dl class="facts"><dt>Team</dt><dd>${team.name}</dd>
<dt>Support</dt><dd><ul>${support.map(({ tool, channel, url }) => html`<li>${tool}: <a href="${url}">${channel}</a></li>`)}</ul></dd>
<dt>Roles</dt><dd>${list(roles.map(({ role, access }) => html`${code(role)} (${access})`))}</dd></dl>`;
  return page({ file, title, description: 'The columns, quality rules and service levels of the orders.', body });
};

/** Lists the columns of a model, including those of nested objects: `items[].price`. */
const listColumns = (properties = [], prefix = '') =>
  properties.flatMap((column) => {
    const path = `${prefix}${column.name}`;
    return [
      { path, column },
      ...listColumns(column.properties, `${path}.`),
      ...listColumns(column.items?.properties, `${path}[].`),
    ];
  });

/** Returns the anchor of a column on the page. */
const toColumnId = (path) => `column-${path.replaceAll('[]', '')}`;

/** Lists the quality rules of a model, each with the model or column it applies to. */
const listRules = (model) => [
  ...(model.quality ?? []).map((rule) => ({ rule, about: model.name })),
  ...listColumns(model.properties).flatMap(({ path, column: { quality = [] } }) =>
    quality.map((rule) => ({ rule, about: path })),
  ),
];

const renderRuleRow = ({ rule, about }) => [
  html`${rule.name}${rule.description && html`<br><span class="type">${inline(rule.description)}</span>`}`,
  code(about),
  `${rule.dimension}, ${rule.severity}`,
  renderCheck(rule),
];

const renderCheck = ({ type, query, metric, implementation, arguments: given, mustBe }) => {
  if (type === 'sql') return html`${code(query)} must be ${mustBe}`;
  if (type === 'library')
    return html`${code(metric)} must be ${mustBe}${given && html`; valid: ${list(given.validValues.map(code))}`}`;
  return html`violations of ${code(implementation.rule)} must be ${implementation.mustBe}`;
};

const renderColumnRow = ({ path, column }) => {
  const { logicalType, physicalType, required, description, examples, classification, customProperties = [] } = column;
  const stored = customProperties.find(({ property }) => property === 'storedAs');
  return [
    code(path),
    html`<span class="type">${logicalType}, stored as ${physicalType}${stored && html` ${code(stored.value)}`}</span>`,
    required ? 'required' : 'optional',
    html`${inline(description)}${classification && html` <span class="tag">${classification}</span>`}${
      examples && html` <span class="example">e.g. ${list(examples.map(code))}</span>`
    }`,
  ];
};

const renderSlaRow = ({ property, value, unit, element, description }) => [
  property,
  `${value} ${unit}`,
  element ? code(element) : 'the service',
  inline(description),
];

const renderServerRow = ({ server, type, host, port, database, path, format, description }) => [
  server,
  code(type === 'local' ? path : `${host}:${port}/${database}`),
  format,
  inline(description),
];

module.exports = { toColumnId, listColumns, renderDataPage, listRules };
