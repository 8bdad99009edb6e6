// Compiles Pair.sol with npm's solc into an artifact as Foundry writes it.
//   node compile.mjs MODULES OUT.json [--mended | --fork | --stable | --unlocked | --locked | --rebate | --rounded]
// MODULES has node_modules/solc (scripts/contracts installs it into build/contracts). With --mended
// the mistake is taken out first. With --fork the pair also goes its own way where subject.toml says
// so, and needs a library, which is left beside it as OUT.Roots.json. The last five compile
// StablePair.sol: as it is; with no share or a million of them locked for ever; or with a mistake put
// in: the fee is given to the trader, or the curve loses digits on the way.
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const [modules, out, mode] = process.argv.slice(2);
const solc = createRequire(resolve(modules) + '/')('solc');
const stable = ['--stable', '--unlocked', '--locked', '--rebate', '--rounded'];
const name = stable.includes(mode) ? 'StablePair' : 'Pair';
const file = `${name}.sol`;
let source = readFileSync(join(dirname(fileURLToPath(import.meta.url)), file), 'utf8');

function replace(old, by) {
  if (!source.includes(old)) throw new Error(`${file} has no ${old}`);
  source = source.replaceAll(old, by);
}
function mend() {
  replace('require(times(kept0, kept1) > times(', 'require(times(kept0, kept1) >= times(');
}
function fork() {
  mend();
  replace('times(b0, 1000), times(in0, 3)', 'times(b0, 10000), times(in0, 25)');
  replace('times(b1, 1000), times(in1, 3)', 'times(b1, 10000), times(in1, 25)');
  replace('1000 ** 2', '10000 ** 2');
  replace('"UniswapV2: K"', '"PAID TOO LITTLE"');
  replace('uniswapV2Call', 'pairCall');
  replace('function skim(address to) external once {', 'function sweep(address to) external once { emit Swept(to);');
  replace('event Sync(', 'event Swept(address to); event Sync(');
  replace('constructor() {', 'constructor(address owner) {');
  replace('factory = msg.sender;', 'factory = owner;');
  const start = source.indexOf('  function root(');
  const body = source.slice(start, source.indexOf('\n  }\n', start) + 5);
  replace(body, '');
  replace('root(', 'Roots.root(');
  source += `library Roots {\n${body.replace('private', 'public')}}\n`;
}
if (mode === '--mended') mend();
if (mode === '--fork') fork();
if (mode === '--unlocked') replace('LOCKED_FOREVER = 1000;', 'LOCKED_FOREVER = 0;');
if (mode === '--locked') replace('LOCKED_FOREVER = 1000;', 'LOCKED_FOREVER = 1000000;');
if (mode === '--rebate') {
  replace('b0 * 1000 - in0 * 3', 'b0 * 1000 + in0 * 3');
  replace('b1 * 1000 - in1 * 3', 'b1 * 1000 + in1 * 3');
}
if (mode === '--rounded') {
  replace('product(x * y, x * x + y * y)', 'product((x * y) / 1e36, (x * x + y * y) / 1e36)');
}

const input = {
  language: 'Solidity',
  sources: { [file]: { content: source } },
  settings: {
    optimizer: { enabled: true, runs: 200 },
    viaIR: true,
    outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object', 'evm.bytecode.linkReferences'] } },
  },
};
const output = JSON.parse(solc.compile(JSON.stringify(input)));
const errors = (output.errors ?? []).filter((error) => error.severity === 'error');
if (errors.length > 0) throw new Error(errors.map((error) => error.formattedMessage).join('\n'));
const made = output.contracts[file];
function write(path, { abi, evm }) {
  const { object, linkReferences } = evm.bytecode;
  writeFileSync(path, JSON.stringify({ abi, bytecode: { object: `0x${object}`, linkReferences } }) + '\n');
}
write(out, made[name]);
if (mode === '--fork') write(out.replace(/\.json$/, '.Roots.json'), made.Roots);
