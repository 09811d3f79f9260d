const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

/** The folder of the project. */
const root = path.resolve(__dirname, '..');

/**
 * Returns the folder for downloads. All clones of a user share it; if the home directory is not writable, it is in the
 * project. @throws Error if neither is writable
 */
const cacheDir = () => {
  const shared = path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'order-management');
  for (const dir of [shared, path.join(root, '.cache')]) {
    try {
      fs.mkdirSync(dir, { recursive: true });
      fs.accessSync(dir, fs.constants.W_OK);
      return dir;
    } catch {
      // Try the next folder.
    }
  }
  throw new Error(`Neither ${shared} nor ${path.join(root, '.cache')} is writable`);
};

/** Calls `use` with an empty folder in the cache and removes the folder afterwards. */
const withDownloadFolder = (use) => {
  const folder = fs.mkdtempSync(path.join(cacheDir(), 'download-'));
  try {
    return use(folder);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
};

/** Moves a downloaded file or folder to its place. If another process was faster, its copy stays: both are equal. */
const moveIntoCache = (from, to) => {
  try {
    fs.renameSync(from, to);
  } catch (error) {
    if (!fs.existsSync(to)) throw error;
  }
  return to;
};

module.exports = { cacheDir, moveIntoCache, root, withDownloadFolder };
