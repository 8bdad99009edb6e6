#!/usr/bin/env python3
"""How long until a known-wrong variant of a published pool is found: `assay fuzz` with either
profile, and forge's fuzz and invariant tests with the differential harness beside this file.

Usage: python3 bench/detection/run.py [--seconds 60] [--seeds 1,2,3] [--all] [--only REGEX]
                                      [--without-forge] [--assay PROGRAM] [--out FILE]

Takes the sample of tests/evm/mutants/catalog.json (--all: every mutant of it), builds it as
scripts/mutants does, and prints a table in Markdown. Of the seeds the middle one counts, where a
miss is later than anything; forge gets one seed. Everything runs one after the other. Exit code 1
when `assay fuzz` misses a mutant with boundaries, 2 when there was nothing to run.
"""

import argparse
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CATALOGUE = ROOT / "tests" / "evm" / "mutants"
FORGE_PACKAGE = ROOT / "tests" / "evm" / "foundry"
COMPILER = ROOT / "build" / "contracts"  # has npm's solc (scripts/contracts)
MISSED = "–"
FUZZ_STEPS = 8  # of testFuzz_same, whose counterexamples forge does not shorten
INVARIANT_DEPTH = 100  # of foundry.toml
DIFFERENCES = ("one accepts it", "answer or reason", "events", "state")  # as the harness says


def wanted(arguments):
    """The entries to run."""
    entries = json.loads((CATALOGUE / "catalog.json").read_text())["entries"]
    return [
        entry for entry in entries
        if entry["kind"] == "mutant" and entry.get("required", True)
        and (arguments.all or entry.get("sample", False))
        and re.search(arguments.only, entry["id"])
    ]


def build(entries):
    """Compiles the entries; the folder of their artifacts."""
    folder = ROOT / "build" / "mutants"
    folder.mkdir(parents=True, exist_ok=True)
    install(CATALOGUE, folder)
    pattern = "^(" + "|".join(re.escape(entry["id"]) for entry in entries) + ")$"
    subprocess.run(
        ["node", "--stack-size=4000", str(CATALOGUE / "build.mjs"),
         str(CATALOGUE / "catalog.json"), str(folder), str(folder / "artifacts"), pattern],
        check=True, stdout=sys.stderr)
    return folder / "artifacts"


def install(package, folder):
    """npm's packages by their lock file, unless they are there."""
    stamp = folder / "node_modules" / ".installed"
    lock = (package / "package-lock.json").read_text()
    if stamp.exists() and stamp.read_text() == lock:
        return
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(package / name, folder / name)
    subprocess.run(["npm", "ci"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    stamp.write_text(lock)


def middle(runs):
    """Of (operations, seconds, steps) the middle one; misses are None and come last."""
    found = sorted((run for run in runs if run is not None), key=lambda run: run[1])
    place = (len(runs) - 1) // 2
    return found[place] if place < len(found) else None


def campaign(arguments, entry, artifact, profile):
    """(operations, seconds, steps) of the middle seed, or None."""
    runs = []
    for seed in arguments.seeds.split(","):
        done = subprocess.run(
            [arguments.assay, "fuzz", entry["protocol"], "--subject", str(artifact), "--seconds",
             str(arguments.seconds), "--seed", seed, "--profile", profile, "--json"],
            capture_output=True, text=True, check=False)
        if done.returncode not in (0, 1):
            sys.exit(f"detection: {entry['id']}: {done.stderr}")
        told = json.loads(done.stdout)
        found = told["failure"]
        runs.append(found and (told["operations"], told["seconds"], found["steps"]))
    return middle(runs)


def forge_project():
    """The harness where forge can work on it; forge's path and the project's."""
    package = ROOT / "build" / "foundry"
    package.mkdir(parents=True, exist_ok=True)
    install(FORGE_PACKAGE, package)
    forge = package / "node_modules" / "@foundry-rs" / "forge-linux-amd64" / "bin" / "forge"
    project = ROOT / "build" / "detection"
    project.mkdir(parents=True, exist_ok=True)
    for source in HERE.glob("*.sol"):
        shutil.copy(source, project)
    settings = (HERE / "foundry.toml").read_text()
    compiler = f'[profile.default]\nsolc = "{FORGE_PACKAGE / "solc.cjs"}"'
    settings = settings.replace("[profile.default]", compiler)
    (project / "foundry.toml").write_text(settings)
    return forge, project


def creation_code(path):
    """Creation code of an artifact, in hexadecimal."""
    return json.loads(path.read_text())["bytecode"]


def forge_finds(arguments, forge, project, artifacts, entry, test):
    """(calls at most, seconds, steps) until forge's test fails, or None; ends the program when
    forge cannot run it. The seconds are of the whole command, which compiles nothing.
    """
    number = entry["protocol"][-1]
    contract = f"UniswapV{number}DifferentialTest"
    environment = dict(
        os.environ, ASSAY_SOLC_MODULES=str(COMPILER), FOUNDRY_FUZZ_SEED="1",
        FOUNDRY_FUZZ_TIMEOUT=str(arguments.seconds),
        FOUNDRY_INVARIANT_TIMEOUT=str(arguments.seconds),
        RIGHT_CODE=creation_code(artifacts / f"{entry['protocol']}.json"),
        WRONG_CODE=creation_code(artifacts / f"{entry['id']}.json"))
    shutil.rmtree(project / "cache" / "fuzz", ignore_errors=True)
    shutil.rmtree(project / "cache" / "invariant", ignore_errors=True)
    begin = time.monotonic()
    done = subprocess.run(
        [str(forge), "test", "--offline", "--json", "--match-contract", contract,
         "--match-test", f"{test}_same"],
        cwd=project, env=environment, capture_output=True, text=True, check=False)
    seconds = time.monotonic() - begin
    try:
        suites = json.loads(done.stdout.strip().splitlines()[-1])
        (result,) = [one for suite in suites.values() for one in suite["test_results"].values()]
    except (IndexError, ValueError):
        sys.exit(f"detection: forge has no verdict: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    if result["status"] == "Success":
        return None
    kind = next(iter(result["kind"].values()))
    example = result.get("counterexample")
    if not example or not result.get("reason") in DIFFERENCES:
        sys.exit(f"detection: {entry['id']}: forge fails otherwise: {result.get('reason')}")
    sequence = example.get("Sequence")
    length = len(sequence[-1]) if sequence else FUZZ_STEPS
    # Forge counts whole sequences: the last one ended early.
    each = FUZZ_STEPS if test == "testFuzz" else INVARIANT_DEPTH
    return (kind["runs"] + 1) * each, seconds, length


def check_harness(arguments, forge, project, artifacts, entries):
    """Compiles the harness, and ends the program when it tells a pool from itself."""
    environment = dict(os.environ, ASSAY_SOLC_MODULES=str(COMPILER))
    subprocess.run([str(forge), "build", "--offline", "--quiet"], cwd=project, env=environment,
                   check=True)
    short = argparse.Namespace(seconds=min(10, arguments.seconds))
    for protocol in sorted({entry["protocol"] for entry in entries}):
        same = {"id": protocol, "protocol": protocol}
        for test in ("testFuzz", "invariant"):
            if forge_finds(short, forge, project, artifacts, same, test) is not None:
                sys.exit(f"detection: the harness tells {protocol} from itself ({test})")


def cells(found):
    """Three cells of the table."""
    if found is None:
        return f"{MISSED} | {MISSED} | {MISSED}"
    operations, seconds, steps = found
    return f"{operations:,} | {seconds:.2f} | {steps}"


def main():
    """The table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--seeds", default="1,2,3")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--without-forge", action="store_true")
    parser.add_argument("--assay", default=str(ROOT / "build" / "release" / "bin" / "assay"))
    parser.add_argument("--out")
    arguments = parser.parse_args()
    entries = wanted(arguments)
    if not entries:
        print("detection: nothing to run; see --help", file=sys.stderr)
        sys.exit(2)
    artifacts = build(entries)
    columns = ["boundary", "uniform"] + ([] if arguments.without_forge
                                         else ["forge fuzz", "forge invariant"])
    lines = [
        "| variant | " + " | ".join(f"{name}: operations | s | steps" for name in columns) + " |",
        "| --- |" + " ---: |" * (3 * len(columns)),
    ]
    if not arguments.without_forge:
        forge, project = forge_project()
        check_harness(arguments, forge, project, artifacts, entries)
    missed = []
    for entry in entries:
        artifact = artifacts / f"{entry['id']}.json"
        row = [campaign(arguments, entry, artifact, profile) for profile in ("boundary", "uniform")]
        if not arguments.without_forge:
            row += [forge_finds(arguments, forge, project, artifacts, entry, test)
                    for test in ("testFuzz", "invariant")]
        if row[0] is None:
            missed.append(entry["id"])
        lines.append(f"| `{entry['id']}` | " + " | ".join(cells(found) for found in row) + " |")
        print(lines[-1], file=sys.stderr, flush=True)
    text = "\n".join(lines) + "\n"
    if arguments.out:
        pathlib.Path(arguments.out).write_text(text)
    print(text)
    print(f"compared {len(entries)}: known-wrong variants, {len(missed)} missed by boundaries")
    sys.exit(1 if missed else 0)


main()
