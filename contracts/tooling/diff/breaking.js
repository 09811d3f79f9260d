const { compareApis } = require('./compare-apis');
const { compareEvents } = require('./compare-events');

/** What breaks between two sets of contracts, and whether their versions say so. */
const breakingChanges = (before, after) =>
  Object.entries(before).flatMap(([name, old]) => {
    const now = after[name];
    if (!now) return [{ contract: name, where: name, what: 'is gone', isAnnounced: false }];
    const changes = old.openapi ? compareApis(old, now) : compareEvents(old, now);
    const isAnnounced = majorOf(now) > majorOf(old);
    return distinct(changes).map((change) => ({ contract: name, ...change, isAnnounced }));
  });

const majorOf = ({ info }) => Number(info.version.split('.')[0]);

const distinct = (changes) => [...new Map(changes.map((one) => [`${one.where} ${one.what}`, one])).values()];

module.exports = { breakingChanges };
