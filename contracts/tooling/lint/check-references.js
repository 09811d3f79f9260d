const path = require('node:path').posix;
const { keysOf, objectsIn, valueAt } = require('../documents/document');

/** Every `$ref` leads to something. Spectral says so, too, but not in which line it stands. */
const checkReferences = (contracts) =>
  [...contracts.documents].flatMap(([file, { value }]) =>
    objectsIn(value)
      .filter(({ value: { $ref } }) => typeof $ref === 'string' && !leadsSomewhere(contracts, file, $ref))
      .map(({ value: { $ref }, keys }) => contracts.at(file, [...keys, '$ref'], 'reference', `There is no ${$ref}`)),
  );

const leadsSomewhere = ({ documents }, file, reference) => {
  const [target, pointer = ''] = reference.split('#');
  const home = target === '' ? file : path.join(path.dirname(file), target);
  return valueAt(documents.get(home)?.value, keysOf(pointer)) !== undefined;
};

module.exports = { checkReferences };
