// Quotes of one Uniswap V3 pool by the WebAssembly engine and by @uniswap/v3-sdk, in one process:
// compared first, then timed, BigInt and JSBI conversions included.
//
// Usage: node packages/js/bench/against_sdk.mjs PROJECT, a folder whose node_modules have assay-amm
// and @uniswap/v3-sdk; scripts/js --bench makes it.
import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

const project = resolve(process.argv[2] ?? ".");
const require = createRequire(project + "/");
const sdk = require("@uniswap/v3-sdk");
const { CurrencyAmount, Token } = require("@uniswap/sdk-core");
const assayFolder = join(project, "node_modules", "assay-amm");
const { load } = await import(pathToFileURL(join(assayFolder, "src", "index.js")));

const FEE = 3000;
const SPACING = 60;
const LIQUIDITY = 10n ** 18n;
const START_X96 = 2n ** 96n;
const SEED_STEP = 0x9e3779b97f4a7c15n;

const tokens = ["1", "2"].map((digit) => new Token(1, `0x${digit.repeat(40)}`, 18));

/** Both sides' quotes in a pool with positions of `width` spacings side by side. */
async function pools(width, count) {
  const ours = (await load()).uniswapV3();
  ours.step("createPool", { balances: 10n ** 40n, fee: FEE, tickSpacing: SPACING });
  ours.step("initialize", { sqrtPriceX96: START_X96 });
  const net = new Map();
  for (let i = -count; i < count; i++) {
    const [lower, upper] = [i * width * SPACING, (i + 1) * width * SPACING];
    const amount = LIQUIDITY + BigInt(i * i) * 10n ** 15n;
    ours.step("mint", { recipient: 0, tickLower: lower, tickUpper: upper, amount });
    net.set(lower, (net.get(lower) ?? 0n) + amount);
    net.set(upper, (net.get(upper) ?? 0n) - amount);
    net.active = i === 0 ? amount : net.active;
  }
  const ticks = [...net].sort(([a], [b]) => a - b).map(([index, liquidityNet]) => ({
    index,
    liquidityNet: liquidityNet.toString(),
    liquidityGross: (liquidityNet < 0n ? -liquidityNet : liquidityNet || 1n).toString(),
  }));
  const theirs = new sdk.Pool(...tokens, FEE, START_X96.toString(), net.active.toString(), 0, ticks);
  return { ours, theirs };
}

/** Amounts over five orders of magnitude, the same in every run. */
function amounts(count, most) {
  let state = 1n;
  return Array.from({ length: count }, () => {
    state = BigInt.asUintN(64, state * 6364136223846793005n + SEED_STEP);
    return 1n + ((most * (state >> 32n)) >> 32n) / 10n ** (state % 5n);
  });
}

const askOurs = (pool, amount, zeroForOne) => pool.quote(amount, { zeroForOne }).amount;
async function askTheirs(pool, amount, zeroForOne) {
  const given = CurrencyAmount.fromRawAmount(tokens[zeroForOne ? 0 : 1], amount.toString());
  const [out] = await pool.getOutputAmount(given);
  return BigInt(out.quotient.toString());
}

// The process's own time, so that other programs do not count.
async function microsecondsPerCall(ask, pool, asked, leastMicroseconds) {
  let calls = 0;
  let passed = 0;
  const start = process.cpuUsage();
  while (passed < leastMicroseconds) {
    for (const amount of asked) await ask(pool, amount, calls % 2 === 0);
    calls += asked.length;
    passed = process.cpuUsage(start).user;
  }
  return passed / calls;
}

let compared = 0;
let differences = 0;
console.log("| pool | quotes compared | assay-amm | @uniswap/v3-sdk | ratio |");
console.log("| --- | ---: | ---: | ---: | ---: |");
for (const [title, width, count, most] of [
  ["within one position", 50, 1, 10n ** 16n],
  ["across up to ten ticks", 1, 10, 3n * 10n ** 16n],
]) {
  const { ours, theirs } = await pools(width, count);
  const asked = amounts(500, most);
  for (const amount of asked) {
    for (const zeroForOne of [true, false]) {
      compared++;
      const answer = askOurs(ours, amount, zeroForOne);
      if (answer !== (await askTheirs(theirs, amount, zeroForOne))) differences++;
    }
  }
  // In turns, so that both see the same machine; the best round of each counts.
  const best = [Infinity, Infinity];
  for (let round = 0; round < 5; round++) {
    best[0] = Math.min(best[0], await microsecondsPerCall(askOurs, ours, asked, 2e5));
    best[1] = Math.min(best[1], await microsecondsPerCall(askTheirs, theirs, asked, 2e5));
  }
  const [mine, other] = best.map((time) => `${time.toFixed(1)} µs`);
  console.log(`| ${title} | ${2 * asked.length} | ${mine} | ${other} |`,
              `${(best[1] / best[0]).toFixed(0)} × |`);
}

const sizeOf = (path) => [statSync(path).size, gzipSync(readFileSync(path)).length];
const kib = (bytes) => `${Math.round(bytes / 1024)} KiB`;
for (const [title, path] of [
  ["assay.wasm", join(assayFolder, "dist", "assay.wasm")],
  ["assay.mjs", join(assayFolder, "dist", "assay.mjs")],
]) {
  const [whole, compressed] = sizeOf(path);
  console.log(`${title}: ${kib(whole)}, ${kib(compressed)} compressed`);
}
console.log(`compared ${compared} quotes, ${differences} differ`);
process.exitCode = compared > 0 && differences === 0 ? 0 : 1;
