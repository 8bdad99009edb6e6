#!/usr/bin/env python3
"""Shows that the tests that tie definitions to the engine can fail: one program is built with a
wrong definition in every file, and each test named here must notice the one that concerns it.

Usage: notices_mutants.py --tests FOLDER [--folder FOLDER]

Exit 0: every wrong definition was noticed. 1: one was not. 2: the program cannot be built here.
"""

import argparse
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
BUILD = os.path.join(HERE, "..", "..", "spec", "extraction", "build.py")

# mutant of spec/mutants.json → the test that must fail
NOTICED_BY = {
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
    "v2-pair-skim-sends-too-much": "proved_traces_test proved_traces.first_pair_trace",
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", 1)[0])
    parser.add_argument("--tests", required=True)
    parser.add_argument("--folder", default=os.path.join("build", "wrong_definitions"))
    options = parser.parse_args()
    program = os.path.abspath(options.folder) + "_program"
    command = [sys.executable, BUILD, "--out", program, "--folder", options.folder]
    code = subprocess.run([*command, "--mutants", *NOTICED_BY]).returncode
    if code != 0:
        return 2
    missed = 0
    for mutant, test in NOTICED_BY.items():
        executable, case = test.split()
        done = subprocess.run(
            [os.path.join(options.tests, executable), f"--gtest_filter={case}"],
            env={**os.environ, "ASSAY_PROVED_PROGRAM": program, "ASSAY_EVIDENCE_DIR": ""},
            capture_output=True,
            text=True,
        )
        noticed = done.returncode == 1 and f"[  FAILED  ] {case}" in done.stdout
        missed += not noticed
        print(f"  {mutant:32} {'noticed by' if noticed else 'MISSED by'} {case}", flush=True)
    print(f"mutants: {len(NOTICED_BY) - missed} of {len(NOTICED_BY)} wrong definitions noticed")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
