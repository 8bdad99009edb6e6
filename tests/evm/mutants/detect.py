#!/usr/bin/env python3
"""A campaign against each built variant: every mutant must be found, no twin may raise an alarm.

Usage: detect.py ASSAY ARTIFACTS SECONDS SEED [TABLE]
Entries with "required": false, whose titles say why, are run and not counted. TABLE is a file for
the results in Markdown; operations are those of the seed, on any machine.
"""

import json
import pathlib
import subprocess
import sys


def campaign(assay, protocol, artifact, seconds, seed):
    """The campaign's JSON document."""
    command = [assay, "fuzz", protocol, "--subject", str(artifact), "--seconds", seconds]
    command += ["--seed", seed, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        sys.exit(f"detect: {artifact}: {done.stderr}")
    return json.loads(done.stdout)


def row(entry, told):
    """A line of the table."""
    if not told["found"]:
        return f"| `{entry['id']}` | {entry['title']} | – | – | – |"
    found = told["failure"]
    cells = f"{told['operations']:,} | {found['steps']} | `{found['field']}`"
    return f"| `{entry['id']}` | {entry['title']} | {cells} |"


def main():
    """One line for each, and the verdict."""
    assay, artifacts, seconds, seed = sys.argv[1:5]
    folder = pathlib.Path(artifacts)
    entries = json.loads((folder / "manifest.json").read_text())["entries"]
    wrong = []
    rows = ["| variant | what it does | operations | steps | first difference |"]
    rows += ["| --- | --- | ---: | ---: | --- |"]
    for entry in entries:
        artifact = folder / entry["artifacts"][0]["file"]
        told = campaign(assay, entry["protocol"], artifact, seconds, seed)
        is_right = told["found"] == (entry["kind"] == "mutant")
        steps = f"{told['failure']['steps']} steps" if told["found"] else "no difference"
        effort = f"{told['operations']} operations, {steps}"
        print(f"{entry['id']:40} {entry['kind']:6} {effort}", flush=True)
        rows.append(row(entry, told))
        if not is_right and entry.get("required", True):
            wrong.append(entry["id"])
    if not entries:
        sys.exit("detect: nothing was built")
    if len(sys.argv) > 5:
        pathlib.Path(sys.argv[5]).write_text("\n".join(rows) + "\n")
    print(f"compared {len(entries)}: variants of published pools, {len(wrong)} judged wrongly")
    if wrong:
        sys.exit("detect: " + ", ".join(wrong))


main()
