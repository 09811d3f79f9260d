const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { ensureInstalled } = require('./install');
const { mutants } = require('./mutants');

const folder = path.join(__dirname, '..');
const parts = ['order-service', 'payment-service', 'schemas', 'machines.json', 'README.md', '.spectral.yaml'];

/** Plants one defect at a time in a copy of the contracts: each must be found, in its file, by its rule. */
const main = async () => {
  ensureInstalled();
  const { loadRuleset } = require('./check-specifications');
  const ruleset = await loadRuleset(folder);
  const missed = await tryOne(ruleset);
  for (const mutant of mutants) missed.push(...(await tryOne(ruleset, mutant)));
  for (const line of missed) console.error(line);
  if (missed.length > 0) process.exitCode = 1;
  console.log(missed.length === 0 ? `All ${mutants.length} defects are found.` : `${missed.length} failed.`);
};

const tryOne = async (ruleset, mutant) => {
  const copy = fs.mkdtempSync(path.join(os.tmpdir(), 'contracts-'));
  try {
    for (const part of parts) fs.cpSync(path.join(folder, part), path.join(copy, part), { recursive: true });
    if (!mutant) return asMissed(await found(copy, ruleset));
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

/** Without a defect there is nothing to find. */
const asMissed = (findings) => findings.map(({ file, line, rule }) => `${file}:${line} ${rule} without a defect`);

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
const own = /^(words|schema|problem|odcs)-|^(yaml|link)$/;

/** Spectral looks only where it can find the defect: at the file itself, or at who uses it. */
const found = (copy, ruleset, mutant) => {
  const { check } = require('./check');
  if (!mutant) return check(copy, ruleset);
  if (own.test(mutant.rule)) return check(copy, ruleset, []);
  return check(copy, ruleset, [specifications.test(mutant.file) ? mutant.file : 'order-service/order-api.yaml']);
};

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
