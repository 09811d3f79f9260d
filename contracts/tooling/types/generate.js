const fs = require('node:fs');
const { ensureInstalled } = require('../install');
const { ensureDependencies } = require('../../../scripts/provision');

/** Writes the TypeScript types of the contracts. */
const main = async () => {
  ensureDependencies();
  ensureInstalled(__dirname);
  const { headOf, sources } = require('./sources');
  const { astToString, default: openapiTS } = await import('openapi-typescript');
  for (const source of sources()) {
    const types = astToString(await openapiTS(source.document, { defaultNonNullable: false }));
    const text = source.events ? `${onlyComponents(types)}\n${eventTypes(source)}` : types;
    fs.writeFileSync(source.file, headOf(source, text) + text);
  }
};

/** A document of events has no paths and no operations. */
const onlyComponents = (types) =>
  types.slice(types.indexOf('export interface components'), types.indexOf('export type $defs'));

const eventTypes = ({ name, events }) => {
  const [service] = name.split('-');
  const title = `${service[0].toUpperCase()}${service.slice(1)}Events`;
  const members = Object.entries(events).map(([type, schema]) => `    "${type}": components["schemas"]["${schema}"];`);
  return `/** The payload of each event on \`${name}\`. */\nexport interface ${title} {\n${members.join('\n')}\n}\n`;
};

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
