// Compiles Pair.sol or StablePair.sol with npm's solc into an artifact as Foundry writes it.
//   node compile.mjs MODULES OUT.json [--mended | --fork | --stable | --unlocked | --locked | --factory]
//   node compile.mjs MODULES OUT.json --MISTAKE... [--factory]
// MODULES has node_modules/solc (scripts/contracts installs it into build/contracts). With --mended
// the mistake of Pair.sol is taken out first. With --fork the pair also goes its own way where
// subject.toml says so, and needs a library, which is left beside it as OUT.Roots.json. All others
// compile StablePair.sol: as it is; with no share or a million of them locked for ever; its factory;
// or with mistakes put in, which are listed below.
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const [modules, out, ...modes] = process.argv.slice(2);
const solc = createRequire(resolve(modules) + '/')('solc');

// Mistakes for StablePair.sol: what is replaced by what.
const mistakes = {
  // The fee is given to the trader.
  rebate: [
    ['b0 * 1000 - in0 * 3', 'b0 * 1000 + in0 * 3'],
    ['b1 * 1000 - in1 * 3', 'b1 * 1000 + in1 * 3'],
  ],
  // The curve loses digits on the way.
  rounded: [['product(x * y, x * x + y * y)', 'product((x * y) / 1e36, (x * x + y * y) / 1e36)']],
  // A trade may be of nothing.
  idle: [['require(in0 > 0 || in1 > 0, "nothing came in");', '']],
  // The better of two prices for a new share's owner.
  generous: [['by0 < by1 ? by0 : by1', 'by0 > by1 ? by0 : by1']],
  // A part of each trade in token0 leaves for an account that nobody has.
  leaking: [['if (out0 > 0) pay(token0, to, out0);', 'if (out0 > 0) { pay(token0, to, out0 - 1); pay(token0, address(0xdead), 1); }']],
  // The same of token1.
  draining: [['if (out1 > 0) pay(token1, to, out1);', 'if (out1 > 0) { pay(token1, to, out1 - 1); pay(token1, address(0xdead), 1); }']],
  // Burned shares stay in the supply.
  undying: [['totalSupply -= shares;', '']],
  // Shares that are spent go to the spender.
  misdirected: [['move(from, to, value);\n    return', 'move(from, msg.sender, value);\n    return']],
  // Token1 goes to the caller.
  diverted: [['pay(token1, to, out1);\n    if', 'pay(token1, msg.sender, out1);\n    if']],
  // The whole balance is skimmed.
  greedy: [['- reserve0);\n    pay', ');\n    pay']],
  // One reserve is left as it was.
  lagging: [['uint256 b1) = held();\n    update(b0, b1);', 'uint256 b1) = held();\n    update(reserve0, b1);']],
  // One token is not skimmed.
  frugal: [['pay(token1, to, Token(token1).balanceOf(address(this)) - reserve1);', '']],
  // The time of the last update is the present.
  ticking: [['return (reserve0, reserve1, updatedAt);', 'return (reserve0, reserve1, uint32(block.timestamp));']],
  // Who borrows may call sync; and the callback has a name of its own.
  reentered: [
    ['function sync() external once {', 'function sync() external {'],
    ['uniswapV2Call', 'stablePairCall'],
  ],
  // Anybody decides who gets the fee.
  open: [['setFeeTo(address to) external onlySetter', 'setFeeTo(address to) external']],
  // An allowance is never used up.
  unspent: [['allowance[from][msg.sender] = allowed - value;', 'require(allowed >= value);']],
  // A skim counts as an update.
  stamped: [['function skim(address to) external once {', 'function skim(address to) external once { updatedAt = uint32(block.timestamp);']],
  // Nobody is told of transfers.
  silent: [['emit Transfer(from, to, value);', '']],
};

const wanted = modes.map((mode) => mode.replace(/^--/, ''));
const planted = wanted.filter((mode) => Object.hasOwn(mistakes, mode));
const forms = ['mended', 'fork', 'stable', 'unlocked', 'locked', 'factory'];
const unknown = wanted.find((mode) => !planted.includes(mode) && !forms.includes(mode));
if (unknown !== undefined) throw new Error(`no --${unknown}`);
const isStable = planted.length > 0 || ['stable', 'unlocked', 'locked', 'factory'].some((form) => wanted.includes(form));
const file = isStable ? 'StablePair.sol' : 'Pair.sol';
const name = wanted.includes('factory') ? 'StableFactory' : file.replace('.sol', '');
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
if (wanted.includes('mended')) mend();
if (wanted.includes('fork')) fork();
if (wanted.includes('unlocked')) replace('LOCKED_FOREVER = 1000;', 'LOCKED_FOREVER = 0;');
if (wanted.includes('locked')) replace('LOCKED_FOREVER = 1000;', 'LOCKED_FOREVER = 1000000;');
for (const mistake of planted) {
  for (const [old, by] of mistakes[mistake]) replace(old, by);
}

const input = {
  language: 'Solidity',
  sources: { [file]: { content: source } },
  settings: {
    optimizer: { enabled: true, runs: 200 },
    viaIR: true,
    outputSelection: {
      '*': Object.fromEntries([name, 'Roots'].map((one) => [one, ['abi', 'evm.bytecode.object', 'evm.bytecode.linkReferences']])),
    },
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
if (wanted.includes('fork')) write(out.replace(/\.json$/, '.Roots.json'), made.Roots);
