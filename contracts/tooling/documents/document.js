const fs = require('node:fs');
const path = require('node:path');
const { LineCounter, parseDocument } = require('yaml');

/** A YAML or JSON file with the lines of its values. `errors` are findings; with any, `value` is not to be used. */
const readDocument = (folder, file) => {
  const lines = new LineCounter();
  const document = parseDocument(fs.readFileSync(path.join(folder, file), 'utf8'), { lineCounter: lines });
  const lineAt = (offset) => lines.linePos(offset ?? 0).line;
  return {
    file,
    errors: document.errors.map(({ message, pos }) => ({
      file,
      line: lineAt(pos[0]),
      rule: 'yaml',
      message: message.split('\n')[0],
    })),
    value: document.errors.length > 0 ? undefined : document.toJS(),
    lineOf: (keys) => lineAt(nodeAt(document, keys)?.range?.[0]),
  };
};

/** The value at the path, or the nearest one above it. */
const nodeAt = (document, keys) => {
  for (let length = keys.length; length > 0; length -= 1) {
    const node = document.getIn(keys.slice(0, length), true);
    if (node?.range) return node;
  }
  return document.contents;
};

/** The keys of a JSON pointer. */
const keysOf = (pointer) =>
  pointer
    .split('/')
    .slice(1)
    .map((key) => decodeURIComponent(key).replace(/~1/g, '/').replace(/~0/g, '~'));

/** What stands at the keys, if anything. */
const valueAt = (value, keys) => keys.reduce((inner, key) => inner?.[key], value);

/** Every object in the value with its path, the value itself first. */
const objectsIn = (value, keys = []) => {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.entries(value).flatMap(([key, member]) => objectsIn(member, [...keys, key]));
  return [{ value, keys }, ...inner];
};

module.exports = { keysOf, objectsIn, readDocument, valueAt };
