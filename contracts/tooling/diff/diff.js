const { ensureDependencies } = require('../../../scripts/provision');

/** Lists the breaking changes since the last release. Exits with 1 if a version does not announce one. `--release` makes the current contracts the baseline. */
const main = () => {
  ensureDependencies();
  const { bundleCurrent, release, readReleased } = require('./documents');
  if (process.argv.includes('--release')) return release();
  const { breakingChanges } = require('./breaking');
  const changes = breakingChanges(readReleased(), bundleCurrent());
  for (const { contract, where, what, isAnnounced } of changes)
    console.log(`${isAnnounced ? 'announced' : 'breaking'}  ${contract}: ${where} ${what}`);
  const unannounced = changes.filter(({ isAnnounced }) => !isAnnounced);
  if (unannounced.length === 0) return console.log('No unannounced breaking changes.');
  const contracts = [...new Set(unannounced.map(({ contract }) => contract))].join(', ');
  console.error(`Revert the changes, or raise the major version of ${contracts} (info.version).`);
  process.exitCode = 1;
};

main();
