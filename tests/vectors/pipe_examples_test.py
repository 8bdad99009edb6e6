#!/usr/bin/env python3
"""The example subjects on the pipe, in Python and TypeScript: right as they are, caught when their
fee is another. (The one in Solidity is part of foundry_test.py.)

Usage: pipe_examples_test.py ASSAY SOURCE_DIR WORK_DIR
"""

import pathlib
import shutil
import subprocess
import sys

ASSAY, SOURCE, WORK = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
EXAMPLES = SOURCE / "examples" / "pipe"
FUNCTION = "uniswap-v2.getAmountOut"
CASES = 5000


def install():
    """The examples as a project of their own; npm's compiler unless it is there."""
    WORK.mkdir(parents=True, exist_ok=True)
    for name in EXAMPLES.iterdir():
        if name.is_file():
            shutil.copy(name, WORK / name.name)
    stamp = WORK / "node_modules" / ".installed"
    lock = (EXAMPLES / "package-lock.json").read_text()
    if not stamp.exists() or stamp.read_text() != lock:
        subprocess.run(["npm", "ci"], cwd=WORK, check=True, capture_output=True)
        stamp.write_text(lock)


def judged(subject, inputs):
    """Exit code and last line of `assay verify` on what the subject answers."""
    answers = subprocess.run(
        subject, cwd=WORK, input=inputs, text=True, check=True, stdout=subprocess.PIPE
    )
    done = subprocess.run(
        [ASSAY, "verify", FUNCTION], input=answers.stdout, text=True, check=False,
        stdout=subprocess.PIPE,
    )
    return done.returncode, done.stdout.strip().split("\n")[-1]


def main():
    """Each subject twice."""
    install()
    gen = [ASSAY, "gen", FUNCTION, "--inputs-only", "--count", str(CASES)]
    inputs = subprocess.run(gen, text=True, check=True, stdout=subprocess.PIPE).stdout
    build = ["npm", "run", "build"]
    subjects = {
        "get_amount_out.py": ([], [sys.executable, "get_amount_out.py"]),
        "get_amount_out.ts": (build, ["node", "get_amount_out.js"]),
    }
    for source, (prepare, command) in subjects.items():
        for fee, expected in (("997", 0), ("998", 1)):
            text = (EXAMPLES / source).read_text()
            if text.count("997") != 1:
                sys.exit(f"pipe_examples_test: {source} names its fee elsewhere")
            (WORK / source).write_text(text.replace("997", fee))
            if prepare:
                subprocess.run(prepare, cwd=WORK, check=True, capture_output=True)
            code, said = judged(command, inputs)
            if code != expected or not said.startswith(f"verified {CASES} cases"):
                sys.exit(f"pipe_examples_test: {source} with {fee}: exit {code}: {said}")
    print(f"compared {len(subjects) * CASES}: answers of the example subjects on the pipe")


main()
