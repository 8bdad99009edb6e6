// Compiles our own contracts in this folder with npm's solc: NAME.yul → NAME.hex, runtime code, and
// v3_functions.sol, which is Uniswap's own libraries behind names that can be called, into MODULES.
// Usage: node compile.mjs MODULES [--check]: MODULES has node_modules/solc (scripts/contracts).
// With --check no .hex is written; exit 1 when a committed one is not what its source compiles to.
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const [modules, mode] = process.argv.slice(2);
const require = createRequire(resolve(modules) + '/');
const solc = require('solc');
const here = dirname(fileURLToPath(import.meta.url));

function runtimeCode(name) {
  const output = JSON.parse(
    solc.compile(
      JSON.stringify({
        language: 'Yul',
        sources: { it: { content: readFileSync(join(here, `${name}.yul`), 'utf8') } },
        settings: {
          evmVersion: 'london',
          optimizer: { enabled: true, details: { yul: true } },
          outputSelection: { '*': { '*': ['evm.deployedBytecode.object'] } },
        },
      }),
    ),
  );
  const errors = (output.errors ?? []).filter((error) => error.severity === 'error');
  if (errors.length > 0) throw new Error(errors.map((e) => e.formattedMessage).join('\n'));
  const [contract] = Object.values(output.contracts.it);
  return contract.evm.deployedBytecode.object;
}

// Settings of the libraries' own packages, but for size: all of them in one contract. The result
// is never committed: it holds other people's code.
function compileFunctions() {
  const name = 'v3_functions.sol';
  const library = require('solc-0.7.6');
  const output = JSON.parse(
    library.compile(
      JSON.stringify({
        language: 'Solidity',
        sources: { [name]: { content: readFileSync(join(here, name), 'utf8') } },
        settings: {
          evmVersion: 'istanbul',
          optimizer: { enabled: true, runs: 1 },
          metadata: { bytecodeHash: 'none' },
          outputSelection: { '*': { V3Functions: ['evm.bytecode.object'] } },
        },
      }),
      { import: (path) => ({ contents: readFileSync(require.resolve(path), 'utf8') }) },
    ),
  );
  const errors = (output.errors ?? []).filter((error) => error.severity === 'error');
  if (errors.length > 0) throw new Error(errors.map((e) => e.formattedMessage).join('\n'));
  const bytecode = `0x${output.contracts[name].V3Functions.evm.bytecode.object}`;
  writeFileSync(join(modules, 'v3_functions.json'), JSON.stringify({ bytecode }));
}
compileFunctions();

let differences = 0;
const names = ['factory', 'odd_token', 'token'];
for (const name of names) {
  const path = join(here, `${name}.hex`);
  const code = runtimeCode(name) + '\n';
  if (mode !== '--check') {
    writeFileSync(path, code);
  } else if (readFileSync(path, 'utf8') !== code) {
    differences += 1;
    console.error(`${name}.hex is not what ${name}.yul compiles to: scripts/contracts --compile`);
  }
}
const compiler = `solc ${solc.version()}`;
console.log(`contracts: ${names.length} compiled with ${compiler}, ${differences} differences`);
process.exit(differences === 0 ? 0 : 1);
