#!/usr/bin/env python3
"""Shows that the proofs have teeth: each wrong definition of mutants.json breaks the build.

Usage: spec/mutants.py [--folder FOLDER] [--jobs N] [--only NAME]

A mutant replaces one piece of text in one file of definitions. The file must still compile: what
has to break is a proof below it, or an end theorem. Only what depends on the file is compiled. The
control, comments in every mutated file, must break nothing.
"""

import argparse
import concurrent.futures
import json
import os
import shutil
import sys

import coq_build


def read_mutants():
    """[{name, file, from, to}]: data, see mutants.json."""
    with open(os.path.join(coq_build.SPEC, "mutants.json"), encoding="utf-8") as file:
        return json.load(file)


def mutated(sources, mutant):
    """The sources with the mutant's replacement; its text must be there exactly once."""
    text = sources[mutant["file"]]
    if text.count(mutant["from"]) != 1:
        raise ValueError(f"{mutant['name']}: {text.count(mutant['from'])} places, not one")
    return {**sources, mutant["file"]: text.replace(mutant["from"], mutant["to"])}


def prepare(sources, compiled, folder, rebuilt):
    """A folder with the sources, and the object files of what need not be compiled again."""
    coq_build.write_sources(sources, folder)
    for name in sources:
        if name not in rebuilt:
            for ending in (".vo", ".vos", ".vok", ".glob"):
                path = os.path.join(compiled, name + ending)
                if os.path.exists(path):
                    shutil.copy2(path, folder)


def first_broken(sources, folder, rebuilt):
    """(file, exit code) of the first file that does not compile, else None."""
    for name, code, _, _ in coq_build.compile_all(sources, folder, 1, rebuilt):
        if code != 0:
            return name, code
    return None


def try_mutant(mutant, sources, compiled, folder):
    """(mutant, None if a proof broke as it must, else what happened; where)."""
    changed = mutated(sources, mutant)
    place = os.path.join(folder, mutant["name"])
    rebuilt = coq_build.dependents(sources, mutant["file"])
    prepare(changed, compiled, place, rebuilt)
    broken = first_broken(changed, place, rebuilt)
    shutil.rmtree(place)
    if broken is None:
        return mutant, "SURVIVES", ""
    name, code = broken
    if code == 124:
        return mutant, "ran out of time", name
    if name == mutant["file"]:
        return mutant, "does not even compile", name
    return mutant, None, name


def try_control(sources, compiled, folder, files):
    """True if comments in the mutated files break nothing."""
    changed = {name: text + ("\n(* A comment. *)\n" if name in files else "")
               for name, text in sources.items()}
    place = os.path.join(folder, "control")
    rebuilt = set().union(*(coq_build.dependents(sources, name) for name in files))
    prepare(changed, compiled, place, rebuilt)
    broken = first_broken(changed, place, rebuilt)
    shutil.rmtree(place)
    verdict = f"BREAK {broken[0]}" if broken else "break nothing"
    print(f"  control: comments in {len(files)} files {verdict}")
    return broken is None


def compile_unmutated(sources, folder, jobs):
    """True if the proofs compile as they are, which is what mutants are compared with."""
    coq_build.write_sources(sources, folder)
    for name, code, _, output in coq_build.compile_all(sources, folder, jobs):
        if code != 0:
            print(f"mutants: {name} does not compile as it is\n{output}")
            return False
    return True


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--folder", default=os.path.join("build", "spec-mutants"))
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    if coq_build.missing_tools(["coqc"]):
        print("mutants: coqc not found; the proofs need the Debian package coq")
        return 2
    sources = coq_build.read_sources()
    mutants = [mutant for mutant in read_mutants() if options.only in mutant["name"]]
    folder = os.path.abspath(options.folder)
    compiled = os.path.join(folder, "unmutated")
    if not compile_unmutated(sources, compiled, options.jobs):
        return 1
    wrong = 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        jobs = [pool.submit(try_mutant, mutant, sources, compiled, folder) for mutant in mutants]
        for job in concurrent.futures.as_completed(jobs):
            mutant, complaint, where = job.result()
            wrong += complaint is not None
            print(f"  {mutant['name']:40} {complaint or 'breaks'} {where}", flush=True)
    files = {mutant["file"] for mutant in mutants}
    good = try_control(sources, compiled, folder, files) and wrong == 0 and len(mutants) > 0
    print(f"mutants: {len(mutants) - wrong} of {len(mutants)} wrong definitions break a proof")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
