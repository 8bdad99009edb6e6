#!/usr/bin/env python3
"""Programs that must not compile, each beside its twin that must.

Usage: compile_fail.py INCLUDE_FOLDER COMPILER [FLAG…]. Each *.cpp of this folder is compiled as it
is (must succeed) and with -DWRONG (must fail, with an error in that very file).
"""

import pathlib
import subprocess
import sys


def complaint_of(command, source, *more):
    """None when the source compiles, else what the compiler said."""
    done = subprocess.run(
        [*command, *more, "-std=c++20", "-Wall", "-Werror", "-fsyntax-only", str(source)],
        capture_output=True,
        text=True,
        check=False,
    )
    return None if done.returncode == 0 else done.stderr


def main(arguments):
    command = [*arguments[2:], "-I", arguments[1]]
    sources = sorted(pathlib.Path(__file__).parent.glob("*.cpp"))
    failures = 0
    for source in sources:
        right = complaint_of(command, source)
        wrong = complaint_of(command, source, "-DWRONG")
        if right is not None:
            print(f"{source.name}: the twin does not compile:\n{right}")
            failures += 1
        elif wrong is None:
            print(f"{source.name}: compiles, and must not")
            failures += 1
        elif f"{source.name}:" not in wrong:
            print(f"{source.name}: fails elsewhere:\n{wrong}")
            failures += 1
    print(f"{len(sources)} programs refused beside {len(sources)} twins, {failures} failed")
    return 1 if failures or not sources else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
