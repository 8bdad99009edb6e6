#!/usr/bin/env python3
"""The Python package as a stranger gets it: a wheel, in a fresh environment, under pytest.

Usage: python_test.py LIBRARY SOURCE_DIR WORK_DIR
"""

import os
import pathlib
import shutil
import subprocess
import sys

LIBRARY, SOURCE, WORK = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
TOOLS = ("pytest==8.3.4", "setuptools==75.6.0", "mypy==1.13.0")


def run(*command, **more):
    """A command that must succeed; what it prints is printed when it does not."""
    environment = {**os.environ, **more}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run(command, env=environment, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False)
    if done.returncode != 0:
        sys.exit(f"python_test: {' '.join(command)}: {done.stdout}")
    return done.stdout


def main():
    """Environment, wheel, types, tests."""
    environment = WORK / "environment"
    python = str(environment / "bin" / "python")
    stamp = environment / ".installed"
    if not stamp.exists() or stamp.read_text() != " ".join(TOOLS):
        run(sys.executable, "-m", "venv", "--clear", str(environment))
        run(python, "-m", "pip", "install", "--quiet", *TOOLS)
        stamp.write_text(" ".join(TOOLS))
    wheels = WORK / "wheels"
    shutil.rmtree(wheels, ignore_errors=True)
    run(str(SOURCE / "scripts" / "wheel"), str(wheels), PYTHON=python, ASSAY_LIBRARY=LIBRARY)
    (wheel,) = wheels.glob("*.whl")
    run(python, "-m", "pip", "install", "--quiet", "--force-reinstall", "--no-deps", str(wheel))
    run(python, "-m", "mypy", "--strict", str(SOURCE / "packages/python/src/assay"),
        "--cache-dir", str(WORK / "mypy"))
    tests = SOURCE / "packages" / "python" / "tests"
    print(run(python, "-m", "pytest", "-q", "-rP", "-p", "no:cacheprovider", str(tests),
              "--doctest-glob=none", ASSAY_REPOSITORY=str(SOURCE), PYTHONDONTWRITEBYTECODE="1"))
    print(run(python, "-c", "import assay, doctest; "
              "done = doctest.testmod(assay); print('compared', done.attempted, ': doctests'); "
              "assert done.attempted and not done.failed"))
    size = wheel.stat().st_size
    print(f"the wheel has {size} bytes")


main()
