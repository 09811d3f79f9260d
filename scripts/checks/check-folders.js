const path = require('node:path').posix;
const { listFiles } = require('./git');

const maxFiles = 15;

/** Generated files, which do not count. */
const generated = /^src\/contract\//;

/** Folders that are still being split. Remove each entry once it holds at most 15 source files. */
const pending = [];

/** Counts the source files directly in each folder. A declaration file belongs to its `.js` file. */
const countFiles = () => {
  const counts = new Map();
  for (const file of listFiles()) {
    if (!/\.(ts|js|mjs|cjs)$/.test(file) || file.endsWith('.d.ts') || generated.test(file)) continue;
    const folder = path.dirname(file);
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return counts;
};

/** Checks that no folder holds more than 15 source files. Exits with 1 if one does. */
const main = () => {
  const crowded = [...countFiles()].filter(([folder, count]) => count > maxFiles && !pending.includes(folder));
  for (const [folder, count] of crowded)
    console.error(`${folder} holds ${count} source files; split it (limit ${maxFiles})`);
  if (crowded.length > 0) process.exitCode = 1;
};

main();
