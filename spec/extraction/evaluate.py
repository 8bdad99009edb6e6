#!/usr/bin/env python3
"""Evaluates the definitions inside Coq on recorded and generated cases, so that nothing has to be
believed about extraction: what Coq computes (vm_compute) must be what the contracts' bytecode
answered, and what the extracted program answers.

Usage: spec/extraction/evaluate.py --program ASSAY_PROVED [--folder FOLDER] [--scale N]

  --program  the extracted program
  --folder   where the file of cases is compiled; emptied first (default build/evaluate)
  --scale    so many times the cases (default 1: some hundreds)

Exit 0: all agree. 1: a difference, shown. 2: Coq or the program is missing.
"""

import argparse
import json
import lzma
import os
import random
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import build  # noqa: E402
import coq_build  # noqa: E402

TRACES = os.path.join(HERE, "..", "..", "tests", "data", "traces")
FEE = "997 1000"  # kept and unit, of the recorded router
CHAIN = f"{2**256} {2**112} {FEE} 1 5 1000"  # the parameters of V2Pair

# (trace, function, question, Coq's term on the arguments as a list, shape of its value, cases)
FUNCTIONS = (
    ("v3-math-23", "mulDiv", "mul_div", "Oracle.mul_div {0} {1} {2}", "option", 40),
    ("v3-math-23", "mulDivRoundingUp", "mul_div_up", "Oracle.mul_div_up {0} {1} {2}", "option", 30),
    ("v3-math-23", "getSqrtRatioAtTick", "price_at_tick", "Oracle.price_at_tick {0}", "value", 30),
    ("v3-math-23", "getTickAtSqrtRatio", "tick_at_price", "Oracle.tick_at_price {0}", "value", 8),
    ("v3-math-23", "computeSwapStep", "swap_step",
     "Oracle.step_on_words {0} {1} {2} {3} {4}", "step", 80),
    ("v3-math-23", "getAmount0Delta", "amount0",
     "Oracle.amount0_delta {3} {0} {1} {2}", "option", 30),
    ("v3-math-23", "getAmount1Delta", "amount1",
     "Oracle.amount1_delta {3} {0} {1} {2}", "option", 30),
    ("v3-math-23", "getNextSqrtPriceFromAmount0RoundingUp", "next_price0",
     "Oracle.next_price0 {0} {1} {2} {3}", "option", 30),
    ("v3-math-23", "getNextSqrtPriceFromAmount1RoundingDown", "next_price1",
     "Oracle.next_price1 {0} {1} {2} {3}", "option", 30),
    ("v2-router-13", "getAmountOut", f"amount_out {FEE}",
     f"V2Math.get_amount_out {FEE} {{0}} {{1}} {{2}}", "value", 60),
    ("v2-router-13", "getAmountIn", f"amount_in {FEE}",
     f"V2Math.get_amount_in {FEE} {{0}} {{1}} {{2}}", "value", 60),
)

PRELUDE = """(* Written by spec/extraction/evaluate.py. *)
From Coq Require Import ZArith List Bool.
From Assay Require V2Math V2Pair Oracle.
Import ListNotations.
Open Scope Z_scope.

Fixpoint same (a b : list Z) : bool :=
  match a, b with
  | [], [] => true
  | x :: a, y :: b => (x =? y) && same a b
  | _, _ => false
  end.
(* A revert is the empty list. *)
Definition of_value (x : Z) := [x].
Definition of_option (x : option Z) := match x with Some x => [x] | None => [] end.
Definition of_step (x : option (Z * Z * Z * Z)) :=
  match x with Some (next, paid_in, paid_out, charged) => [next; paid_in; paid_out; charged]
             | None => [] end.
Definition of_pair (x : V2Pair.result V2Pair.pair) :=
  match x with
  | V2Pair.ok s => [V2Pair.reserve0 s; V2Pair.reserve1 s; V2Pair.balance0 s; V2Pair.balance1 s;
                    V2Pair.supply s; V2Pair.shares s V2Pair.the_pair;
                    V2Pair.shares s V2Pair.nobody; V2Pair.shares s V2Pair.others;
                    V2Pair.k_last s]
  | V2Pair.reverts _ => []
  end.
(* The states after each operation of a list; after a revert the state is what it was. *)
Fixpoint states (s : V2Pair.pair) (trace : list V2Pair.operation) : list (list Z) :=
  match trace with
  | [] => []
  | o :: rest =>
    let r := V2Pair.apply CHAIN s o in
    of_pair r :: states (match r with V2Pair.ok t => t | V2Pair.reverts _ => s end) rest
  end.
Fixpoint all_same (a b : list (list Z)) : bool :=
  match a, b with
  | [], [] => true
  | x :: a, y :: b => same x y && all_same a b
  | _, _ => false
  end.
""".replace("CHAIN", CHAIN)


def recorded(trace, function):
    """(arguments, answer or None for a revert) of every case of one function in a trace."""
    with lzma.open(os.path.join(TRACES, trace + ".jsonl.xz"), "rt", encoding="utf-8") as file:
        for line in file:
            case = json.loads(line)
            if case.get("fn") == function:
                answer = None if "revert" in case else [int(x) for x in case["out"]]
                yield case["in"], answer


def plain(argument):
    """An argument as the program reads it."""
    return str(int(argument))


def coq(argument):
    """An argument as Coq reads it."""
    if isinstance(argument, bool):
        return "true" if argument else "false"
    return f"({int(argument)})"


def ask(program, questions):
    """The program's answers: a list of numbers, None for a revert, or "outside"."""
    done = subprocess.run(
        [program], input="".join(q + "\n" for q in questions), capture_output=True, text=True
    )
    if done.returncode != 0:
        print(f"evaluate: {program}: {done.stderr.strip()}")
        sys.exit(1)
    answers = []
    for line in done.stdout.splitlines():
        words = line.split()
        if words[0] == "=":
            answers.append([int(word, 16) for word in words[1:]])
        else:
            answers.append("outside" if words[0] == "outside" else None)
    return answers


def coq_list(numbers):
    return "[" + "; ".join(str(number) for number in numbers) + "]"


def function_cases(program, scale, differences):
    """(name, Coq's list of checks) for each function, and how many cases there are."""
    for trace, function, question, term, shape, count in FUNCTIONS:
        cases = list(recorded(trace, function))
        answers = ask(program, [" ".join([question, *map(plain, a)]) for a, _ in cases])
        inside = [(c, got) for c, got in zip(cases, answers) if got != "outside"]
        differences += [f"{function}{a}: bytecode {want}, extracted {got}"
                        for (a, want), got in inside if want != got]
        step = max(1, len(inside) // (count * scale))
        checks = [
            f"same (of_{shape} ({term.format(*map(coq, arguments))})) {coq_list(answer or [])}"
            for (arguments, answer), _ in inside[::step]
        ]
        yield function, checks, len(inside)


def _term(name, *arguments):
    return f"{name.lower()} " + " ".join(map(str, arguments)), (
        f"V2Pair.{name} " + " ".join(f"({argument})" for argument in arguments)
    )


def _holder(amount):
    short, long = (("p", "the_pair"), ("o", "others"), ("o", "others"))[amount(8) % 3]
    return short, f"V2Pair.{long}"


def _mint(amount, size):
    short, long = _holder(amount)
    return f"mint {short}", f"V2Pair.Mint {long}"


def _transfer(amount, size):
    short, long = _holder(amount)
    shares = amount(size.bit_length())
    return f"transfer {short} {shares}", f"V2Pair.Transfer {long} {shares}"


def _burn(amount, size):
    inside = amount(4) == 1
    return f"burn {int(inside)}", f"V2Pair.Burn {'true' if inside else 'false'}"


def _fee_to(amount, size):
    if amount(2) > 1:
        return "fee_to -", "V2Pair.Set_fee_to None"
    return "fee_to o", "V2Pair.Set_fee_to (Some V2Pair.others)"


def _swap(amount, size):
    out = amount(size.bit_length() - 3)
    paid = out + out // 300 + amount(4)
    return _term("Swap", *((0, out, paid, 0) if amount(1) else (out, 0, 0, paid)))


MAKERS = (
    lambda amount, size: _term("Donate", amount(size.bit_length()), amount(size.bit_length())),
    _mint, _burn, _swap, _swap, _swap, _transfer, _fee_to,
    lambda amount, size: ("skim 0", "V2Pair.Skim"),
    lambda amount, size: ("sync", "V2Pair.Sync"),
    lambda amount, size: _term("Rebase", size + amount(12), size + amount(12)),
)


def pair_sequence(seed):
    """One sequence from a fresh pair, as (the program's words, Coq's term)."""
    draw = random.Random(seed)
    size = 2 ** draw.choice((20, 60, 100))
    yield _term("Donate", size, size + draw.getrandbits(16))
    yield "mint o", "V2Pair.Mint V2Pair.others"
    for _ in range(40):
        yield draw.choice(MAKERS)(lambda bits: draw.getrandbits(draw.randint(1, bits)), size)


def pair_cases(program, scale):
    """Checks of whole sequences, each answered by the program first; how many operations went well,
    and how many reverted."""
    checks = []
    good = bad = 0
    for seed in range(6 * scale):
        sequence = list(pair_sequence(seed))
        questions = [f"pair {CHAIN}"] + ["do " + words for words, _ in sequence]
        answers = ask(program, questions)[1:]
        good += sum(answer is not None for answer in answers)
        bad += sum(answer is None for answer in answers)
        states = "; ".join(coq_list((answer or [])[:9]) for answer in answers)
        terms = "; ".join(term for _, term in sequence)
        checks.append(f"all_same (states V2Pair.created [{terms}]) [{states}]")
    return checks, good, bad


def write_cases(folder, named_checks):
    sources = coq_build.read_sources()
    sources[build.TOP] = build.read(build.TOP + ".v")
    sources = build.definitions(sources)
    text = [PRELUDE]
    for name, checks in named_checks:
        listed = ";\n  ".join(checks)
        text.append(f"Goal forallb (fun x => x) [\n  {listed}] = true.")
        text.append(f"Proof. (* {name} *) vm_cast_no_check (eq_refl true). Qed.")
    sources["Cases"] = "\n".join(text) + "\n"
    coq_build.write_sources(sources, folder)
    return sources


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", 1)[0])
    parser.add_argument("--program", required=True)
    parser.add_argument("--folder", default=os.path.join("build", "evaluate"))
    parser.add_argument("--scale", type=int, default=1)
    options = parser.parse_args()
    if coq_build.missing_tools(["coqc"]) or not os.path.exists(options.program):
        print("evaluate: coqc or the program is missing: scripts/setup, then build "
              "assay_proved_program")
        return 2
    differences = []
    named = []
    for name, checks, inside in function_cases(options.program, options.scale, differences):
        named.append((name, checks))
        print(f"  {name:40} {inside:5} equal to the bytecode, {len(checks):4} of them in Coq")
    checks, good, bad = pair_cases(options.program, options.scale)
    named.append(("pair", checks))
    print(f"  {'pair':40} {good} operations and {bad} reverts in Coq")
    for difference in differences[:20]:
        print(f"evaluate: {difference}")
    folder = os.path.abspath(options.folder)
    sources = write_cases(folder, named)
    for name, code, seconds, output in coq_build.compile_all(sources, folder, os.cpu_count() or 1):
        if code != 0:
            print(f"evaluate: {name}.v: Coq computes otherwise, or does not compile\n{output}")
            return 1
    total = sum(len(checks) for name, checks in named if name != "pair") + good + bad
    ok = not differences and all(checks for _, checks in named) and good > 0 and bad > 0
    print(f"evaluate: {total} cases computed by Coq, {seconds:.1f} s; "
          f"{'all agree' if ok else 'NOT all agree'}")
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
