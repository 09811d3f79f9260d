const fs = require('node:fs');
const path = require('node:path');
const { ensureInstalled } = require('../install');

const folder = path.join(__dirname, '..', '..', 'order-management');

/** The folder of the generated site. `npm run serve` serves it. */
const siteFolder = path.join(folder, 'dist', 'order-management');

/** Generates the catalog. Returns the number of pages and the findings of the lint. @throws Error if a contract is unreadable */
const generate = async () => {
  ensureInstalled();
  const findings = await lintContracts();
  const site = readSiteOrFindings(findings);
  fs.rmSync(siteFolder, { recursive: true, force: true });
  writePages(await renderPages(site, findings));
  copyAssets();
  writeFiles(site);
  return { pages: fs.readdirSync(siteFolder).filter((file) => file.endsWith('.html')).length, findings };
};

/** Reads the contracts. The error for an unreadable contract lists its findings, which name the lines. */
const readSiteOrFindings = (findings) => {
  const { readSite } = require('./site');
  try {
    return readSite(folder);
  } catch (error) {
    throw new Error(findings.length > 0 ? formatFindings(findings) : error.message, { cause: error });
  }
};

const formatFindings = (findings) => {
  const { formatFinding } = require('../lint/check');
  return findings.map(formatFinding).join('\n');
};

const lintContracts = async () => {
  const { checkContracts } = require('../lint/check');
  const { loadRuleset } = require('../lint/check-specifications');
  return checkContracts(folder, await loadRuleset(folder));
};

const write = (name, text) => {
  const target = path.join(siteFolder, name);
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.writeFileSync(target, text);
};

const writePages = (pages) => {
  for (const [name, text] of Object.entries(pages)) write(name, text);
};

const renderPages = async (site, findings) => {
  const { instance } = require('@viz-js/viz');
  const viz = await instance();
  const { renderIndexPage } = require('./pages/index-page');
  const { renderApiPage } = require('./pages/api-page');
  const { renderEventsPage } = require('./pages/events-page');
  const { renderChangelogPage, renderGlossaryPage } = require('./pages/text-pages');
  return {
    'index.html': renderIndexPage(site, findings),
    ...Object.fromEntries(site.apis.map((entry) => [entry.page, renderApiPage(entry)])),
    ...Object.fromEntries(site.events.map((entry) => [entry.page, renderEventsPage(entry)])),
    [site.data.page]: require('./pages/data-page').renderDataPage(site.data),
    'machines.html': require('./pages/machines-page').renderMachinesPage(site, viz),
    'event-flow.html': require('./pages/flow-page').renderFlowPage(site, viz),
    'access.html': require('./pages/access-page').renderAccessPage(site),
    'fields.html': require('./pages/fields-page').renderFieldsPage(site),
    'errors.html': require('./pages/errors-page').renderErrorsPage(site),
    'glossary.html': renderGlossaryPage(),
    'changelog.html': renderChangelogPage(site),
    'downloads.html': require('./pages/downloads-page').renderDownloadsPage(site),
  };
};

const copyAssets = () => {
  const swagger = path.dirname(require.resolve('swagger-ui-dist/package.json'));
  const assets = path.join(siteFolder, 'assets');
  fs.cpSync(path.join(__dirname, 'assets'), assets, { recursive: true });
  for (const file of ['swagger-ui.css', 'swagger-ui-bundle.js'])
    fs.cpSync(path.join(swagger, file), path.join(assets, file));
};

const toJson = (value) => `${JSON.stringify(value, null, 2)}\n`;

const writeFiles = (site) => {
  const { renderHttpFile } = require('./requests/http-file');
  const { createPostmanCollection } = require('./requests/postman');
  const { createSearchIndex } = require('./search-index');
  const { prepareForTryOut } = require('./requests/try-out');
  for (const part of ['order-service', 'payment-service', 'schemas', 'machines.json', 'rights.json']) {
    fs.cpSync(path.join(folder, part), path.join(siteFolder, 'files', part), { recursive: true });
  }
  for (const { name, document } of site.entries) write(`files/${name}.json`, toJson(document));
  for (const api of site.apis) {
    write(`files/${api.name}.http`, renderHttpFile(api));
    write(`assets/${api.name}.json`, JSON.stringify(prepareForTryOut(api.document)));
  }
  write('files/order-management.postman_collection.json', toJson(createPostmanCollection(site.apis)));
  write('search.json', JSON.stringify(createSearchIndex(site)));
};

const main = async () => {
  const { pages, findings } = await generate();
  if (findings.length > 0)
    console.error(
      `${formatFindings(findings)}\nThe lint has ${findings.length} findings. The overview page of the catalog lists them.`,
    );
  console.log(`Wrote ${pages} pages to ${path.relative(process.cwd(), siteFolder)}. To open them: npm run serve`);
};

module.exports = { generate, siteFolder };

if (require.main === module) {
  main().catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
