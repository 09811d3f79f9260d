const { compareApis } = require('./compare-apis');
const { compareEvents } = require('./compare-events');

/** Lists the breaking changes between two sets of contracts, and whether their versions announce them. */
const breakingChanges = (before, after) =>
  Object.entries(before).flatMap(([name, old]) => {
    const now = after[name];
    if (!now) return [{ contract: name, where: name, what: 'was removed', isAnnounced: false }];
    const changes = old.openapi ? compareApis(old, now) : compareEvents(old, now);
    const isAnnounced = parseMajor(now) > parseMajor(old);
    return removeDuplicates(changes).map((change) => ({ contract: name, ...change, isAnnounced }));
  });

const parseMajor = ({ info }) => Number(info.version.split('.')[0]);

const removeDuplicates = (changes) => [
  ...new Map(changes.map((change) => [`${change.where} ${change.what}`, change])).values(),
];

module.exports = { breakingChanges };
