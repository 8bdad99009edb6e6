// What the declarations must let pass; run.py checks it with TypeScript.
import { AssayError, load, Reverted } from "assay-amm";
import type { Pool, QuoteV3, Value } from "assay-amm";

const assay = await load();
const out: Value = assay.call("uniswap-v2.getAmountOut", 1000n, 5000, "10000");
const rows: (Value | null)[] = assay.callBatch("uniswap-v2.getAmountOut", [[1000n, 5000n, 10000n]]);
const pool: Pool = assay.uniswapV3({ actors: 2 });
pool.step("createPool", { balances: 10n ** 30n, fee: 3000, tickSpacing: 60 });
const quote = pool.quote(1000n, { zeroForOne: true }) as QuoteV3;
const told: bigint = quote.amount + quote.sqrtPriceX96After;
try {
  assay.explain("uniswap-v2.getAmountOut", 0, 1, 1);
} catch (thrown) {
  if (thrown instanceof Reverted) console.log(thrown.reason, out, rows, told);
  if (thrown instanceof AssayError) console.log(thrown.message);
}
