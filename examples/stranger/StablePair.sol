// SPDX-License-Identifier: Apache-2.0
// A pair with Uniswap V2's interface and another curve: x y (x^2 + y^2) may not fall, so that equal
// reserves trade nearly one for one. There is no kLast and no price accumulator. See README.md.
pragma solidity 0.8.26;

interface Token {
  function balanceOf(address holder) external view returns (uint256);
  function transfer(address to, uint256 amount) external returns (bool);
}
interface Borrower {
  function uniswapV2Call(address sender, uint256 out0, uint256 out1, bytes calldata data) external;
}

contract StablePair {
  uint256 private constant LOCKED_FOREVER = 1000;

  address public token0;
  address public token1;
  uint256 public totalSupply;
  mapping(address => uint256) public balanceOf;
  mapping(address => mapping(address => uint256)) public allowance;
  uint112 private reserve0;
  uint112 private reserve1;
  uint32 private updatedAt;
  address private immutable factory;
  bool private entered;

  event Transfer(address indexed from, address indexed to, uint256 value);
  event Approval(address indexed owner, address indexed spender, uint256 value);
  event Traded(uint256 in0, uint256 in1, uint256 out0, uint256 out1);

  modifier once() {
    require(!entered, "entered");
    entered = true;
    _;
    entered = false;
  }

  constructor() {
    factory = msg.sender;
  }

  function initialize(address first, address second) external {
    require(msg.sender == factory && token0 == address(0), "not the factory");
    (token0, token1) = (first, second);
  }

  function getReserves() external view returns (uint112, uint112, uint32) {
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
    if (allowed != type(uint256).max) allowance[from][msg.sender] = allowed - value;
    move(from, to, value);
    return true;
  }

  // ---- trading

  function mint(address to) external once returns (uint256 shares) {
    (uint256 b0, uint256 b1) = held();
    (uint256 in0, uint256 in1) = (b0 - reserve0, b1 - reserve1);
    uint256 supply = totalSupply;
    if (supply == 0) {
      shares = root(in0 * in1) - LOCKED_FOREVER;
      create(address(0), LOCKED_FOREVER);
    } else {
      uint256 by0 = (in0 * supply) / reserve0;
      uint256 by1 = (in1 * supply) / reserve1;
      shares = by0 < by1 ? by0 : by1;
    }
    require(shares > 0, "too little");
    create(to, shares);
    update(b0, b1);
  }

  function burn(address to) external once returns (uint256 out0, uint256 out1) {
    (uint256 b0, uint256 b1) = held();
    uint256 shares = balanceOf[address(this)];
    out0 = (shares * b0) / totalSupply;
    out1 = (shares * b1) / totalSupply;
    require(out0 > 0 && out1 > 0, "too little");
    balanceOf[address(this)] = 0;
    totalSupply -= shares;
    emit Transfer(address(this), address(0), shares);
    pay(token0, to, out0);
    pay(token1, to, out1);
    (b0, b1) = held();
    update(b0, b1);
  }

  function swap(uint256 out0, uint256 out1, address to, bytes calldata data) external once {
    (uint256 r0, uint256 r1) = (reserve0, reserve1);
    require(out0 < r0 && out1 < r1, "too much");
    require(to != token0 && to != token1, "not to a token");
    if (out0 > 0) pay(token0, to, out0);
    if (out1 > 0) pay(token1, to, out1);
    if (data.length > 0) Borrower(to).uniswapV2Call(msg.sender, out0, out1, data);
    (uint256 b0, uint256 b1) = held();
    uint256 in0 = b0 > r0 - out0 ? b0 - (r0 - out0) : 0;
    uint256 in1 = b1 > r1 - out1 ? b1 - (r1 - out1) : 0;
    require(in0 > 0 || in1 > 0, "nothing came in");
    update(b0, b1); // both fit 112 bits now
    (uint256 high, uint256 low) = worth(b0 * 1000 - in0 * 3, b1 * 1000 - in1 * 3);
    (uint256 highBefore, uint256 lowBefore) = worth(r0 * 1000, r1 * 1000);
    require(high > highBefore || (high == highBefore && low >= lowBefore), "below the curve");
    emit Traded(in0, in1, out0, out1);
  }

  function skim(address to) external once {
    pay(token0, to, Token(token0).balanceOf(address(this)) - reserve0);
    pay(token1, to, Token(token1).balanceOf(address(this)) - reserve1);
  }

  function sync() external once {
    (uint256 b0, uint256 b1) = held();
    update(b0, b1);
  }

  // ---- inside

  // x y (x^2 + y^2), whole: of up to 122 bits each it has 489.
  function worth(uint256 x, uint256 y) private pure returns (uint256 high, uint256 low) {
    return product(x * y, x * x + y * y);
  }
  function product(uint256 a, uint256 b) private pure returns (uint256 high, uint256 low) {
    unchecked {
      uint256 rest = mulmod(a, b, type(uint256).max); // of a b = high 2^256 + low: high + low
      low = a * b;
      high = rest - low;
      if (rest < low) high -= 1;
    }
  }

  function held() private view returns (uint256, uint256) {
    return (Token(token0).balanceOf(address(this)), Token(token1).balanceOf(address(this)));
  }

  function update(uint256 b0, uint256 b1) private {
    require(b0 < 2 ** 112 && b1 < 2 ** 112, "too much");
    (reserve0, reserve1, updatedAt) = (uint112(b0), uint112(b1), uint32(block.timestamp));
  }

  function create(address to, uint256 value) private {
    totalSupply += value;
    balanceOf[to] += value;
    emit Transfer(address(0), to, value);
  }
  function move(address from, address to, uint256 value) private {
    balanceOf[from] -= value;
    balanceOf[to] += value;
    emit Transfer(from, to, value);
  }
  function pay(address token, address to, uint256 value) private {
    require(Token(token).transfer(to, value), "not paid");
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

contract StableFactory {
  address public feeTo;
  address public feeToSetter;

  modifier onlySetter() {
    require(msg.sender == feeToSetter, "not the setter");
    _;
  }

  constructor(address setter) {
    feeToSetter = setter;
  }

  function createPair(address first, address second) external returns (address) {
    StablePair made = new StablePair();
    made.initialize(first, second);
    return address(made);
  }
  function setFeeTo(address to) external onlySetter {
    feeTo = to;
  }
  function setFeeToSetter(address to) external onlySetter {
    feeToSetter = to;
  }
}
