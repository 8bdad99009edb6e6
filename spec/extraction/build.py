#!/usr/bin/env python3
"""Builds the program assay-proved from the definitions of spec/: Coq extracts, OCaml compiles.

Usage: spec/extraction/build.py --out PROGRAM [--folder FOLDER] [--stock] [--mutants NAME…]

  --out      the program to write
  --folder   where everything is compiled; emptied first (default build/proved)
  --stock    with Coq's own mapping of integers alone, without mapping.v: slow, and a second way
  --mutants  with these wrong definitions of mutants.json: what must then be noticed

Exit 0: built. 1: something does not compile. 2: a tool is missing, with what to install.
"""

import argparse
import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import coq_build  # noqa: E402
import mutants  # noqa: E402

PLACE_OF_MAPPING = "(* mapping *)"
TOP = "Oracle"
DRIVERS = ("lines.ml", "pool_machine.ml", "proved.ml", "enumerate.ml")
PACKAGES = "zarith,unix"
# Extracted code has names and matches that OCaml would warn about.
FLAGS = ["-O3", "-inline", "200", "-w", "-a"]


def read(name):
    with open(os.path.join(HERE, name), encoding="utf-8") as file:
        return file.read()


def definitions(sources):
    """The files that the top one needs, directly or not."""
    found = set()
    waiting = [TOP]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += coq_build.requirements(sources[name], sources)
    return {name: sources[name] for name in found}


def missing():
    """What to install, or nothing."""
    tools = coq_build.missing_tools(["coqc", "ocamlfind", "ocamlopt"])
    if tools:
        return f"{', '.join(tools)} not found: install the Debian packages coq and ocaml-findlib"
    query = subprocess.run(["ocamlfind", "query", "zarith"], capture_output=True, text=True)
    library = os.path.join(query.stdout.strip(), "zarith.cmxa")
    if query.returncode != 0 or not os.path.exists(library):
        return "zarith for OCaml not found: install the Debian package libzarith-ocaml-dev"
    return None


def run(command, folder):
    """Output of a command that must succeed."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode != 0:
        print(f"{' '.join(command)}:\n{done.stdout}{done.stderr}".rstrip())
        sys.exit(1)
    return done.stdout


def extract(folder, stock, wrong):
    """Compiles the definitions and leaves one OCaml file for each in the folder."""
    sources = coq_build.read_sources()
    for mutant in mutants.read_mutants():
        if mutant["name"] in wrong:
            sources = mutants.mutated(sources, mutant)
    sources[TOP] = read(TOP + ".v")
    sources = definitions(sources)
    coq_build.write_sources(sources, folder)
    for name, code, _, output in coq_build.compile_all(sources, folder, os.cpu_count() or 1):
        if code != 0:
            print(f"{name}.v:\n{output}")
            sys.exit(1)
    text = read("Extract.v")
    if text.count(PLACE_OF_MAPPING) != 1:
        sys.exit(f"Extract.v: the line {PLACE_OF_MAPPING} is not there once")
    with open(os.path.join(folder, "Extract.v"), "w", encoding="utf-8") as file:
        file.write(text.replace(PLACE_OF_MAPPING, "" if stock else read("mapping.v")))
    run(["coqc", "-q", "-Q", ".", coq_build.LOGICAL_NAME, "Extract.v"], folder)


def compile_program(folder, out):
    """Compiles every OCaml file of the folder into one program."""
    for name in DRIVERS:
        shutil.copy(os.path.join(HERE, name), folder)
    for name in os.listdir(folder):
        if name.endswith(".mli"):  # they only repeat the types
            os.remove(os.path.join(folder, name))
    files = [name for name in os.listdir(folder) if name.endswith(".ml")]
    order = run(["ocamlfind", "ocamldep", "-sort", "-package", PACKAGES, *files], folder).split()
    command = ["ocamlfind", "ocamlopt", *FLAGS, "-package", PACKAGES, "-linkpkg", *order]
    run([*command, "-o", "program"], folder)
    os.makedirs(os.path.dirname(os.path.abspath(out)), exist_ok=True)
    shutil.copy(os.path.join(folder, "program"), out + ".new")
    os.replace(out + ".new", out)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--out", required=True)
    parser.add_argument("--folder", default=os.path.join("build", "proved"))
    parser.add_argument("--stock", action="store_true")
    parser.add_argument("--mutants", nargs="*", default=[])
    options = parser.parse_args()
    what = missing()
    if what:
        print(f"assay-proved: {what} (scripts/setup does)")
        return 2
    folder = os.path.abspath(options.folder)
    extract(folder, options.stock, options.mutants)
    compile_program(folder, options.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
