#!/usr/bin/env python3
"""SARIF and JUnit of replay, fuzz and verify: valid by SARIF's schema, and saying what was found.

Usage: reports_test.py ASSAY SOURCE_DIR WORK_DIR
"""

import json
import lzma
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as xml

ASSAY, SOURCE, WORK = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
HERE = SOURCE / "tests" / "cli" / "reports"
MODULES = ("package.json", "package-lock.json", ".npmrc")

checked = 0
documents = []


def check(holds, what):
    """Counts, and ends the test at the first thing that does not hold."""
    global checked
    checked += 1
    if not holds:
        sys.exit(f"reports_test: {what}")


def install():
    """npm's schema and validator, unless they are there."""
    WORK.mkdir(parents=True, exist_ok=True)
    stamp = WORK / "node_modules" / ".installed"
    lock = (HERE / "package-lock.json").read_text()
    if not stamp.exists() or stamp.read_text() != lock:
        for name in MODULES:
            shutil.copy(HERE / name, WORK / name)
        subprocess.run(["npm", "ci"], cwd=WORK, check=True, capture_output=True)
        stamp.write_text(lock)


def validate(*files):
    """Does SARIF's schema accept them?"""
    command = ["node", str(HERE / "validate.cjs"), str(WORK), *map(str, files)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def report(name, expected, *command, text=None):
    """Both reports of a command that must exit with `expected`: SARIF's run, JUnit's root."""
    sarif, junit = WORK / f"{name}.sarif", WORK / f"{name}.xml"
    done = subprocess.run(
        [ASSAY, *command, "--sarif", str(sarif), "--junit", str(junit)], input=text, cwd=WORK,
        capture_output=True, text=True, check=False,
    )
    check(done.returncode == expected, f"{name}: exit {done.returncode}: {done.stderr}")
    documents.append(sarif)
    (run,) = json.loads(sarif.read_text())["runs"]
    successful = run["invocations"][0]["executionSuccessful"]
    check(successful is (expected != 2), f"{name}: successful is {successful}")
    return run, xml.parse(junit).getroot()


def check_counts(name, run, root, findings):
    """Both say as many findings, and JUnit's sums are right."""
    check(len(run["results"]) == findings, f"{name}: {len(run['results'])} results")
    for result in run["results"]:
        rule = run["tool"]["driver"]["rules"][result["ruleIndex"]]
        check(rule["id"] == result["ruleId"], f"{name}: rule {result}")
    cases = root.findall("./testsuite/testcase")
    failed = root.findall("./testsuite/testcase/failure")
    check(int(root.get("tests")) == len(cases) > 0, f"{name}: tests {root.get('tests')}")
    check(int(root.get("failures")) == len(failed) == findings, f"{name}: {len(failed)} failures")
    for suite in root.findall("testsuite"):
        check(int(suite.get("tests")) == len(suite.findall("testcase")), f"{name}: a suite's tests")


def place_of(result):
    """File and line that a result points to."""
    (location,) = result["locations"]
    where = location["physicalLocation"]
    return where["artifactLocation"]["uri"], where["region"]["startLine"]


def test_replay():
    """A sound trace, and one whose line 20 says another reserve, under an awkward name."""
    trace = SOURCE / "tests" / "data" / "traces" / "v2-11.jsonl.xz"
    run, root = report("sound", 0, "replay", str(trace))
    check_counts("sound", run, root, 0)
    lines = lzma.open(trace, "rt").read().split("\n")[:60]
    broken = re.sub(r'"reserve0":"(\d*)"', r'"reserve0":"9\1"', lines[19])
    check(broken != lines[19], "line 20 has no reserve")
    name = "a & b <1>.jsonl"
    (WORK / name).write_text("\n".join([*lines[:19], broken, *lines[20:]]) + "\n")
    run, root = report("broken", 1, "replay", name, "--resync")
    told = subprocess.run(
        [ASSAY, "replay", name, "--resync", "--json"], cwd=WORK, capture_output=True, text=True
    )
    counted = json.loads(told.stdout)
    check_counts("broken", run, root, counted["differences"] + counted["violations"])
    first = run["results"][0]
    check(place_of(first) == ("a%20%26%20b%20%3C1%3E.jsonl", 20), f"broken: {first}")
    check(first["ruleId"] == "difference" and "reserve0" in first["message"]["text"], f"{first}")
    shown = root.find("./testsuite/testcase/failure").get("message")
    check(shown == first["message"]["text"], f"broken: JUnit says {shown}")


def test_errors():
    """A line that cannot be read is an error beside what was found before it."""
    trace = SOURCE / "tests" / "data" / "traces" / "v2-11.jsonl.xz"
    lines = lzma.open(trace, "rt").readlines()[:30]
    lines[19] = re.sub(r'"reserve0":"(\d*)"', r'"reserve0":"9\1"', lines[19])
    (WORK / "cut.jsonl").write_text("".join(lines) + "{\n")
    run, root = report("cut", 2, "replay", "cut.jsonl", "--resync", "--max-differences", "1000")
    (WORK / "before.jsonl").write_text("".join(lines))
    before, _ = report("before", 1, "replay", "before.jsonl", "--resync", "--max-differences",
                       "1000")
    check(len(run["results"]) == len(before["results"]) > 0, f"cut: {len(run['results'])} results")
    wrong = '{"fn":"sqrt","in":["9"],"out":["4"]}\n'
    judged, judged_root = report("cut_verify", 2, "verify", "uniswap-v2.sqrt", text=wrong + "{\n")
    for told, tree, place in ((run, root, "cut.jsonl:31: "),
                              (judged, judged_root, "standard input:2: ")):
        notes = told["invocations"][0]["toolExecutionNotifications"]
        (text,) = [note["message"]["text"] for note in notes if note["level"] == "error"]
        check(text.startswith(place), f"an error: {text}")
        (error,) = tree.findall("./testsuite/testcase/error")
        check(error.get("message") == text and tree.get("errors") == "1", f"JUnit: {text}")
        cases = len(tree.findall("./testsuite/testcase"))
        check(cases == len(told["results"]) + 1 == int(tree.get("tests")), f"JUnit: {cases} cases")


def test_places():
    """Reports that would overwrite something, or cannot be written, are refused before the run."""
    trace = "refused.jsonl"
    (WORK / trace).write_text("not read")
    rows = [
        ("--sarif", trace, "would overwrite"),
        ("--junit", "./" + trace, "would overwrite"),
        ("--sarif", "-", "standard output"),
        ("--junit", "no/such/folder.xml", "cannot be written"),
        ("--sarif", ".", "cannot be written"),
    ]
    rows = [(flag, path, expected, []) for flag, path, expected in rows]
    rows.append(("--sarif", "same", "would overwrite", ["--junit", "same"]))
    for flag, path, expected, more in rows:
        told = subprocess.run([ASSAY, "replay", trace, flag, path, *more], cwd=WORK,
                              capture_output=True, text=True)
        check(told.returncode == 2 and expected in told.stderr, f"{flag} {path}: {told}")
        check((WORK / trace).read_text() == "not read", f"{flag} {path} overwrote the trace")
    stale = WORK / "stale.sarif"
    stale.write_text("yesterday's")
    subprocess.run([ASSAY, "replay", trace, "--sarif", "stale.sarif"], cwd=WORK,
                   capture_output=True)
    check(not stale.exists(), "yesterday's report is left beside a run that failed")
    broken = b"not utf-8 \xff.jsonl"
    sound = SOURCE / "tests" / "data" / "traces" / "v2-11.jsonl.xz"
    with open(bytes(WORK) + b"/" + broken, "wb") as out:
        out.write(b"\n".join(lzma.open(sound).read().split(b"\n")[:20]) + b"\n")
    subprocess.run([ASSAY, "replay", broken, "--junit", "bytes.xml"], cwd=WORK, check=True,
                   capture_output=True)
    xml.parse(WORK / "bytes.xml")
    check(True, "JUnit of a name that is no UTF-8 is XML")


def test_fuzz():
    """A campaign that finds nothing, and one against a subject with another reason."""
    run, root = report("silent", 0, "fuzz", "uniswap-v2", "--operations", "2000")
    check_counts("silent", run, root, 0)
    subject = f"pipe:{ASSAY} serve | sed -u 's/UniswapV2: K/UniswapV2: k/'"
    run, root = report("found", 1, "fuzz", "uniswap-v2", "--subject", subject, "--operations",
                       "20000", "--out", "campaign")
    check_counts("found", run, root, 1)
    (result,) = run["results"]
    uri, line = place_of(result)
    lines = (WORK / uri).read_text().strip().split("\n")
    check(line == len(lines) and "UniswapV2: K" in lines[line - 1], f"found: {result}")
    check("UniswapV2: k" in result["message"]["text"], f"found: {result}")


def test_verify():
    """Lines of the pipe: all right, one wrong, and more wrong than are shown."""
    command = [ASSAY, "gen", "uniswap-v2.sqrt", "--count", "9"]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    run, root = report("right", 0, "verify", "uniswap-v2.sqrt", text=lines)
    check_counts("right", run, root, 0)
    wrong = WORK / "wrong.jsonl"
    wrong.write_text(lines + '{"fn":"sqrt","in":["9"],"out":["4"]}\n' * 2)
    run, root = report("wrong", 1, "verify", "uniswap-v2.sqrt", "wrong.jsonl",
                       "--max-mismatches", "1")
    check_counts("wrong", run, root, 1)
    check(place_of(run["results"][0]) == ("wrong.jsonl", 10), f"wrong: {run['results']}")
    notes = run["invocations"][0]["toolExecutionNotifications"]
    check("1 more findings" in notes[0]["message"]["text"], f"wrong: {notes}")


def interrupted(name, command, after_s, text=None):
    """Both reports of a command that Ctrl-C ends."""
    sarif, junit = WORK / f"{name}.sarif", WORK / f"{name}.xml"
    reports = ["--sarif", str(sarif), "--junit", str(junit)]
    running = subprocess.Popen([ASSAY, *command, *reports], cwd=WORK, stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    running.stdin.write(text or "")
    running.stdin.flush()
    time.sleep(after_s)
    running.send_signal(signal.SIGINT)
    _, errors = running.communicate(timeout=60)
    check(running.returncode == 130, f"{name}: exit {running.returncode}: {errors}")
    documents.append(sarif)
    (run,) = json.loads(sarif.read_text())["runs"]
    (invocation,) = run["invocations"]
    check(invocation["executionSuccessful"] is False, f"{name}: {invocation}")
    return run, xml.parse(junit).getroot()


def test_interruption():
    """What was interrupted does not say that it is whole, and keeps what it found."""
    run, root = interrupted("stopped_fuzz", ["fuzz", "uniswap-v2", "--seconds", "300"], 3)
    check_counts("stopped_fuzz", run, root, 0)
    lines = lzma.open(SOURCE / "tests" / "data" / "traces" / "v2-11.jsonl.xz", "rt").readlines()
    run, root = interrupted("stopped_replay", ["replay", "-"], 3, "".join(lines[:20]))
    check_counts("stopped_replay", run, root, 0)
    wrong = '{"fn":"sqrt","in":["9"],"out":["4"]}\n'
    run, root = interrupted("stopped_verify", ["verify", "uniswap-v2.sqrt"], 2, wrong)
    check_counts("stopped_verify", run, root, 1)


def main():
    """Reports, then the schema on all of them, and on one that is not valid."""
    install()
    test_replay()
    test_errors()
    test_places()
    test_fuzz()
    test_verify()
    test_interruption()
    valid = validate(*documents)
    check(valid.returncode == 0, valid.stderr)
    document = json.loads(documents[0].read_text())
    document["runs"][0]["results"] = [{"level": "error"}]
    spoiled = WORK / "spoiled.sarif"
    spoiled.write_text(json.dumps(document))
    check(validate(spoiled).returncode == 1, "the validator accepts a result without a message")
    print(f"compared {checked}: reports of replay, fuzz and verify, {len(documents)} by the schema")


main()
