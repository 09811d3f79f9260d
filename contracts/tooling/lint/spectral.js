#!/usr/bin/env node
const { ensureInstalled } = require('../install');

/** Runs Spectral. It is the `bin` of the contracts' package, so that `npx spectral` works before an installation. */
ensureInstalled();
require('@stoplight/spectral-cli/dist/index.js');
