const { readGit } = require('./git');

const maxLength = 72;
const commits = 20;
const areaFirst = /^[A-Z][\w ,/-]*: \S/;

/** The commit that introduced this check. Older commits are exempt. */
const firstChecked = 'Checks: reject retired words, crowded folders and bad subjects';

const findFaults = (subject) => [
  ...(subject.length > maxLength ? [`has ${subject.length} characters, more than ${maxLength}`] : []),
  ...(areaFirst.test(subject) ? [] : ['does not begin with its area, as in "Relay: skip known events"']),
];

/** Checks the subjects of the last 20 commits, merges apart. Exits with 1 if one is wrong. */
const main = () => {
  const log = readGit('log', '--no-merges', `-${commits}`, '--format=%h %s').map((line) => line.split(/ (.*)/));
  const end = log.findIndex(([, subject]) => subject === firstChecked);
  const faults = log
    .slice(0, end < 0 ? log.length : end + 1)
    .flatMap(([hash, subject]) => findFaults(subject).map((fault) => `${hash} "${subject}" ${fault}`));
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exitCode = 1;
};

main();
