#!/usr/bin/env node
// A compiler for forge without a network: npm's solc behind the flags of the native program.
const { readFileSync } = require('node:fs');
const solc = require('solc');
if (process.argv.includes('--version')) {
  console.log(`solc, the solidity compiler commandline interface\nVersion: ${solc.version()}`);
} else {
  process.stdout.write(solc.compile(readFileSync(0, 'utf8')));
}
