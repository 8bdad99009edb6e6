#!/usr/bin/env python3
"""Writes spec/TRACE.md: end theorem → definitions → C++ functions → the tests that tie them.

Usage: spec/trace.py [--check] [--record]

The theorems and the definitions that each speaks of are read from Main.v; trace.json says which C++
mirrors a definition, which tests hold the two together, and under which names of the evidence table
that counts. Names that are nowhere in the code or among the tests are errors.

  --check    compare with the committed TRACE.md instead of writing it
  --record   append to ASSAY_EVIDENCE_DIR, for each name of the evidence table, how many theorems
             there are about its definition, where a test ties that to the code

Exit 0: written, or the same. 1: different, or a name is wrong.
"""

import argparse
import glob
import json
import os
import re
import sys

import coq_build

ROOT = os.path.dirname(coq_build.SPEC)
TABLE = os.path.join(coq_build.SPEC, "TRACE.md")
HEAD = """# What each theorem is about

Written by `spec/trace.py`; do not edit. For each end theorem of [Main.v](Main.v) its definitions;
for each definition the C++ that mirrors it, and the tests that hold the two together. Where no test
does, the table says so: the theorem is then about the definition alone, and whatever else is tested
about the C++ is in the evidence table of the [README](../README.md#evidence).

"""


def end_theorems(text):
    """[(name, statement, modules that are open there)] in the order of Main.v."""
    code = coq_build.without_comments(text)
    found = []
    for match in re.finditer(r"^Theorem\s+(\w+)(.*?)\nProof\.", code, re.MULTILINE | re.DOTALL):
        opened = []
        for line in re.finditer(
            r"(?:From Assay Require )?Import ([\w\s]+)\.", code[: match.start()]
        ):
            opened += line.group(1).split()
        found.append((match.group(1), match.group(2), opened))
    return found


def named_in(statement, opened, known):
    """The known definitions, as Module.name, that a statement names: the last import wins."""
    names = set(re.findall(r"[A-Za-z_][\w.]*\w", statement))
    found = []
    for definition in known:
        module, name = definition.split(".")
        if definition in names:
            found.append(definition)
        elif name in names and module in opened:
            others = [other for other in known if other.split(".")[1] == name]
            last = max(
                (other for other in others if other.split(".")[0] in opened),
                key=lambda other: opened.index(other.split(".")[0]),
            )
            if last == definition:
                found.append(definition)
    return found


def cpp_code(text):
    """C++ without its comments."""
    return re.sub(r"//[^\n]*", "", text)


def wrong_names(known, sources):
    """What trace.json names and nobody has."""
    lists = glob.glob(os.path.join(ROOT, "tests", "**", "CMakeLists.txt"), recursive=True)
    tests = "\n".join(open(path, encoding="utf-8").read() for path in lists)
    for definition, entry in known.items():
        module, name = definition.split(".")
        if not re.search(rf"(?:Definition|Fixpoint)\s+{name}\b", sources.get(module, "")):
            yield f"{definition} is not defined in spec/{module}.v"
        for place in entry["cpp"]:
            header, function = place.split(":")
            path = os.path.join(ROOT, header)
            text = open(path, encoding="utf-8").read() if os.path.exists(path) else ""
            if not re.search(rf"\b{function}\b", cpp_code(text)):
                yield f"{definition}: {function} is not in {header}"
        for test in entry["tests"]:
            if not re.search(rf"(?:assay_test\(|NAME ){test}\b", tests):
                yield f"{definition}: there is no test {test}"


def cell(places):
    return ", ".join(places) if places else "–"


def definition_row(definition, entry):
    module = definition.split(".")[0]
    code = [f"[`{place.split(':')[1]}`](../{place.split(':')[0]})" for place in entry["cpp"]]
    tests = [f"`{test}`" for test in entry["tests"]] or ["no test"]
    return f"| [`{definition}`]({module}.v) | {cell(code)} | {cell(tests)} |"


def document(theorems, known):
    lines = [HEAD + "| theorem | definitions |", "| --- | --- |"]
    for name, definitions in theorems:
        lines.append(f"| `{name}` | {cell([f'`{one}`' for one in definitions])} |")
    lines += ["", "| definition | C++ | tied by |", "| --- | --- | --- |"]
    used = {one for _, definitions in theorems for one in definitions}
    lines += [definition_row(one, known[one]) for one in known if one in used]
    return "\n".join(lines) + "\n"


def record(theorems, known):
    """How many theorems are about what the evidence table calls by a name, in its own format."""
    counts = {}
    for _, definitions in theorems:
        names = {
            name for one in definitions if known[one]["tests"] for name in known[one]["evidence"]
        }
        for name in names:
            counts[name] = counts.get(name, 0) + 1
    folder = os.environ.get("ASSAY_EVIDENCE_DIR")
    if folder:
        path = os.path.join(folder, f"{os.getpid()}.records")
        with open(path, "a", encoding="utf-8") as file:
            for name, count in sorted(counts.items()):
                file.write(f"{name}\tproved\t{count}\ttheorems about its definition, TRACE.md\n")
    print(f"trace: theorems count for {len(counts)} names of the evidence table")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", 1)[0])
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    sources = coq_build.read_sources()
    with open(os.path.join(coq_build.SPEC, "trace.json"), encoding="utf-8") as file:
        known = json.load(file)
    theorems = [
        (name, named_in(statement, opened, known))
        for name, statement, opened in end_theorems(sources["Main"])
    ]
    wrong = list(wrong_names(known, sources))
    wrong += [
        f"theorem {name}: no definition of trace.json" for name, found in theorems if not found
    ]
    text = document(theorems, known)
    if not options.check:
        with open(TABLE, "w", encoding="utf-8") as file:
            file.write(text)
    elif not os.path.exists(TABLE) or open(TABLE, encoding="utf-8").read() != text:
        wrong.append("TRACE.md is not what spec/trace.py writes; run it and review the difference")
    for line in wrong:
        print(f"trace: {line}")
    tied = sum(all(known[one]["tests"] for one in found) for _, found in theorems)
    print(f"trace: {len(theorems)} theorems, {tied} with all definitions tied to the code by tests")
    if options.record and not wrong:
        record(theorems, known)
    return 1 if wrong or not theorems else 0


if __name__ == "__main__":
    sys.exit(main())
