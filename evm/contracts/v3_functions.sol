// SPDX-License-Identifier: Apache-2.0
// The libraries of Uniswap V3 behind functions that can be called, one for each function of the
// registry: the same names (Oracle.write is OracleWrite), the same arguments and results. Nothing
// is computed here. Compiled by compile.mjs with the libraries' own compiler.
pragma solidity =0.7.6;
pragma abicoder v2;

import '@uniswap/v3-core/contracts/libraries/BitMath.sol';
import '@uniswap/v3-core/contracts/libraries/FullMath.sol';
import '@uniswap/v3-core/contracts/libraries/LiquidityMath.sol';
import '@uniswap/v3-core/contracts/libraries/Oracle.sol';
import '@uniswap/v3-core/contracts/libraries/SafeCast.sol';
import '@uniswap/v3-core/contracts/libraries/SqrtPriceMath.sol';
import '@uniswap/v3-core/contracts/libraries/SwapMath.sol';
import '@uniswap/v3-core/contracts/libraries/Tick.sol';
import '@uniswap/v3-core/contracts/libraries/TickBitmap.sol';
import '@uniswap/v3-core/contracts/libraries/TickMath.sol';
import '@uniswap/v3-core/contracts/libraries/UnsafeMath.sol';
import '@uniswap/v3-periphery/contracts/libraries/LiquidityAmounts.sol';
import '@uniswap/v3-periphery/contracts/libraries/OracleLibrary.sol';

// A pool that answers `observe` with what it was given.
contract Readings {
    int56[] private tickCumulatives;
    uint160[] private secondsPerLiquidityCumulativeX128s;

    function give(int56 tickThen, int56 tickNow, uint160 secondsThen, uint160 secondsNow) external {
        tickCumulatives = [tickThen, tickNow];
        secondsPerLiquidityCumulativeX128s = [secondsThen, secondsNow];
    }

    function observe(uint32[] calldata)
        external
        view
        returns (int56[] memory, uint160[] memory)
    {
        return (tickCumulatives, secondsPerLiquidityCumulativeX128s);
    }
}

contract V3Functions {
    using Oracle for Oracle.Observation[65535];
    using TickBitmap for mapping(int16 => uint256);

    Oracle.Observation[65535] private observations;
    mapping(int16 => uint256) private given;
    mapping(int16 => uint256) private empty;
    Readings private readings;

    // ---- FullMath, UnsafeMath

    function mulDiv(uint256 a, uint256 b, uint256 denominator) external pure returns (uint256) {
        return FullMath.mulDiv(a, b, denominator);
    }

    function mulDivRoundingUp(uint256 a, uint256 b, uint256 denominator) external pure returns (uint256) {
        return FullMath.mulDivRoundingUp(a, b, denominator);
    }

    function divRoundingUp(uint256 x, uint256 y) external pure returns (uint256) {
        return UnsafeMath.divRoundingUp(x, y);
    }

    // ---- TickMath

    function getSqrtRatioAtTick(int24 tick) external pure returns (uint160) {
        return TickMath.getSqrtRatioAtTick(tick);
    }

    function getTickAtSqrtRatio(uint160 sqrtPriceX96) external pure returns (int24) {
        return TickMath.getTickAtSqrtRatio(sqrtPriceX96);
    }

    // ---- SqrtPriceMath

    function getNextSqrtPriceFromAmount0RoundingUp(uint160 price, uint128 liquidity, uint256 amount, bool add)
        external
        pure
        returns (uint160)
    {
        return SqrtPriceMath.getNextSqrtPriceFromAmount0RoundingUp(price, liquidity, amount, add);
    }

    function getNextSqrtPriceFromAmount1RoundingDown(uint160 price, uint128 liquidity, uint256 amount, bool add)
        external
        pure
        returns (uint160)
    {
        return SqrtPriceMath.getNextSqrtPriceFromAmount1RoundingDown(price, liquidity, amount, add);
    }

    function getNextSqrtPriceFromInput(uint160 price, uint128 liquidity, uint256 amountIn, bool zeroForOne)
        external
        pure
        returns (uint160)
    {
        return SqrtPriceMath.getNextSqrtPriceFromInput(price, liquidity, amountIn, zeroForOne);
    }

    function getNextSqrtPriceFromOutput(uint160 price, uint128 liquidity, uint256 amountOut, bool zeroForOne)
        external
        pure
        returns (uint160)
    {
        return SqrtPriceMath.getNextSqrtPriceFromOutput(price, liquidity, amountOut, zeroForOne);
    }

    function getAmount0Delta(uint160 a, uint160 b, uint128 liquidity, bool roundUp) external pure returns (uint256) {
        return SqrtPriceMath.getAmount0Delta(a, b, liquidity, roundUp);
    }

    function getAmount1Delta(uint160 a, uint160 b, uint128 liquidity, bool roundUp) external pure returns (uint256) {
        return SqrtPriceMath.getAmount1Delta(a, b, liquidity, roundUp);
    }

    function getAmount0DeltaSigned(uint160 a, uint160 b, int128 liquidity) external pure returns (int256) {
        return SqrtPriceMath.getAmount0Delta(a, b, liquidity);
    }

    function getAmount1DeltaSigned(uint160 a, uint160 b, int128 liquidity) external pure returns (int256) {
        return SqrtPriceMath.getAmount1Delta(a, b, liquidity);
    }

    // ---- SwapMath

    function computeSwapStep(uint160 current, uint160 target, uint128 liquidity, int256 remaining, uint24 feePips)
        external
        pure
        returns (uint160, uint256, uint256, uint256)
    {
        return SwapMath.computeSwapStep(current, target, liquidity, remaining, feePips);
    }

    // ---- LiquidityMath, BitMath, Tick, SafeCast

    function addDelta(uint128 x, int128 y) external pure returns (uint128) {
        return LiquidityMath.addDelta(x, y);
    }

    function mostSignificantBit(uint256 x) external pure returns (uint8) {
        return BitMath.mostSignificantBit(x);
    }

    function leastSignificantBit(uint256 x) external pure returns (uint8) {
        return BitMath.leastSignificantBit(x);
    }

    function tickSpacingToMaxLiquidityPerTick(int24 tickSpacing) external pure returns (uint128) {
        return Tick.tickSpacingToMaxLiquidityPerTick(tickSpacing);
    }

    function toUint160(uint256 y) external pure returns (uint160) {
        return SafeCast.toUint160(y);
    }

    function toInt128(int256 y) external pure returns (int128) {
        return SafeCast.toInt128(y);
    }

    function toInt256(uint256 y) external pure returns (int256) {
        return SafeCast.toInt256(y);
    }

    // ---- TickBitmap

    function nextInitializedTickWithinOneWord(uint256 word, int24 tick, int24 tickSpacing, bool lte)
        external
        returns (int24, bool)
    {
        // The word that will be read, wherever that is.
        if (tickSpacing != 0) {
            int24 compressed = tick / tickSpacing;
            if (tick < 0 && tick % tickSpacing != 0) compressed--;
            if (!lte) compressed++;
            given[int16(compressed >> 8)] = word;
        }
        return given.nextInitializedTickWithinOneWord(tick, tickSpacing, lte);
    }

    function flipTick(int24 tick, int24 tickSpacing) external returns (int16, uint256) {
        empty.flipTick(tick, tickSpacing);
        int16 position = int16((tick / tickSpacing) >> 8);
        uint256 word = empty[position];
        delete empty[position];
        return (position, word);
    }

    // ---- Oracle
    // Too many arguments for the stack: they are read from the calldata into a structure.

    struct Read {
        uint32[] times;
        int56[] ticks;
        uint160[] perLiquidity;
        uint16 oldest;
        uint16 cardinality;
        uint32 time;
        uint32 secondsAgo;
        int24 tick;
        uint128 liquidity;
    }

    struct Write {
        uint32[] times;
        int56[] ticks;
        uint160[] perLiquidity;
        uint16 oldest;
        uint16 cardinality;
        uint16 cardinalityNext;
        uint32 time;
        int24 tick;
        uint128 liquidity;
    }

    // The arguments as the encoding of one structure.
    function arguments() private pure returns (bytes memory) {
        return abi.encodePacked(uint256(32), msg.data[4:]);
    }

    function load(
        uint32[] memory times,
        int56[] memory ticks,
        uint160[] memory perLiquidity,
        uint16 oldest,
        uint16 cardinality,
        uint16 prepared
    ) private returns (uint16 index) {
        for (uint256 i = 0; i < (prepared > cardinality ? prepared : cardinality); i++) delete observations[i];
        for (uint256 i = 0; i < times.length; i++) {
            index = uint16((oldest + i) % cardinality);
            observations[index] = Oracle.Observation(times[i], ticks[i], perLiquidity[i], true);
        }
    }

    function OracleobserveSingle(
        uint32[] calldata,
        int56[] calldata,
        uint160[] calldata,
        uint16,
        uint16,
        uint32,
        uint32,
        int24,
        uint128
    ) external returns (int56, uint160) {
        return observeSingle();
    }

    function observeSingle() private returns (int56, uint160) {
        Read memory ask = abi.decode(arguments(), (Read));
        uint16 index = load(ask.times, ask.ticks, ask.perLiquidity, ask.oldest, ask.cardinality, 0);
        return observations.observeSingle(
            ask.time,
            ask.secondsAgo,
            ask.tick,
            index,
            ask.liquidity,
            ask.cardinality
        );
    }

    function Oraclewrite(
        uint32[] calldata,
        int56[] calldata,
        uint160[] calldata,
        uint16,
        uint16,
        uint16,
        uint32,
        int24,
        uint128
    ) external returns (uint16, uint16, Oracle.Observation memory) {
        return write();
    }

    function write() private returns (uint16 index, uint16 cardinality, Oracle.Observation memory) {
        Write memory ask = abi.decode(arguments(), (Write));
        index = load(ask.times, ask.ticks, ask.perLiquidity, ask.oldest, ask.cardinality, ask.cardinalityNext);
        (index, cardinality) = observations.write(
            index,
            ask.time,
            ask.tick,
            ask.liquidity,
            ask.cardinality,
            ask.cardinalityNext
        );
        return (index, cardinality, observations[index]);
    }

    // ---- LiquidityAmounts

    function getLiquidityForAmount0(uint160 a, uint160 b, uint256 amount0) external pure returns (uint128) {
        return LiquidityAmounts.getLiquidityForAmount0(a, b, amount0);
    }

    function getLiquidityForAmount1(uint160 a, uint160 b, uint256 amount1) external pure returns (uint128) {
        return LiquidityAmounts.getLiquidityForAmount1(a, b, amount1);
    }

    function getLiquidityForAmounts(uint160 price, uint160 a, uint160 b, uint256 amount0, uint256 amount1)
        external
        pure
        returns (uint128)
    {
        return LiquidityAmounts.getLiquidityForAmounts(price, a, b, amount0, amount1);
    }

    function getAmount0ForLiquidity(uint160 a, uint160 b, uint128 liquidity) external pure returns (uint256) {
        return LiquidityAmounts.getAmount0ForLiquidity(a, b, liquidity);
    }

    function getAmount1ForLiquidity(uint160 a, uint160 b, uint128 liquidity) external pure returns (uint256) {
        return LiquidityAmounts.getAmount1ForLiquidity(a, b, liquidity);
    }

    function getAmountsForLiquidity(uint160 price, uint160 a, uint160 b, uint128 liquidity)
        external
        pure
        returns (uint256, uint256)
    {
        return LiquidityAmounts.getAmountsForLiquidity(price, a, b, liquidity);
    }

    // ---- OracleLibrary

    function consult(
        uint32 secondsAgo,
        int56 tickThen,
        int56 tickNow,
        uint160 secondsThen,
        uint160 secondsNow
    ) external returns (int24, uint128) {
        if (address(readings) == address(0)) readings = new Readings();
        readings.give(tickThen, tickNow, secondsThen, secondsNow);
        return OracleLibrary.consult(address(readings), secondsAgo);
    }

    function getQuoteAtTick(int24 tick, uint128 baseAmount, address baseToken, address quoteToken)
        external
        pure
        returns (uint256)
    {
        return OracleLibrary.getQuoteAtTick(tick, baseAmount, baseToken, quoteToken);
    }
}
