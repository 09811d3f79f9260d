const path = require('node:path');
const { ensureInstalled } = require('../install');

/** Lints all contracts. Ends with 1 when there is a finding. */
const main = async () => {
  ensureInstalled();
  const { asLine, check } = require('./check');
  const { loadRuleset } = require('./check-specifications');
  const folder = path.join(__dirname, '..', '..', 'order-management');
  const findings = await check(folder, await loadRuleset(folder));
  for (const finding of findings) console.error(asLine(finding));
  if (findings.length > 0) process.exitCode = 1;
  console.log(findings.length === 0 ? 'All contracts hold.' : `${findings.length} findings.`);
};

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
