#!/usr/bin/env python3
"""A subject on the pipe: Uniswap V2's getAmountOut, written anew from its formula.

assay gen uniswap-v2.getAmountOut --inputs-only | ./get_amount_out.py |
    assay verify uniswap-v2.getAmountOut
"""

import json
import sys

END = 2**256
LIBRARY = "UniswapV2Library: "


class Revert(Exception):
    """The reason, as the chain gives it."""


def times(a, b):
    """SafeMath's mul."""
    if a * b >= END:
        raise Revert("ds-math-mul-overflow")
    return a * b


def plus(a, b):
    """SafeMath's add."""
    if a + b >= END:
        raise Revert("ds-math-add-overflow")
    return a + b


def get_amount_out(amount_in, reserve_in, reserve_out):
    """What the pair lets out for amount_in, 3/1000 of which are the fee; rounded down."""
    if amount_in == 0:
        raise Revert(LIBRARY + "INSUFFICIENT_INPUT_AMOUNT")
    if reserve_in == 0 or reserve_out == 0:
        raise Revert(LIBRARY + "INSUFFICIENT_LIQUIDITY")
    with_fee = times(amount_in, 997)
    return times(with_fee, reserve_out) // plus(times(reserve_in, 1000), with_fee)


def main():
    """One answer for each line."""
    for line in sys.stdin:
        case = json.loads(line)
        if "format" in case:
            continue
        try:
            case["out"] = [str(get_amount_out(*map(int, case["in"])))]
        except Revert as why:
            case["revert"] = str(why)
        print(json.dumps(case))


main()
