const fs = require('node:fs');
const path = require('node:path');
const { ensureInstalled } = require('../install');

const folder = path.join(__dirname, '..', '..', 'order-management');

/** Where the generated site is; `npm run serve` shows it. */
const siteFolder = path.join(folder, 'dist', 'order-management');

/** Generates the catalog. @throws Error when a contract can not be read */
const generate = async () => {
  ensureInstalled();
  const findings = await lint();
  const site = read(findings);
  fs.rmSync(siteFolder, { recursive: true, force: true });
  writePages(await pagesOf(site, findings));
  copyAssets();
  writeFiles(site);
  return { pages: fs.readdirSync(siteFolder).filter((file) => file.endsWith('.html')).length, findings };
};

/** A contract that can not even be read has findings that say where. */
const read = (findings) => {
  const { readSite } = require('./site');
  try {
    return readSite(folder);
  } catch (error) {
    throw new Error(findings.length > 0 ? linesOf(findings) : error.message, { cause: error });
  }
};

const linesOf = (findings) => {
  const { asLine } = require('../lint/check');
  return findings.map(asLine).join('\n');
};

const lint = async () => {
  const { check } = require('../lint/check');
  const { loadRuleset } = require('../lint/check-specifications');
  return check(folder, await loadRuleset(folder));
};

const write = (name, text) => {
  const target = path.join(siteFolder, name);
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.writeFileSync(target, text);
};

const writePages = (pages) => {
  for (const [name, text] of Object.entries(pages)) write(name, text);
};

const pagesOf = async (site, findings) => {
  const { instance } = require('@viz-js/viz');
  const viz = await instance();
  const { indexPage } = require('./pages/index-page');
  const { apiPage } = require('./pages/api-page');
  const { eventsPage } = require('./pages/events-page');
  const { changelogPage, glossaryPage } = require('./pages/text-pages');
  return {
    'index.html': indexPage(site, findings),
    ...Object.fromEntries(site.apis.map((entry) => [entry.page, apiPage(entry)])),
    ...Object.fromEntries(site.events.map((entry) => [entry.page, eventsPage(entry)])),
    [site.data.page]: require('./pages/data-page').dataPage(site.data),
    'machines.html': require('./pages/machines-page').machinesPage(site, viz),
    'event-flow.html': require('./pages/flow-page').flowPage(site, viz),
    'access.html': require('./pages/access-page').accessPage(site),
    'fields.html': require('./pages/fields-page').fieldsPage(site),
    'errors.html': require('./pages/errors-page').errorsPage(site),
    'glossary.html': glossaryPage(),
    'changelog.html': changelogPage(site),
    'downloads.html': require('./pages/downloads-page').downloadsPage(site),
  };
};

const copyAssets = () => {
  const swagger = path.dirname(require.resolve('swagger-ui-dist/package.json'));
  const assets = path.join(siteFolder, 'assets');
  fs.cpSync(path.join(__dirname, 'assets'), assets, { recursive: true });
  for (const file of ['swagger-ui.css', 'swagger-ui-bundle.js'])
    fs.cpSync(path.join(swagger, file), path.join(assets, file));
};

const asJson = (value) => `${JSON.stringify(value, null, 2)}\n`;

const writeFiles = (site) => {
  const { httpFile } = require('./requests/http-file');
  const { postmanCollection } = require('./requests/postman');
  const { searchIndex } = require('./search-index');
  const { forTryingOut } = require('./requests/try-out');
  for (const part of ['order-service', 'payment-service', 'schemas', 'machines.json', 'rights.json']) {
    fs.cpSync(path.join(folder, part), path.join(siteFolder, 'files', part), { recursive: true });
  }
  for (const { name, document } of site.entries) write(`files/${name}.json`, asJson(document));
  for (const api of site.apis) {
    write(`files/${api.name}.http`, httpFile(api));
    write(`assets/${api.name}.json`, JSON.stringify(forTryingOut(api.document)));
  }
  write('files/order-management.postman_collection.json', asJson(postmanCollection(site.apis)));
  write('search.json', JSON.stringify(searchIndex(site)));
};

const main = async () => {
  const { pages, findings } = await generate();
  if (findings.length > 0)
    console.error(`${linesOf(findings)}\nThe lint has ${findings.length} findings; the catalog shows them.`);
  console.log(`${pages} pages are in ${path.relative(process.cwd(), siteFolder)}. Look at them with: npm run serve`);
};

module.exports = { generate, siteFolder };

if (require.main === module) {
  main().catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
