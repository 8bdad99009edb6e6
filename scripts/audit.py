#!/usr/bin/env python3
"""The audit behind scripts/run: runs ./assay, gathers what it says, writes out/ and a verdict.

Every check is a run of the program with --json; a check passes when the program says so with exit
code 0 and when it has compared something. Writes out/report.json, out/report.md, out/vectors/.
"""

import argparse
import dataclasses
import json
import pathlib
import shutil
import subprocess
import sys
import time

PROGRAM = "./assay"
OUT = pathlib.Path("out")
TRACES = sorted(pathlib.Path("tests/data/traces").glob("*.jsonl.xz"))
PIPED_OPERATIONS = {"uniswap-v2": 200_000, "uniswap-v3": 50_000}


@dataclasses.dataclass
class check:
    """One line of the verdict."""

    name: str
    passed: bool
    size: str  # how much was compared, in words
    command: str
    seconds: float
    details: dict


def run(arguments):
    """(exit code, parsed JSON or {}, seconds) of one run of the program."""
    begin = time.monotonic()
    done = subprocess.run(
        arguments, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    seconds = time.monotonic() - begin
    try:
        answer = json.loads(done.stdout) if done.stdout else {}
    except json.JSONDecodeError:
        answer = {"output": done.stdout}
    if done.returncode != 0:
        print(done.stderr, end="", file=sys.stderr)
    return done.returncode, answer, seconds


def counted(answer, key):
    """A count of the program's answer; 0 where it is missing."""
    return int(answer.get(key, 0) or 0)


def replay_check(name, arguments, command=None):
    code, answer, seconds = run(arguments)
    operations, fields = counted(answer, "operations"), counted(answer, "fields")
    differences, violations = counted(answer, "differences"), counted(answer, "violations")
    return check(
        name,
        code == 0 and operations > 0 and fields > 0 and differences == 0 and violations == 0,
        f"{operations} operations, {fields} fields, {differences} differences, "
        f"{violations} violations",
        command or " ".join(arguments),
        seconds,
        answer,
    )


def recorded_traces():
    """Every result, event, revert and state field of each recorded trace, and every invariant."""
    for trace in TRACES:
        name = f"replay {trace.name.split('.')[0]}"
        yield replay_check(name, [PROGRAM, "replay", str(trace), "--json"])


def campaign(protocol, operations, seed):
    """Engine, second arithmetic, model and invariants on generated operations."""
    command = [PROGRAM, "fuzz", protocol, "--operations", str(operations), "--seed", str(seed)]
    command += ["--out", str(OUT / "fuzz" / protocol), "--json"]
    code, answer, seconds = run(command)
    done = counted(answer, "operations")
    found = answer.get("found")
    return check(
        f"fuzz {protocol}",
        code == 0 and done >= operations and found is False,
        f"{done} operations in {counted(answer, 'sequences')} sequences, "
        f"{counted(answer, 'reverted')} reverted, "
        f"{counted(answer.get('coverage', {}), 'comparisons')} answers compared, "
        f"{'a difference' if found else 'no difference'}",
        " ".join(command),
        seconds,
        answer,
    )


def piped(seed):
    """A generated trace through a pipe: generator, writer, reader and engine together."""
    for protocol, operations in PIPED_OPERATIONS.items():
        command = (
            f"{PROGRAM} gen {protocol} --count {operations} --seed {seed} "
            f"| {PROGRAM} replay - --json"
        )
        pipeline = ["bash", "-o", "pipefail", "-c", command]
        yield replay_check(f"gen {protocol} | replay", pipeline, command)


def vectors(seed):
    """Test vectors written, then read back and executed again."""
    folder = OUT / "vectors"
    write = [PROGRAM, "vectors", "uniswap-v2", "--seed", str(seed), "--out", str(folder), "--json"]
    code, answer, seconds = run(write)
    files = sum(1 for path in folder.rglob("*.json")) if folder.is_dir() else 0
    yield check("write vectors", code == 0 and files > 0, f"{files} files in {folder}",
                " ".join(write), seconds, answer)
    again = [PROGRAM, "vectors", "--check", str(folder), "--json"]
    code, answer, seconds = run(again)
    cases = counted(answer, "cases")
    yield check("execute vectors", code == 0 and cases > 0, f"{cases} cases",
                " ".join(again), seconds, answer)


def table(checks):
    """The verdict as Markdown."""
    lines = ["| check | verdict | compared | seconds |", "| --- | --- | --- | --- |"]
    for done in checks:
        verdict = "pass" if done.passed else "FAIL"
        lines.append(f"| {done.name} | {verdict} | {done.size} | {done.seconds:.1f} |")
    return "\n".join(lines)


def report(checks, version):
    """out/report.md: the verdict, then how each line can be had again."""
    failed = sum(1 for done in checks if not done.passed)
    lines = ["# Audit of Uniswap V2 and V3", "", f"By {version}.", "", table(checks), ""]
    lines += [f"{len(checks) - failed} checks passed, {failed} failed.", "", "## Again", ""]
    lines += ["Each line of the table is one command, from the repository's root:", "", "```"]
    lines += [done.command for done in checks]
    lines += ["```", ""]
    for done in checks:
        if not done.passed:
            lines += [f"## Failed: {done.name}", "", "```json",
                      json.dumps(done.details, indent=2)[:20_000], "```", ""]
    return "\n".join(lines)


def print_verdict(done, width):
    color = sys.stdout.isatty()
    word = "pass" if done.passed else "FAIL"
    if color:
        word = f"\033[{32 if done.passed else 31}m{word}\033[0m"
    print(f"  {word}  {done.name:<{width}}  {done.size}  ({done.seconds:.1f}s)", flush=True)


def all_checks(options):
    yield from recorded_traces()
    yield campaign("uniswap-v2", options.operations, options.seed)
    for protocol in ("uniswap-v2-fork", "uniswap-v2-tokens", "uniswap-v3"):
        yield campaign(protocol, options.operations // 4, options.seed)
    yield from piped(options.seed)
    yield from vectors(options.seed)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--operations", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()

    for stale in ("vectors", "fuzz", "report.md", "report.json"):
        path = OUT / stale
        if path.is_dir():
            shutil.rmtree(path)
        elif path.exists():
            path.unlink()
    OUT.mkdir(exist_ok=True)
    version = subprocess.run([PROGRAM, "--version"], capture_output=True, text=True, check=True)

    checks = []
    for done in all_checks(options):
        print_verdict(done, 22)
        checks.append(done)
    failed = [done for done in checks if not done.passed]
    (OUT / "report.md").write_text(report(checks, version.stdout.strip()), encoding="utf-8")
    document = {
        "version": version.stdout.strip(),
        "protocols": ["uniswap-v2", "uniswap-v3"],
        "passed": len(checks) - len(failed),
        "failed": len(failed),
        "checks": [dataclasses.asdict(done) for done in checks],
    }
    (OUT / "report.json").write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    print(f"verdict: {len(checks) - len(failed)} checks passed, {len(failed)} failed; "
          f"report in {OUT}/report.md, vectors in {OUT}/vectors/")
    return 1 if failed or not TRACES else 0


if __name__ == "__main__":
    sys.exit(main())
