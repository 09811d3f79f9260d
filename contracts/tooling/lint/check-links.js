const fs = require('node:fs');
const path = require('node:path');
const { listObjects } = require('../documents/document');

const link = /\]\((?!https?:|mailto:|#)([^)#\s]+)/g;

/** Checks that the target of every relative link in descriptions and the README exists. */
const checkLinks = (contracts) => [
  ...[...contracts.documents].flatMap(([file, { value }]) =>
    listTexts(value).flatMap(({ text, keys }) =>
      findDeadLinks(contracts, file, text).map((target) =>
        contracts.at(file, keys, 'link', `The link target ${target} does not exist`),
      ),
    ),
  ),
  ...checkPage(contracts, 'README.md'),
];

const listTexts = (value) =>
  listObjects(value).flatMap(({ value: inner, keys }) =>
    Object.entries(inner)
      .filter(([, text]) => typeof text === 'string')
      .map(([key, text]) => ({ text, keys: [...keys, key] })),
  );

const checkPage = (contracts, file) =>
  fs
    .readFileSync(path.join(contracts.folder, file), 'utf8')
    .split('\n')
    .flatMap((text, index) =>
      findDeadLinks(contracts, file, text).map((target) => ({
        file,
        line: index + 1,
        rule: 'link',
        message: `The link target ${target} does not exist`,
      })),
    );

const findDeadLinks = ({ folder }, file, text) =>
  [...text.matchAll(link)]
    .map(([, target]) => target)
    .filter((target) => !fs.existsSync(path.join(folder, path.dirname(file), target)));

module.exports = { checkLinks };
