const { checkDataContract } = require('./check-data-contract');
const { checkLinks } = require('./check-links');
const { checkProblems } = require('./check-problems');
const { checkSchemas } = require('./check-schemas');
const { checkSpecifications } = require('./check-specifications');
const { checkWords } = require('./check-words');
const { readContracts, specificationsOf } = require('./contracts');

/** Everything that is wrong with the contracts of a folder; `files` are those that Spectral looks at. */
const check = async (folder, ruleset, files) => {
  const contracts = readContracts(folder);
  const unreadable = [...contracts.documents.values()].flatMap(({ errors }) => errors);
  if (unreadable.length > 0) return unreadable;
  const own = [checkDataContract, checkWords, checkSchemas, checkProblems, checkLinks].flatMap((look) =>
    look(contracts),
  );
  const ofSpectral = await checkSpecifications(folder, files ?? specificationsOf(contracts), ruleset);
  return unique([...own, ...ofSpectral]);
};

const asLine = ({ file, line, rule, message }) => `${file}:${line} ${rule} ${message}`;

/** A shared part is looked at once for each file that uses it. */
const unique = (findings) => [...new Map(findings.map((one) => [asLine(one), one])).values()];

module.exports = { asLine, check };
