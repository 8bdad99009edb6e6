/* The C interface from C11: every function, what it gives, what it refuses.
 * Usage: capi_test TRACES: the folder of recorded traces. */
#include <assay/assay.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int checked = 0;
static int wrong = 0;

static void check(int holds, const char* what) {
  ++checked;
  if (holds) return;
  ++wrong;
  fprintf(stderr, "capi_test: %s (last error: %s)\n", what, assay_last_error());
}

/* Whether a text is this one; frees it. */
static int is(assay_text* text, const char* expected) {
  const int same =
      assay_text_size(text) == strlen(expected) && strcmp(assay_text_data(text), expected) == 0;
  if (!same) fprintf(stderr, "capi_test: got %s\n", assay_text_data(text));
  assay_text_free(text);
  return same;
}

static int contains(assay_text* text, const char* part) {
  const int found = strstr(assay_text_data(text), part) != NULL;
  if (!found) fprintf(stderr, "capi_test: %s is not in %.400s\n", part, assay_text_data(text));
  assay_text_free(text);
  return found;
}

static int refused(assay_status status, const char* part) {
  return status == ASSAY_BAD_INPUT && strstr(assay_last_error(), part) != NULL;
}

static void test_functions(void) {
  const char* swap[] = {"1000", "5000", "10000"};
  const char* nothing[] = {"0", "5000", "10000"};
  const char* odd[] = {"x", "5000", "10000"};
  const char* lines[] = {"1\n2", "5000", "10000"};
  const char* list[] = {"1000", "[1,\n2"};
  assay_text* text = NULL;
  check(assay_abi_version() == ASSAY_ABI_VERSION, "another ABI");
  check(strchr(assay_version(), '.') != NULL, "no version");
  check(assay_functions(&text) == ASSAY_OK, "no functions");
  check(contains(text, "{\"name\":\"sqrtPriceX96\",\"type\":\"uint160\"}"),
        "functions lack a type");
  check(assay_call("uniswap-v2.getAmountOut", swap, 3, &text) == ASSAY_OK, "getAmountOut");
  check(is(text, "{\"out\":[\"1662\"]}"), "getAmountOut's answer");
  check(assay_call("uniswap-v2.getAmountOut", nothing, 3, &text) == ASSAY_FOUND, "a revert");
  check(is(text, "{\"revert\":\"UniswapV2Library: INSUFFICIENT_INPUT_AMOUNT\"}"), "its reason");
  text = NULL;
  check(refused(assay_call("uniswap-v2.getAmountOut", odd, 3, &text), "amountIn"), "no number");
  check(refused(assay_call("uniswap-v2.getAmountOut", lines, 3, &text), "'1\\x0a2'"), "two lines");
  check(strchr(assay_last_error(), '\n') == NULL, "an error of two lines");
  check(refused(assay_call("uniswap-v2.getAmountsOut", list, 2, &text), "bracket"), "a bracket");
  check(strchr(assay_last_error(), '\n') == NULL, "an error of two lines about a list");
  check(refused(assay_call("uniswap-v2.getAmountOut", swap, 2, &text), "takes 3"), "too few");
  check(refused(assay_call("uniswap-v2.getAmountUot", swap, 3, &text), "did you mean"), "a typo");
  check(refused(assay_call(NULL, swap, 3, &text), "null"), "no name");
  check(refused(assay_call("uniswap-v2.getAmountOut", swap, 3, NULL), "null"), "no place");
  check(text == NULL, "a text where there is none");
  check(assay_explain("uniswap-v2.getAmountOut", swap, 3, &text) == ASSAY_OK, "explain");
  check(contains(text, "1662"), "explain's result");
  check(assay_vectors("uniswap-v2.sqrt", 5, 1, 2, &text) == ASSAY_OK, "vectors");
  check(contains(text, "\"numberOfTests\": 5"), "their number");
  check(refused(assay_vectors("uniswap-v2.sqrt", 1001, 1, 2, &text), "1 to 1000"), "too many");
  check(refused(assay_vectors("uniswap-v2.sqrt", 1, 1, 4, &text), "level"), "another level");
}

static void set(assay_word* word, uint64_t value) {
  memset(word, 0, sizeof *word);
  for (int i = 31; value != 0; --i, value >>= 8) word->bytes[i] = (uint8_t)value;
}

static void test_batch(void) {
  assay_word in[6];
  assay_word out[2];
  assay_word tick;
  assay_word price;
  uint8_t reverted[2] = {7, 7};
  const uint64_t numbers[6] = {1000, 5000, 10000, 0, 1, 1};
  const char* name = "uniswap-v2.getAmountOut";
  for (int i = 0; i < 6; ++i) set(&in[i], numbers[i]);
  check(assay_call_batch(name, 2, in, 6, out, 2, reverted) == ASSAY_FOUND, "a batch with a revert");
  check(reverted[0] == 0 && reverted[1] == 1, "which of them reverts");
  check(out[0].bytes[31] == (1662 & 255) && out[0].bytes[30] == 1662 >> 8, "the first answer");
  check(out[1].bytes[31] == 0, "a reverted answer is zero");
  check(assay_call_batch(name, 1, in, 3, out, 1, reverted) == ASSAY_OK, "a batch of one");
  check(refused(assay_call_batch(name, 2, in, 5, out, 2, reverted), "argument_words"), "a size");
  check(refused(assay_call_batch(name, 2, in, 6, out, 1, reverted), "result_words"), "a size");
  check(refused(assay_call_batch(name, 0, in, 0, out, 0, reverted), "cases"), "no case");
  check(refused(assay_call_batch("uniswap-v2.getAmountsOut", 1, in, 1, out, 1, reverted),
                "is a list"),
        "lists");
  memset(&tick, 0xff, sizeof tick); /* -1 */
  name = "uniswap-v3.getSqrtRatioAtTick";
  check(assay_call_batch(name, 1, &tick, 1, &price, 1, reverted) == ASSAY_OK, "a negative tick");
  tick.bytes[0] = 0; /* beyond int24 */
  check(refused(assay_call_batch(name, 1, &tick, 1, &price, 1, reverted), "no int24"), "no tick");
}

static assay_status step(assay_pool* pool, const char* line, assay_text** answer) {
  return assay_pool_step(pool, line, strlen(line), answer);
}

/* The usual headers open pools. */
static void test_headers(void) {
  const char* protocols[] = {"uniswap-v2", "uniswap-v3"};
  for (int i = 0; i < 2; ++i) {
    assay_text* header = NULL;
    assay_pool* pool = NULL;
    check(assay_pool_header(protocols[i], &header) == ASSAY_OK, "a header");
    check(assay_pool_open(assay_text_data(header), assay_text_size(header), &pool) == ASSAY_OK,
          "a pool of the usual header");
    check(strstr(assay_text_data(header), protocols[i]) != NULL, "another protocol");
    assay_text_free(header);
    assay_pool_free(pool);
  }
  assay_text* none = NULL;
  check(refused(assay_pool_header("uniswap-v9", &none), "uniswap-v9"), "an unknown protocol");
  check(refused(assay_pool_header("uniswap-v2-fork", &none), "no usual"), "forks differ");
}

static void test_pair(void) {
  const char* header =
      "{\"format\":\"pooltrace-1\",\"protocol\":\"uniswap-v2\","
      "\"params\":{\"actors\":2,\"feeToSetter\":0,\"feeToActor\":1,\"fee\":[\"3\",\"1000\"]}}";
  assay_pool* pool = NULL;
  assay_text* text = NULL;
  check(refused(assay_pool_open("{}", 2, &pool), "pool"), "no header");
  check(pool == NULL, "a pool where there is none");
  check(assay_pool_open(header, strlen(header), &pool) == ASSAY_OK, "open");
  check(refused(step(pool, "{\"op\":{\"name\":\"sync\",\"caller\":0,\"time\":\"5\",\"args\":{}}}",
                     &text),
                "createPool"),
        "an operation before the first");
  check(step(pool,
             "{\"op\":{\"name\":\"createPool\",\"caller\":0,\"time\":\"5\","
             "\"args\":{\"balances\":\"1000000\"}}}",
             &text) == ASSAY_OK,
        "createPool");
  check(contains(text, "\"reserve0\":\"0\""), "its state");
  check(step(pool,
             "{\"op\":{\"name\":\"mint\",\"caller\":1,\"time\":\"6\","
             "\"args\":{\"amount0\":\"5000\",\"amount1\":\"10000\",\"to\":1}}}",
             &text) == ASSAY_OK,
        "mint");
  check(contains(text, "\"liquidity\":\"6071\""), "its liquidity");
  check(refused(step(pool, "{\"op\":", &text), "pool:"), "half a line");
  check(refused(step(pool,
                     "{\"op\":{\"name\":\"mint\",\"caller\":1,\"time\":\"2000\","
                     "\"args\":{\"amount0\":\"x\",\"amount1\":\"1\",\"to\":1}}}",
                     &text),
                "amount0"),
        "a wrong amount, later: the swaps below come before it");
  check(assay_pool_quote(pool, 1, 1, "1000", &text) == ASSAY_OK, "quote");
  check(is(text, "{\"out\":[\"1662\"]}"), "the quote");
  check(assay_pool_quote(pool, 1, 0, "1662", &text) == ASSAY_OK, "quote the input");
  check(is(text, "{\"out\":[\"1000\"]}"), "the quoted input");
  check(assay_pool_quote(pool, 0, 1, "0", &text) == ASSAY_FOUND, "quote nothing");
  check(contains(text, "INSUFFICIENT_INPUT_AMOUNT"), "its reason");
  check(refused(assay_pool_quote(pool, 1, 1, "-1", &text), "amount"), "a negative amount");
  assay_word amounts[2] = {{{0}}, {{0}}};
  assay_word quotes[2];
  uint8_t reverted[2];
  amounts[0].bytes[30] = 1000 / 256;
  amounts[0].bytes[31] = 1000 % 256;
  check(assay_pool_quote_batch(pool, 1, 1, 2, amounts, quotes, 2, reverted) == ASSAY_FOUND,
        "two quotes at once");
  check(reverted[0] == 0 && reverted[1] == 1, "the second reverts");
  check(quotes[0].bytes[30] == 1662 / 256 && quotes[0].bytes[31] == 1662 % 256, "the first quote");
  check(quotes[1].bytes[31] == 0, "no quote");
  check(
      refused(assay_pool_quote_batch(pool, 1, 1, 2, amounts, quotes, 6, reverted), "result_words"),
      "a wrong size");
  check(refused(assay_pool_quote_batch(pool, 1, 1, 0, amounts, quotes, 0, reverted), "cases"),
        "no amount");
  check(step(pool,
             "{\"op\":{\"name\":\"swap\",\"caller\":0,\"time\":\"7\",\"args\":{\"in0\":\"1000\","
             "\"in1\":\"0\",\"out0\":\"0\",\"out1\":\"1663\",\"to\":0}}}",
             &text) == ASSAY_FOUND,
        "a swap for one more");
  check(contains(text, "\"revert\":\"UniswapV2: K\""), "its revert");
  check(step(pool,
             "{\"op\":{\"name\":\"swap\",\"caller\":0,\"time\":\"7\",\"args\":{\"in0\":\"1000\","
             "\"in1\":\"0\",\"out0\":\"0\",\"out1\":\"1662\",\"to\":0}}}",
             &text) == ASSAY_OK,
        "the swap that was quoted");
  check(contains(text, "\"reserve1\":\"8338\""), "its state");
  assay_pool_free(pool);
  assay_pool_free(NULL);
  assay_text_free(NULL);
}

static void test_replay(const char* traces) {
  char path[4096];
  assay_text* report = NULL;
  const char* names[] = {"v2-11.jsonl.xz", "v3-21.jsonl.xz"};
  for (int i = 0; i < 2; ++i) {
    snprintf(path, sizeof path, "%s/%s", traces, names[i]);
    check(assay_replay(path, NULL, &report) == ASSAY_OK, "replay");
    check(contains(report, "\"differences\":0,\"violations\":0"), "its report");
  }
  check(refused(assay_replay("no/such/trace.jsonl", NULL, &report), "no/such/trace"), "no trace");
  check(refused(assay_replay(path, "nobody", &report), "nobody"), "no subject");
  check(refused(assay_replay(path, "evm", &report), "not in the library"), "bytecode");
  check(refused(assay_replay(path, "no\nbody", &report), "no\\x0abody"), "a name of two lines");
  check(refused(assay_replay(path, "pipe:exit 3", &report), "pipe:"), "a program that dies");
  check(strchr(assay_last_error(), '\n') == NULL, "an error of two lines about a program");
}

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  test_functions();
  test_batch();
  test_headers();
  test_pair();
  test_replay(argv[1]);
  printf("compared %d: answers of the C interface, %d wrong\n", checked, wrong);
  return wrong == 0 && checked > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
