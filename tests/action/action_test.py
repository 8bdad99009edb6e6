#!/usr/bin/env python3
"""The GitHub Action: action.yml by its schema, and its steps run as a runner does, on a subject
that is right, one that is wrong, and wrong inputs.

Usage: action_test.py ASSAY SOURCE_DIR WORK_DIR
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import xml.etree.ElementTree as xml

from runner import Failed, Runner

ASSAY, SOURCE, WORK = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
HERE = SOURCE / "tests" / "action"
ACTION = SOURCE / "action.yml"
MODULES = ("package.json", "package-lock.json", ".npmrc")
RIGHT = f"pipe:{ASSAY} serve"
WRONG = f"pipe:{ASSAY} serve | sed -u 's/UniswapV2: K/UniswapV2: `k`|<b>/'"

checked = 0


def check(holds, what):
    """Counts, and ends the test at the first thing that does not hold."""
    global checked
    checked += 1
    if not holds:
        sys.exit(f"action_test: {what}")


def install():
    """npm's schema and parser, unless they are there."""
    WORK.mkdir(parents=True, exist_ok=True)
    stamp = WORK / "node_modules" / ".installed"
    lock = (HERE / "package-lock.json").read_text()
    if not stamp.exists() or stamp.read_text() != lock:
        for name in MODULES:
            shutil.copy(HERE / name, WORK / name)
        subprocess.run(["npm", "ci"], cwd=WORK, check=True, capture_output=True)
        stamp.write_text(lock)


def validated(path):
    """Does the schema of actions accept the file?"""
    program = WORK / "node_modules" / ".bin" / "action-validator"
    return subprocess.run([program, path], capture_output=True, text=True, check=False)


def read_action():
    """action.yml, valid; and a file that is not."""
    accepted = validated(ACTION)
    check(accepted.returncode == 0, accepted.stdout + accepted.stderr)
    spoiled = WORK / "spoiled" / "action.yml"
    spoiled.parent.mkdir(exist_ok=True)
    spoiled.write_text(ACTION.read_text().replace("using: composite", "using: nothing"))
    check(validated(spoiled).returncode != 0, "the validator accepts an unknown kind of action")
    command = ["node", HERE / "action_as_json.cjs", WORK, ACTION]
    return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)


def failure(runner, **inputs):
    """How a run fails that must fail."""
    try:
        runner.run(**inputs)
    except Failed as failed:
        return failed
    sys.exit(f"action_test: {inputs} does not fail: {runner.log}")


def corpus_of(runner):
    """How many sequences the newest saved corpus has."""
    saved = sorted((runner.machine / "caches").glob("assay-corpus-uniswap-v2-1*"))
    return len(list(saved[-1].iterdir())) if saved else 0


def test_right(runner, common):
    """Nothing is found; the corpus of one night is where the next begins."""
    outputs = runner.run(subject=RIGHT, **common)
    check(outputs["found"] == "false" and outputs["trace"] == "", f"{outputs}: {runner.log}")
    check(outputs["foundry"] == "", f"{outputs}")
    check("no difference, no violation" in runner.summary, runner.summary)
    check("nothing was found" in runner.log, runner.log)
    check(runner.used == ["actions/cache", "actions/upload-artifact"], f"{runner.used}")
    kept = runner.machine / "artifacts" / "assay-uniswap-v2-1"
    check((kept / "report.json").exists() and not (kept / "errors.txt").exists(), "the artifact")
    first = corpus_of(runner)
    check(first > 0, "no corpus is kept")
    shutil.rmtree(runner.workspace / ".assay-corpus")
    runner.run(subject=RIGHT, seed="77", **common)
    check(corpus_of(runner) >= first, "the corpus of the first run is not where the second began")
    return first


def test_wrong(runner, common):
    """It is found, shown and kept; the job fails, unless it shall not."""
    failed = failure(runner, subject=WRONG, code_scanning="true", **common)
    check(failed.code == 1 and "::error title=Assay::the contract differs" in failed.output, failed)
    check("github/codeql-action/upload-sarif" in runner.used, f"{runner.used}")
    kept = runner.machine / "artifacts" / "assay-uniswap-v2-1"
    for name in ("counterexample.jsonl", "report.json", "assay.sarif", "assay.xml"):
        check((kept / name).exists(), f"{name} is not in the artifact")
    (run,) = json.loads((kept / "assay.sarif").read_text())["runs"]
    check(len(run["results"]) == 1, f"{run['results']}")
    check(len(xml.parse(kept / "assay.xml").getroot().findall(".//failure")) == 1, "JUnit")
    steps = json.loads((kept / "report.json").read_text())["failure"]["steps"]
    check(f"({steps} operations)" in runner.summary, runner.summary)
    check("1. createPool(" in runner.summary, runner.summary)
    check("UniswapV2: &#96;k&#96;&#124;&lt;b&gt;" in runner.summary, runner.summary)
    outputs = runner.outputs["campaign"]
    check(outputs["found"] == "true", f"{outputs}")
    check((runner.workspace / outputs["trace"]).exists(), f"{outputs}")
    environment = {**os.environ, "ASSAY_ACTION_FOUND": "true", "ASSAY_ACTION_FAIL": "false"}
    kind = subprocess.run([SOURCE / "scripts" / "action", "judge"], env=environment, check=False,
                          capture_output=True, text=True)
    check(kind.returncode == 0 and "::error" in kind.stdout, f"{kind}")


def test_refused(runner, common):
    """Wrong inputs end the job with the program's own words, before anything is judged."""
    rows = [
        ({"subject": "no/such.json"}, "no/such.json"),
        ({"subject": RIGHT, "options": "--no-such-option 1"}, "--no-such-option"),
        ({"subject": "x; touch injected", "seconds": "$(touch injected)"}, "--seconds"),
        ({"subject": RIGHT, "program": "no/such/program"}, "no/such/program is no program"),
    ]
    for inputs, expected in rows:
        failed = failure(runner, **{**common, **inputs})
        said = [line for line in failed.output.splitlines() if line.startswith("::error")]
        check(failed.code == 2 and len(said) == 1 and expected in said[0], f"{inputs}: {failed}")
    check(not (runner.workspace / "injected").exists(), "an input became a command")


def test_identity(runner, common):
    """What the cached program depends on: the same sources, the same key."""
    keys = set()
    for _ in range(2):
        runner.run(subject=RIGHT, **common)
        keys.add(runner.outputs["program"]["sources"])
    check(len(keys) == 1 and len(keys.pop()) == 32, f"{keys}")


def main():
    """The schema, then the runs."""
    install()
    action = read_action()
    workspace, machine = WORK / "workspace", WORK / "machine"
    for folder in (workspace, machine):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
    runner = Runner(action, SOURCE, workspace, machine)
    common = {"protocol": "uniswap-v2", "program": ASSAY, "seconds": "0",
              "options": "--operations 6000"}
    sequences = test_right(runner, common)
    test_wrong(runner, common)
    test_refused(runner, common)
    test_identity(runner, common)
    print(f"compared {checked}: steps of the GitHub Action; {sequences} sequences kept over night")


main()
