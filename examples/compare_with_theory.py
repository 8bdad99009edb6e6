#!/usr/bin/env python3
"""Holds a sweep over volatility, fee and block time against closed forms.

Usage: compare_with_theory.py SUMMARY.json

SUMMARY.json is what `assay simulate examples/scenarios/arbitrage_sweep.toml --out DIR` leaves. For
each point: the share of blocks with an arbitrage, and the arbitrageur's gain a year per unit of the
pool's value, simulated with its standard error, by the formulas of Milionis, Moallemi and
Roughgarden (2023), and the difference. Exit 1 where a difference is beyond 2 % and beyond three
standard errors.
"""

import json
import math
import sys

YEAR_S = 365 * 86400


def formulas(volatility, fee_pips, block_s):
    """The share of blocks with a trade, and the gain a year per unit of value."""
    sigma = volatility / math.sqrt(YEAR_S)
    gamma = -math.log(1 - fee_pips / 1e6)
    share = 1 / (1 + math.sqrt(2 / block_s) * gamma / sigma)
    variance = sigma * sigma * block_s
    gain = volatility**2 / 8 * share * math.cosh(gamma / 2) / (1 - variance / 8)
    return share, gain


def main(arguments):
    with open(arguments[1], encoding="utf-8") as file:
        summary = json.load(file)
    keys = [axis["key"] for axis in summary["sweep"]]
    wanted = ["market.volatility", "blocks.time", "pool[0].fee_pips"]
    if sorted(keys) != sorted(wanted):
        print(f"{arguments[1]}: sweeps over {keys}; sweep over {wanted}", file=sys.stderr)
        return 2
    print("volatility  fee pips  block  |  blocks with a trade        |  gain, % of value a year")
    far = 0
    for point in summary["points"]:
        values = dict(zip(keys, point["values"]))
        volatility = float(values["market.volatility"])
        fee_pips = int(values["pool[0].fee_pips"])
        block_s = float(values["blocks.time"].removesuffix("s"))
        statistics = point["summary"]["statistics"][0]
        line = f"{volatility:10}  {fee_pips:8}  {block_s:3.0f} s"
        expected = formulas(volatility, fee_pips, block_s)
        for name, formula in zip(("blocksWithArbitrage", "arbitragePerYear"), expected):
            value, error = (statistics[name][key] for key in ("value", "standardError"))
            line += (
                f"  |  {value * 100:.4f} ± {error * 100:.4f}, {formula * 100:.4f}"
                f" ({(value / formula - 1) * 100:+.2f} %)"
            )
            off = abs(value - formula)
            far += off > 0.02 * formula and off > 3 * error
        print(line)
    print(f"compared {2 * len(summary['points'])} numbers, {far} beyond 2 %")
    return 1 if far else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
