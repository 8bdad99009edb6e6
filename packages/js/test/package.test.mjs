// The package against published vectors, recorded traces and its own promises: `node --test`.
// ASSAY_REPOSITORY names the repository, whose vectors and traces are read.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";

import { AssayError, load, Reverted } from "assay-amm";

const repository = process.env.ASSAY_REPOSITORY ?? "";
const assay = await load();
let compared = 0;

function published({ name }) {
  const [protocol, ...symbol] = name.split(".");
  const path = join(repository, "vectors", protocol, `${symbol.join(".")}_test.json`);
  return JSON.parse(readFileSync(path, "utf8")).testGroups.flatMap((group) => group.tests);
}

/** Decimal and hexadecimal text as vectors write it; booleans and addresses as they are. */
function value(text, type) {
  if (Array.isArray(text)) return text.map((item) => BigInt(item));
  return typeof text === "boolean" || type === "address" || type === "bytes32" ? text : BigInt(text);
}

function trace(name) {
  const path = join(repository, "tests", "data", "traces", name);
  assert.ok(existsSync(path), path);
  return execFileSync("xz", ["-dc", path], { maxBuffer: 2 ** 30, encoding: "utf8" });
}

test("published vectors, one call at a time", () => {
  for (const described of assay.functions()) {
    for (const one of published(described)) {
      const given = described.parameters.map(({ name, type }) => value(one[name], type));
      compared++;
      if (one.result === "revert") {
        assert.throws(() => assay.call(described.name, ...given),
                      (thrown) => thrown instanceof Reverted && thrown.reason === one.error);
        continue;
      }
      const expected = described.results.map(({ name, type }) => value(one[name], type));
      assert.deepEqual(assay.call(described.name, ...given),
                       expected.length === 1 ? expected[0] : expected, one.comment);
    }
  }
});

test("published vectors in a batch", () => {
  for (const described of assay.functions()) {
    const { parameters, results, name } = described;
    if ([...parameters, ...results].some(({ type }) => type.endsWith("[]"))) {
      assert.throws(() => assay.callBatch(name, [parameters.map(() => 0n)]), /is a list/);
      continue;
    }
    const word = (text) => (typeof text === "boolean" ? text : BigInt(text));
    const cases = published(described);
    const answers = assay.callBatch(name, cases.map((one) => parameters.map((p) => word(one[p.name]))));
    cases.forEach((one, at) => {
      const expected = results.map((result) => word(one[result.name] ?? 0));
      const wanted = expected.length === 1 ? expected[0] : expected;
      assert.deepEqual(answers[at], one.result === "revert" ? null : wanted);
      compared++;
    });
  }
});

for (const name of ["v2-11.jsonl.xz", "v3-21.jsonl.xz"]) {
  test(`${name}: a recorded trace step by step`, () => {
    const lines = trace(name).split("\n").slice(0, 801);
    const pool = assay.pool(lines[0]);
    for (const line of lines.slice(1)) {
      const recorded = JSON.parse(line);
      const answer = JSON.parse(pool.stepLine(line));
      assert.deepEqual(answer.result, recorded.result);
      assert.deepEqual(answer.state, recorded.state);
      compared++;
    }
    pool.close();
  });
}

test("a pair of Uniswap V2, with another fee too", () => {
  for (const fee of [["3", "1000"], ["25", "10000"], ["0", "1"]]) {
    const pool = assay.uniswapV2({ fee });
    pool.step("createPool", { balances: 10n ** 30n });
    const minted = pool.step("mint", { amount0: 10n ** 18n, amount1: 4n * 10n ** 18n, to: 0 });
    assert.deepEqual(minted.result.returns, { liquidity: 2n * 10n ** 18n - 1000n });
    const out = pool.quote(10n ** 15n, { zeroForOne: true });
    const swap = { in0: 10n ** 15n, in1: 0, out0: 0, to: 1 };
    const refused = pool.step("swap", { ...swap, out1: out + 1n }).result;
    assert.deepEqual([refused.ok, refused.revert], [false, "UniswapV2: K"]);
    const done = pool.step("swap", { ...swap, out1: out });
    assert.equal(done.result.ok, true);
    assert.equal(done.state.reserve1, 4n * 10n ** 18n - out);
    pool.close();
    assert.throws(() => pool.quote(1, { zeroForOne: true }), /the pool is closed/);
  }
});

test("a pool of Uniswap V3", () => {
  const pool = assay.uniswapV3();
  pool.step("createPool", { balances: 10n ** 30n, fee: 3000, tickSpacing: 60 });
  assert.throws(() => pool.quote(1, { zeroForOne: true }), /without a price/);
  pool.step("initialize", { sqrtPriceX96: 2n ** 96n });
  pool.step("mint", { recipient: 0, tickLower: -600, tickUpper: 600, amount: 10n ** 18n });
  const quote = pool.quote(10n ** 15n, { zeroForOne: true });
  assert.deepEqual(pool.quoteBatch([10n ** 15n, 0, 10n ** 15n], { zeroForOne: true }),
                   [quote, null, quote]);
  const done = pool.step("swap", {
    recipient: 1, zeroForOne: true, amountSpecified: 10n ** 15n, sqrtPriceLimitX96: 4295128740n,
  });
  assert.deepEqual(done.result.returns, { amount0: 10n ** 15n, amount1: -quote.amount });
  assert.equal(done.state.sqrtPriceX96, quote.sqrtPriceX96After);
  assert.throws(() => pool.quote(0, { zeroForOne: true }),
                (thrown) => thrown instanceof Reverted && thrown.reason === "AS");
});

test("explain, vectors, replay", () => {
  assert.match(JSON.stringify(assay.explain("uniswap-v2.getAmountOut", 1000, 5000, 10000)), /1662/);
  assert.match(JSON.stringify(assay.explain("uniswap-v3.getSqrtRatioAtTick", -887272)), /4295128739/);
  const file = assay.vectors("uniswap-v3.mulDiv", { count: 7, seed: 3 });
  assert.deepEqual([file.numberOfTests, file.info.seed], [7, "3"]);
  for (const name of ["v2-12.jsonl.xz", "v3-22.jsonl.xz"]) {
    const report = assay.replay(trace(name).split("\n").slice(0, 301).join("\n") + "\n");
    assert.deepEqual([report.operations, report.differences, report.violations], [300, 0, 0]);
    compared += report.fields;
  }
});

test("what is refused", () => {
  const refused = (work, pattern) => assert.throws(work, (thrown) =>
    thrown instanceof AssayError && pattern.test(thrown.message));
  refused(() => assay.call("uniswap-v2.getAmountUot", 1), /did you mean uniswap-v2.getAmountOut/);
  refused(() => assay.callBatch("uniswap-v2.getAmountUot", [[1]]), /did you mean/);
  refused(() => assay.callBatch("uniswap-v2.getAmountOut", [[1, 2]]), /case 0 takes 3 arguments/);
  refused(() => assay.callBatch("uniswap-v2.getAmountOut", [[2n ** 256n, 1, 1]]), /is no uint256/);
  refused(() => assay.call("uniswap-v2.getAmountOut", 1.5, 1, 1), /whole and safe/);
  refused(() => assay.call("uniswap-v2.getAmountOut", "1\0", 1, 1), /zero byte/);
  refused(() => assay.vectors("uniswap-v2.sqrt", { count: 1001 }), /at most 1000/);
  refused(() => assay.vectors("uniswap-v2.sqrt", { seed: -1 }), /seed is -1/);
  const pool = assay.uniswapV2();
  refused(() => pool.quote(1, {}), /true or false/);
  refused(() => pool.step("createPool", { balances: 1e20 }), /balances is 100000000000000000000/);
  refused(() => pool.stepLine(5), /5 is no text/);
  refused(() => assay.call(undefined), /undefined is no text/);
  refused(() => pool.quote(-1, { zeroForOne: true }), /no uint256/);
  refused(() => pool.quoteBatch([1.5], { zeroForOne: true }), /whole and safe/);
  refused(() => assay.pool("{"), /./);
  refused(() => assay.replay("not a trace\n"), /./);
  refused(() => assay.replay(trace("v2-11.jsonl.xz"), { subject: "evm" }), /./);
  // And the engine goes on.
  assert.equal(assay.call("uniswap-v2.getAmountOut", 1000, 5000, 10000), 1662n);
});

test("memory does not grow with calls", () => {
  const pool = assay.uniswapV2();
  pool.step("createPool", { balances: 10n ** 30n });
  pool.step("mint", { amount0: 10n ** 18n, amount1: 10n ** 18n, to: 0 });
  const used = () => process.memoryUsage().arrayBuffers;
  for (let i = 0; i < 1000; i++) pool.quote(10n ** 15n, { zeroForOne: true });
  const before = used();
  for (let i = 0; i < 20000; i++) pool.quote(10n ** 15n, { zeroForOne: true });
  assert.ok(used() - before < 2 ** 22, `${before} bytes became ${used()}`);
});

after(() => {
  console.log(`compared ${compared}: calls, steps and fields of the WebAssembly engine`);
  assert.ok(compared > 0);
});
