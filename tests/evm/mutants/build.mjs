// Known-wrong variants of published pools, and twins that behave the same, from a catalogue of
// source edits and the packages' own sources. Nothing of the packages is stored here.
//
//   node build.mjs CATALOG MODULES OUT [PATTERN] [--check]
//
// MODULES has the packages of package.json. Writes OUT/ID.json (abi, bytecode) for every entry
// whose id matches PATTERN, and OUT/manifest.json; what is there already is not compiled again.
// --check applies the edits and compiles nothing.
//
// V3's package has no source of its pool: v3_restore.json undoes another package's port of it.
// Before anything else, the sources without an edit must compile to the published bytecode.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, posix, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const isCheck = process.argv.includes('--check');
const [catalogPath, modulesPath, outPath, pattern] = process.argv
  .slice(2)
  .filter((argument) => !argument.startsWith('--'));
const modules = join(resolve(modulesPath), 'node_modules');
const out = resolve(outPath);

function fail(message) {
  console.error(`mutants: ${message}`);
  process.exit(2);
}
const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));

// Sources without comments, every space one blank: edits need not know how lines are broken.
function plain(text) {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, ' ')
    .replace(/(^|[^:'"])\/\/.*$/gm, '$1')
    .replace(/\s+/g, ' ');
}

function soliditySources(folder, prefix = '') {
  const found = {};
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) {
      Object.assign(found, soliditySources(path, `${prefix}${name}/`));
    } else if (name.endsWith('.sol')) {
      found[prefix + name] = readFileSync(path, 'utf8');
    }
  }
  return found;
}

// `word { … }` without the word and its braces.
function unwrap(text, word) {
  for (;;) {
    const match = new RegExp(`\\b${word}\\s*\\{`).exec(text);
    if (match === null) return text;
    const start = match.index + match[0].length;
    let end = start;
    for (let depth = 1; depth > 0; end += 1) {
      if (text[end] === '{') depth += 1;
      if (text[end] === '}') depth -= 1;
    }
    text = text.slice(0, match.index) + text.slice(start, end - 1) + text.slice(end);
  }
}

function restoredPool() {
  const restore = readJson(join(here, 'v3_restore.json'));
  const restored = {};
  for (const file of restore.files) {
    let text = readFileSync(join(modules, restore.package, restore.folder, file), 'utf8');
    for (const word of restore.unwrap) text = unwrap(text, word);
    for (const edit of restore.edits.filter((one) => one.file === file)) {
      const before = text;
      text = edit.re
        ? text.replace(new RegExp(edit.re, 'g'), edit.new)
        : text.split(edit.old).join(edit.new);
      if (text === before) fail(`v3_restore.json: nothing to change: ${edit.old ?? edit.re}`);
    }
    restored[file] = text;
  }
  return restored;
}

const v2Core = join(modules, '@uniswap/v2-core');
const v3Core = join(modules, '@uniswap/v3-core');
const protocols = {
  'uniswap-v2': {
    compiler: 'solc-0.5.16',
    settings: { optimizer: { enabled: true, runs: 999999 }, evmVersion: 'istanbul' },
    root: 'UniswapV2Pair.sol',
    contract: 'UniswapV2Pair',
    read: () => soliditySources(join(v2Core, 'contracts')),
    published: () => readJson(join(v2Core, 'build/UniswapV2Pair.json')).bytecode,
  },
  'uniswap-v3': {
    compiler: 'solc-0.7.6',
    settings: { optimizer: { enabled: true, runs: 800 }, metadata: { bytecodeHash: 'none' } },
    root: 'UniswapV3Pool.sol',
    contract: 'UniswapV3Pool',
    read: () => ({ ...soliditySources(join(v3Core, 'contracts')), ...restoredPool() }),
    published: () =>
      readJson(join(v3Core, 'artifacts/contracts/UniswapV3Pool.sol/UniswapV3Pool.json')).bytecode,
  },
};

// What the root imports, in the end.
function closure(all, root) {
  const reached = {};
  const waiting = [root];
  while (waiting.length > 0) {
    const name = waiting.pop();
    if (reached[name] !== undefined) continue;
    if (all[name] === undefined) fail(`${name} is imported and not there`);
    reached[name] = plain(all[name]);
    for (const match of reached[name].matchAll(/import ['"]([^'"]+)['"]/g)) {
      waiting.push(posix.join(posix.dirname(name), match[1]));
    }
  }
  return reached;
}

function edited(sources, entry) {
  const changed = { ...sources };
  for (const edit of entry.edits) {
    const parts = (changed[edit.file] ?? '').split(plain(edit.old).trim());
    if (parts.length - 1 !== (edit.of ?? 1)) {
      fail(`${entry.id}: "${edit.old}" is at ${parts.length - 1} places in ${edit.file}`);
    }
    const nth = edit.nth ?? 1;
    changed[edit.file] = parts.reduce(
      (text, part, i) => text + (i === nth ? edit.new : plain(edit.old).trim()) + part,
    );
  }
  return changed;
}

const compilers = {};
function compile(protocol, sources) {
  compilers[protocol.compiler] ??= createRequire(modules + '/')(protocol.compiler);
  const input = {
    language: 'Solidity',
    sources: Object.fromEntries(Object.entries(sources).map(([k, v]) => [k, { content: v }])),
    settings: {
      ...protocol.settings,
      outputSelection: { [protocol.root]: { [protocol.contract]: ['abi', 'evm.bytecode.object'] } },
    },
  };
  const output = JSON.parse(compilers[protocol.compiler].compile(JSON.stringify(input)));
  const errors = (output.errors ?? []).filter((error) => error.severity === 'error');
  if (errors.length > 0) throw new Error(errors[0].formattedMessage);
  const made = output.contracts[protocol.root][protocol.contract];
  return { abi: made.abi, bytecode: `0x${made.evm.bytecode.object}` };
}

// The hash of V2's metadata follows its comments.
const withoutMetadata = (code) => code.replace(/a265627a7a72315820[0-9a-f]{64}/g, '');

function keyOf(protocol, sources) {
  const text = JSON.stringify([protocol.compiler, protocol.settings, sources]);
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

// The artifact, compiled unless it is there.
function artifact(protocol, sources, path) {
  const key = keyOf(protocol, sources);
  if (existsSync(path)) {
    const there = readJson(path);
    if (there.key === key) return there;
  }
  const made = { contractName: protocol.contract, ...compile(protocol, sources), key };
  writeFileSync(path, JSON.stringify(made) + '\n');
  return made;
}

const wanted = new RegExp(pattern ?? '');
const entries = readJson(catalogPath).entries.filter((entry) => wanted.test(entry.id));
if (entries.length === 0) fail('no entry is wanted');
mkdirSync(out, { recursive: true });
const manifest = [];
let failures = 0;
for (const [name, protocol] of Object.entries(protocols)) {
  const own = entries.filter((entry) => entry.protocol === name);
  if (own.length === 0) continue;
  const sources = closure(protocol.read(), protocol.root);
  const variants = own.map((entry) => edited(sources, entry));
  if (isCheck) continue;
  const unedited = artifact(protocol, sources, join(out, `${name}.json`)).bytecode;
  const published = `0x${protocol.published().replace(/^0x/, '')}`;
  if (withoutMetadata(unedited) !== withoutMetadata(published)) {
    fail(`${name}: the sources do not compile to the published bytecode`);
  }
  own.forEach((entry, i) => {
    const file = `${entry.id}.json`;
    try {
      const made = artifact(protocol, variants[i], join(out, file));
      const isSame = withoutMetadata(made.bytecode) === withoutMetadata(unedited);
      if (isSame && entry.kind === 'mutant') throw new Error('compiles to the original');
      manifest.push({ ...entry, artifacts: [{ level: 'pool', file }] });
    } catch (error) {
      console.error(`${entry.id}: ${error.message}`);
      failures += 1;
    }
  });
}
if (!isCheck) writeFileSync(join(out, 'manifest.json'), JSON.stringify({ entries: manifest }));
console.log(`mutants: ${entries.length} entries, ${failures} failures`);
process.exit(failures === 0 ? 0 : 1);
