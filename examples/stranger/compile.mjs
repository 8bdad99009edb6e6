// Compiles Pair.sol with npm's solc into an artifact as Foundry writes it.
//   node compile.mjs MODULES OUT.json [--mended]
// MODULES has node_modules/solc (scripts/contracts installs it into build/contracts). With --mended
// the mistake is taken out first.
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const [modules, out, mode] = process.argv.slice(2);
const solc = createRequire(resolve(modules) + '/')('solc');
let source = readFileSync(join(dirname(fileURLToPath(import.meta.url)), 'Pair.sol'), 'utf8');
if (mode === '--mended') {
  const mistake = 'require(times(kept0, kept1) > times(';
  if (!source.includes(mistake)) throw new Error('the mistake is not where it was');
  source = source.replace(mistake, mistake.replace('>', '>='));
}
const input = {
  language: 'Solidity',
  sources: { 'Pair.sol': { content: source } },
  settings: {
    optimizer: { enabled: true, runs: 200 },
    viaIR: true,
    outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object', 'evm.bytecode.linkReferences'] } },
  },
};
const output = JSON.parse(solc.compile(JSON.stringify(input)));
const errors = (output.errors ?? []).filter((error) => error.severity === 'error');
if (errors.length > 0) throw new Error(errors.map((error) => error.formattedMessage).join('\n'));
const { abi, evm } = output.contracts['Pair.sol'].Pair;
const bytecode = {
  object: `0x${evm.bytecode.object}`,
  linkReferences: evm.bytecode.linkReferences,
};
writeFileSync(out, JSON.stringify({ abi, bytecode }) + '\n');
