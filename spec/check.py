#!/usr/bin/env python3
"""Re-checks every proof of spec/ from nothing, and the gates around them.

Usage: spec/check.py [--folder FOLDER] [--jobs N] [--coqchk] [--accept]

  --folder   where the copies are compiled; emptied first (default build/spec)
  --jobs     files at a time (default: one per processor)
  --coqchk   then let the independent checker of Coq re-check the end library, from its object code
  --accept   write assumptions.expected instead of comparing with it

Exit 0: everything holds. 1: a proof, a gate or the table of assumptions fails. 2: Coq is missing.
"""

import argparse
import os
import re
import sys

import coq_build

EXPECTED = os.path.join(coq_build.SPEC, "assumptions.expected")
END_LIBRARY = "Main"
MAX_FILE_SECONDS = 15
MAX_TOTAL_SECONDS = 120
MAX_COLUMNS = 100
# What would let something be believed that was not proved.
FORBIDDEN = (
    "Admitted|admit|give_up|Axioms?|Parameters?|Conjecture|Abort|Unset\\s+Guard\\s+Checking"
    "|Unset\\s+Positivity\\s+Checking|Unset\\s+Universe\\s+Checking|bypass_check"
)


def text_gates(sources):
    """(file, line, what is wrong) in the text of the proofs."""
    for name, text in sources.items():
        code = coq_build.without_comments(text)
        for match in re.finditer(rf"\b(?:{FORBIDDEN})\b", code):
            yield name, code.count("\n", 0, match.start()) + 1, f"{match.group(0)} is forbidden"
        if not text.startswith("(*"):
            yield name, 1, "the file does not open with a comment that says what it is"
        for number, line in enumerate(text.split("\n"), 1):
            if len(line) > MAX_COLUMNS:
                yield name, number, f"{len(line)} columns, at most {MAX_COLUMNS}"
            if line != line.rstrip() or "\t" in line:
                yield name, number, "tab, or blank at the end of the line"


def end_theorems(sources):
    """The names of the theorems of the end library, in its order."""
    code = coq_build.without_comments(sources[END_LIBRARY])
    return re.findall(r"^(?:Theorem|Corollary|Lemma|Example)\s+(\w+)", code, re.MULTILINE)


def compile_proofs(sources, folder, jobs):
    """True if every file compiles in its time, and all of them in theirs."""
    coq_build.write_sources(sources, folder)
    total = 0.0
    good = True
    count = 0
    for name, code, seconds, output in coq_build.compile_all(sources, folder, jobs):
        total += seconds
        count += code == 0
        print(f"  {name:24} {seconds:6.1f} s" + ("" if code == 0 else "  FAILS"), flush=True)
        if code != 0:
            print(output.rstrip())
            good = False
        elif seconds > MAX_FILE_SECONDS:
            print(f"spec: {name} takes {seconds:.1f} s, at most {MAX_FILE_SECONDS} s")
            good = False
    print(f"spec: {count} of {len(sources)} files compiled cold, {total:.1f} s of CPU")
    if total > MAX_TOTAL_SECONDS:
        print(f"spec: more than {MAX_TOTAL_SECONDS} s of CPU")
        good = False
    return good and count == len(sources)


def assumptions(theorems, folder):
    """What each theorem rests on, as Coq prints it: one line per theorem, or None on failure."""
    lines = [f"From {coq_build.LOGICAL_NAME} Require {END_LIBRARY}."]
    for name in theorems:
        lines.append(f'Goal True. idtac "theorem {name}". exact I. Qed.')
        lines.append(f"Print Assumptions {END_LIBRARY}.{name}.")
    with open(os.path.join(folder, "Audit.v"), "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    code, _, output = coq_build.compile_file(folder, "Audit")
    if code != 0:
        print(output)
        return None
    table = []
    parts = re.split(r"^theorem (\w+)$", output, flags=re.MULTILINE)
    for name, printed in zip(parts[1::2], parts[2::2]):
        if "Closed under the global context" in printed:
            table.append(f"{name}: nothing")
        else:
            axioms = re.findall(r"^([\w.]+)\s*:", printed.replace("Axioms:", ""), re.MULTILINE)
            table.append(f"{name}: {' '.join(sorted(axioms)) or printed.strip()}")
    return table


def check_assumptions(theorems, folder, accept):
    """True if every end theorem rests on what assumptions.expected says, and all are there."""
    table = assumptions(theorems, folder)
    if table is None or [line.split(":")[0] for line in table] != theorems:
        print("spec: the assumptions of the end theorems could not be printed")
        return False
    if accept:
        with open(EXPECTED, "w", encoding="utf-8") as file:
            file.write("\n".join(table) + "\n")
    with open(EXPECTED, encoding="utf-8") as file:
        expected = file.read().splitlines()
    for line in sorted(set(expected) ^ set(table)):
        print(f"spec: {'expected' if line in expected else 'found'}: {line}")
    free = sum(line.endswith(": nothing") for line in table)
    print(f"spec: {len(table)} end theorems, {free} of them rest on no axiom")
    return table == expected and len(table) > 0


def check_kernel(folder):
    """True if coqchk accepts the end library and everything below it."""
    command = ["coqchk", "-silent", "-o", "-Q", ".", coq_build.LOGICAL_NAME]
    command.append(f"{coq_build.LOGICAL_NAME}.{END_LIBRARY}")
    code, seconds, output = coq_build.run_measured(command, folder, 900)
    print(f"spec: coqchk {'agrees' if code == 0 else 'FAILS'} after {seconds:.1f} s of CPU")
    own = re.findall(rf"^\s+({coq_build.LOGICAL_NAME}\.[\w.]+)\s*$", output, re.MULTILINE)
    if own:
        print(f"spec: coqchk lists as assumed: {', '.join(own)}")
    if code != 0:
        print(output[-3000:])
    return code == 0 and not own


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--folder", default=os.path.join("build", "spec"))
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--coqchk", action="store_true")
    parser.add_argument("--accept", action="store_true")
    options = parser.parse_args()
    missing = coq_build.missing_tools(["coqc"] + (["coqchk"] if options.coqchk else []))
    if missing:
        print(f"spec: {', '.join(missing)} not found; the proofs need the Debian package coq")
        return 2
    sources = coq_build.read_sources()
    offences = list(text_gates(sources))
    for name, line, what in offences:
        print(f"spec/{name}.v:{line}: {what}")
    good = not offences
    folder = os.path.abspath(options.folder)
    if not compile_proofs(sources, folder, options.jobs):
        return 1
    good = check_assumptions(end_theorems(sources), folder, options.accept) and good
    if options.coqchk:
        good = check_kernel(folder) and good
    print(f"spec: {'everything holds' if good else 'NOT everything holds'}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
