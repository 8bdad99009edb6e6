// Compiles our own contracts in this folder with npm's solc: NAME.yul → NAME.hex, runtime code, and
// *_functions.sol, which are Uniswap's own libraries behind names that can be called, into MODULES.
// Usage: node compile.mjs MODULES [--functions | --check]: MODULES has node_modules/solc
// (scripts/contracts). With --functions only *_functions.sol are compiled. With --check no .hex is
// written; exit 1 when a committed one is not what its source compiles to.
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

// NAME.sol by the compiler of the libraries that it calls, with their packages' settings, but for
// size: all of them in one contract. The result is never committed: it holds other people's code.
function compileFunctions(name, contract, compiler, evmVersion, metadata) {
  const file = `${name}.sol`;
  const output = JSON.parse(
    require(compiler).compile(
      JSON.stringify({
        language: 'Solidity',
        sources: { [file]: { content: readFileSync(join(here, file), 'utf8') } },
        settings: {
          evmVersion,
          optimizer: { enabled: true, runs: 1 },
          metadata,
          outputSelection: { '*': { [contract]: ['evm.bytecode.object'] } },
        },
      }),
      { import: (path) => ({ contents: readFileSync(require.resolve(path), 'utf8') }) },
    ),
  );
  const errors = (output.errors ?? []).filter((error) => error.severity === 'error');
  if (errors.length > 0) throw new Error(errors.map((e) => e.formattedMessage).join('\n'));
  const bytecode = `0x${output.contracts[file][contract].evm.bytecode.object}`;
  writeFileSync(join(modules, `${name}.json`), JSON.stringify({ bytecode }));
}
const unhashed = { bytecodeHash: 'none' };
compileFunctions('v2_functions', 'V2Functions', 'solc-0.6.6', 'istanbul', unhashed);
compileFunctions('v2_core_functions', 'V2CoreFunctions', 'solc-0.5.16', 'istanbul', {});
compileFunctions('v3_functions', 'V3Functions', 'solc-0.7.6', 'istanbul', unhashed);
if (mode === '--functions') process.exit(0);

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
