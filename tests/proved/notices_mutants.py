#!/usr/bin/env python3
"""Shows that the tests that tie definitions to the engine can fail: programs are built with wrong
definitions in their files, and each test named here must notice the one that concerns it.

Usage: notices_mutants.py --tests FOLDER [--folder FOLDER]

Exit 0: every wrong definition was noticed. 1: one was not. 2: the program cannot be built here.
"""

import argparse
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
BUILD = os.path.join(HERE, "..", "..", "spec", "extraction", "build.py")

# For each program: mutant of spec/mutants.json → the test that must fail. What a pool uses is wrong
# in another program than the pool, so that its tests notice the pool itself.
PROGRAMS = ({
    "v2-output-rounds-up": "proved_small_worlds_test proved_small_worlds.prices_of_6_bits",
    "muldiv-up-never-rounds": "proved_small_worlds_test proved_small_worlds.mul_div_of_4_bits",
    "sqrt-of-two-is-two": "proved_small_worlds_test proved_small_worlds.square_roots_of_12_bits",
    "v3-fee-rounds-down": "proved_small_worlds_test proved_small_worlds.swap_steps_of_4_bit_prices",
    "words-price-out-not-checked":
        "proved_small_worlds_test proved_small_worlds.prices_and_amounts_on_8_bit_words",
    "v2-pair-check-dropped": "proved_small_worlds_test proved_small_worlds.swaps_of_4_bit_reserves",
    "v2-pair-mint-takes-the-larger":
        "proved_small_worlds_test proved_small_worlds.mints_and_burns_of_3_bit_reserves",
    "tick-factor-one-ulp-up": "proved_traces_test proved_traces.libraries_of_uniswap_v3",
    "limbs-saturated-digit-one-less": "proved_batches_test proved_batches.limb_divisions",
    "limb-portable-reciprocal-corrects-once": "proved_batches_test proved_batches.limb_reciprocals",
    "limb-2by1-without-second-correction":
        "proved_batches_test proved_batches.limb_divisions_2_by_1",
    "v2-pair-skim-sends-too-much": "proved_traces_test proved_traces.first_pair_trace",
}, {
    "v3-fees-on-new-liquidity": "proved_pools_test proved_pools.generated_sequences",
}, {
    "v3-max-liquidity-of-one-tick": "proved_traces_test proved_traces.second_pool_trace",
})


def build(folder, wrong):
    """The program with these wrong definitions, or nothing if it cannot be built here."""
    program = os.path.abspath(folder) + "_program"
    command = [sys.executable, BUILD, "--out", program, "--folder", folder]
    code = subprocess.run([*command, "--mutants", *wrong]).returncode
    return program if code == 0 else None


def notices(program, tests, test):
    """True if the test fails on the program."""
    executable, case = test.split()
    done = subprocess.run(
        [os.path.join(tests, executable), f"--gtest_filter={case}"],
        env={**os.environ, "ASSAY_PROVED_PROGRAM": program, "ASSAY_EVIDENCE_DIR": ""},
        capture_output=True,
        text=True,
    )
    return done.returncode == 1 and f"[  FAILED  ] {case}" in done.stdout


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", 1)[0])
    parser.add_argument("--tests", required=True)
    parser.add_argument("--folder", default=os.path.join("build", "wrong_definitions"))
    options = parser.parse_args()
    total = missed = 0
    for noticed_by in PROGRAMS:
        program = build(options.folder, noticed_by)
        if program is None:
            return 2
        for mutant, test in noticed_by.items():
            noticed = notices(program, options.tests, test)
            total += 1
            missed += not noticed
            print(f"  {mutant:32} {'noticed by' if noticed else 'MISSED by'} {test.split()[1]}",
                  flush=True)
    print(f"mutants: {total - missed} of {total} wrong definitions noticed")
    return 1 if missed or not total else 0


if __name__ == "__main__":
    sys.exit(main())
