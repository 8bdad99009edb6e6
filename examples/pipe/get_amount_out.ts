// A subject on the pipe: Uniswap V2's getAmountOut in TypeScript, with BigInt.
//
//   npm ci && npm run build
//   assay gen uniswap-v2.getAmountOut --inputs-only | node get_amount_out.js |
//     assay verify uniswap-v2.getAmountOut
import { createInterface } from 'node:readline';

const END = 1n << 256n;
const LIBRARY = 'UniswapV2Library: ';

class Revert extends Error {}

function checked(value: bigint, operation: string): bigint {
  if (value >= END) throw new Revert(`ds-math-${operation}-overflow`);
  return value;
}

// What the pair lets out for amountIn, 3/1000 of which are the fee; rounded down.
function getAmountOut(amountIn: bigint, reserveIn: bigint, reserveOut: bigint): bigint {
  if (amountIn === 0n) throw new Revert(LIBRARY + 'INSUFFICIENT_INPUT_AMOUNT');
  if (reserveIn === 0n || reserveOut === 0n) throw new Revert(LIBRARY + 'INSUFFICIENT_LIQUIDITY');
  const withFee = checked(amountIn * 997n, 'mul');
  const numerator = checked(withFee * reserveOut, 'mul');
  return numerator / checked(checked(reserveIn * 1000n, 'mul') + withFee, 'add');
}

type Case = { fn?: string; format?: string; in: string[]; out?: string[]; revert?: string };

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line) as Case;
  if (asked.format !== undefined) continue;
  const [amountIn, reserveIn, reserveOut] = asked.in.map(BigInt) as [bigint, bigint, bigint];
  try {
    asked.out = [getAmountOut(amountIn, reserveIn, reserveOut).toString()];
  } catch (why) {
    if (!(why instanceof Revert)) throw why;
    asked.revert = why.message;
  }
  console.log(JSON.stringify(asked));
}
