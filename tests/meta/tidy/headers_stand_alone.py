#!/usr/bin/env python3
"""Compiles every public header alone: whoever includes one header gets a program that compiles.

Usage: headers_stand_alone.py ROOT COMPILER [FLAG…]. Prints how many headers were compiled.
"""

import concurrent.futures
import os
import pathlib
import subprocess
import sys


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
    command = [argument for argument in arguments[2:] if argument]
    include = root / "include"
    headers = sorted(path.relative_to(include).as_posix() for path in include.rglob("*.hpp"))
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        complaints = list(pool.map(lambda header: compiles(root, command, header), headers))
    failed = 0
    for header, complaint in zip(headers, complaints):
        if complaint:
            failed += 1
            print(f"{header} does not stand alone:\n{complaint}")
    print(f"compiled {len(headers)} headers alone, {failed} failed")
    return 1 if failed or not headers else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
