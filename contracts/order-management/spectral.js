#!/usr/bin/env node
require('../tooling/lint/spectral');
