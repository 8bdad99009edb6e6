/** Assay: an audit reference for automated market makers. Numbers are BigInt in and out. */

/** What functions take: numbers of any size, safe integers, booleans, 0x-text, lists of numbers. */
export type Argument = bigint | number | boolean | string | readonly (bigint | number)[];
/** What functions give: numbers as BigInt, but accounts in a step's answer as number; addresses and
 * hashes as 0x-text. */
export type Value = bigint | number | boolean | string | readonly Value[] | { readonly [key: string]: Value } | null;

/** What cannot be asked, or was asked wrongly: the message says what and how to mend it. */
export class AssayError extends Error {}
/** A bug of Assay. */
export class InternalError extends AssayError {}
/** The chain reverts. */
export class Reverted extends Error {
  /** The chain's own reason; empty where it gives none. */
  readonly reason: string;
  constructor(reason: string);
}

/** An argument or a result, with its Solidity type. */
export interface Parameter {
  readonly name: string;
  readonly type: string;
}

/** A function of a contract that the engine answers for. */
export interface FunctionDescription {
  /** `PROTOCOL.FUNCTION`, with the on-chain symbol. */
  readonly name: string;
  readonly signature: string;
  readonly summary: string;
  /** The source that it mirrors. */
  readonly mirrors: string;
  readonly parameters: readonly Parameter[];
  readonly results: readonly Parameter[];
}

/** What QuoterV2 answers, without the gas. */
export interface QuoteV3 {
  readonly amount: bigint;
  readonly sqrtPriceX96After: bigint;
  readonly initializedTicksCrossed: number;
}

/** What one operation did. A revert is an answer: `ok` is false, `revert` the reason. */
export interface StepAnswer {
  readonly result: { readonly ok: boolean; readonly [key: string]: Value };
  /** The whole observable state after it, as docs/pooltrace.md names it. */
  readonly state: { readonly [key: string]: Value };
}

export interface StepOptions {
  /** The number of the actor who sends it; 0 without. */
  readonly caller?: number;
  /** The block's time in seconds; without it, that of the operation before. */
  readonly time?: number;
  /** The operation's own arguments. */
  readonly [argument: string]: unknown;
}

/** A pool that runs operations as pooltrace describes them; its first is `createPool`. */
export interface Pool {
  step(name: string, options?: StepOptions): StepAnswer;
  /** The same on a line of a trace: the answer as JSON text. */
  stepLine(line: string): string;
  /** What a swap would give now, as the periphery quotes it: of Uniswap V2 the amount alone.
   * Throws Reverted. */
  quote(
    amount: bigint | number,
    options: { readonly zeroForOne: boolean; readonly exactInput?: boolean },
  ): bigint | QuoteV3;
  /** The same for many amounts, each asked of the pool as it is: null where the chain reverts. */
  quoteBatch(
    amounts: readonly (bigint | number)[],
    options: { readonly zeroForOne: boolean; readonly exactInput?: boolean },
  ): (bigint | QuoteV3 | null)[];
  /** Frees the pool at once; otherwise it is freed when nothing refers to it any more. */
  close(): void;
}

export interface Assay {
  readonly version: string;
  /** Every function, by protocol and then in the order of the contracts. */
  functions(): FunctionDescription[];
  /** One function by its name: its result, or an array of several. Throws Reverted where the chain
   * reverts, AssayError where it cannot be asked. */
  call(name: string, ...values: Argument[]): Value;
  /** One function on many cases at once, for functions of numbers: what `call` would give for each,
   * null where the chain reverts. Addresses and hashes are numbers here. A case that cannot be asked
   * for throws AssayError, and nothing is answered. */
  callBatch(name: string, cases: readonly (readonly (bigint | number | boolean)[])[]): (Value | null)[];
  /** The same step by step: each check and division, the exact value, who gains the error. */
  explain(name: string, ...values: Argument[]): Record<string, unknown>;
  /** A file of test vectors, as `assay vectors` writes it; numbers stay decimal text. */
  vectors(
    name: string,
    options?: { readonly count?: number; readonly seed?: number | bigint; readonly level?: 1 | 2 | 3 },
  ): Record<string, unknown>;
  /** Replays a trace, given as its text: the report of `assay replay --json`. */
  replay(trace: string | Uint8Array, options?: { readonly subject?: string }): Record<string, unknown>;
  /** A pool from the header of a trace, as text or as an object. */
  pool(header: string | object): Pool;
  /** A pair of Uniswap V2; actor 0 may switch the protocol fee on. `fee: ["25", "10000"]` is one of
   * another fee, with the same rules otherwise. */
  uniswapV2(params?: { readonly actors?: number; readonly [key: string]: unknown }): Pool;
  /** A pool of Uniswap V3; actor 0 owns the factory. */
  uniswapV3(params?: { readonly actors?: number; readonly [key: string]: unknown }): Pool;
}

/** Loads the engine: in node from the package's files, in a browser by fetch beside this module.
 * `wasmBinary`: the bytes of dist/assay.wasm, where a bundler has put them elsewhere. */
export function load(options?: { readonly wasmBinary?: Uint8Array | ArrayBuffer }): Promise<Assay>;
