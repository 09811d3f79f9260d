const fs = require('node:fs');
const path = require('node:path');
const { objectsIn } = require('../documents/document');

const link = /\]\((?!https?:|mailto:|#)([^)#\s]+)/g;

/** Every relative link in a description or a page leads to a file. */
const checkLinks = (contracts) => [
  ...[...contracts.documents].flatMap(([file, { value }]) =>
    textsIn(value).flatMap(({ text, keys }) =>
      deadIn(contracts, file, text).map((target) => contracts.at(file, keys, 'link', `There is no ${target}`)),
    ),
  ),
  ...checkPage(contracts, 'README.md'),
];

const textsIn = (value) =>
  objectsIn(value).flatMap(({ value: inner, keys }) =>
    Object.entries(inner)
      .filter(([, text]) => typeof text === 'string')
      .map(([key, text]) => ({ text, keys: [...keys, key] })),
  );

const checkPage = (contracts, file) =>
  fs
    .readFileSync(path.join(contracts.folder, file), 'utf8')
    .split('\n')
    .flatMap((text, index) =>
      deadIn(contracts, file, text).map((target) => ({
        file,
        line: index + 1,
        rule: 'link',
        message: `There is no ${target}`,
      })),
    );

const deadIn = ({ folder }, file, text) =>
  [...text.matchAll(link)]
    .map(([, target]) => target)
    .filter((target) => !fs.existsSync(path.join(folder, path.dirname(file), target)));

module.exports = { checkLinks };
