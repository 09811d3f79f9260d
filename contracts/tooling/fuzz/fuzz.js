const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { root } = require('../../../scripts/folders');
const { runMain } = require('../../../scripts/processes/run-main');
const { ensureBuild, ensureDependencies } = require('../../../scripts/provision');
const { runSchemathesis } = require('./schemathesis');

const dataDir = path.resolve(root, process.env.DATA_DIR || '.data');

/** A user of the sandbox. */
const userId = '11111111-1111-4111-8111-111111111111';

/** Returns the address of the service that `npm start` runs. @throws Error if there is none */
const findService = () => {
  const file = path.join(dataDir, 'endpoints.json');
  if (!fs.existsSync(file)) throw new Error(`${file} does not exist: run npm start first`);
  return JSON.parse(fs.readFileSync(file, 'utf8')).http;
};

const createToken = (role) => {
  const args = [path.join(root, 'dist', 'cli', 'oms.js'), 'token', '--sub', userId, '--role', role];
  return execFileSync(process.execPath, args, { env: { ...process.env, DATA_DIR: dataDir }, encoding: 'utf8' }).trim();
};

/** Runs Schemathesis on both APIs of the running service, as a user and as an admin. Arguments go to Schemathesis. */
const main = async () => {
  ensureDependencies();
  ensureBuild();
  const url = findService();
  for (const role of ['user', 'admin']) {
    for (const api of ['order', 'payment']) {
      console.log(`\n# The ${api} API as ${role}`);
      const target = { url, token: createToken(role), stdio: 'inherit' };
      const { status } = await runSchemathesis(api, target, process.argv.slice(2));
      if (status !== 0) process.exitCode = 1;
    }
  }
};

void runMain(main);
