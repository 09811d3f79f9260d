#!/usr/bin/env node
const { ensureInstalled } = require('../install');

/** The `spectral` of this package, so that `npx spectral` works before anything is installed. */
ensureInstalled();
require('@stoplight/spectral-cli/dist/index.js');
