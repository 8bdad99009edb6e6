"""Other people's Uniswap V3 arithmetic on the engine's inputs: compared first, then timed.

Usage: python3 bench/peers/run.py [--build build/release] [--work build/peers]

The inputs are the recorded vectors of the contracts' own libraries. The peers are the crate
uniswap_v3_math, built with cargo, and the npm package @uniswap/v3-sdk, run by node; both are
fetched, pinned, into the work folder. All run one after the other on one machine, in three rounds
of which the best counts, so that only the ratios mean something. Exit code 1 when the engine
differs from a vector, or when there was nothing to compare.
"""

import argparse
import json
import lzma
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
VECTORS = ROOT / "tests" / "data" / "traces" / "v3-math-23.jsonl.xz"
FUNCTIONS = (
    "mulDiv", "getSqrtRatioAtTick", "getTickAtSqrtRatio", "getAmount0Delta", "getAmount1Delta",
    "computeSwapStep",
)


def cases():
    """The vectors as lines of words: NAME ARGUMENT… = RESULT…, or = ! for a revert."""
    def word(value):
        return str(int(value)) if isinstance(value, bool) else str(value)

    lines = []
    with lzma.open(VECTORS, "rt", encoding="utf-8") as file:
        next(file)  # the header
        for line in file:
            vector = json.loads(line)
            if vector["fn"] not in FUNCTIONS:
                continue
            answer = map(word, vector["out"]) if "out" in vector else ["!"]
            lines.append(" ".join([vector["fn"], *map(word, vector["in"]), "=", *answer]))
    return "\n".join(lines) + "\n"


def run(command, text):
    """NAME -> (cases, differences, nanoseconds), as a peer prints them."""
    output = subprocess.run(command, input=text, text=True, check=True, capture_output=True).stdout
    found = {}
    for line in output.splitlines():
        name, compared, differences, nanoseconds = line.split()
        found[name] = (int(compared), int(differences), float(nanoseconds))
    return found


def best_of(rounds):
    """The round in which a function was fastest, for each function and peer."""
    return {
        name: {function: min((each[name][function] for each in rounds), key=lambda row: row[2])
               for function in column}
        for name, column in rounds[0].items()
    }


def crate(work):
    """The command of the cargo peer, built."""
    target = work / "cargo"
    subprocess.run(
        ["cargo", "build", "--release", "--locked", "--quiet", "--target-dir", str(target),
         "--manifest-path", str(HERE / "uniswap_v3_math" / "Cargo.toml")], check=True)
    return [str(target / "release" / "assay-peer-uniswap-v3-math")]


def sdk(work):
    """The command of the node peer, its packages installed."""
    modules = work / "v3_sdk"
    modules.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(HERE / "v3_sdk" / name, modules / name)
    subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"],
                   cwd=modules, check=True)
    return ["node", str(HERE / "v3_sdk" / "peer.mjs"), str(modules)]


def table(columns):
    """One row per function: what each took, how many times the engine's, and what differed."""
    engine = columns["engine"]
    print("| function | cases |", " | ".join(f"{name}, ns" for name in columns), "|")
    print("| --- | ---: |", " | ".join("---:" for _ in columns), "|")
    for function in FUNCTIONS:
        row = [function, str(engine[function][0])]
        for found in columns.values():
            if function not in found:
                row.append("has none")
                continue
            _, differences, nanoseconds = found[function]
            ratio = nanoseconds / engine[function][2]
            text = f"{nanoseconds:.1f}" if found is engine else f"{nanoseconds:.1f} ({ratio:.1f} ×)"
            row.append(text + (f", {differences} differ" if differences else ""))
        print("|", " | ".join(row), "|")


def main():
    """Compares and times; prints a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", default="build/release", help="where the engine was built")
    parser.add_argument("--work", default="build/peers", help="where the peers are put")
    asked = parser.parse_args()
    work = pathlib.Path(asked.work).resolve()
    work.mkdir(parents=True, exist_ok=True)
    text = cases()
    commands = {
        "engine": [str(pathlib.Path(asked.build) / "bench" / "bench_peer_engine")],
        "uniswap_v3_math": crate(work),
        "@uniswap/v3-sdk": sdk(work),
    }
    columns = best_of([{name: run(command, text) for name, command in commands.items()}
                       for _ in range(3)])
    table(columns)
    compared = sum(found[0] for column in columns.values() for found in column.values())
    differ = sum(found[1] for column in columns.values() for found in column.values())
    print(f"\ncompared {compared} answers with those of the contracts, {differ} differ")
    engine = columns["engine"]
    is_right = all(function in engine and engine[function][0] > 0 and engine[function][1] == 0
                   for function in FUNCTIONS)
    return 0 if is_right else 1


if __name__ == "__main__":
    sys.exit(main())
