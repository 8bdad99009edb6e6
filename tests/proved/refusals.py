#!/usr/bin/env python3
"""Shows that assay-proved refuses questions that mean nothing: exit 2, and one line that names the
question and says what is wrong. What it answered before stays answered.

Usage: refusals.py --program ASSAY_PROVED

Exit 0: all were refused so. 1: one was not. 2: the program is missing.
"""

import argparse
import os
import subprocess
import sys

HUGE = str(10**30)
BEYOND = str(2**600)
POOL = "pool 3000 60"
SHOWN = "pool_load 1 2 3 4 5 6 7 8 9 10 11"

# (questions, of which the last is refused; what the error says)
CASES = (
    (["pool -1 60"], "the fee is -1"),
    (["pool 1000000 60"], "the fee is 1000000"),
    (["pool 3000 -5"], "the spacing is -5"),
    (["pool 3000 0"], "the spacing is 0"),
    ([f"pool {HUGE} 60"], f"the fee is {HUGE}"),
    (["pool 3000 60 1"], "not understood"),
    ([POOL, f"pool_do mint 4 -{HUGE} 60 1 0 0 1 1"], f"a tick is -{HUGE}"),
    ([POOL, "pool_do mint 4 -60 60 1 0 0 1 1 1"], "with so many numbers"),
    ([POOL, "pool_do swap 2 1 1 0 1 0"], "2 is neither 0 nor 1"),
    ([POOL, "pool_do"], "not understood"),
    ([POOL, f"{SHOWN} 0 0 0 5"], "goes on after the positions"),
    ([POOL, f"{SHOWN} {HUGE}"], f"the length of a list is {HUGE}"),
    ([POOL, f"{SHOWN} -1 0 0"], "the length of a list is -1"),
    ([POOL, f"{SHOWN} 1 0 0"], "ends in the middle of a list"),
    ([POOL, f"{SHOWN} 0 0"], "ends before a list"),
    ([POOL, f"{SHOWN} 1 {HUGE} 1 1 0 0 0 0"], f"a tick is {HUGE}"),
    ([POOL, f"{SHOWN} 0 1 {HUGE} 0"], "a tick is"),
    ([POOL, "pool_load -1 2 3 4 5 6 7 8 9 10 11 0 0 0"], "-1, below zero"),
    ([POOL, "pool_load 1 2"], "pool_load takes a state"),
    (["pair -1 1 1 1 1 1 1"], "below zero"),
    (["pair 1 1 1"], "pair takes seven numbers"),
    (["load 1 2 3"], "load takes ten numbers"),
    (["load 0 0 0 0 0 0 0 0 0 0 0"], "load takes ten numbers"),
    (["do swap 1 2 3"], "no operation of the pair"),
    (["do mint x"], "no holder"),
    (["mul_div 1 2"], "with so many arguments"),
    (["mul_div 1 2 3 4"], "with so many arguments"),
    (["mul_div 1 2 three"], "is no number"),
    ([f"mul_div {BEYOND} 1 1"], "more than 512 bits"),
    (["amount0 1 2 3 7"], "7 is neither 0 nor 1"),
    ([f"limb_product 3 4 {HUGE}"], f"the count of limbs is {HUGE}"),
    ([""], "is unknown"),
)


def refused(program, questions, what):
    """None if the last question is refused as it must be, else what happened."""
    done = subprocess.run(
        [program], input="".join(line + "\n" for line in questions), capture_output=True, text=True
    )
    said = done.stderr.splitlines()
    start = f"assay-proved: error: line {len(questions)}: "
    if done.returncode != 2 or len(said) != 1:
        return f"exit {done.returncode}, {len(said)} lines of errors"
    if not said[0].startswith(start) or what not in said[0]:
        return said[0]
    if len(done.stdout.splitlines()) != len(questions) - 1:
        return "the questions before it are not answered"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", 1)[0])
    parser.add_argument("--program", required=True)
    options = parser.parse_args()
    if not os.path.exists(options.program):
        print(f"refusals: {options.program} is missing: build assay_proved_program")
        return 2
    wrong = 0
    for questions, what in CASES:
        complaint = refused(options.program, questions, what)
        if complaint is not None:
            wrong += 1
            print(f"refusals: {questions[-1]}: {complaint}")
    print(f"refusals: {len(CASES) - wrong} of {len(CASES)} questions refused")
    return 1 if wrong or not CASES else 0


if __name__ == "__main__":
    sys.exit(main())
