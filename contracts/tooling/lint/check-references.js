const path = require('node:path').posix;
const { parsePointer, listObjects, findValue } = require('../documents/document');

/** Checks that the target of every `$ref` exists. Spectral checks this too, but does not report the line. */
const checkReferences = (contracts) =>
  [...contracts.documents].flatMap(([file, { value }]) =>
    listObjects(value)
      .filter(({ value: { $ref } }) => typeof $ref === 'string' && !hasTarget(contracts, file, $ref))
      .map(({ value: { $ref }, keys }) =>
        contracts.at(file, [...keys, '$ref'], 'reference', `The reference ${$ref} has no target`),
      ),
  );

const hasTarget = ({ documents }, file, reference) => {
  const [target, pointer = ''] = reference.split('#');
  const home = target === '' ? file : path.join(path.dirname(file), target);
  return findValue(documents.get(home)?.value, parsePointer(pointer)) !== undefined;
};

module.exports = { checkReferences };
