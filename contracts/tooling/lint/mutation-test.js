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
  'README.md',
  '.spectral.yaml',
];

/** Plants one defect at a time in a copy of the contracts: each must be found, in its file, by its rule. */
const main = async () => {
  ensureInstalled();
  const { loadRuleset } = require('./check-specifications');
  const ruleset = await loadRuleset(folder);
  const { asLine, check } = require('./check');
  // Without a defect there is nothing to find.
  const missed = (await check(folder, ruleset)).map(asLine);
  for (const mutant of mutants) missed.push(...(await tryOne(ruleset, mutant)));
  for (const line of missed) console.error(line);
  if (missed.length > 0) process.exitCode = 1;
  console.log(missed.length === 0 ? `All ${mutants.length} defects are found.` : `${missed.length} failed.`);
};

const tryOne = async (ruleset, mutant) => {
  const copy = fs.mkdtempSync(path.join(os.tmpdir(), 'contracts-'));
  try {
    for (const part of parts) fs.cpSync(path.join(folder, part), path.join(copy, part), { recursive: true });
    plant(copy, mutant);
    const findings = await found(copy, ruleset, mutant);
    if (findings.some(({ rule, file, line }) => rule === mutant.rule && file === mutant.seenIn && line > 0)) return [];
    const rules = [...new Set(findings.map(({ file, rule }) => `${file} ${rule}`))].join(', ') || 'nothing';
    return [
      `${mutant.file}: ${JSON.stringify(mutant.from)} → ${JSON.stringify(mutant.to)} is no ${mutant.rule}: ${rules}`,
    ];
  } finally {
    fs.rmSync(copy, { recursive: true });
  }
};

const plant = (copy, { file, from, to }) => {
  const target = path.join(copy, file);
  const text = fs.readFileSync(target, 'utf8');
  if (!text.includes(from)) throw new Error(`${file} has no ${JSON.stringify(from)} to change`);
  fs.writeFileSync(
    target,
    text.replace(from, () => to),
  );
};

const specifications = /^(order|payment)-service\/(order|payment)-(api|events)\.yaml$/;
const own = /^(words|schema|problem|odcs)-|^(yaml|link|reference)$/;

/** Only the rule that must find it looks, which is much faster; the whole lint has the same rules and more. */
const found = (copy, ruleset, { rule, file }) => {
  const { checkOwn } = require('./check');
  const { checkSpecifications } = require('./check-specifications');
  const { readContracts } = require('../documents/contracts');
  if (own.test(rule)) return checkOwn(readContracts(copy));
  for (const [name, one] of Object.entries(ruleset.rules)) one.enabled = name === rule;
  return checkSpecifications(copy, [specifications.test(file) ? file : 'order-service/order-api.yaml'], ruleset);
};

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
