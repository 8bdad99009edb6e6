#!/usr/bin/env python3
"""What a campaign did, in Markdown, for the summary of a job on GitHub: scripts/action calls it.

Usage: action_summary.py REPORT.json
"""

import json
import pathlib
import sys

MOST_OPERATIONS = 20  # of a counterexample that are shown


def plain(text):
    """Text for a cell of a table, with nothing that Markdown or HTML would read."""
    escaped = str(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    special = {ord(letter): f"&#{ord(letter)};" for letter in "\\`*_|[]#"}
    return " ".join(escaped.translate(special).split())


def table(rows):
    """Two columns without a head."""
    lines = [f"| {plain(key)} | {plain(value)} |" for key, value in rows]
    return ["| | |", "| --- | --- |", *lines]


def operations_of(trace):
    """The operations of a trace, one a line, the long ones cut."""
    lines = pathlib.Path(trace).read_text(encoding="utf-8").splitlines()[1:]
    shown = []
    for number, line in enumerate(lines[:MOST_OPERATIONS], 1):
        operation = json.loads(line)["op"]
        arguments = ", ".join(f"{key}={value}" for key, value in operation["args"].items())
        shown.append(f"{number}. {operation['name']}({arguments}) by {operation['caller']}")
    if len(lines) > MOST_OPERATIONS:
        shown.append(f"… and {len(lines) - MOST_OPERATIONS} more")
    return shown


def found(report):
    """What differs, the operations that show it, and how to see it again."""
    what = report["failure"]
    lines = ["", f"### {plain(what['operation'])}: {plain(what['field'])} differs", ""]
    lines += table([("who", what["subject"]), ("kind", what["kind"]),
                    ("expected", what["expected"]), ("got", what["got"])])
    if what["trace"]:
        shown = [line.replace("```", "'''") for line in operations_of(what["trace"])]
        also = " and as `Counterexample.t.sol`, a Foundry test" if what["foundry"] else ""
        lines += ["", f"The shortest sequence that shows it ({what['steps']} operations):", "",
                  "```", *shown, "```", "",
                  "The job's artifact has it as `counterexample.jsonl` "
                  f"(`assay replay FILE --subject YOURS`){also}."]
    return lines


def main():
    """The summary, on standard output."""
    report = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
    verdict = "something was found" if report["found"] else "no difference, no violation"
    lines = [f"## Assay: {plain(report['protocol'])}: {verdict}", ""]
    lines += table([
        ("subject", report["subject"]),
        ("operations", f"{report['operations']} in {report['sequences']} sequences, "
                       f"{report['reverted']} of them reverted"),
        ("answers compared", report["coverage"]["comparisons"]),
        ("seed", report["seed"]),
        ("seconds", round(report["seconds"], 1)),
    ])
    if report["found"]:
        lines += found(report)
    print("\n".join(lines) + "\n")


main()
