// What the Solidity of every invariant rests on: what a step asked for, and what pair, factory and
// tokens show before and after it. The tokens are ours (evm/contracts), so that their storage says
// what each holder has.
#include "foundry_invariants.hpp"

namespace assay::evm {
namespace {

constexpr std::string_view types = R"(
enum Kind {
  Other,
  Mint,
  Burn,
  Swap,
  Skim,
  Sync,
  Transfer,
  TransferLp,
  ApproveLp,
  TransferFromLp,
  SetFeeTo,
  SetFeeToSetter,
  Rebase,
  SetTokenBalance
}

// What a step asks for; what its kind does not have is zero.
struct Asked {
  Kind kind;
  address caller;
  address from;
  address to; // recipient, spender, or who takes an office
  uint256 token;
  uint256 amount;
  uint256[2] sent; // before the call
  uint256[2] wanted;
  uint256[2] repaid; // by the callback
  bool callsBack;
  bool reenters;
}

// What everybody can see between two steps.
struct Books {
  uint256[2] reserves;
  uint256 updatedAt; // blockTimestampLast
  uint256[2] accumulators; // zero where the pair has none, as is kLast
  uint256 kLast;
  uint256 supply;
  address feeTo;
  address feeToSetter;
  uint256[] shares; // of each holder
  uint256[] allowed; // by each holder to each
  uint256[][2] tokens; // of each holder, as the tokens store it
  uint256[2] sinks; // fees that the tokens took
  uint256[2] held; // by the pair, as the tokens answer
}
)";

constexpr std::string_view members = R"(
  uint256 private current; // step
  Asked private asked;
  address[] private holders;
  bytes private seen; // the books after the last step

  // Kinds of tokens, and where the odd ones store what.
  uint256 private constant PLAIN = 0;
  uint256 private constant FEE_ON_TOP = 2;
  uint256 private constant REBASING = 3;
  uint256 private constant INDEX_SLOT = 3;
  uint256 private constant SINK_SLOT = 5;

  function begin() private {
    holders.push(address(0));
    holders.push(pool);
    holders.push(TOKENS[0]);
    holders.push(TOKENS[1]);
    for (uint256 i = 0; i < ACTORS.length; i++) holders.push(ACTORS[i]);
    current = 1;
    seen = abi.encode(look());
  }
  // A step without a call.
  function idle(bool isAccepted) private {
    success = isAccepted;
    answer = "";
    vm.recordLogs();
  }
  function judge(uint256 step) private {
    current = step;
    Books memory now_ = look();
    check(abi.decode(seen, (Books)), now_);
    seen = abi.encode(now_);
    delete asked;
  }
  function claim(bool holds, string memory otherwise) private view {
    if (!holds) revert(string.concat(INVARIANT, ": ", at(current, otherwise)));
  }

  function look() private view returns (Books memory books) {
    bytes memory told = ask(pool, abi.encodeWithSelector(GET_RESERVES), 3);
    (books.reserves[0], books.reserves[1], books.updatedAt) = abi.decode(
      told,
      (uint256, uint256, uint256)
    );
    books.accumulators[0] = optional(PRICE0_CUMULATIVE_LAST);
    books.accumulators[1] = optional(PRICE1_CUMULATIVE_LAST);
    books.kLast = optional(K_LAST);
    books.supply = one(pool, abi.encodeWithSelector(TOTAL_SUPPLY));
    books.feeTo = address(uint160(one(factory, abi.encodeWithSelector(FEE_TO))));
    books.feeToSetter = address(uint160(one(factory, abi.encodeWithSelector(FEE_TO_SETTER))));
    lookAtShares(books);
    for (uint256 i = 0; i < 2; i++) lookAtToken(books, i);
  }
  function lookAtShares(Books memory books) private view {
    uint256 count = holders.length;
    books.shares = new uint256[](count);
    books.allowed = new uint256[](count * count);
    for (uint256 i = 0; i < count; i++) {
      books.shares[i] = one(pool, abi.encodeWithSelector(BALANCE_OF, holders[i]));
      for (uint256 k = 0; k < count; k++) {
        bytes memory question = abi.encodeWithSelector(ALLOWANCE, holders[i], holders[k]);
        books.allowed[i * count + k] = one(pool, question);
      }
    }
  }
  function lookAtToken(Books memory books, uint256 token) private view {
    address where = TOKENS[token];
    books.tokens[token] = new uint256[](holders.length);
    for (uint256 i = 0; i < holders.length; i++) {
      bytes32 slot = bytes32(uint256(uint160(holders[i])));
      books.tokens[token][i] = uint256(vm.load(where, slot));
    }
    books.sinks[token] = uint256(vm.load(where, bytes32(SINK_SLOT)));
    books.held[token] = one(where, abi.encodeWithSelector(0x70a08231, pool)); // balanceOf
  }
  function ask(address whom, bytes memory question, uint256 words)
    private
    view
    returns (bytes memory told)
  {
    bool done;
    (done, told) = whom.staticcall(question);
    claim(done && told.length >= 32 * words, "leaves a view that does not answer");
  }
  function one(address whom, bytes memory question) private view returns (uint256) {
    return abi.decode(ask(whom, question, 1), (uint256));
  }
  function optional(bytes4 question) private view returns (uint256) {
    (bool done, bytes memory told) = pool.staticcall(abi.encodeWithSelector(question));
    return done && told.length >= 32 ? abi.decode(told, (uint256)) : 0;
  }

  // An accepted step that makes the balances the reserves.
  function updates() private view returns (bool) {
    return success && asked.kind >= Kind.Mint && asked.kind <= Kind.Sync && asked.kind != Kind.Skim;
  }
  // A word of what the operation returned.
  function result(uint256 i) private view returns (uint256 value) {
    bytes memory told = answer;
    claim(told.length >= 32 * (i + 1), "returns too little");
    assembly {
      value := mload(add(add(told, 32), mul(32, i)))
    }
  }
  // What a swap was paid, by the pair's own measure.
  function cameIn(Books memory was, Books memory is_, uint256 token)
    private
    view
    returns (uint256)
  {
    uint256 there = is_.reserves[token] + asked.wanted[token];
    return there > was.reserves[token] ? there - was.reserves[token] : 0;
  }
  function burned(Books memory was) private view returns (uint256) {
    unchecked {
      return was.shares[number(pool)] + asked.amount;
    }
  }
  // What a first mint gave address(0), beyond shares that were minted to it. Any number is right:
  // where rules fix it, a campaign ends on the reference's answer before it comes to an invariant.
  function locked(Books memory was, Books memory is_) private view returns (uint256) {
    unchecked {
      uint256 got = is_.shares[0] - was.shares[0];
      return asked.to == address(0) ? got - result(0) : got;
    }
  }
  // By how much a mint or burn raised the supply beyond its own shares, modulo 2^256: what the
  // protocol got.
  function protocolShares(Books memory was, Books memory is_) private view returns (uint256) {
    if (asked.kind != Kind.Mint && asked.kind != Kind.Burn) return 0;
    unchecked {
      uint256 growth = is_.supply - was.supply;
      if (asked.kind == Kind.Burn) return growth + burned(was);
      growth -= result(0);
      return was.supply == 0 ? growth - locked(was, is_) : growth;
    }
  }
  // All that there is of a token, modulo 2^256, and whether that is more than a word holds.
  function total(Books memory books, uint256 token) private pure returns (uint256 sum, bool wraps) {
    sum = books.sinks[token];
    for (uint256 i = 0; i < books.tokens[token].length; i++) {
      uint256 balance = books.tokens[token][i];
      wraps = wraps || balance > type(uint256).max - sum;
      unchecked {
        sum += balance;
      }
    }
  }

  function number(address who) private view returns (uint256 i) {
    while (i < holders.length && holders[i] != who) i++;
    claim(i < holders.length, "names somebody who takes no part");
  }
  // Balances as an operation ought to leave them, modulo 2^256.
  function add(uint256[] memory due, address who, uint256 amount) private view {
    unchecked {
      due[number(who)] += amount;
    }
  }
  function take(uint256[] memory due, address who, uint256 amount) private view {
    unchecked {
      due[number(who)] -= amount;
    }
  }
  function same(uint256[] memory are, uint256[] memory due, string memory otherwise) private view {
    for (uint256 i = 0; i < due.length; i++) claim(are[i] == due[i], otherwise);
  }
  function copyOf(uint256[] memory from) private pure returns (uint256[] memory copy) {
    copy = new uint256[](from.length);
    for (uint256 i = 0; i < from.length; i++) copy[i] = from[i];
  }
  // The sign of a b - c d, exactly.
  function compare(uint256 a, uint256 b, uint256 c, uint256 d) private pure returns (int256) {
    (uint256 high, uint256 low) = product(a, b);
    (uint256 otherHigh, uint256 otherLow) = product(c, d);
    if (high == otherHigh && low == otherLow) return 0;
    return high > otherHigh || (high == otherHigh && low > otherLow) ? int256(1) : int256(-1);
  }
  // a b = high 2^256 + low; modulo 2^256 - 1 it is high + low.
  function product(uint256 a, uint256 b) private pure returns (uint256 high, uint256 low) {
    unchecked {
      uint256 sum = mulmod(a, b, type(uint256).max);
      low = a * b;
      high = sum - low;
      if (sum < low) high -= 1;
    }
  }
)";

}  // namespace

std::string_view foundry_books_types() { return types; }
std::string_view foundry_books_members() { return members; }

}  // namespace assay::evm
