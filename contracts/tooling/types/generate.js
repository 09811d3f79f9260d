const fs = require('node:fs');
const { ensureInstalled } = require('../install');
const { ensureDependencies } = require('../../../scripts/provision');

/** Generates the TypeScript types of the contracts in `src/contract/`. */
const main = async () => {
  ensureDependencies();
  ensureInstalled(__dirname);
  const { listSources, renderHead } = require('./sources');
  const { astToString, default: openapiTS } = await import('openapi-typescript');
  for (const source of listSources()) {
    const types = astToString(await openapiTS(source.document, { defaultNonNullable: false }));
    const text = source.events ? `${sliceComponents(types)}\n${renderEventTypes(source)}` : types;
    fs.writeFileSync(source.file, renderHead(source, text) + text);
  }
};

/** Drops paths and operations, which a document of events does not have. */
const sliceComponents = (types) =>
  types.slice(types.indexOf('export interface components'), types.indexOf('export type $defs'));

const renderEventTypes = ({ name, events }) => {
  const [service] = name.split('-');
  const title = `${service[0].toUpperCase()}${service.slice(1)}Events`;
  const members = Object.entries(events).map(([type, schema]) => `    "${type}": components["schemas"]["${schema}"];`);
  return `/** The payload of each event on \`${name}\`. */\nexport interface ${title} {\n${members.join('\n')}\n}\n`;
};

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
