const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { root } = require('../folders');

/** Runs git in the project and returns its output in lines. @throws Error if git fails */
const readGit = (...args) =>
  execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 })
    .split('\n')
    .filter(Boolean);

/** Lists the files of the project that git tracks or would add, relative to its root. */
const listFiles = () =>
  readGit('ls-files', '--cached', '--others', '--exclude-standard', '--deduplicate').filter((file) =>
    fs.existsSync(path.join(root, file)),
  );

module.exports = { listFiles, readGit };
