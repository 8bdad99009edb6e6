// SPDX-License-Identifier: Apache-2.0
// A constant-product pair with Uniswap V2's interface, written anew, with one mistake in it.
// `assay fuzz uniswap-v2 --subject` finds the mistake; see README.md.
pragma solidity 0.8.26;

interface Token {
  function balanceOf(address holder) external view returns (uint256);
  function transfer(address to, uint256 amount) external returns (bool);
}
interface Factory {
  function feeTo() external view returns (address);
}
interface Borrower {
  function uniswapV2Call(address sender, uint256 out0, uint256 out1, bytes calldata data) external;
}

contract Pair {
  uint256 private constant LOCKED_FOREVER = 1000;
  uint256 private constant LARGEST = 2 ** 112 - 1;

  address public factory;
  address public token0;
  address public token1;
  uint256 public totalSupply;
  mapping(address => uint256) public balanceOf;
  mapping(address => mapping(address => uint256)) public allowance;
  uint256 public price0CumulativeLast;
  uint256 public price1CumulativeLast;
  uint256 public kLast;
  uint112 private reserve0;
  uint112 private reserve1;
  uint32 private updatedAt;
  bool private entered;

  event Transfer(address indexed from, address indexed to, uint256 value);
  event Approval(address indexed owner, address indexed spender, uint256 value);
  event Sync(uint112 reserve0, uint112 reserve1);
  event Mint(address indexed sender, uint256 amount0, uint256 amount1);
  event Burn(address indexed sender, uint256 amount0, uint256 amount1, address indexed to);
  event Swap(
    address indexed sender,
    uint256 in0,
    uint256 in1,
    uint256 out0,
    uint256 out1,
    address indexed to
  );

  modifier once() {
    require(!entered, "UniswapV2: LOCKED");
    entered = true;
    _;
    entered = false;
  }

  constructor() {
    factory = msg.sender;
  }

  function initialize(address first, address second) external {
    require(msg.sender == factory, "UniswapV2: FORBIDDEN");
    token0 = first;
    token1 = second;
  }

  function getReserves() public view returns (uint112, uint112, uint32) {
    return (reserve0, reserve1, updatedAt);
  }

  // ---- shares

  function transfer(address to, uint256 value) external returns (bool) {
    move(msg.sender, to, value);
    return true;
  }
  function approve(address spender, uint256 value) external returns (bool) {
    allowance[msg.sender][spender] = value;
    emit Approval(msg.sender, spender, value);
    return true;
  }
  function transferFrom(address from, address to, uint256 value) external returns (bool) {
    uint256 allowed = allowance[from][msg.sender];
    if (allowed != type(uint256).max) allowance[from][msg.sender] = minus(allowed, value);
    move(from, to, value);
    return true;
  }

  // ---- trading

  function mint(address to) external once returns (uint256 shares) {
    (uint256 r0, uint256 r1) = (reserve0, reserve1);
    (uint256 b0, uint256 b1) = held();
    (uint256 in0, uint256 in1) = (minus(b0, r0), minus(b1, r1));
    bool feeOn = mintFee(r0, r1);
    uint256 supply = totalSupply;
    if (supply == 0) {
      shares = minus(root(times(in0, in1)), LOCKED_FOREVER);
      create(address(0), LOCKED_FOREVER);
    } else {
      uint256 by0 = over(times(in0, supply), r0);
      uint256 by1 = over(times(in1, supply), r1);
      shares = by0 < by1 ? by0 : by1;
    }
    require(shares > 0, "UniswapV2: INSUFFICIENT_LIQUIDITY_MINTED");
    create(to, shares);
    update(b0, b1, r0, r1);
    if (feeOn) kLast = uint256(reserve0) * reserve1;
    emit Mint(msg.sender, in0, in1);
  }

  function burn(address to) external once returns (uint256 out0, uint256 out1) {
    (uint256 r0, uint256 r1) = (reserve0, reserve1);
    (uint256 b0, uint256 b1) = held();
    uint256 shares = balanceOf[address(this)];
    bool feeOn = mintFee(r0, r1);
    out0 = over(times(shares, b0), totalSupply);
    out1 = over(times(shares, b1), totalSupply);
    require(out0 > 0 && out1 > 0, "UniswapV2: INSUFFICIENT_LIQUIDITY_BURNED");
    balanceOf[address(this)] -= shares; // the fee may have gone to the pair itself
    totalSupply -= shares;
    emit Transfer(address(this), address(0), shares);
    pay(token0, to, out0);
    pay(token1, to, out1);
    (b0, b1) = held();
    update(b0, b1, r0, r1);
    if (feeOn) kLast = uint256(reserve0) * reserve1;
    emit Burn(msg.sender, out0, out1, to);
  }

  function swap(uint256 out0, uint256 out1, address to, bytes calldata data) external once {
    require(out0 > 0 || out1 > 0, "UniswapV2: INSUFFICIENT_OUTPUT_AMOUNT");
    (uint256 r0, uint256 r1) = (reserve0, reserve1);
    require(out0 < r0 && out1 < r1, "UniswapV2: INSUFFICIENT_LIQUIDITY");
    require(to != token0 && to != token1, "UniswapV2: INVALID_TO");
    if (out0 > 0) pay(token0, to, out0);
    if (out1 > 0) pay(token1, to, out1);
    if (data.length > 0) Borrower(to).uniswapV2Call(msg.sender, out0, out1, data);
    (uint256 b0, uint256 b1) = held();
    uint256 in0 = b0 > r0 - out0 ? b0 - (r0 - out0) : 0;
    uint256 in1 = b1 > r1 - out1 ? b1 - (r1 - out1) : 0;
    require(in0 > 0 || in1 > 0, "UniswapV2: INSUFFICIENT_INPUT_AMOUNT");
    uint256 kept0 = minus(times(b0, 1000), times(in0, 3));
    uint256 kept1 = minus(times(b1, 1000), times(in1, 3));
    // The mistake: the product must not fall, so equality is enough.
    require(times(kept0, kept1) > times(times(r0, r1), 1000 ** 2), "UniswapV2: K");
    update(b0, b1, r0, r1);
    emit Swap(msg.sender, in0, in1, out0, out1, to);
  }

  function skim(address to) external once {
    pay(token0, to, minus(Token(token0).balanceOf(address(this)), reserve0));
    pay(token1, to, minus(Token(token1).balanceOf(address(this)), reserve1));
  }

  function sync() external once {
    (uint256 b0, uint256 b1) = held();
    update(b0, b1, reserve0, reserve1);
  }

  // ---- inside

  function held() private view returns (uint256, uint256) {
    return (Token(token0).balanceOf(address(this)), Token(token1).balanceOf(address(this)));
  }

  function update(uint256 b0, uint256 b1, uint256 r0, uint256 r1) private {
    require(b0 <= LARGEST && b1 <= LARGEST, "UniswapV2: OVERFLOW");
    uint32 time = uint32(block.timestamp);
    unchecked {
      uint32 passed = time - updatedAt; // wraps with the clock
      if (passed > 0 && r0 != 0 && r1 != 0) {
        price0CumulativeLast += ((r1 << 112) / r0) * passed;
        price1CumulativeLast += ((r0 << 112) / r1) * passed;
      }
    }
    reserve0 = uint112(b0);
    reserve1 = uint112(b1);
    updatedAt = time;
    emit Sync(reserve0, reserve1);
  }

  function mintFee(uint256 r0, uint256 r1) private returns (bool feeOn) {
    address receiver = Factory(factory).feeTo();
    feeOn = receiver != address(0);
    if (!feeOn) {
      if (kLast != 0) kLast = 0;
      return false;
    }
    if (kLast == 0) return true;
    (uint256 now_, uint256 before) = (root(r0 * r1), root(kLast));
    if (now_ <= before) return true;
    uint256 shares = times(totalSupply, now_ - before) / (now_ * 5 + before);
    if (shares > 0) create(receiver, shares);
  }

  function create(address to, uint256 value) private {
    totalSupply = plus(totalSupply, value);
    balanceOf[to] = plus(balanceOf[to], value);
    emit Transfer(address(0), to, value);
  }
  function move(address from, address to, uint256 value) private {
    balanceOf[from] = minus(balanceOf[from], value);
    balanceOf[to] = plus(balanceOf[to], value);
    emit Transfer(from, to, value);
  }
  function pay(address token, address to, uint256 value) private {
    (bool success, bytes memory answer) =
      token.call(abi.encodeWithSelector(Token.transfer.selector, to, value));
    require(
      success && (answer.length == 0 || abi.decode(answer, (bool))),
      "UniswapV2: TRANSFER_FAILED"
    );
  }

  // Uniswap's reasons, where Solidity 0.8 would panic.
  function plus(uint256 a, uint256 b) private pure returns (uint256 c) {
    unchecked {
      require((c = a + b) >= a, "ds-math-add-overflow");
    }
  }
  function minus(uint256 a, uint256 b) private pure returns (uint256) {
    require(b <= a, "ds-math-sub-underflow");
    return a - b;
  }
  function times(uint256 a, uint256 b) private pure returns (uint256 c) {
    unchecked {
      require(b == 0 || (c = a * b) / b == a, "ds-math-mul-overflow");
    }
  }
  function over(uint256 a, uint256 b) private pure returns (uint256) {
    if (b == 0) {
      assembly {
        invalid()
      }
    }
    return a / b;
  }
  function root(uint256 x) private pure returns (uint256 y) {
    if (x == 0) return 0;
    y = x;
    uint256 next = x / 2 + 1;
    while (next < y) {
      y = next;
      next = (x / next + next) / 2;
    }
  }
}
