const { ensureDependencies } = require('../../../scripts/provision');

/** Names what breaks against the last release. Ends with 1 when a version does not say so; `--release` makes a new one. */
const main = () => {
  ensureDependencies();
  const { currentDocuments, release, releasedDocuments } = require('./documents');
  if (process.argv.includes('--release')) return release();
  const { breakingChanges } = require('./breaking');
  const changes = breakingChanges(releasedDocuments(), currentDocuments());
  for (const { contract, where, what, isAnnounced } of changes)
    console.log(`${isAnnounced ? 'announced' : 'breaking'}  ${contract}: ${where} ${what}`);
  const unannounced = changes.filter(({ isAnnounced }) => !isAnnounced);
  if (unannounced.length === 0) return console.log('Nothing breaks that a version does not announce.');
  const contracts = [...new Set(unannounced.map(({ contract }) => contract))].join(', ');
  console.error(`Undo this, or raise the major version of ${contracts} (info.version).`);
  process.exitCode = 1;
};

main();
