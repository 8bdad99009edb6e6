// SPDX-License-Identifier: Apache-2.0
pragma solidity >=0.7.0 <0.9.0;

/// A fork's own way to what Uniswap V2's library answers as getAmountIn. It has one mistake, which
/// ordinary amounts hardly show: it rounds down, so that the pair refuses what it quotes.
contract Quoter {
  function getAmountIn(uint256 amountOut, uint256 reserveIn, uint256 reserveOut)
    external
    pure
    returns (uint256)
  {
    require(amountOut > 0, "UniswapV2Library: INSUFFICIENT_OUTPUT_AMOUNT");
    require(reserveIn > 0 && reserveOut > 0, "UniswapV2Library: INSUFFICIENT_LIQUIDITY");
    uint256 numerator = times(times(reserveIn, amountOut), 1000);
    require(reserveOut >= amountOut, "ds-math-sub-underflow");
    return quotient(numerator, times(reserveOut - amountOut, 997));
  }

  function quotient(uint256 numerator, uint256 denominator)
    internal
    pure
    virtual
    returns (uint256)
  {
    return numerator / denominator;
  }

  function times(uint256 a, uint256 b) internal pure returns (uint256 product) {
    product = a * b;
    require(b == 0 || product / b == a, "ds-math-mul-overflow");
  }
}

/// The mistake mended: one more than the quotient, in favour of the liquidity providers.
contract MendedQuoter is Quoter {
  function quotient(uint256 numerator, uint256 denominator)
    internal
    pure
    override
    returns (uint256 more)
  {
    more = numerator / denominator + 1;
    require(more > 0, "ds-math-add-overflow");
  }
}
