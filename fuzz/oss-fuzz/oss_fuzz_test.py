#!/usr/bin/env python3
"""build.sh as OSS-Fuzz runs it, with clang's own engine: targets and corpora are in $OUT, and the
targets run from there.

Usage: oss_fuzz_test.py SOURCE_DIR WORK_DIR [TARGET…]. Without targets the smallest, or all with
ASSAY_OSS_FUZZ=all in the environment.
"""

import fnmatch
import os
import pathlib
import re
import shutil
import subprocess
import sys
import zipfile

SOURCE, WORK, TARGETS = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3:]
SMALLEST = ["fuzz_word"]
LEFT_OUT = {
    "fuzz_canary", "fuzz_proved", "fuzz_stranger", "fuzz_uniswap_v2_evm", "fuzz_uniswap_v3_evm",
}
RUNS = 2000
FLAGS = "-O1 -g -fsanitize=address,fuzzer-no-link"

checked = 0


def check(holds, what):
    """Counts, and ends the test at the first thing that does not hold."""
    global checked
    checked += 1
    if not holds:
        sys.exit(f"oss_fuzz_test: {what}")


def build(targets, out):
    """What build.sh says."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    environment = {
        **os.environ, "CC": "clang-19", "CXX": "clang++-19", "CFLAGS": FLAGS, "CXXFLAGS": FLAGS,
        "LIB_FUZZING_ENGINE": "-fsanitize=fuzzer", "OUT": str(out), "WORK": str(WORK / "work"),
        "SRC": str(WORK / "src"),
    }
    done = subprocess.run([SOURCE / "fuzz" / "oss-fuzz" / "build.sh", *targets], env=environment,
                          cwd=WORK, text=True, check=False, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT)
    check(done.returncode == 0, done.stdout[-4000:])
    return done.stdout


def run(out, target):
    """The target on its corpus, from $OUT, and then on inputs of its own."""
    corpus = WORK / "corpus" / target
    shutil.rmtree(corpus, ignore_errors=True)
    with zipfile.ZipFile(out / f"{target}_seed_corpus.zip") as seeds:
        seeds.extractall(corpus)
        names = seeds.namelist()
    committed = list((SOURCE / "fuzz" / "corpus" / target).iterdir())
    check(len(names) == len(committed) > 0, f"{target}: {len(names)} of {len(committed)} seeds")
    done = subprocess.run([out / target, f"-runs={RUNS}", "-seed=1", corpus], cwd=WORK, text=True,
                          check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    ran = re.search(r"Done (\d+) runs", done.stdout)
    check(done.returncode == 0 and ran and int(ran[1]) >= RUNS, f"{target}: {done.stdout[-2000:]}")
    return int(ran[1])


def main():
    """All targets that are asked for."""
    whole = os.environ.get("ASSAY_OSS_FUZZ") == "all"
    sources = {path.stem for path in (SOURCE / "fuzz").glob("fuzz_*.cpp")}
    every = sorted(sources - LEFT_OUT)
    targets = TARGETS or (every if whole else SMALLEST)
    WORK.mkdir(parents=True, exist_ok=True)
    out = WORK / "out"
    said = build([] if whole and not TARGETS else targets, out)
    check(f"built {len(targets)} fuzz targets" in said, said[-400:])
    built = {path.name for path in out.iterdir() if path.name in sources}
    check(built == set(targets), f"{built}")
    # What build.sh builds without arguments exists there, with a corpus, built now or not.
    known = subprocess.run(["ninja", "-C", WORK / "work" / "assay", "-n", *every], check=False,
                           text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    check(known.returncode == 0, known.stdout[-400:])
    for target in every:
        check(any((SOURCE / "fuzz" / "corpus" / target).iterdir()), f"{target}: no corpus")
    listed = set(re.findall(r"fuzz_[a-z_0-9]+|fuzz_\*_evm", re.search(
        r"case .*? in (.*?)\) continue", (SOURCE / "fuzz/oss-fuzz/build.sh").read_text())[1]))
    left_out = {name for name in sources for pattern in listed if fnmatch.fnmatch(name, pattern)}
    check(left_out == LEFT_OUT, f"build.sh leaves out {sorted(left_out)}")
    runs = sum(run(out, target) for target in targets)
    counted = f"{len(targets)} of {len(every)} targets"
    print(f"compared {checked}: {counted} built by build.sh, {runs} runs")


main()
