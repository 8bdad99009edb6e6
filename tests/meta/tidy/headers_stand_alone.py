#!/usr/bin/env python3
"""Compiles every public header alone: whoever includes one header gets a program that compiles.

A header that a library's source includes before anything else was compiled alone when that source
was, so only the others are compiled here.

Usage: headers_stand_alone.py ROOT BUILD COMPILER [FLAG…]. BUILD may have compile_commands.json,
which says what is built. Prints how many headers were compiled.
"""

import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys

FIRST_INCLUDE = re.compile(r'^#include\s+["<]([^">]+)', re.MULTILINE)


def included_first(root, build):
    """What the sources of the libraries that are built include before anything else."""
    listed = build / "compile_commands.json"
    commands = json.loads(listed.read_text(encoding="utf-8")) if listed.exists() else []
    found = set()
    for command in commands:
        source = pathlib.Path(command["directory"], command["file"])
        if not source.is_relative_to(root / "src") or "-include" in command["command"]:
            continue
        include = FIRST_INCLUDE.search(source.read_text(encoding="utf-8"))
        if include:
            found.add(include.group(1))
    return found


def compiles(root, command, header):
    """The compiler's complaint about a program that includes only this header; empty if none."""
    program = f'#include "{header}"\n#include "{header}"\n'
    done = subprocess.run(
        [*command, "-std=c++20", "-fsyntax-only", "-I", str(root / "include"), "-x", "c++", "-"],
        input=program,
        capture_output=True,
        text=True,
        check=False,
    )
    return "" if done.returncode == 0 else done.stderr or "the compiler failed silently"


def main(arguments):
    root = pathlib.Path(arguments[1])
    command = [argument for argument in arguments[3:] if argument]
    include = root / "include"
    every = {path.relative_to(include).as_posix() for path in include.rglob("*.hpp")}
    proved = every & included_first(root, pathlib.Path(arguments[2]))
    headers = sorted(every - proved)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        complaints = list(pool.map(lambda header: compiles(root, command, header), headers))
    failed = 0
    for header, complaint in zip(headers, complaints):
        if complaint:
            failed += 1
            print(f"{header} does not stand alone:\n{complaint}")
    print(
        f"compiled {len(headers)} headers alone, {failed} failed; {len(proved)} more are what a "
        "source of theirs includes first"
    )
    return 1 if failed or not every else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
