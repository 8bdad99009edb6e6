#!/usr/bin/env python3
"""A stranger's contract from outside: the example is found out, its mended twin is not, and wrong
inputs end in a finding or one clear line.

Usage: stranger_test.py ASSAY SOURCE_DIR WORK_DIR MODULES
MODULES has node_modules/solc (scripts/contracts).
"""

import json
import pathlib
import subprocess
import sys

ASSAY, SOURCE, WORK, MODULES = sys.argv[1:5]
EXAMPLE = pathlib.Path(SOURCE) / "examples" / "stranger"
WORK = pathlib.Path(WORK)
LIMIT_S = 240  # no run may hang

checked = 0


def check(holds, what):
    """Counts, and ends the test at the first thing that does not hold."""
    global checked
    checked += 1
    if not holds:
        sys.exit(f"stranger_test: {what}")


def run(*arguments):
    """An assay command: exit code, standard output, standard error."""
    command = [ASSAY, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT_S, check=False)
    return done.returncode, done.stdout, done.stderr


def parts_of(config):
    """The tables of a configuration, by name, each with its heading."""
    parts = {}
    for line in config.splitlines(keepends=True):
        if line.startswith("["):
            name = line[1 : line.index("]")]
            parts[name] = ""
        if parts:
            parts[name] += line
    return parts


def compiled(name, *mode):
    """The example's artifact, compiled when its source is newer."""
    path = WORK / name
    sources = ("Pair.sol", "StablePair.sol", "compile.mjs")
    newest = max((EXAMPLE / file).stat().st_mtime for file in sources)
    if not path.exists() or path.stat().st_mtime < newest:
        command = ["node", str(EXAMPLE / "compile.mjs"), MODULES, str(path), *mode]
        subprocess.run(command, check=True)
    return path


def fuzz(artifact, *more):
    """A campaign against an artifact: exit code and the JSON document."""
    code, out, error = run("fuzz", "uniswap-v2", "--subject", artifact, "--json", *more)
    check(code in (0, 1), f"{artifact}: exit {code}: {error}")
    return code, json.loads(out)


def the_example_is_found_out():
    """The planted mistake, as small as it can be; its trace tells the two contracts apart."""
    pair, mended = compiled("Pair.json"), compiled("Mended.json", "--mended")
    out = WORK / "found"
    code, told = fuzz(pair, "--operations", 20000, "--out", out)
    check(code == 1 and told["found"], "the mistake of the example is not found")
    check(told["failure"]["steps"] <= 5, f"{told['failure']['steps']} steps")
    check("UniswapV2: K" in told["failure"]["got"], told["failure"])
    trace = out / "counterexample.jsonl"
    check(run("replay", trace, "--subject", pair)[0] == 1, "the trace does not show the mistake")
    check(run("replay", trace, "--subject", mended)[0] == 0, "the mended pair differs")
    test = (out / "Counterexample.t.sol").read_text()
    check("function test_counterexample()" in test, "no Foundry test is written")
    check(told["failure"]["whyNoFoundry"] is None, told["failure"])
    told = fuzz(pair, "--operations", 20000)[1]["failure"]
    check(told["foundry"] is None and "--out" in told["whyNoFoundry"], told)
    code, told = fuzz(mended, "--operations", 20000, "--out", out)
    check(code == 0 and told["operations"] >= 20000, f"an alarm on the mended pair: {told}")
    check(not trace.exists(), "an earlier campaign's counterexample lies beside a clean report")


def a_fork_is_held_against_its_own_rules():
    """No alarm with the right configuration; one, or one clear line, without any part of it."""
    fork = compiled("Fork.json", "--fork")
    config = (EXAMPLE / "subject.toml").read_text()
    parts = parts_of(config)
    right = f"{fork}@{written('right.toml', config)}"
    out = WORK / "fork"
    code, told = fuzz(right, "--operations", 20000, "--out", out)
    check(code == 0, f"an alarm on the fork: {told['failure']}")
    lenient = config.replace("[reverts.reasons]", "[reverts]\nignored = true\n[reverts.reasons]")
    lenient = lenient.replace('"PAID TOO', '"PAID FAR TOO')
    name = f"{fork}@{written('lenient.toml', lenient)}"
    check(fuzz(name, "--operations", 5000)[0] == 0, "an ignored reason is an alarm")
    refused = {
        "functions": "lacks skim(address)",
        "constructor": "constructor(address) fails",
        "libraries": "needs the library Pair.sol:Roots",
    }
    for left_out in parts:
        rest = "".join(text for part, text in parts.items() if part != left_out)
        name = f"{fork}@{written('partial.toml', rest)}"
        code, _, error = run("fuzz", "uniswap-v2", "--subject", name, "--operations", 20000)
        expected = 2 if left_out in refused else 1
        check(code == expected, f"without [{left_out}]: exit {code}: {error}")
        check(refused.get(left_out, "") in error, f"without [{left_out}]: {error}")
    far = json.loads(fork.read_text())
    far["bytecode"]["linkReferences"]["Pair.sol"]["Roots"][0]["start"] = 2**63 - 1
    loop = config.replace("Fork.Roots.json", "Fork.json@loop.toml")
    for name, expected in (
        (f"{written('Far.json', far)}@{written('right.toml', config)}", "beyond its bytecode"),
        (f"{fork}@{written('loop.toml', loop)}", "has a configuration of its own"),
    ):
        code, _, error = run("fuzz", "uniswap-v2", "--subject", name, "--operations", 1000)
        check(code == 2 and expected in error and error.count("\n") == 1, f"{name}: {error}")
    wrong = f"{fork}@{written('wrong.toml', config.replace('25,', '26,'))}"
    code, told = fuzz(wrong, "--operations", 20000, "--out", out)
    check(code == 1 and told["failure"]["steps"] <= 5, f"another fee: {told}")
    trace = out / "counterexample.jsonl"
    check(run("replay", trace, "--subject", wrong)[0] == 1, "the trace does not show the fee")
    test = (out / "Counterexample.t.sol").read_text()
    check("link(code, 1450, library_)" in test, "the library is not linked in the Foundry test")
    check("function pairCall(address" in test, "no actor answers the pair's own callback")


def invariants_alone_judge_another_curve():
    """A pair with a curve that no reference computes: right, and with two mistakes."""
    config = written("stable.toml", (EXAMPLE / "stable.toml").read_text())
    right = f"{compiled('Stable.json', '--stable')}@{config}"
    out = WORK / "alone"
    code, told = fuzz(right, "--operations", 6000, "--out", out)
    check(code == 0 and told["operations"] == 6000, f"an alarm on the right pair: {told}")
    check(told["coverage"]["comparisons"] > 30000, f"hardly anything was checked: {told}")
    for minimum in ("unlocked", "locked"):
        name = f"{compiled(f'{minimum}.json', f'--{minimum}')}@{config}"
        code, told = fuzz(name, "--operations", 6000)
        check(code == 0, f"an alarm on a pair with another minimum: {told['failure']}")
    for mistake in ("rebate", "rounded"):
        wrong = f"{compiled(f'{mistake}.json', f'--{mistake}')}@{config}"
        code, told = fuzz(wrong, "--operations", 20000, "--out", out)
        check(code == 1, f"{mistake} is not found: {told}")
        found = told["failure"]
        check(found["kind"] == "invariant" and found["field"] == "V2-SHARE-2", found)
        check(found["steps"] <= 5, found)
        test = (out / "Counterexample.t.sol").read_text()
        check('INVARIANT = "V2-SHARE-2"' in test and found["whyNoFoundry"] is None, found)
        trace = out / "counterexample.jsonl"
        code, _, _ = run("replay", trace, "--subject", wrong)
        check(code == 1, f"{mistake}: the trace does not show the mistake")
        code, _, error = run("replay", trace, "--subject", right)
        check(code == 0, f"{mistake}: the right pair violates something, too: {error}")
        code, told = fuzz(wrong, "--operations", 4000, "--invariants", "V2-LP-1,V2-SYNC-1")
        check(code == 0 and told["coverage"]["comparisons"] > 0, f"{mistake}: {told['failure']}")
    abi = json.loads((WORK / "Stable.json").read_text())["abi"]
    empty = {"abi": abi, "bytecode": init_code("00")}
    code, told = fuzz(f"{written('silent.json', empty)}@{config}", "--operations", 10, "--out", out)
    found = told["failure"]
    check(found["foundry"] is None and "is no invariant" in found["whyNoFoundry"], found)
    rows = [
        ((right, "--invariants", "V2-SYNC-1,V2-K-1"), '"V2-K-1" does not hold of every curve'),
        ((right, "--invariants", "none"), "nothing else judges"),
        ((right, "--subject", "evm"), "fuzz it alone"),
        ((WORK / "Stable.json",), "lacks price0CumulativeLast()"),
    ]
    for arguments, expected in rows:
        code, _, error = run("fuzz", "uniswap-v2", "--subject", *arguments, "--operations", 1000)
        check(code == 2, f"{arguments}: exit {code}")
        check(expected in error and error.count("\n") == 1, f"{arguments}: {error}")
    pool = "@uniswap/v3-core/artifacts/contracts/UniswapV3Pool.sol/UniswapV3Pool.json"
    pool = pathlib.Path(MODULES) / "node_modules" / pool
    code, _, error = run("fuzz", "uniswap-v3", "--subject", f"{pool}@{config}")
    check(code == 2 and "a V3 pool needs one" in error, error)


def the_uniform_profile_draws_otherwise():
    """Other operations, judged alike: no difference, and the mistake at equality is not met."""
    pair, mended = compiled("Pair.json"), compiled("Mended.json", "--mended")
    code, told = fuzz(mended, "--operations", 5000, "--profile", "uniform")
    check(code == 0 and told["profile"] == "uniform", f"{told}")
    check(0 < told["reverted"] < told["operations"], f"{told}")
    code, told = fuzz(pair, "--operations", 5000, "--profile", "uniform")
    check(code == 0, f"uniform draws met an equality: {told}")
    code, _, error = run("fuzz", "uniswap-v2", "--profile", "unifrom", "--operations", 10)
    check(code == 2 and "unifrom" in error and error.count("\n") == 1, error)


def wrong_configurations_are_one_line():
    """What a configuration may not say: exit 2, with the place and the mend."""
    mended = compiled("Mended.json", "--mended")
    rows = [
        ("[rule]\n", "did you mean rules?"),
        ("[rules]\nfees = [3, 1000]\n", "did you mean fee?"),
        ("[rules]\nfee = 3\n", "rules.fee: is no list of 2 numbers"),
        ("[rules]\nfee = [1001, 1000]\n", "rules.fee: is 1001/1000"),
        ("[rules]\nk_scale = 0\n", "rules.k_scale: is 0"),
        ('[functions]\n"skin(address)" = "sweep(address)"\n', 'did you mean "skim(address)"?'),
        ('[functions]\n"skim(address)" = "sweep(address)"\n', "lacks sweep(address)"),
        ('[constructor]\narguments = ["token2"]\n', "is no word"),
        ('[libraries]\n"src/A.sol:A" = "A.json"\n', 'needs no "src/A.sol:A"'),
        ('[events]\nignored = ["Sync"]\n', 'ignored: has "Sync"'),
        ('[reverts.reasons]\n"A" = "UniswapV2: KK"\n', 'did you mean "UniswapV2: K"?'),
        ('[rules]\nprefix = "My"\n[reverts.reasons]\n"A" = "UniswapV2: INVALID_TO"\n',
         'did you mean "My: INVALID_TO"?'),
        ('[curve]\nreference = "nothing"\n', "did you mean none?"),
        ('[curve]\nreference = "none"\n[rules]\nfee = [3, 1000]\n', "rules: say what"),
        ("not toml", "is no TOML"),
    ]
    for text, expected in rows:
        name = f"{mended}@{written('bad.toml', text)}"
        code, _, error = run("fuzz", "uniswap-v2", "--subject", name, "--operations", 1000)
        check(code == 2, f"{text!r}: exit {code}")
        check(expected in error and error.count("\n") == 1, f"{text!r}: {error}")


def written(name, content):
    """A wrong artifact."""
    path = WORK / name
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def init_code(runtime):
    """Creation code that deploys this runtime code, of at most 255 bytes."""
    return f"0x60{len(runtime) // 2:02x}600c60003960{len(runtime) // 2:02x}6000f3" + runtime


def wrong_inputs_are_one_line():
    """What cannot be run: exit 2, one line, which says what is wrong."""
    abi = json.loads(compiled("Pair.json").read_text())["abi"]
    mint = {"type": "function", "name": "mint", "inputs": [{"type": "address"}]}
    rows = [
        ("no_json.json", "not json", "not a readable JSON artifact"),
        ("empty.json", {}, "has no bytecode"),
        ("interface.json", {"abi": [], "bytecode": "0x"}, "has no bytecode"),
        ("unlinked.json", {"bytecode": "0x73__$" + "0" * 34 + "$__63"}, "library"),
        ("many.json", {"contracts": {}}, "many contracts"),
        ("lacks.json", {"abi": [mint], "bytecode": "0x00"}, "lacks burn(address)"),
        ("reverts.json", {"abi": abi, "bytecode": "0x60006000fd"}, "constructor"),
        ("no_abi.json", {"bytecode": "0x00"}, "has no ABI"),
        ("no_list.json", {"abi": {}, "bytecode": "0x00"}, "has no ABI"),
        ("missing.json", None, "not a readable JSON artifact"),
        ("twice.json", '{"bytecode":"0x00","bytecode":"0x01"}', "holds bytecode twice"),
    ]
    for name, content, expected in rows:
        path = WORK / name if content is None else written(name, content)
        code, _, error = run("fuzz", "uniswap-v2", "--subject", path, "--operations", 1000)
        check(code == 2, f"{name}: exit {code}")
        check(expected in error and error.count("\n") == 1, f"{name}: {error}")


def wrong_states_are_one_line():
    """What cannot be a dumped chain: exit 2, one line."""
    address = "0x" + "12" * 20
    shouted = "0x" + "AB" * 20
    rows = [
        (f"evm:{address}", None, "is unknown"),
        ("evm:0x12", {}, "names no address"),
        (f"evm:{address}", {address: {"code": "0x"}}, "has no code"),
        (f"evm:{address}", {address: {"code": "0x0"}}, "odd number of digits"),
        (f"evm:{address}", {address: {"code": "0x00"}}, "does not answer factory()"),
        (f"evm:{address}", [], "holds no accounts"),
        (f"evm:{address}", {address: {"code": "0x00", "storage": {"0x0": 1}}}, "is no text"),
        (f"evm:{address}", {address: {"code": "0x00", "storage": [1]}}, "is no object"),
        (f"evm:{address}", {address: {"code": "0x00", "storage": {"0x": "0x1"}}}, "no digits"),
        # Answers every view with one word, of zero: without storage, and no pair.
        (f"evm:{address}", {address: {"code": "0x60206000f3"}}, "cannot have the tokens"),
        (f"evm:{address}", "not json", "not a readable JSON state"),
        (f"evm:{address}", f'{{"{address}":{{"code":"0x00","code":"0x01"}}}}', "code twice"),
        (f"evm:{address}", {address: {"code": "0x00", "storage": {"0x1": "0x1", "0x01": "0x2"}}},
         f"holds a slot of {address} twice"),
        (f"evm:{shouted}", {shouted: {"code": "0x00"}, shouted.lower(): {"code": "0x01"}},
         "holds an account twice"),
    ]
    for name, content, expected in rows:
        if content is not None:
            name += f"@{written('state.json', content)}"
        code, _, error = run("fuzz", "uniswap-v2", "--subject", name, "--operations", 1000)
        check(code == 2, f"{name}: exit {code}: {error}")
        check(expected in error and error.count("\n") == 1, f"{name}: {error}")


def misbehaviour_is_a_finding():
    """What runs and is no pool: exit 1, before long."""
    rows = [
        ("destroys_itself", "33ff"),
        ("loops", "5b600056"),
        ("answers_a_byte", "60016000f3"),
        ("answers_ones", "6000198060005260205260406000f3"),
        ("emits", "600060006001a1600060206000f3"),
        ("wastes_memory", "67ffffffffffffffff600052600067fffffffffffffffff3"),
        ("is_empty", "00"),
    ]
    pool = "@uniswap/v3-core/artifacts/contracts/UniswapV3Pool.sol/UniswapV3Pool.json"
    abis = {
        "uniswap-v2": compiled("Pair.json"),
        "uniswap-v3": pathlib.Path(MODULES) / "node_modules" / pool,
    }
    for name, runtime in rows:
        for protocol, artifact in abis.items():
            abi = json.loads(artifact.read_text())["abi"]
            path = written(f"{name}.json", {"abi": abi, "bytecode": init_code(runtime)})
            code, out, error = run(
                "fuzz", protocol, "--subject", path, "--operations", 1000, "--json"
            )
            check(code == 1, f"{name} as {protocol}: exit {code}: {error}")
            check(json.loads(out)["found"], f"{name}: not found")


def main():
    """Everything, in order."""
    WORK.mkdir(parents=True, exist_ok=True)
    the_example_is_found_out()
    a_fork_is_held_against_its_own_rules()
    invariants_alone_judge_another_curve()
    the_uniform_profile_draws_otherwise()
    wrong_configurations_are_one_line()
    wrong_inputs_are_one_line()
    wrong_states_are_one_line()
    misbehaviour_is_a_finding()
    print(f"compared {checked}: answers about strangers' contracts")


main()
