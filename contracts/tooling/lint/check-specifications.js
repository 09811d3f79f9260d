const fs = require('node:fs');
const path = require('node:path');
const { Document, Spectral } = require('@stoplight/spectral-core');
const Parsers = require('@stoplight/spectral-parsers');
const { bundleAndLoadRuleset } = require('@stoplight/spectral-ruleset-bundler/with-loader');
const { fetch } = require('@stoplight/spectral-runtime');

/** Loads the ruleset of the contracts. */
const loadRuleset = (folder) => bundleAndLoadRuleset(path.join(folder, '.spectral.yaml'), { fs, fetch });

/** Checks OpenAPI and AsyncAPI files with Spectral. A warning is a finding. */
const checkSpecifications = async (folder, files, ruleset) => {
  const found = [];
  for (const file of files) {
    const spectral = new Spectral();
    spectral.setRuleset(ruleset);
    const source = path.join(folder, file);
    const results = await spectral.run(new Document(fs.readFileSync(source, 'utf8'), Parsers.Yaml, source));
    found.push(...results.map((result) => toFinding(folder, source, result)));
  }
  return found;
};

const toFinding = (folder, asked, { source = asked, range, code, message, path: keys }) => ({
  file: path.relative(folder, source),
  line: range.start.line + 1,
  rule: String(code),
  message: `${message} (${keys.join('.')})`,
});

module.exports = { checkSpecifications, loadRuleset };
