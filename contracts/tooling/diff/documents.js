const fs = require('node:fs');
const path = require('node:path');
const { bundle } = require('../documents/bundle');
const { readContracts } = require('../documents/contracts');

const names = ['order-api', 'order-events', 'payment-api', 'payment-events'];
const baseline = (name) => path.join(__dirname, '..', '..', 'baseline', `${name}.json`);

/** Bundles the current contracts, by name. */
const bundleCurrent = () => {
  const contracts = readContracts(path.join(__dirname, '..', '..', 'order-management'));
  return Object.fromEntries(
    names.map((name) => [name, bundle(contracts, `${name.split('-')[0]}-service/${name}.yaml`)]),
  );
};

/** Reads the contracts of the last release, by name. */
const readReleased = () =>
  Object.fromEntries(names.map((name) => [name, JSON.parse(fs.readFileSync(baseline(name), 'utf8'))]));

/** Writes the current contracts as the baseline. */
const release = () => {
  for (const [name, document] of Object.entries(bundleCurrent()))
    fs.writeFileSync(baseline(name), `${JSON.stringify(document, null, 2)}\n`);
};

module.exports = { bundleCurrent, release, readReleased };
