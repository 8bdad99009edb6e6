/* The C interface of Assay: audit reference for automated market makers.
 *
 * Every function that can fail returns an assay_status and never throws. What it gives back is
 * written through its last parameters, and only then when the status is ASSAY_OK or ASSAY_FOUND; on
 * any other status they are left alone, and assay_last_error() says what was wrong and how to mend
 * it, as the command line would.
 *
 * Ownership: a text or a pool that a function gives belongs to the caller, who frees it once.
 * Arguments are only read during the call. Sizes are in bytes and do not count a final zero; texts
 * are UTF-8 and may be given with or without one.
 *
 * Threads: any number may call at once, but not with one pool. The last error is the thread's own.
 *
 * Versions: ASSAY_ABI_VERSION changes when a program that was compiled against this file would
 * break; adding a function does not change it. Compare it with assay_abi_version() at run time.
 */
#ifndef ASSAY_ASSAY_H
#define ASSAY_ASSAY_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ASSAY_ABI_VERSION 1

typedef int32_t assay_status;
enum {
  ASSAY_OK = 0,        /* everything asked for holds */
  ASSAY_FOUND = 1,     /* answered: the chain reverts, or something differs */
  ASSAY_BAD_INPUT = 2, /* the request or its input was wrong */
  ASSAY_INTERNAL = 3,  /* a bug of Assay */
};

/* The ABI of the library at run time, and Assay's version: "MAJOR.MINOR.PATCH". */
int32_t assay_abi_version(void);
const char* assay_version(void);

/* One line on what the last failing call of this thread did not like: "PLACE: what; how to mend
 * it". Empty before the first. Valid until the thread's next call that fails. */
const char* assay_last_error(void);

/* ---- texts that functions give */

typedef struct assay_text assay_text;
const char* assay_text_data(const assay_text* text); /* ends with a zero that is not counted */
size_t assay_text_size(const assay_text* text);
void assay_text_free(assay_text* text); /* nothing for a null pointer */

/* ---- functions of the contracts: `assay list functions` */

/* All of them, as JSON: {"functions":[{"name","signature","summary","mirrors","parameters":
 * [{"name","type"}],"results":[…]}]} with Solidity's types. */
assay_status assay_functions(assay_text** answer);

/* One function on arguments as text ("1000", "-5", "true", "[1,2]", "0x…"), by its name with the
 * on-chain symbol: "uniswap-v2.getAmountOut". ASSAY_OK: the answer is {"out":["1662"]}.
 * ASSAY_FOUND: {"revert":"REASON"}, the chain's reason. */
assay_status assay_call(const char* function, const char* const* arguments, size_t argument_count,
                        assay_text** answer);

/* The same, told step by step as `assay explain --json` does: each division with its direction, the
 * exact value beside the integer, the error in wei. */
assay_status assay_explain(const char* function, const char* const* arguments,
                           size_t argument_count, assay_text** answer);

/* An EVM word: 32 bytes, the most significant first; negative numbers in two's complement, booleans
 * 0 or 1, addresses in the last 20 bytes. */
typedef struct assay_word {
  uint8_t bytes[32];
} assay_word;

/* One function on many cases at once, for functions without lists. `arguments` has the words of one
 * case after the other, `results` takes its results in the same way; `reverted` takes 1 where the
 * chain reverts (its results are zero), else 0. ASSAY_FOUND: at least one reverts. A word that is
 * not of its parameter's type is ASSAY_BAD_INPUT, and nothing is written. `argument_words` and
 * `result_words` are the sizes of both arrays, in words, and must be those that the cases need. */
assay_status assay_call_batch(const char* function, size_t cases, const assay_word* arguments,
                              size_t argument_words, assay_word* results, size_t result_words,
                              uint8_t* reverted);

/* A file of test vectors as `assay vectors` writes it: count ≤ 1000 cases, level 1 to 3. */
assay_status assay_vectors(const char* function, uint64_t count, uint64_t seed, uint32_t level,
                           assay_text** answer);

/* ---- pools */

/* A pool of the engine that runs operations, as pooltrace describes them (docs/pooltrace.md). */
typedef struct assay_pool assay_pool;

/* The header line of a pool with the usual rules, "uniswap-v2" or "uniswap-v3": to be changed
 * where a pool has other actors or another fee, and opened. */
assay_status assay_pool_header(const char* protocol, assay_text** answer);

/* From the header line of a trace: {"format":"pooltrace-1","protocol":"uniswap-v3","params":{…}}.
 * Its first operation must be createPool. */
assay_status assay_pool_open(const char* header, size_t header_size, assay_pool** pool);
void assay_pool_free(assay_pool* pool); /* nothing for a null pointer */

/* Runs one operation: {"op":{"name":…,"caller":…,"time":…,"args":{…}}}, on one line. The answer is
 * {"result":…,"state":…}. ASSAY_FOUND: it reverts, and the state is what it was. On
 * ASSAY_BAD_INPUT the pool is what it was, and goes on. */
assay_status assay_pool_step(assay_pool* pool, const char* operation, size_t operation_size,
                             assay_text** answer);

/* What a swap would give in the state as it is, as the periphery quotes it, with the header's fee:
 * `exact_input` says whether `amount` (decimal) goes in or comes out, `zero_for_one` that token0
 * goes in. The answer is {"out":["AMOUNT"]} for Uniswap V2; for V3, without a price limit,
 * {"out":["AMOUNT","SQRT_PRICE_X96_AFTER","TICKS_CROSSED"]}. ASSAY_FOUND: {"revert":"REASON"}. */
assay_status assay_pool_quote(const assay_pool* pool, int32_t zero_for_one, int32_t exact_input,
                              const char* amount, assay_text** answer);

/* The same for many amounts at once, each asked of the pool as it is. `results` takes of each the
 * words that assay_pool_quote would give: one for Uniswap V2, three for V3; `result_words` is its
 * size. `reverted` takes 1 where the chain reverts (its words are zero), else 0. ASSAY_FOUND: at
 * least one reverts; assay_pool_quote tells its reason. */
assay_status assay_pool_quote_batch(const assay_pool* pool, int32_t zero_for_one,
                                    int32_t exact_input, size_t cases, const assay_word* amounts,
                                    assay_word* results, size_t result_words, uint8_t* reverted);

/* ---- traces */

/* Replays a trace (a file, compressed or not; "-": standard input) on a subject: "engine" (also
 * null), "engine-boost", "model", or "pipe:COMMAND", a program that /bin/sh starts and that answers
 * on its standard output, within ten seconds a line: never hand on a name that a stranger has
 * chosen. Bytecode and the proved definitions are subjects of the program `assay` only. The report
 * is that of `assay replay --json`. ASSAY_FOUND: differences or violations. */
assay_status assay_replay(const char* path, const char* subject, assay_text** report);

#ifdef __cplusplus
}
#endif

#endif /* ASSAY_ASSAY_H */
