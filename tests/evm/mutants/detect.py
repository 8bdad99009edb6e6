#!/usr/bin/env python3
"""A campaign against each built variant: every mutant must be found, no twin may raise an alarm.

Usage: detect.py ASSAY ARTIFACTS SECONDS SEED
Entries with "required": false, which one input in millions shows, are run and not counted.
"""

import json
import pathlib
import subprocess
import sys


def campaign(assay, protocol, artifact, seconds, seed):
    """Operations until the first difference, or None; and the shrunk length."""
    command = [assay, "fuzz", protocol, "--subject", str(artifact), "--seconds", seconds]
    command += ["--seed", seed, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        sys.exit(f"detect: {artifact}: {done.stderr}")
    told = json.loads(done.stdout)
    return (told["operations"], told["failure"]["steps"]) if told["found"] else None


def main():
    """One line for each, and the verdict."""
    assay, artifacts, seconds, seed = sys.argv[1:5]
    folder = pathlib.Path(artifacts)
    entries = json.loads((folder / "manifest.json").read_text())["entries"]
    wrong = []
    for entry in entries:
        artifact = folder / entry["artifacts"][0]["file"]
        found = campaign(assay, entry["protocol"], artifact, seconds, seed)
        is_right = (found is not None) == (entry["kind"] == "mutant")
        told = f"{found[0]} operations, {found[1]} steps" if found else "no difference"
        print(f"{entry['id']:40} {entry['kind']:6} {told}", flush=True)
        if not is_right and entry.get("required", True):
            wrong.append(entry["id"])
    if not entries:
        sys.exit("detect: nothing was built")
    print(f"compared {len(entries)}: variants of published pools, {len(wrong)} judged wrongly")
    if wrong:
        sys.exit("detect: " + ", ".join(wrong))


main()
