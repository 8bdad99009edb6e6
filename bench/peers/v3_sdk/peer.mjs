// The SDK's side of bench/peers/run.py: the same cases in, the same lines out as engine.cpp.
// Usage: node peer.mjs MODULES < cases; MODULES has node_modules/@uniswap/v3-sdk.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const require = createRequire(resolve(process.argv[2]) + '/');
const sdk = require('@uniswap/v3-sdk');
const JSBI = require('jsbi');

const cases = new Map();
for (const line of readFileSync(0, 'utf8').trim().split('\n')) {
  const [question, answer] = line.split(' =');
  const [name, ...input] = question.split(' ');
  const output = answer.trim() === '!' ? null : answer.trim().split(' ');
  if (!cases.has(name)) cases.set(name, []);
  cases.get(name).push({ input, output });
}

const big = (text) => JSBI.BigInt(text);
const amount = (x) => [big(x[0]), big(x[1]), big(x[2]), x[3] === '1'];

// The SDK has no plain mulDiv: it rounds up everywhere.
const functions = {
  getSqrtRatioAtTick: {
    prepare: (x) => [Number(x[0])],
    call: (x) => [sdk.TickMath.getSqrtRatioAtTick(x[0])],
  },
  getTickAtSqrtRatio: {
    prepare: (x) => [big(x[0])],
    call: (x) => [sdk.TickMath.getTickAtSqrtRatio(x[0])],
  },
  getAmount0Delta: {
    prepare: amount,
    call: (x) => [sdk.SqrtPriceMath.getAmount0Delta(...x)],
  },
  getAmount1Delta: {
    prepare: amount,
    call: (x) => [sdk.SqrtPriceMath.getAmount1Delta(...x)],
  },
  computeSwapStep: {
    prepare: (x) => [...x.slice(0, 4).map(big), big(x[4])],
    call: (x) => sdk.SwapMath.computeSwapStep(...x),
  },
};

function answerOf(call, typed) {
  try {
    return call(typed).map(String);
  } catch {
    return null;
  }
}

for (const [name, { prepare, call }] of Object.entries(functions)) {
  let differences = 0;
  const accepted = [];
  for (const { input, output } of cases.get(name)) {
    const typed = prepare(input);
    if (JSON.stringify(answerOf(call, typed)) !== JSON.stringify(output)) {
      differences += 1;
    } else if (output !== null) {
      accepted.push(typed);
    }
  }
  // Short rounds, so that the best one was not interrupted by another program.
  let best = Infinity;
  for (let round = 0; round < 100; round += 1) {
    let calls = 0;
    const start = process.hrtime.bigint();
    let passed = 0;
    while (passed < 1e6) {
      for (const typed of accepted) call(typed);
      calls += accepted.length;
      passed = Number(process.hrtime.bigint() - start);
    }
    best = Math.min(best, passed / calls);
  }
  console.log(`${name} ${cases.get(name).length} ${differences} ${best}`);
}
