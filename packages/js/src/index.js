// The engine as WebAssembly, over its C interface (include/assay/assay.h): BigInt in and out.
import createModule from "../dist/assay.mjs";

/** What cannot be asked, or was asked wrongly: the message says what and how to mend it. */
export class AssayError extends Error {
  name = "AssayError";
}

/** A bug of Assay. */
export class InternalError extends AssayError {
  name = "InternalError";
}

/** The chain reverts; `reason` is its own, empty where it gives none. */
export class Reverted extends Error {
  name = "Reverted";
  constructor(reason) {
    super(reason === "" ? "reverted without a reason" : reason);
    this.reason = reason;
  }
}

const STATUS = { ok: 0, found: 1, badInput: 2 };
const ABI_VERSION = 1;
const WORD = 32; // bytes
const MOST = 2n ** 256n - 1n;
const MOST_OF_A_LIMB = 2n ** 64n - 1n;
const NUMBER = /^-?[0-9]+$/;

/** Loads the engine. In node from the package's files, in a browser by fetch beside this module. */
export async function load(options = {}) {
  const wasmBinary = options.wasmBinary ?? (await readBinary());
  const module = await createModule({ wasmBinary });
  const assay = new Assay(new Memory(module));
  const abi = module._assay_abi_version();
  if (abi !== ABI_VERSION) {
    throw new InternalError(`the module has ABI ${abi}, this package needs ${ABI_VERSION}`);
  }
  return assay;
}

async function readBinary() {
  const address = new URL("../dist/assay.wasm", import.meta.url);
  if (address.protocol === "file:") {
    const { readFile } = await import("node:fs/promises");
    return readFile(address);
  }
  const answer = await fetch(address);
  if (!answer.ok) throw new AssayError(`${address}: ${answer.status}; serve the package's dist/`);
  return new Uint8Array(await answer.arrayBuffer());
}

const SCRATCH_BYTES = 1 << 16;
const SHORT = 256; // characters, up to which a loop is faster than the encoder

/** Texts, arrays and words in the module's memory; all go when the call that made them ends. */
class Memory {
  #encoder = new TextEncoder();
  #decoder = new TextDecoder();
  // Small things lie in one block, one behind the other; large ones are allocated.
  #scratch;
  #used = 0;
  #taken = [];
  #view;

  constructor(module) {
    this.module = module;
    this.#scratch = module._malloc(SCRATCH_BYTES);
    if (this.#scratch === 0) throw new AssayError("no memory for the engine; close other pools");
  }

  /** Runs `work` and frees what it took. */
  scope(work) {
    const [used, taken] = [this.#used, this.#taken.length];
    try {
      return work();
    } finally {
      this.#used = used;
      while (this.#taken.length > taken) this.module._free(this.#taken.pop());
    }
  }

  take(size) {
    if (size <= SCRATCH_BYTES - this.#used) {
      const place = this.#scratch + this.#used;
      this.#used += (size + 7) & ~7;
      return place;
    }
    const place = this.module._malloc(size);
    if (place === 0) throw new AssayError(`no memory for ${size} bytes; ask for fewer cases`);
    this.#taken.push(place);
    return place;
  }

  /** A text that ends with a zero, for a C parameter. */
  text(value) {
    if (typeof value !== "string") throw new AssayError(`${String(value)} is no text`);
    return this.#shortText(value) ?? this.#anyText(value);
  }

  #shortText(value) {
    const size = value.length;
    if (size > SHORT) return undefined;
    const used = this.#used;
    const place = this.take(size + 1);
    const heap = this.module.HEAPU8;
    for (let i = 0; i < size; i++) {
      const letter = value.charCodeAt(i);
      if (letter === 0 || letter > 127) {
        this.#used = used;
        return undefined;
      }
      heap[place + i] = letter;
    }
    heap[place + size] = 0;
    return { place, size };
  }

  #anyText(value) {
    if (value.includes("\0")) throw new AssayError(`${JSON.stringify(value)} holds a zero byte`);
    const bytes = this.#encoder.encode(value);
    const place = this.take(bytes.length + 1);
    this.module.HEAPU8.set(bytes, place);
    this.module.HEAPU8[place + bytes.length] = 0;
    return { place, size: bytes.length };
  }

  /** An array of texts. */
  texts(values) {
    const array = this.take(4 * values.length);
    values.forEach((value, i) => {
      const { place } = this.text(value);
      this.module.HEAPU32[(array >> 2) + i] = place;
    });
    return array;
  }

  /** The whole memory, as it is now: it moves when it grows. */
  view() {
    const { buffer } = this.module.HEAPU8;
    if (this.#view?.buffer !== buffer) this.#view = new DataView(buffer);
    return this.#view;
  }

  bytes(place, size) {
    return this.module.HEAPU8.subarray(place, place + size);
  }

  read(place, size) {
    if (size > SHORT) return this.#decoder.decode(this.bytes(place, size));
    const heap = this.module.HEAPU8;
    let text = "";
    for (let i = place; i < place + size; i++) {
      if (heap[i] > 127) return this.#decoder.decode(this.bytes(place, size));
      text += String.fromCharCode(heap[i]);
    }
    return text;
  }

  /** The last error of the module. */
  lastError() {
    const place = this.module._assay_last_error();
    return this.read(place, this.module.HEAPU8.indexOf(0, place) - place);
  }

  /** Throws for what was wrong; otherwise the status. */
  checked(status) {
    if (status === STATUS.ok || status === STATUS.found) return status;
    throw new (status === STATUS.badInput ? AssayError : InternalError)(this.lastError());
  }

  /** Calls a function that answers with a text: [status, text]. */
  ask(name, ...parameters) {
    const out = this.take(4);
    const status = this.checked(this.module[name](...parameters, out));
    const text = this.module.HEAPU32[out >> 2];
    try {
      const size = this.module._assay_text_size(text);
      return [status, this.read(this.module._assay_text_data(text), size)];
    } finally {
      this.module._assay_text_free(text);
    }
  }
}

/** The engine. Made by `load`. */
class Assay {
  #memory;
  #functions;

  constructor(memory) {
    this.#memory = memory;
  }

  get version() {
    const { module } = this.#memory;
    const place = module._assay_version();
    return this.#memory.read(place, module.HEAPU8.indexOf(0, place) - place);
  }

  functions() {
    return [...this.#registry().values()];
  }

  #registry() {
    this.#functions ??= new Map(
      JSON.parse(this.#ask("_assay_functions")[1]).functions.map((one) => [one.name, one]),
    );
    return this.#functions;
  }

  #ask(name, ...parameters) {
    return this.#memory.scope(() => this.#memory.ask(name, ...parameters));
  }

  #askFunction(name, functionName, values) {
    const memory = this.#memory;
    return memory.scope(() =>
      memory.ask(name, memory.text(functionName).place, memory.texts(values.map(asText)),
                 values.length));
  }

  call(functionName, ...values) {
    const results = resultsOf(...this.#askFunction("_assay_call", functionName, values));
    return results.length === 1 ? results[0] : results;
  }

  explain(functionName, ...values) {
    return JSON.parse(this.#askFunction("_assay_explain", functionName, values)[1]);
  }

  callBatch(functionName, cases) {
    const known = this.#registry().get(functionName);
    if (known === undefined) this.call(functionName); // throws, with the name that was meant
    if (cases.length === 0) return [];
    const { parameters, results } = known;
    const wrong = cases.findIndex((values) => values.length !== parameters.length);
    if (wrong >= 0) {
      const wanted = `takes ${parameters.length} arguments; the signature is ${known.signature}`;
      throw new AssayError(`${functionName}: case ${wrong} ${wanted}`);
    }
    const memory = this.#memory;
    return memory.scope(() => {
      const counts = { in: parameters.length * cases.length, out: results.length * cases.length };
      const places = {
        name: memory.text(functionName).place,
        in: memory.take(WORD * counts.in),
        out: memory.take(WORD * counts.out),
        reverted: memory.take(cases.length),
      };
      writeWords(memory.view(), places.in, cases, parameters, functionName);
      memory.checked(memory.module._assay_call_batch(
        places.name, cases.length, places.in, counts.in, places.out, counts.out, places.reverted));
      return readWords(memory.view(), places, results, cases.length);
    });
  }

  vectors(functionName, { count = 120, seed = 1, level = 2 } = {}) {
    const limits = { count: [count, 1000n], seed: [seed, 2n ** 64n - 1n], level: [level, 3n] };
    const [counted, seeded, leveled] = Object.entries(limits).map(([key, [value, most]]) => {
      const number = asBigInt(value, key);
      if (number < 0n || number > most) throw new AssayError(`${key} is ${number}; at most ${most}`);
      return number;
    });
    const memory = this.#memory;
    return JSON.parse(memory.scope(() => memory.ask(
      "_assay_vectors", memory.text(functionName).place, counted, seeded, Number(leveled)))[1]);
  }

  replay(trace, { subject = "engine" } = {}) {
    const memory = this.#memory;
    const { FS } = memory.module;
    const path = "/trace.jsonl";
    FS.writeFile(path, trace);
    try {
      return JSON.parse(memory.scope(() => memory.ask(
        "_assay_replay", memory.text(path).place, memory.text(subject).place))[1]);
    } finally {
      FS.unlink(path);
    }
  }

  pool(header) {
    return new Pool(this.#memory, header);
  }

  uniswapV2({ actors = 3, ...params } = {}) {
    return this.#usualPool("uniswap-v2", { actors, feeToActor: 0, ...params });
  }

  uniswapV3({ actors = 3, ...params } = {}) {
    return this.#usualPool("uniswap-v3", { actors, ...params });
  }

  // The engine's usual header with other parameters.
  #usualPool(protocol, params) {
    const memory = this.#memory;
    const [, told] = memory.scope(() => memory.ask("_assay_pool_header",
                                                   memory.text(protocol).place));
    const header = JSON.parse(told);
    return this.pool({ ...header, params: { ...header.params, ...params } });
  }
}

// Pools that nobody closed are freed when they go.
const forgotten = new FinalizationRegistry(({ module, place }) => module._assay_pool_free(place));

/** A pool that runs operations as pooltrace describes them. Made by `pool`, `uniswapV2`, … */
class Pool {
  #memory;
  #place = 0;
  #time = 0;
  #quoteWords; // of a quote's answer: its amount, and of V3 the price after it and ticks crossed

  constructor(memory, header) {
    this.#memory = memory;
    const text = typeof header === "string" ? header : asJson(header);
    memory.scope(() => {
      const { place, size } = memory.text(text);
      const out = memory.take(4);
      memory.checked(memory.module._assay_pool_open(place, size, out));
      this.#place = memory.module.HEAPU32[out >> 2];
    });
    this.#quoteWords = JSON.parse(text).protocol === "uniswap-v3" ? 3 : 1;
    forgotten.register(this, { module: memory.module, place: this.#place }, this);
  }

  #open() {
    if (this.#place === 0) throw new AssayError("the pool is closed; open another");
    return this.#place;
  }

  step(name, { caller = 0, time = this.#time, ...args } = {}) {
    const answer = this.stepLine(asJson({ op: { name, caller, time, args } }));
    this.#time = time;
    const { result, state } = JSON.parse(answer);
    return { result: asValue(result), state: asValue(state) };
  }

  stepLine(line) {
    const memory = this.#memory;
    return memory.scope(() => {
      const { place, size } = memory.text(line);
      return memory.ask("_assay_pool_step", this.#open(), place, size)[1];
    });
  }

  quote(amount, options) {
    const [answer] = this.#quotes([amount], options);
    if (answer !== null) return answer;
    const memory = this.#memory;
    const { zeroForOne, exactInput = true } = options;
    const [, told] = memory.scope(() => memory.ask(
      "_assay_pool_quote", this.#open(), Number(zeroForOne), Number(exactInput),
      memory.text(String(amount)).place));
    throw new Reverted(JSON.parse(told).revert);
  }

  quoteBatch(amounts, options) {
    return amounts.length === 0 ? [] : this.#quotes(amounts, options);
  }

  #quotes(amounts, { zeroForOne, exactInput = true }) {
    if (typeof zeroForOne !== "boolean" || typeof exactInput !== "boolean") {
      throw new AssayError("quote: zeroForOne and exactInput are true or false");
    }
    const memory = this.#memory;
    const count = amounts.length;
    const words = this.#quoteWords * count;
    return memory.scope(() => {
      const [given, out] = [memory.take(WORD * count), memory.take(WORD * words)];
      const reverted = memory.take(count);
      const view = memory.view();
      for (let i = 0; i < count; i++) {
        const value = asBigInt(amounts[i], "amount");
        if (value < 0n || value > MOST) throw new AssayError(`amount ${value} is no uint256`);
        writeWord(view, given + WORD * i, value);
      }
      memory.checked(memory.module._assay_pool_quote_batch(
        this.#open(), Number(zeroForOne), Number(exactInput), count, given, out, words, reverted));
      return this.#answers(memory.view(), out, reverted, count);
    });
  }

  #answers(view, out, reverted, count) {
    const answers = [];
    for (let i = 0, at = out; i < count; i++, at += WORD * this.#quoteWords) {
      if (view.getUint8(reverted + i) !== 0) answers.push(null);
      else if (this.#quoteWords === 1) answers.push(readWord(view, at));
      else {
        answers.push({
          amount: readWord(view, at),
          sqrtPriceX96After: readWord(view, at + WORD),
          initializedTicksCrossed: Number(readWord(view, at + 2 * WORD)),
        });
      }
    }
    return answers;
  }

  close() {
    if (this.#place === 0) return;
    forgotten.unregister(this);
    this.#memory.module._assay_pool_free(this.#place);
    this.#place = 0;
  }
}

/** JSON with BigInt as decimal text, as traces have them. */
function asJson(value) {
  return JSON.stringify(value, (key, item) => {
    if (typeof item === "number") asBigInt(item, key); // refuses what is not exact
    return typeof item === "bigint" ? item.toString() : item;
  });
}

function asBigInt(value, name) {
  if (typeof value === "bigint") return value;
  if (Number.isSafeInteger(value)) return BigInt(value);
  throw new AssayError(`${name} is ${String(value)}: give a BigInt, or a number that is whole and safe`);
}

/** An argument as the command line has it. */
function asText(value) {
  if (typeof value === "string" || typeof value === "boolean") return String(value);
  if (Array.isArray(value)) {
    return `[${value.map((item) => asBigInt(item, "an item").toString()).join(",")}]`;
  }
  return asBigInt(value, "an argument").toString();
}

/** Decimal text becomes BigInt, also in lists and objects. */
function asValue(answer) {
  if (typeof answer === "string") return NUMBER.test(answer) ? BigInt(answer) : answer;
  if (Array.isArray(answer)) return answer.map(asValue);
  if (answer === null || typeof answer !== "object") return answer;
  return Object.fromEntries(Object.entries(answer).map(([key, item]) => [key, asValue(item)]));
}

function resultsOf(status, answer) {
  const told = JSON.parse(answer);
  if (status === STATUS.found) throw new Reverted(told.revert);
  return told.out.map(asValue);
}

function writeWord(view, at, value) {
  view.setBigUint64(at + 24, BigInt.asUintN(64, value));
  if (value >= 0n && value <= MOST_OF_A_LIMB) {
    for (let limb = 0; limb < 24; limb += 8) view.setBigUint64(at + limb, 0n);
    return;
  }
  view.setBigUint64(at + 16, BigInt.asUintN(64, value >> 64n));
  view.setBigUint64(at + 8, BigInt.asUintN(64, value >> 128n));
  view.setBigUint64(at, BigInt.asUintN(64, value >> 192n));
}

function readWord(view, at) {
  const [high, low] = [view.getBigUint64(at), view.getBigUint64(at + 24)];
  const [upper, middle] = [view.getBigUint64(at + 8), view.getBigUint64(at + 16)];
  if (high === 0n && upper === 0n) return middle === 0n ? low : (middle << 64n) | low;
  return (high << 192n) | (upper << 128n) | (middle << 64n) | low;
}

function writeWords(view, place, cases, parameters, functionName) {
  const ranges = parameters.map(({ type }) => rangeOf(type));
  let at = place;
  for (const values of cases) {
    for (let i = 0; i < ranges.length; i++, at += WORD) {
      const value = typeof values[i] === "boolean" ? BigInt(values[i])
                                                   : asBigInt(values[i], parameters[i].name);
      // What does not fit into a word would wrap; what does not fit its type the engine refuses.
      if (value < ranges[i].least || value > ranges[i].most) {
        throw new AssayError(`${functionName}: ${value} is no ${parameters[i].type}`);
      }
      writeWord(view, at, value);
    }
  }
}

function rangeOf(type) {
  return type.startsWith("int") ? { least: -(2n ** 255n), most: 2n ** 255n - 1n }
                                : { least: 0n, most: MOST };
}

function readWords(view, places, results, count) {
  const answers = [];
  let at = places.out;
  for (let i = 0; i < count; i++) {
    const row = results.map(({ type }) => {
      const word = readWord(view, at);
      at += WORD;
      if (type === "bool") return word !== 0n;
      return type.startsWith("int") ? BigInt.asIntN(256, word) : word;
    });
    const isReverted = view.getUint8(places.reverted + i) !== 0;
    answers.push(isReverted ? null : row.length === 1 ? row[0] : row);
  }
  return answers;
}
