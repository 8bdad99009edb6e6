#!/usr/bin/env python3
"""Runs a simulation on a Dask cluster: each task a shard of the paths, then `assay merge`.

    python3 -m venv venv && venv/bin/pip install -r examples/cluster/requirements.txt
    venv/bin/python examples/cluster/run_on_dask.py ./assay examples/scenarios/fee_sweep.toml \
        --shards 8 --workers 2 --out out/cluster

With --scheduler ADDRESS the shards go to a cluster that is already there; the program and the
scenario must then lie under the same paths on every worker. A shard whose worker dies runs again on
another one, and what comes out has the same bytes, because a shard depends on nothing but the
scenario, its seed and its number.
"""

import argparse
import pathlib
import subprocess
import sys
import tempfile

from distributed import Client, LocalCluster, as_completed


class ShardError(Exception):
    """A shard that left no file: what the program said of it."""


def run_shard(program, scenario, number, of):
    """On a worker: the bytes of one shard's file."""
    with tempfile.TemporaryDirectory() as folder:
        command = [program, "simulate", scenario, "--shard", f"{number}/{of}", "--out", folder]
        done = subprocess.run([*command, "--quiet"], check=False, capture_output=True, text=True)
        # 1: an identity failed; the file says so, and the merge tells it.
        if done.returncode not in (0, 1):
            said = done.stderr.strip() or "it said nothing"
            raise ShardError(f"shard {number}/{of}: exit code {done.returncode}: {said}")
        return pathlib.Path(folder, f"shard-{number}-of-{of}.txt").read_bytes()


def run_shards(client, program, scenario, shards, folder, on_done=lambda count: None):
    """All shards on the cluster, their files in `folder`; `on_done` hears how many are there."""
    tasks = {}
    for number in range(1, shards + 1):
        # Pure tasks: Dask runs them again when their worker is lost. One that fails is not tried
        # again: it would fail in the same way.
        task = client.submit(run_shard, program, scenario, number, shards)
        tasks[task] = number
    files = []
    for task, content in as_completed(list(tasks), with_results=True):
        files.append(pathlib.Path(folder, f"shard-{tasks[task]}-of-{shards}.txt"))
        files[-1].write_bytes(content)
        on_done(len(files))
    return files


def merge(program, scenario, files, out):
    """The shards put together in `out`; the program says what came of it."""
    names = [str(file) for file in sorted(files)]
    return subprocess.run(
        [program, "merge", scenario, *names, "--out", str(out)], check=False
    ).returncode


def arguments_of(command_line):
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("program", help="the assay program")
    parser.add_argument("scenario")
    parser.add_argument("--shards", type=int, default=8)
    parser.add_argument("--workers", type=int, default=2, help="of a cluster on this machine")
    parser.add_argument("--scheduler", help="address of a cluster that is already there")
    parser.add_argument("--out", default="out/cluster")
    return parser.parse_args(command_line)


def main(command_line):
    asked = arguments_of(command_line)
    program = str(pathlib.Path(asked.program).resolve())
    scenario = str(pathlib.Path(asked.scenario).resolve())
    cluster = asked.scheduler or LocalCluster(
        n_workers=asked.workers, threads_per_worker=1, dashboard_address=None
    )
    try:
        with Client(cluster) as client, tempfile.TemporaryDirectory() as folder:
            files = run_shards(client, program, scenario, asked.shards, folder)
            return merge(program, scenario, files, asked.out)
    except ShardError as error:
        print(error, file=sys.stderr)
        return 2
    finally:
        if asked.scheduler is None:
            cluster.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
