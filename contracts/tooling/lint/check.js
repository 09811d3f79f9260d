const { checkDataContract } = require('./check-data-contract');
const { checkLinks } = require('./check-links');
const { checkProblems } = require('./check-problems');
const { checkReferences } = require('./check-references');
const { checkSchemas } = require('./check-schemas');
const { checkSpecifications } = require('./check-specifications');
const { checkWords } = require('./check-vocabulary');
const { readContracts, specificationsOf } = require('../documents/contracts');

/** Everything that is wrong with the contracts of a folder. */
const check = async (folder, ruleset) => {
  const contracts = readContracts(folder);
  const own = checkOwn(contracts);
  if (own.some(({ rule }) => rule === 'yaml')) return own;
  return unique([...own, ...(await checkSpecifications(folder, specificationsOf(contracts), ruleset))]);
};

/** What our own checks find, or only what is no YAML. */
const checkOwn = (contracts) => {
  const unreadable = [...contracts.documents.values()].flatMap(({ errors }) => errors);
  if (unreadable.length > 0) return unreadable;
  return [checkReferences, checkDataContract, checkWords, checkSchemas, checkProblems, checkLinks].flatMap((look) =>
    look(contracts),
  );
};

const asLine = ({ file, line, rule, message }) => `${file}:${line} ${rule} ${message}`;

/** A shared part is looked at once for each file that uses it. */
const unique = (findings) => [...new Map(findings.map((one) => [asLine(one), one])).values()];

module.exports = { asLine, check, checkOwn };
