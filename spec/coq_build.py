"""Compiles the proofs with coqc in a folder of their own: order, CPU time and output per file."""

import concurrent.futures
import os
import re
import shutil
import subprocess

LOGICAL_NAME = "Assay"
SPEC = os.path.dirname(os.path.abspath(__file__))


def missing_tools(tools):
    """Those of `tools` that are not installed."""
    return [tool for tool in tools if shutil.which(tool) is None]


def read_sources(folder=SPEC):
    """{name without .v: text} of every file of the proofs."""
    sources = {}
    for entry in sorted(os.listdir(folder)):
        if entry.endswith(".v"):
            with open(os.path.join(folder, entry), encoding="utf-8") as file:
                sources[entry[:-2]] = file.read()
    return sources


def without_comments(text):
    """Coq text with comments (they nest) and strings blanked; lines stay where they are."""
    out = []
    depth = 0
    position = 0
    in_string = False
    while position < len(text):
        two = text[position : position + 2]
        if not in_string and two == "(*":
            depth += 1
            out.append("  ")
            position += 2
        elif not in_string and depth and two == "*)":
            depth -= 1
            out.append("  ")
            position += 2
        else:
            character = text[position]
            if character == '"':
                in_string = not in_string
            hidden = depth or in_string
            out.append(character if not hidden or character == "\n" else " ")
            position += 1
    return "".join(out)


def requirements(text, names):
    """The files of the proofs that a file needs, by its `From Assay Require Import`."""
    pattern = rf"From\s+{LOGICAL_NAME}\s+Require\s+(?:Import\s+|Export\s+)?([\w\s]+?)\."
    wanted = []
    for match in re.finditer(pattern, without_comments(text)):
        wanted += match.group(1).split()
    unknown = [name for name in wanted if name not in names]
    if unknown:
        raise ValueError(f"requires {', '.join(unknown)}: no such file")
    return wanted


def dependents(sources, name):
    """`name` and every file that needs it, directly or not."""
    needs = {file: set(requirements(text, sources)) for file, text in sources.items()}
    found = {name}
    while True:
        more = {file for file, needed in needs.items() if needed & found} - found
        if not more:
            return found
        found |= more


def write_sources(sources, folder):
    """Empties the folder, caches included, and puts the sources there: what follows is cold."""
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    for name, text in sources.items():
        with open(os.path.join(folder, name + ".v"), "w", encoding="utf-8") as file:
            file.write(text)


def run_measured(command, folder, timeout=None):
    """(exit code, CPU seconds, output) of a command; a timeout is exit code 124."""
    log_path = os.path.join(folder, f".log-{os.getpid()}-{abs(hash(tuple(command)))}")
    if timeout:
        command = ["timeout", str(timeout), *command]
    with open(log_path, "w+", encoding="utf-8", errors="replace") as log:
        process = subprocess.Popen(
            command, cwd=folder, stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        log.seek(0)
        output = log.read()
    os.remove(log_path)
    return process.returncode, usage.ru_utime + usage.ru_stime, output


def compile_file(folder, name, timeout=300):
    """Compiles one file; see run_measured."""
    return run_measured(["coqc", "-q", "-Q", ".", LOGICAL_NAME, name + ".v"], folder, timeout)


def compile_all(sources, folder, jobs, only=None, stop_at_failure=True):
    """Compiles the files (or those in `only`) in order of need, `jobs` at a time.

    Yields (name, exit code, CPU seconds, output) as they end. After a failure nothing new starts.
    """
    waiting = {
        name: {need for need in requirements(sources[name], sources) if not only or need in only}
        for name in sources
        if not only or name in only
    }
    running = {}
    failed = False
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        while running or (waiting and not failed):
            ready = [name for name, needs in waiting.items() if not needs]
            for name in ready if not failed else []:
                if len(running) < jobs:
                    del waiting[name]
                    running[pool.submit(compile_file, folder, name)] = name
            if not running:
                raise ValueError(f"files in a circle: {', '.join(sorted(waiting))}")
            done, _ = concurrent.futures.wait(
                running, return_when=concurrent.futures.FIRST_COMPLETED
            )
            for future in done:
                name = running.pop(future)
                code, seconds, output = future.result()
                failed = failed or (stop_at_failure and code != 0)
                for needs in waiting.values():
                    needs.discard(name)
                yield name, code, seconds, output
