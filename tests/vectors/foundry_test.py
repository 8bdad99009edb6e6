#!/usr/bin/env python3
"""The vectors in Foundry, run by forge from npm, offline: the example project (Uniswap's own code
passes, the planted mistake fails with its whole case), every library's file loaded, a thousand
cases in a second, and the commands of packages/foundry/README.md in an empty project.

Usage: foundry_test.py ASSAY SOURCE_DIR WORK_DIR
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

ASSAY, SOURCE, WORK = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
EXAMPLE = SOURCE / "examples" / "foundry"
MOST_COMMANDS = 5
MOST_MS = 1000  # of forge's own CPU time, for a thousand cases
LIMIT_S = 600
TABLES = 10  # passing tables of the example
ORACLES = {  # tests that ask the engine, and how many inputs of forge's pass
    "testFuzz_mendedQuoter": "100", "testFuzz_ticks": "100", "testFuzz_pair": "100",
    "test_theMistakeIsFound": None, "test_whatCannotBeAskedReverts": None, "test_pool": None,
}

checked = 0


def check(holds, what):
    """Counts, and ends the test at the first thing that does not hold."""
    global checked
    checked += 1
    if not holds:
        sys.exit(f"foundry_test: {what}")


def run(command, where, **more):
    """A command's exit code and all that it printed."""
    paths = [str(pathlib.Path(ASSAY).parent), str(WORK / "node_modules" / ".bin")]
    environment = dict(os.environ, PATH=":".join([*paths, os.environ["PATH"]]), **more)
    done = subprocess.run(
        command, cwd=where, env=environment, timeout=LIMIT_S, check=False, text=True,
        shell=isinstance(command, str), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )
    return done.returncode, done.stdout


def install_example():
    """npm and solc, and the example as a project of its own; packages unless they are there."""
    code, said = run([str(SOURCE / "scripts" / "contracts")], SOURCE)
    check(code == 0, said)
    WORK.mkdir(parents=True, exist_ok=True)
    for name in ("src", "test", "script", "assay"):
        shutil.rmtree(WORK / name, ignore_errors=True)
    shutil.copytree(EXAMPLE, WORK, dirs_exist_ok=True)
    stamp = WORK / "node_modules" / ".installed"
    lock = (EXAMPLE / "package-lock.json").read_text()
    if not stamp.exists() or stamp.read_text() != lock:
        code, said = run(["npm", "ci"], WORK)
        check(code == 0, f"npm ci: {said}")
        stamp.write_text(lock)


def write_vectors(protocol, where, *more):
    """assay vectors PROTOCOL --format foundry."""
    command = [ASSAY, "vectors", protocol, "--format", "foundry", "--out", "assay", *more]
    code, said = run(command, where)
    check(code == 0, said)


def write_loads():
    """A test that loads the file of every library and counts its cases."""
    libraries = []
    total = 0
    for protocol, name in (("uniswap-v2", "UniswapV2"), ("uniswap-v3", "UniswapV3")):
        source = (WORK / "assay" / f"{name}Vectors.sol").read_text()
        opened = r'library (\w+) \{.*?AssayVectors.open\(\s*path,\s*"([^"]+)"'
        found = re.findall(opened, source, re.S)
        files = list((WORK / "assay" / protocol).glob("*_test.json"))
        check(len(found) == len(files) > 0, f"{name}: {len(found)} libraries, {len(files)} files")
        libraries += [(library, f"assay/{algorithm}_test.json") for library, algorithm in found]
        total += sum(json.loads(file.read_text())["numberOfTests"] for file in files)
    lines = "".join(f'    cases += {name}.load("{file}").length;\n' for name, file in libraries)
    imports = ", ".join(name for name, _ in libraries if name.startswith("UniswapV2"))
    others = ", ".join(name for name, _ in libraries if name.startswith("UniswapV3"))
    (WORK / "test" / "Loads.t.sol").write_text(
        "// SPDX-License-Identifier: Apache-2.0\npragma solidity >=0.7.0 <0.9.0;\n"
        f'import {{{imports}}} from "../assay/UniswapV2Vectors.sol";\n'
        f'import {{{others}}} from "../assay/UniswapV3Vectors.sol";\n'
        "contract LoadsTest {\n  function test_loads() public view {\n    uint256 cases = 0;\n"
        f'{lines}    require(cases == {total}, "another number of cases");\n  }}\n}}\n'
    )
    return total


def planted_case(said):
    """The case that forge printed for the planted mistake, numbers as integers."""
    printed = r"QuoterTest\n\[FAIL: returns 0x(\w+) instead of 0x(\w+); the case is (\{.*?\})"
    shown = re.search(printed, said)
    check(shown, f"the planted mistake's case is not printed: {said}")
    case = json.loads(shown[3])
    return int(shown[1], 16), int(shown[2], 16), case


def test_example():
    """Uniswap's own code passes, the planted mistake fails, mended it passes."""
    write_vectors("uniswap-v2", WORK)
    write_vectors("uniswap-v3", WORK)
    cases = write_loads()
    code, said = run(["forge", "test", "--offline"], WORK)
    check(code == 1, f"forge exits with {code}: {said}")
    failed = set(re.findall(r"Encountered \d+ failing tests? in test/(\S+)", said))
    check(failed == {"Quoter.t.sol:QuoterTest"}, f"failing: {failed}: {said}")
    check(said.count("[PASS] table") == TABLES, f"not {TABLES} passing tables: {said}")
    check("[PASS] test_loads()" in said, f"not every file loads: {said}")
    for test, runs in ORACLES.items():
        passed = re.search(rf"\[PASS\] {test}\([\w,]*\) \((runs: (\d+), )?", said)
        check(passed and (passed[2] or None) == runs, f"{test}: not as often as it should: {said}")
    got, expected, shown = planted_case(said)
    file = json.loads((WORK / "assay" / "uniswap-v2" / "getAmountIn_test.json").read_text())
    written = [case for group in file["testGroups"] for case in group["tests"]]
    same = [case for case in written if case["tcId"] == shown["tcId"]]
    check(set(same[0]) == set(shown), f"other keys: {shown}")
    for key, value in same[0].items():
        check(str(value) == str(shown[key]), f"{key}: {shown[key]} instead of {value}")
    check(expected == int(same[0]["amountIn"]) == got + 1, f"{got} and {expected}: {same[0]}")
    return cases


def test_wrong_files():
    """A file of another function, one that is none, one that was decoded wrongly."""
    path = WORK / "assay" / "uniswap-v2" / "getAmountIn_test.json"
    sound = path.read_text()
    other = (WORK / "assay" / "uniswap-v2" / "quote_test.json").read_text()
    for text, problem in (
        (other, "algorithm is uniswap-v2/quote, and this library reads uniswap-v2/getAmountIn"),
        ("{}", "is no canonical vector file"),
        (sound.replace("uint256 tcId", "uint128 tcId", 1), "forgeType is"),
        (sound.replace('"canary":"1"', '"canary":"2"', 1), "is misread: its canary is not 1"),
    ):
        path.write_text(text)
        _, said = run(["forge", "test", "--offline", "--match-test", "test_loads"], WORK)
        check("[FAIL" in said and problem in said, f"not told ({problem}): {said}")
    path.write_text(sound)


def test_thousand():
    """A table of a thousand cases takes less than a second of forge's time."""
    write_vectors("uniswap-v2.getAmountIn", WORK, "--count", "1000", "--seed", "7")
    command = ["forge", "test", "--offline", "--match-contract", "MendedQuoterTest"]
    _, said = run(command, WORK)
    check("(runs: 1000," in said, f"not a thousand cases: {said}")
    time = re.search(r"1 passed.*finished in [\d.]+m?s \(([\d.]+)(µs|ms|s) CPU time\)", said)
    check(time, f"no time told: {said}")
    ms = float(time[1]) * {"µs": 0.001, "ms": 1, "s": 1000}[time[2]]
    check(ms <= MOST_MS, f"a thousand cases take {ms} ms")
    return ms


def test_pipe():
    """The script that answers the pipe's lines by the published router."""
    command = [ASSAY, "gen", "uniswap-v2.getAmountOut", "--inputs-only", "--count", "500"]
    code, said = run(command, WORK)
    check(code == 0, said)
    (WORK / "cases.jsonl").write_text(said)
    code, said = run(["forge", "script", "--offline", "script/Pipe.s.sol"], WORK)
    check(code == 0, said)
    code, said = run([ASSAY, "verify", "uniswap-v2.getAmountOut", "answers.jsonl"], WORK)
    check(code == 0 and said.startswith("verified 500 cases"), said)


def test_five_commands():
    """The README's commands, in a project that has a pair with a mistake; then mended."""
    readme = (SOURCE / "packages" / "foundry" / "README.md").read_text()
    commands = re.search(r"```\n(.*?)```", readme, re.S)[1].strip().split("\n")
    check(0 < len(commands) <= MOST_COMMANDS, f"{len(commands)} commands")
    project = WORK / "empty_project"
    shutil.rmtree(project, ignore_errors=True)
    (project / "src").mkdir(parents=True)
    pair = (SOURCE / "examples" / "stranger" / "Pair.sol").read_text()
    (project / "src" / "Pair.sol").write_text(pair)
    compiler = SOURCE / "tests" / "evm" / "foundry" / "solc.cjs"
    (project / "foundry.toml").write_text(
        f'[profile.default]\nsolc = "{compiler}"\noffline = true\nvia_ir = true\n'
    )
    modules = {"ASSAY_SOLC_MODULES": str(SOURCE / "build" / "contracts")}
    for command in commands[:-1]:
        code, said = run(command, project, **modules)
        check(code == 0, f"{command}: {said}")
    code, said = run(commands[-1], project, **modules)
    check(code == 1 and "the pair refuses the amount" in said, f"the mistake passes: {said}")
    mistake = "require(times(kept0, kept1) > times("
    mended = pair.replace(mistake, mistake.replace(">", ">="))
    check(mended != pair, "the mistake is not where it was")
    (project / "src" / "Pair.sol").write_text(mended)
    code, said = run(commands[-1], project, **modules)
    passes = "[PASS] tableSwapPaysWhatVectorsSay" in said
    check(code == 0 and passes, f"the mended pair fails: {said}")
    return len(commands)


def main():
    """Everything, in one project."""
    install_example()
    cases = test_example()
    test_wrong_files()
    ms = test_thousand()
    test_pipe()
    commands = test_five_commands()
    print(
        f"compared {checked}: forge on the example, {cases} cases loaded, 1000 cases in"
        f" {ms:.0f} ms, {commands} commands from an empty project"
    )


main()
