const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { runMain } = require('../processes/run-main');

/** The major version of docker-compose.yml. */
const version = process.env.MONGOMS_VERSION || '7.0.24';

const reachTimeoutMs = 3_000;
const downloadTimeoutMs = 300_000;

/**
 * Copies the mongod of mongodb-memory-server into `folder` and returns its path. The library downloads it if it has
 * none; that runs in a child process, because the search for binaries is synchronous. @throws Error if it is blocked
 */
const downloadMongod = (folder) => {
  // Without `strict_ssl` the library accepts any certificate.
  const env = { ...process.env, npm_config_strict_ssl: 'true', MONGOMS_MAX_RETRIES: '1' };
  const options = { env, stdio: ['ignore', 2, 'pipe', 'pipe'], encoding: 'utf8', timeout: downloadTimeoutMs };
  const { status, stderr, output, error } = spawnSync(process.execPath, [__filename, folder], options);
  if (status !== 0) throw new Error(error?.message ?? stderr.trim().replaceAll(/\s*\n\s*/g, '; '));
  const binary = path.join(folder, path.basename(output[3]));
  // The library keeps what it had before the search.
  if (binary !== output[3]) fs.copyFileSync(output[3], binary, fs.constants.COPYFILE_FICLONE);
  return binary;
};

const locateOrDownload = async (downloadDir) => {
  const { DryMongoBinary, MongoBinary } = require('mongodb-memory-server-core');
  const located = await DryMongoBinary.locateBinary({ version, downloadDir });
  if (!located) await assertReachable(await downloadUrl());
  const binary = located ?? (await MongoBinary.getPath({ version, downloadDir }));
  fs.writeSync(3, binary);
};

const downloadUrl = async () => {
  const { DryMongoBinary } = require('mongodb-memory-server-core');
  const { MongoBinaryDownloadUrl } = require('mongodb-memory-server-core/lib/util/MongoBinaryDownloadUrl');
  return new MongoBinaryDownloadUrl(await DryMongoBinary.generateOptions({ version })).getDownloadUrl();
};

/** The library waits a minute for a host that never answers. @throws Error if the host does not answer quickly */
const assertReachable = async (url) => {
  const proxies = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'];
  // The library goes through the proxy; `fetch` does not.
  if (proxies.some((name) => process.env[name])) return;
  await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(reachTimeoutMs) }).catch((cause) => {
    throw new Error(`${new URL(url).host} is not reachable`, { cause });
  });
};

module.exports = { downloadMongod };

if (require.main === module) void runMain(() => locateOrDownload(process.argv[2])).then(() => process.exit());
