"""The package against published vectors, a recorded trace and its own promises."""

import concurrent.futures
import importlib.metadata
import json
import lzma
import os
import pathlib
import subprocess
import sys
import time

import assay
import pytest

REPOSITORY = pathlib.Path(os.environ["ASSAY_REPOSITORY"])
TRACES = REPOSITORY / "tests" / "data" / "traces"
LEAST_QUOTES_PER_S = 100_000


def number(text):
    """Decimal and hexadecimal text as vectors write it; booleans as they are."""
    return text if isinstance(text, bool) else int(text, 0)


def published():
    """Function, and its published cases."""
    for function in assay.functions():
        protocol, symbol = function.name.split(".", 1)
        path = REPOSITORY / "vectors" / protocol / f"{symbol}_test.json"
        groups = json.loads(path.read_text())["testGroups"]
        yield function, [case for group in groups for case in group["tests"]]


def arguments_of(function, case):
    return [case[parameter.name] for parameter in function.parameters]


@pytest.mark.parametrize(
    "function,cases", list(published()), ids=[f.name for f in assay.functions()]
)
def test_published_vectors(function, cases):
    assert cases
    for case in cases:
        arguments = [
            [int(item) for item in value] if isinstance(value, list) else value
            for value in arguments_of(function, case)
        ]
        if case["result"] == "revert":
            with pytest.raises(assay.Reverted) as told:
                assay.call(function.name, *arguments)
            assert told.value.reason == case["error"]
            continue
        answer = assay.call(function.name, *arguments)
        results = answer if len(function.results) > 1 else (answer,)
        for got, result in zip(results, function.results):
            expected = case[result.name]
            if isinstance(expected, list):
                assert got == [int(item) for item in expected]
            elif result.type in ("address", "bytes32", "bool"):
                assert got == expected
            else:
                assert type(got) is int and got == int(expected)


@pytest.mark.parametrize(
    "function,cases", list(published()), ids=[f.name for f in assay.functions()]
)
def test_published_vectors_in_a_batch(function, cases):
    types = [parameter.type for parameter in function.parameters + function.results]
    rows = [arguments_of(function, case) for case in cases]
    if any(type_.endswith("[]") for type_ in types):
        with pytest.raises(assay.AssayError, match="is a list"):
            assay.call_batch(function.name, [[0] * len(function.parameters)])
        return
    answers = assay.call_batch(function.name, [[number(item) for item in row] for row in rows])
    assert len(answers) == len(cases)
    for got, case in zip(answers, cases):
        if case["result"] == "revert":
            assert got is None
            continue
        expected = tuple(number(case[result.name]) for result in function.results)
        assert got == (expected[0] if len(expected) == 1 else expected)


@pytest.mark.parametrize("name", ["v2-11.jsonl.xz", "v3-21.jsonl.xz"])
def test_recorded_trace_step_by_step(name):
    with lzma.open(TRACES / name, "rt") as lines:
        pool = assay.Pool(next(lines))
        steps = 0
        for line in lines:
            recorded = json.loads(line)
            answer = json.loads(pool.step_line(line))
            assert answer["result"] == recorded["result"]
            assert answer["state"] == recorded["state"]
            steps += 1
            if steps == 1500:
                break
    assert steps == 1500


@pytest.mark.parametrize("fee", [["3", "1000"], ["2", "1000"], ["25", "10000"], ["0", "1"]])
def test_pool_of_v2(fee):
    with assay.Pool.uniswap_v2(fee=fee) as pool:
        pool.step("createPool", balances=10**30)
        minted = pool.step("mint", amount0=10**18, amount1=4 * 10**18, to=0)
        assert minted["result"]["returns"] == {"liquidity": 2 * 10**18 - 1000}
        out = pool.quote(10**15, zero_for_one=True)
        swap = {"in0": 10**15, "in1": 0, "out0": 0, "to": 1}
        assert pool.step("swap", out1=out + 1, **swap)["result"] == {
            "ok": False, "revert": "UniswapV2: K", "sub": 1,
        }
        done = pool.step("swap", out1=out, **swap)
        assert done["result"]["ok"]
        assert done["state"]["reserve1"] == 4 * 10**18 - out


def test_pool_of_v3():
    pool = assay.Pool.uniswap_v3()
    pool.step("createPool", balances=10**30, fee=3000, tickSpacing=60)
    with pytest.raises(assay.AssayError, match="without a price"):
        pool.quote(1, zero_for_one=True)
    pool.step("initialize", sqrtPriceX96=2**96)
    pool.step("mint", recipient=0, tickLower=-600, tickUpper=600, amount=10**18)
    quote = pool.quote(10**15, zero_for_one=True)
    done = pool.step(
        "swap", recipient=1, zeroForOne=True, amountSpecified=10**15, sqrtPriceLimitX96=4295128740
    )
    assert done["result"]["returns"] == {"amount0": 10**15, "amount1": -quote.amount}
    assert done["state"]["sqrtPriceX96"] == quote.sqrt_price_x96_after
    with pytest.raises(assay.Reverted, match="AS"):
        pool.quote(0, zero_for_one=True)


def test_explain_and_vectors():
    told = assay.explain("uniswap-v2.getAmountOut", 1000, 5000, 10000)
    assert "1662" in json.dumps(told)
    file = assay.vectors("uniswap-v3.mulDiv", count=7, seed=3)
    assert file["numberOfTests"] == 7 and file["info"]["seed"] == "3"


@pytest.mark.parametrize("name,wrong", [("count", -1), ("seed", 2**64), ("level", 2**32 + 2)])
def test_vectors_refuse_what_would_wrap(name, wrong):
    with pytest.raises(assay.AssayError, match=f"{name}: is {wrong}"):
        assay.vectors("uniswap-v2.sqrt", **{name: wrong})


def python(program, **environment):
    """What an interpreter of its own does with a program."""
    return subprocess.run([sys.executable, "-c", program], text=True, capture_output=True,
                          env={**os.environ, **environment}, check=False)


def test_a_pool_that_was_never_opened_goes_silently():
    told = python("import assay\nfor header in ('{', {'format': object()}):\n"
                  "    try: assay.Pool(header)\n"
                  "    except (TypeError, assay.AssayError): print('refused')\n"
                  "try: assay.Pool()\nexcept TypeError: print('refused')")
    assert told.stdout == 3 * "refused\n" and told.stderr == ""


def test_without_a_library():
    told = python("import assay", ASSAY_LIBRARY="/no/such/libassay.so")
    last = told.stderr.strip().split("\n")[-1]
    assert told.returncode == 1 and last.startswith("ImportError: assay: its shared library")
    assert "set ASSAY_LIBRARY" in last


def test_the_wheel_says_its_version_and_licence():
    about = importlib.metadata.metadata("assay-amm")
    assert about["Version"] == assay.version()
    files = [str(file) for file in importlib.metadata.files("assay-amm")]
    assert any(file.endswith("LICENSE") for file in files)


def test_threads_have_pools_of_their_own():
    def quotes(fee):
        with assay.Pool.uniswap_v2(fee=[fee, "1000"]) as pool:
            pool.step("createPool", balances=10**30)
            pool.step("mint", amount0=10**18, amount1=10**18, to=0)
            return [pool.quote(10**15 + i, zero_for_one=True) for i in range(300)]

    fees = ["0", "3", "5", "10"]
    alone = [quotes(fee) for fee in fees]
    with concurrent.futures.ThreadPoolExecutor(len(fees)) as threads:
        assert list(threads.map(quotes, fees)) == alone
    assert len({tuple(list_) for list_ in alone}) == len(fees)


def test_replay():
    report = assay.replay(TRACES / "v2-12.jsonl.xz")
    assert report["operations"] > 1000 and report["differences"] == 0


def test_what_is_refused():
    with pytest.raises(assay.AssayError, match="did you mean uniswap-v2.getAmountOut"):
        assay.call("uniswap-v2.getAmountUot", 1)
    with pytest.raises(assay.AssayError, match="did you mean"):
        assay.call_batch("uniswap-v2.getAmountUot", [[1]])
    with pytest.raises(assay.AssayError, match="takes 3 arguments"):
        assay.call_batch("uniswap-v2.getAmountOut", [[1, 2]])
    with pytest.raises(assay.AssayError, match="case 1: sqrtPriceX96: is no uint160"):
        assay.call_batch("uniswap-v3.getTickAtSqrtRatio", [[2**96], [2**160]])
    for wrong in ([-1, 1, 1], [2**256, 1, 1], [1, 2, "3"]):
        with pytest.raises(assay.AssayError, match="getAmountOut"):
            assay.call_batch("uniswap-v2.getAmountOut", [wrong])
    assert assay.call_batch("uniswap-v2.getAmountOut", []) == []
    with pytest.raises(TypeError):
        assay.call("uniswap-v2.getAmountsOut", 1000, [5000.9, 10000])
    with pytest.raises(assay.AssayError, match="zero byte"):
        assay.call("uniswap-v2.getAmountOut", "1000\0junk", 5000, 10000)
    with pytest.raises(assay.AssayError, match="no/such"):
        assay.replay("no/such/trace.jsonl")
    with pytest.raises(assay.AssayError, match="not one complete JSON object"):
        assay.Pool("{")
    with assay.Pool.uniswap_v2() as pool:
        with pytest.raises(assay.AssayError, match="createPool"):
            pool.step("sync")
    with pytest.raises(assay.AssayError, match="null"):
        pool.step("sync")


def test_speed_of_a_batch():
    """V2 quotes, ints in and out, in the thread's own processor time."""
    cases = [(10**15 + i, 10**21 + i, 3 * 10**21) for i in range(50_000)]
    assay.call_batch("uniswap-v2.getAmountOut", cases[:100])
    start = time.thread_time()
    answers = assay.call_batch("uniswap-v2.getAmountOut", cases)
    seconds = time.thread_time() - start
    a, r, s = cases[-1]
    assert answers[-1] == a * 997 * s // (r * 1000 + a * 997)
    rate = len(cases) / seconds
    print(f"compared {len(cases)}: quotes of Uniswap V2 in a batch, {rate:.0f} a second")
    assert rate >= LEAST_QUOTES_PER_S
