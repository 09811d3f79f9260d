const { checkDataContract } = require('./check-data-contract');
const { checkLinks } = require('./check-links');
const { checkProblems } = require('./check-problems');
const { checkReferences } = require('./check-references');
const { checkSchemas } = require('./check-schemas');
const { checkSpecifications } = require('./check-specifications');
const { checkVocabulary } = require('./check-vocabulary');
const { readContracts, listSpecifications } = require('../documents/contracts');

/** Returns all findings in the contracts of a folder. */
const checkContracts = async (folder, ruleset) => {
  const contracts = readContracts(folder);
  const findings = checkOwnRules(contracts);
  if (findings.some(({ rule }) => rule === 'yaml')) return findings;
  return removeDuplicates([
    ...findings,
    ...(await checkSpecifications(folder, listSpecifications(contracts), ruleset)),
  ]);
};

/** Returns the findings of all checks except Spectral. If a file is not valid YAML, returns only the YAML errors. */
const checkOwnRules = (contracts) => {
  const unreadable = [...contracts.documents.values()].flatMap(({ errors }) => errors);
  if (unreadable.length > 0) return unreadable;
  return [checkReferences, checkDataContract, checkVocabulary, checkSchemas, checkProblems, checkLinks].flatMap(
    (runCheck) => runCheck(contracts),
  );
};

const formatFinding = ({ file, line, rule, message }) => `${file}:${line} ${rule} ${message}`;

/** Removes duplicates: a shared part is checked once per file that uses it. */
const removeDuplicates = (findings) => [
  ...new Map(findings.map((finding) => [formatFinding(finding), finding])).values(),
];

module.exports = { checkContracts, formatFinding, checkOwnRules };
