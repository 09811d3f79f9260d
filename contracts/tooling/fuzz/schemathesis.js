const { execFileSync, spawn } = require('node:child_process');
const { createHash } = require('node:crypto');
const events = require('node:events');
const fs = require('node:fs');
const path = require('node:path');
const { cacheDir, moveIntoCache, root, withDownloadFolder } = require('../../../scripts/folders');
const { pythonWithPip } = require('../../../scripts/servers/wheels');

const requirements = path.join(__dirname, 'requirements.txt');

/** Returns the folder with Schemathesis and its dependencies, and installs them from PyPI if they are missing. */
const findSchemathesis = () => {
  const version = execFileSync('python3', ['--version'], { encoding: 'utf8' });
  const digest = createHash('sha256').update(version).update(fs.readFileSync(requirements)).digest('hex');
  const installed = path.join(cacheDir(), `schemathesis-${digest.slice(0, 16)}`);
  if (fs.existsSync(installed)) return installed;
  console.error('Installing Schemathesis …');
  return withDownloadFolder((folder) => {
    const target = path.join(folder, 'packages');
    const options = ['--quiet', '--only-binary=:all:', '--target', target, '-r', requirements];
    const pip = ['-m', 'pip', 'install', '--disable-pip-version-check', ...options];
    execFileSync(pythonWithPip(folder), pip, { stdio: ['ignore', 'ignore', 'pipe'], timeout: 300_000 });
    return moveIntoCache(target, installed);
  });
};

const program = 'from schemathesis.cli import schemathesis; schemathesis()';

/**
 * Sends generated requests, valid and invalid ones, to every operation of an API (`order` or `payment`), and checks the
 * responses against the contract. `schemathesis.toml` has the settings. Resolves to `{ status, output }`; 0 means no
 * failures. With `stdio: 'inherit'` the output is printed instead.
 */
const runSchemathesis = async (api, { url, token, stdio = ['ignore', 'pipe', 'inherit'] }, options = []) => {
  const contract = `contracts/order-management/${api}-service/${api}-api.yaml`;
  const args = ['run', contract, '--url', url, '--header', `Authorization: Bearer ${token}`, ...options];
  const env = { ...process.env, PYTHONPATH: findSchemathesis() };
  const child = spawn('python3', ['-c', program, ...args], { cwd: root, env, stdio });
  let output = '';
  child.stdout?.on('data', (chunk) => (output += chunk));
  const [status] = await events.once(child, 'close');
  return { status, output };
};

module.exports = { findSchemathesis, runSchemathesis };
