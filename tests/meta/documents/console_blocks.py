#!/usr/bin/env python3
"""Runs what the documents say one can type, and compares with the output that they show.

Usage: console_blocks.py ROOT PROGRAM DOCUMENT…

A block that opens with ```console holds lines "$ command" (a trailing backslash continues one),
each followed by its output. Commands run in a copy-free sandbox: from ROOT, with `assay` and
`./assay` meaning PROGRAM, and out/ a temporary directory. In the output shown, … stands for any
text in a line, and a line that is only … for any number of lines. Exit 1 on a difference.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile


def blocks(text):
    """(line number, command, expected lines) of each command in the document."""
    found = []
    inside = False
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("```"):
            inside = line == "```console"
        elif inside and line.startswith("$ "):
            found.append((number, line[2:], []))
        elif inside and found:
            _, command, expected = found[-1]
            if command.endswith("\\") and not expected:
                found[-1] = (found[-1][0], command[:-1] + line.strip(), expected)
            else:
                expected.append(line)
    return found


def matches(expected, got):
    """Does the output fit what is shown, with … for what is left out?"""
    pattern = ""
    for line in expected:
        if line.strip() == "…":
            pattern += r"(?:[^\n]*\n)*?"
        else:
            pattern += r"[^\n]*?".join(re.escape(part) for part in line.split("…")) + r"\n"
    return re.fullmatch(pattern, got) is not None


def run(command, root, environment):
    """Output (both streams) of a command line, as a reader's shell would show it."""
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        cwd=root,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    text = done.stdout
    return text if text.endswith("\n") or not text else text + "\n"


def sandbox(folder, program):
    """An environment in which `assay` is the program under test."""
    programs = pathlib.Path(folder) / "bin"
    programs.mkdir()
    (programs / "assay").symlink_to(pathlib.Path(program).resolve())
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "NO_COLOR": "1", "OUT": str(pathlib.Path(folder) / "out")}


def main(arguments):
    root, program, documents = arguments[1], arguments[2], arguments[3:]
    commands = wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        environment = sandbox(folder, program)
        for document in documents:
            text = (pathlib.Path(root) / document).read_text(encoding="utf-8")
            for line, shown, expected in blocks(text):
                command = shown.replace("./assay ", "assay ")
                command = re.sub(r"(?<![\w/])out/", "${OUT}/", command)
                got = run(command, root, environment)
                got = got.replace(environment["OUT"] + "/", "out/")
                commands += 1
                if not matches(expected, got):
                    wrong += 1
                    print(f"{document}:{line}: $ {shown}\n--- shown\n" + "\n".join(expected))
                    print(f"--- got\n{got}---")
    print(f"ran {commands} commands of {len(documents)} documents, {wrong} gave other output")
    return 1 if wrong or not commands else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
