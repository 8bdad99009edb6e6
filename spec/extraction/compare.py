#!/usr/bin/env python3
"""Asks the same questions to the oracle with the faster mapping of integers (mapping.v) and to the
one with Coq's own mapping alone: every answer must be the same. So the lines of mapping.v, which
nothing proves, are held against a second way to the same definitions.

Usage: spec/extraction/compare.py --program ASSAY_PROVED --stock ASSAY_PROVED_STOCK [--scale N]

Exit 0: all answers are the same. 1: they are not. 2: a program is missing.
"""

import argparse
import os
import random
import subprocess
import sys

import evaluate


def words(draw, count, bits=256):
    """Numbers of every magnitude, often at the ends of ranges or beside one another."""
    drawn = []
    for _ in range(count):
        size = draw.randint(1, bits)
        kind = draw.randint(0, 5)
        number = draw.getrandbits(size)
        if kind == 0:
            number = (1 << size) + draw.choice((-1, 0, 1))
        elif kind == 1 and drawn:
            number = drawn[-1] + draw.choice((-1, 0, 1))
        drawn.append(min(max(number, 0), (1 << bits) - 1))
    return drawn


def questions(scale):
    """One question a line, of every kind; the pair's after those of the functions."""
    draw = random.Random(7)
    for _ in range(150 * scale):
        for name in ("mul_div", "mul_div_up"):
            yield " ".join([name, *map(str, words(draw, 3))])
        price, target, liquidity, amount = words(draw, 4, 160)
        sign = draw.choice(("", "-"))
        fee = draw.choice((3000, 1))
        yield f"swap_step {price} {target} {liquidity >> 32} {sign}{amount} {fee}"
        for name in ("amount0", "amount1", "next_price0", "next_price1"):
            yield " ".join([name, *map(str, words(draw, 3, 128)), str(draw.getrandbits(1))])
        yield " ".join(["amount_out 997 1000", *map(str, words(draw, 3, 112))])
        yield " ".join(["amount_in 997 1000", *map(str, words(draw, 3, 112))])
        yield f"square_root {words(draw, 1)[0]}"
        yield f"price_at_tick {draw.randint(-887272, 887272)}"
        yield f"tick_at_price {words(draw, 1, 159)[0]}"
        d1, d0, high = words(draw, 3, 64)
        d1 |= 1 << 63
        yield f"limb_reciprocals {d1} {d0}"
        yield f"limb_division_2by1 {d1} {high % d1} {d0}"
        yield "limb_division " + " ".join(map(str, words(draw, 2)))
        yield "limb_product " + " ".join(map(str, words(draw, 2))) + " 4"
        for name in ("price_from_input", "price_from_output"):
            yield " ".join([name, *map(str, words(draw, 3, 128)), str(draw.getrandbits(1))])
        yield "div_up " + " ".join(map(str, words(draw, 2)))
    for seed in range(8 * scale):
        yield f"pair {evaluate.CHAIN}"
        for line, _ in evaluate.pair_sequence(seed):
            yield "do " + line
        yield from pool_sequence(random.Random(seed))


def pool_sequence(draw):
    """Operations of V3's pool near a price of one, most of which succeed."""
    funds = 1 << 120
    spacing, fee = draw.choice(((60, 3000), (10, 500)))
    yield f"pool {fee} {spacing}"
    yield f"pool_do initialize {2**96 + draw.randint(-(2**90), 2**90)}"
    for _ in range(30):
        lower, upper = sorted(spacing * draw.randint(-40, 40) for _ in "ab")
        place = f"{draw.randint(4, 5)} {lower} {upper}"
        size = draw.getrandbits(draw.randint(1, 70))
        down = draw.getrandbits(1)
        limit = draw.randint(2**95, 2**96) if down else draw.randint(2**96, 2**97)
        sign = draw.choice(("", "-"))
        amounts = f"{draw.getrandbits(60)} {draw.getrandbits(60)}"
        yield f"pool_do mint {place} {size} 0 0 {funds} {funds}"
        yield f"pool_do swap {down} {sign}{size} {limit} 0 {funds} 0"
        yield f"pool_do burn {place} {draw.randint(0, size)}"
        yield f"pool_do collect {place} {amounts} 0"
        yield f"pool_do flash {amounts} 0 0 {funds} {funds} 0"
        yield f"pool_do set_fee_protocol {draw.choice((0, 4, 10, 3))} {draw.choice((0, 5))}"
        yield f"pool_do collect_protocol {amounts} 0"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", 1)[0])
    parser.add_argument("--program", required=True)
    parser.add_argument("--stock", required=True)
    parser.add_argument("--scale", type=int, default=1)
    options = parser.parse_args()
    for program in (options.program, options.stock):
        if not os.path.exists(program):
            print(f"compare: {program} is missing: build assay_proved_program, assay_proved_stock")
            return 2
    asked = list(questions(options.scale))
    text = "".join(line + "\n" for line in asked)
    answers = []
    for program in (options.program, options.stock):
        done = subprocess.run([program], input=text, capture_output=True, text=True)
        if done.returncode != 0:
            print(f"compare: {program}: {done.stderr.strip()}")
            return 1
        answers.append(done.stdout.splitlines())
    fast, stock = answers
    different = [i for i in range(len(asked)) if fast[i : i + 1] != stock[i : i + 1]]
    for i in different[:10]:
        print(f"compare: {asked[i]}: {fast[i]}, with Coq's own mapping {stock[i]}")
    numbers = sum(line.startswith("=") for line in fast)
    reverts = sum(line.startswith("none") for line in fast)
    print(f"compare: {len(asked)} questions ({numbers} answered with numbers, {reverts} with a "
          f"revert), {len(different)} differences")
    return 0 if not different and len(fast) == len(asked) and numbers and reverts else 1


if __name__ == "__main__":
    sys.exit(main())
