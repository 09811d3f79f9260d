const fs = require('node:fs');
const path = require('node:path');
const { bundle } = require('../documents/bundle');
const { readContracts } = require('../documents/contracts');

const names = ['order-api', 'order-events', 'payment-api', 'payment-events'];
const baseline = (name) => path.join(__dirname, '..', '..', 'baseline', `${name}.json`);

/** The contracts as they are, each as one document, by name. */
const currentDocuments = () => {
  const contracts = readContracts(path.join(__dirname, '..', '..', 'order-management'));
  return Object.fromEntries(
    names.map((name) => [name, bundle(contracts, `${name.split('-')[0]}-service/${name}.yaml`)]),
  );
};

/** The contracts of the last release. */
const releasedDocuments = () =>
  Object.fromEntries(names.map((name) => [name, JSON.parse(fs.readFileSync(baseline(name), 'utf8'))]));

/** Makes the contracts as they are those of the last release. */
const release = () => {
  for (const [name, document] of Object.entries(currentDocuments()))
    fs.writeFileSync(baseline(name), `${JSON.stringify(document, null, 2)}\n`);
};

module.exports = { currentDocuments, release, releasedDocuments };
