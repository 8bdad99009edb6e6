#!/usr/bin/env python3
"""Checks the tree against the house rules. Usage: tidy.py [ROOT]. Exit 1 on the first offence."""

import pathlib
import sys

import tidy_rules

FOLDERS = ("include", "src", "spec", "evm", "tests", "fuzz", "bench", "cmake", "docs", "scripts")
FOLDERS += (".ci", "vectors")
TEXT = (".hpp", ".h", ".cpp", ".py", ".v", ".md", ".txt", ".cmake", ".in", ".json", ".jsonl")
TEXT += (".sol", ".rs", ".toml", ".yul", ".mjs")
# Recorded data and planted offenders are not ours to format.
EXEMPT = ("tests/data/", "fuzz/corpus/", "vectors/", "evm/contracts/package-lock.json")
# Machine-written data; and the offenders that the test of this program plants.
EXEMPT_FROM_ALL = ("tests/data/", "fuzz/corpus/")
OFFENDERS = "tests/meta/tidy/tidy_test.py"

RULES = (
    tidy_rules.layers,
    tidy_rules.layer_cycles,
    tidy_rules.model_is_independent,
    tidy_rules.exact_layers,
    tidy_rules.named_divisions,
    tidy_rules.file_openings,
    tidy_rules.type_names,
    tidy_rules.leftovers,
    tidy_rules.whitespace,
    tidy_rules.lengths,
    tidy_rules.stands_alone,
    tidy_rules.quirks,
)
# Rules that also ask whether a file is there.
FILE_RULES = (tidy_rules.links, tidy_rules.documents_named_in_code)


def _is_text(path):
    return path.name.endswith(TEXT) or ("." not in path.name and path.suffix == "")


def read_tree(root):
    """Every text file of the project by its path from the root."""
    paths = [path for path in root.iterdir() if path.is_file() and path.name.endswith(TEXT)]
    for folder in FOLDERS:
        if (root / folder).is_dir():
            paths += [path for path in (root / folder).rglob("*") if path.is_file()]
    tree = {}
    for path in sorted(paths):
        name = path.relative_to(root).as_posix()
        if name.startswith(EXEMPT_FROM_ALL) or "__pycache__" in name or not _is_text(path):
            continue
        tree[name] = path.read_text(encoding="utf-8")
    return tree


def check(root):
    """(offences, number of files, number of rules)."""
    tree = read_tree(root)
    written = {name: text for name, text in tree.items() if not name.startswith(EXEMPT)}
    written.pop(OFFENDERS, None)
    offences = []
    for rule in RULES:
        offences += [(rule.__name__, *offence) for offence in rule(written)]
    for rule in FILE_RULES:
        found = rule(written, lambda path: (root / path).exists())
        offences += [(rule.__name__, *offence) for offence in found]
    return offences, len(written), len(RULES) + len(FILE_RULES)


def main(arguments):
    root = pathlib.Path(arguments[1] if len(arguments) > 1 else ".").resolve()
    offences, files, rules = check(root)
    for rule, path, line, what in offences:
        print(f"{path}:{line}: [{rule}] {what}")
    print(f"tidy: {files} files against {rules} rules, {len(offences)} offences")
    if files == 0:
        print("tidy: nothing was checked")
        return 1
    return 1 if offences else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
