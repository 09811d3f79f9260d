const path = require('node:path');
const { ensureInstalled } = require('../install');

/** Lints all contracts. Exits with 1 if there are findings. */
const main = async () => {
  ensureInstalled();
  const { checkContracts, formatFinding } = require('./check');
  const { loadRuleset } = require('./check-specifications');
  const folder = path.join(__dirname, '..', '..', 'order-management');
  const findings = await checkContracts(folder, await loadRuleset(folder));
  for (const finding of findings) console.error(formatFinding(finding));
  if (findings.length > 0) process.exitCode = 1;
  console.log(findings.length === 0 ? 'No findings in the contracts.' : `${findings.length} findings.`);
};

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
