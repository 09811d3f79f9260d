const fs = require('node:fs');
const path = require('node:path');
const { LineCounter, parseDocument } = require('yaml');

/** Reads a YAML or JSON file with the lines of its values. `errors` are findings; `value` is undefined if there are any. */
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
    lineOf: (keys) => lineAt(findNode(document, keys)?.range?.[0]),
  };
};

/** Finds the node at the path, or its nearest ancestor. */
const findNode = (document, keys) => {
  for (let length = keys.length; length > 0; length -= 1) {
    const node = document.getIn(keys.slice(0, length), true);
    if (node?.range) return node;
  }
  return document.contents;
};

/** Parses a JSON pointer into keys. */
const parsePointer = (pointer) =>
  pointer
    .split('/')
    .slice(1)
    .map((key) => decodeURIComponent(key).replace(/~1/g, '/').replace(/~0/g, '~'));

/** Finds the value at the keys, or undefined. */
const findValue = (value, keys) => keys.reduce((inner, key) => inner?.[key], value);

/** Lists all objects in the value with their paths, the value itself first. */
const listObjects = (value, keys = []) => {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.entries(value).flatMap(([key, member]) => listObjects(member, [...keys, key]));
  return [{ value, keys }, ...inner];
};

module.exports = { parsePointer, listObjects, readDocument, findValue };
