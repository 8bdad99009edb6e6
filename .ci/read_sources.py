#!/usr/bin/env python3
"""Lets a compiler read the sources of a build and make nothing: errors and warnings, fast.

Usage: read_sources.py BUILD FOLDER [JOBS]. BUILD has compile_commands.json; those of its sources
that lie in FOLDER are read, with their own flags. Prints what the compiler says and how many there
were.
"""

import concurrent.futures
import json
import pathlib
import shlex
import subprocess
import sys


def command_of(entry):
    """The entry's command without its output, so that nothing is made."""
    words = shlex.split(entry["command"])
    at = words.index("-o")
    return [*words[:at], *words[at + 2 :], "-fsyntax-only"]


def read(entry):
    """What the compiler says about one source, and whether it is content."""
    done = subprocess.run(
        command_of(entry), cwd=entry["directory"], capture_output=True, text=True, check=False
    )
    return done.returncode == 0 and not done.stderr, done.stderr


def main(arguments):
    build, folder = pathlib.Path(arguments[1]), pathlib.Path(arguments[2]).resolve()
    jobs = int(arguments[3]) if len(arguments) > 3 else None
    entries = json.loads((build / "compile_commands.json").read_text(encoding="utf-8"))
    sources = {}  # a source of two targets is read once
    for entry in entries:
        if pathlib.Path(entry["directory"], entry["file"]).is_relative_to(folder):
            sources.setdefault(entry["file"], entry)
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        verdicts = list(pool.map(read, sources.values()))
    bad = [said for is_content, said in verdicts if not is_content]
    print("".join(bad), end="")
    print(f"read {len(verdicts)} sources, {len(bad)} with errors or warnings")
    return 1 if bad or not verdicts else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
