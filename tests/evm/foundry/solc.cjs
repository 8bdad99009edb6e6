#!/usr/bin/env node
// A compiler for forge without a network: npm's solc behind the flags of the native program.
// ASSAY_SOLC_MODULES names the folder that has node_modules/solc.
const { createRequire } = require('node:module');
const { readFileSync } = require('node:fs');
const solc = createRequire(process.env.ASSAY_SOLC_MODULES + '/')('solc');
if (process.argv.includes('--version')) {
  console.log(`solc, the solidity compiler commandline interface\nVersion: ${solc.version()}`);
} else {
  process.stdout.write(solc.compile(readFileSync(0, 'utf8')));
}
