#!/usr/bin/env python3
"""The Foundry tests that campaigns write fail on the stranger's contract and pass on the right one:
run by forge, offline, for V2 on the example, for V3 on the published pool with another reason, and
for each invariant that a contract can violate.

Usage: foundry_test.py ASSAY SOURCE_DIR WORK_DIR MODULES EXAMPLE_DIR
MODULES has node_modules of scripts/contracts; EXAMPLE_DIR the artifacts of examples/stranger.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys

import invariants

ASSAY, SOURCE, WORK, MODULES, EXAMPLE = sys.argv[1:6]
HERE = pathlib.Path(SOURCE) / "tests" / "evm" / "foundry"
WORK = pathlib.Path(WORK)
POOL = "node_modules/@uniswap/v3-core/artifacts/contracts/UniswapV3Pool.sol/UniswapV3Pool.json"
LIMIT_S = 600

checked = 0


def check(holds, what):
    """Counts, and ends the test at the first thing that does not hold."""
    global checked
    checked += 1
    if not holds:
        sys.exit(f"foundry_test: {what}")


def install_forge():
    """npm's forge, unless it is there."""
    stamp = WORK / "node_modules" / ".installed"
    lock = (HERE / "package-lock.json").read_text()
    if not stamp.exists() or stamp.read_text() != lock:
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(HERE / name, WORK / name)
        subprocess.run(["npm", "ci"], cwd=WORK, check=True, capture_output=True)
        stamp.write_text(lock)
    return WORK / "node_modules" / "@foundry-rs" / "forge-linux-amd64" / "bin" / "forge"


def forge_says(forge, project, code=None):
    """What forge says of the project's one test: PASS or FAIL."""
    environment = dict(os.environ, ASSAY_SOLC_MODULES=MODULES)
    if code is not None:
        environment["ASSAY_CREATION_CODE"] = code
    command = [str(forge), "test", "--offline"]
    done = subprocess.run(
        command, cwd=project, env=environment, capture_output=True, text=True, timeout=LIMIT_S,
        check=False,
    )
    if "[PASS] test_counterexample()" in done.stdout and done.returncode == 0:
        return "PASS"
    if "test_counterexample()" in done.stdout and "[FAIL" in done.stdout:
        return "FAIL"
    sys.exit(f"foundry_test: forge has no verdict: {done.stdout}{done.stderr}")


def tell_apart(forge, name, protocol, wrong, right_code):
    """A campaign against the wrong artifact, and its test on both codes."""
    project = WORK / name
    shutil.rmtree(project, ignore_errors=True)
    (project / "test").mkdir(parents=True)
    command = [ASSAY, "fuzz", protocol, "--subject", str(wrong), "--operations", "20000"]
    done = subprocess.run(
        [*command, "--out", str(project)], capture_output=True, text=True, check=False
    )
    check(done.returncode == 1, f"{name}: exit {done.returncode}: {done.stderr}")
    shutil.move(project / "Counterexample.t.sol", project / "test" / "Counterexample.t.sol")
    (project / "foundry.toml").write_text(
        f'[profile.default]\nsrc = "src"\ntest = "test"\nsolc = "{HERE / "solc.cjs"}"\n'
    )
    check(forge_says(forge, project) == "FAIL", f"{name}: passes on the wrong contract")
    check(forge_says(forge, project, right_code) == "PASS", f"{name}: fails on the right contract")


def main():
    """V2, then V3."""
    WORK.mkdir(parents=True, exist_ok=True)
    forge = install_forge()
    example = pathlib.Path(EXAMPLE)
    mended = json.loads((example / "Mended.json").read_text())["bytecode"]["object"]
    tell_apart(forge, "pair", "uniswap-v2", example / "Pair.json", mended)

    artifact = json.loads((pathlib.Path(MODULES) / POOL).read_text())
    published = artifact["bytecode"]
    reason, another = "TLU".encode().hex(), "TLX".encode().hex()
    check(published.count(reason) == 1, "the reason TLU is not in the published pool once")
    artifact["bytecode"] = published.replace(reason, another)
    wrong = WORK / "UniswapV3Pool.json"
    wrong.write_text(json.dumps(artifact))
    tell_apart(forge, "pool", "uniswap-v3", wrong, published)
    environment = dict(os.environ, ASSAY_SOLC_MODULES=MODULES)
    tests = invariants.told_apart(
        ASSAY, SOURCE, MODULES, WORK, forge, environment, check, example
    )
    check(tests >= 20, f"only {tests} tests of violated invariants")
    print(f"compared {checked}: verdicts of forge on counterexamples")


main()
