#!/usr/bin/env python3
"""The cluster example on two workers of this machine, one of them killed half way: same bytes.

Usage: cluster_test.py PROGRAM SOURCE_DIRECTORY WORK_DIRECTORY

Installs examples/cluster/requirements.txt into an environment below WORK_DIRECTORY, once.
Exit 77 where it cannot be installed.
"""

import filecmp
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import venv

SHARDS = 12
PATHS = 48


def environment(source, work):
    """The interpreter with what the example needs, or None and why not."""
    folder = work / "venv"
    python = folder / "bin" / "python"
    requirements = source / "examples" / "cluster" / "requirements.txt"
    stamp = folder / "installed.txt"
    if stamp.exists() and stamp.read_text("utf-8") == requirements.read_text("utf-8"):
        return python, ""
    try:
        venv.create(folder, with_pip=True)
    except (OSError, subprocess.CalledProcessError) as error:
        return None, str(error)
    command = [python, "-m", "pip", "install", "-q", "-r", requirements]
    installed = subprocess.run(command, check=False, capture_output=True, text=True)
    if installed.returncode != 0:
        return None, installed.stderr.strip()
    stamp.write_text(requirements.read_text("utf-8"), "utf-8")
    return python, ""


def run_with_a_loss(program, scenario, source, out):
    """Runs in the environment: kills a worker when half of the shards are there."""
    sys.path.insert(0, str(source / "examples" / "cluster"))
    import run_on_dask as example  # pylint: disable=import-outside-toplevel
    from distributed import Client, LocalCluster  # pylint: disable=import-outside-toplevel

    killed = []
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        with Client(cluster) as client, tempfile.TemporaryDirectory() as folder:
            processes = list(client.run(os.getpid).values())

            def on_done(count):
                if count == SHARDS // 2:
                    killed.append(processes[0])
                    os.kill(processes[0], signal.SIGKILL)

            files = example.run_shards(client, program, scenario, SHARDS, folder, on_done)
            code = example.merge(program, scenario, files, out)
    print(f"killed worker {'' if killed else 'not '}half way, {len(files)} shards")
    return code if killed and len(files) == SHARDS else 1


def tells_why_a_shard_failed(python, program, source):
    """A scenario with a wrong key: the example must pass on what the program said of it."""
    with tempfile.TemporaryDirectory() as folder:
        scenario = pathlib.Path(folder, "wrong.toml")
        scenario.write_text("title = \"wrong\"\nhorizn = \"1h\"\n", "utf-8")
        example = source / "examples" / "cluster" / "run_on_dask.py"
        done = subprocess.run(
            [python, "-B", example, program, scenario, "--shards", "2", "--out", folder],
            check=False, capture_output=True, text=True)
    told = done.returncode == 2 and "wrong.toml:2: horizn: is no key here" in done.stderr
    print(f"a wrong scenario was {'told' if told else 'not told: ' + done.stderr}")
    return told


def compare(whole, merged):
    """Names that differ or are on one side only."""
    names = sorted({path.name for folder in (whole, merged) for path in folder.iterdir()})
    equal, different, missing = filecmp.cmpfiles(whole, merged, names, shallow=False)
    print(f"compared {len(equal)} files, {len(different) + len(missing)} differ")
    return different + missing if equal else names


def main(arguments):
    program, source, work = arguments[1], pathlib.Path(arguments[2]), pathlib.Path(arguments[3])
    if len(arguments) > 4:
        return run_with_a_loss(program, arguments[4], source, pathlib.Path(arguments[5]))
    python, why_not = environment(source, work)
    if python is None:
        print(f"what the example needs cannot be installed here: {why_not}")
        return 77
    if not tells_why_a_shard_failed(python, program, source):
        return 1
    with tempfile.TemporaryDirectory() as folder:
        scenario = pathlib.Path(folder, "sweep.toml")
        text = (source / "examples" / "scenarios" / "fee_sweep.toml").read_text("utf-8")
        scenario.write_text(text.replace("paths = 8", f"paths = {PATHS}"), "utf-8")
        whole, merged = pathlib.Path(folder, "whole"), pathlib.Path(folder, "merged")
        simulate = [program, "simulate", scenario, "--out", whole, "--quiet"]
        subprocess.run(simulate, check=True, stdout=subprocess.DEVNULL)
        again = [python, "-B", __file__, program, source, work, scenario, merged]
        if subprocess.run(again, check=False).returncode != 0:
            return 1
        return 1 if compare(whole, merged) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
