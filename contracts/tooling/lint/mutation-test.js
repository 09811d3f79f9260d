const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { ensureInstalled } = require('../install');
const { mutants } = require('./mutants');

const folder = path.join(__dirname, '..', '..', 'order-management');
const parts = [
  'order-service',
  'payment-service',
  'schemas',
  'machines.json',
  'rights.json',
  'glossary.yaml',
  'README.md',
  '.spectral.yaml',
];

/** Plants one defect at a time in a copy of the contracts. Each must be found by its rule in its file. */
const main = async () => {
  ensureInstalled();
  const { loadRuleset } = require('./check-specifications');
  const ruleset = await loadRuleset(folder);
  const { checkContracts, formatFinding } = require('./check');
  // The contracts without a defect must have no findings.
  const missed = (await checkContracts(folder, ruleset)).map(formatFinding);
  for (const mutant of mutants) missed.push(...(await testMutant(ruleset, mutant)));
  for (const line of missed) console.error(line);
  if (missed.length > 0) process.exitCode = 1;
  console.log(
    missed.length === 0 ? `All ${mutants.length} defects were found.` : `${missed.length} defects were not found.`,
  );
};

const testMutant = async (ruleset, mutant) => {
  const copy = fs.mkdtempSync(path.join(os.tmpdir(), 'contracts-'));
  try {
    for (const part of parts) fs.cpSync(path.join(folder, part), path.join(copy, part), { recursive: true });
    plantDefect(copy, mutant);
    const findings = await findDefects(copy, ruleset, mutant);
    if (findings.some(({ rule, file, line }) => rule === mutant.rule && file === mutant.seenIn && line > 0)) return [];
    const rules = [...new Set(findings.map(({ file, rule }) => `${file} ${rule}`))].join(', ') || 'nothing';
    return [
      `${mutant.file}: ${JSON.stringify(mutant.from)} → ${JSON.stringify(mutant.to)} was not found by ${mutant.rule}. Found: ${rules}`,
    ];
  } finally {
    fs.rmSync(copy, { recursive: true });
  }
};

const plantDefect = (copy, { file, from, to }) => {
  const target = path.join(copy, file);
  const text = fs.readFileSync(target, 'utf8');
  if (!text.includes(from)) throw new Error(`${file} does not contain ${JSON.stringify(from)}`);
  fs.writeFileSync(
    target,
    text.replace(from, () => to),
  );
};

const specifications = /^(order|payment)-service\/(order|payment)-(api|events)\.yaml$/;
const ownRules = /^(vocabulary|schema|problem|odcs)-|^(yaml|link|reference)$/;

/** Runs only the rule that must find the defect, which is much faster than the whole lint. */
const findDefects = (copy, ruleset, { rule, file }) => {
  const { checkOwnRules } = require('./check');
  const { checkSpecifications } = require('./check-specifications');
  const { readContracts } = require('../documents/contracts');
  if (ownRules.test(rule)) return checkOwnRules(readContracts(copy));
  for (const [name, definition] of Object.entries(ruleset.rules)) definition.enabled = name === rule;
  return checkSpecifications(copy, [specifications.test(file) ? file : 'order-service/order-api.yaml'], ruleset);
};

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
