// Uniswap V2's invariants as Solidity. Each says what src/invariant says of the same ID, of what a
// Foundry test can see: views, the tokens' storage and events. The list is of those that hold of
// every curve, and of Uniswap's own curve where a pair with wrong rules can break it.
#include "foundry_invariants.hpp"

#include <algorithm>
#include <array>

namespace assay::evm {
namespace {

constexpr std::string_view share_keeps_worth = R"(
  // Trades move along a curve, or outwards; whoever leaves less of one token for each share leaves
  // more of the other. What is behind an earlier point in both was taken from the shares.
  struct Worth {
    uint256 supply;
    uint256[2] reserves;
  }
  Worth[] private worths; // after earlier steps, as long as they say something about later ones
  uint256 private constant REMEMBERED = 8;

  function check(Books memory was, Books memory is_) private {
    if (!success) return;
    forget(was, is_);
    if (!updates()) return;
    if (is_.supply == 0) {
      delete worths;
      return;
    }
    uint256 i = worths.length > REMEMBERED ? worths.length - REMEMBERED : 0;
    for (; i < worths.length; i++) {
      int256 change0 = change(is_, worths[i], 0);
      int256 change1 = change(is_, worths[i], 1);
      bool isBehind = change0 <= 0 && change1 <= 0 && change0 + change1 < 0;
      claim(!isBehind, "leaves a share less of both tokens than an earlier step did");
    }
    remember(is_.supply, is_.reserves);
  }
  // The sign of r' / s' - r / s.
  function change(Books memory is_, Worth storage then, uint256 token)
    private
    view
    returns (int256)
  {
    return compare(is_.reserves[token], then.supply, then.reserves[token], is_.supply);
  }
  // Where shares were minted to the protocol, or value came or went from outside, earlier steps say
  // nothing any more. The protocol is paid before the mint or burn itself.
  function forget(Books memory was, Books memory is_) private {
    bool isCovered = coversReserves(was, is_);
    uint256 shares = protocolShares(was, is_);
    if (isCovered && shares == 0) return;
    delete worths;
    if (isCovered && int256(shares) > 0 && was.supply > 0) {
      remember(was.supply + shares, was.reserves);
    }
  }
  function coversReserves(Books memory was, Books memory is_) private view returns (bool) {
    if (asked.kind != Kind.Burn && asked.kind != Kind.Sync) return true;
    for (uint256 i = 0; i < 2; i++) {
      if (was.held[i] < was.reserves[i]) return false;
      if (asked.kind != Kind.Burn) continue;
      if (result(i) <= was.held[i] && is_.reserves[i] < was.held[i] - result(i)) return false;
    }
    return true;
  }
  function remember(uint256 supply, uint256[2] memory reserves) private {
    if (reserves[0] > 0 && reserves[1] > 0) worths.push(Worth(supply, reserves));
  }
)";

constexpr std::string_view something_for_something = R"(
  function check(Books memory was, Books memory is_) private view {
    if (!success) return;
    if (asked.kind == Kind.Swap) {
      claim(cameIn(was, is_, 0) > 0 || cameIn(was, is_, 1) > 0, "trades without an input");
    } else if (asked.kind == Kind.Mint) {
      for (uint256 i = 0; i < 2; i++) {
        claim(is_.reserves[i] > was.reserves[i], "mints without a deposit of both tokens");
      }
      claim(result(0) > 0, "mints no shares");
    } else if (asked.kind == Kind.Burn) {
      claim(burned(was) > 0, "burns no shares");
      claim(result(0) > 0 && result(1) > 0, "burns without paying both tokens");
    }
  }
)";

constexpr std::string_view mint_burn_trip = R"(
  function check(Books memory was, Books memory is_) private view {
    if (!success || asked.kind != Kind.Mint) return;
    if (was.supply == 0 && (was.reserves[0] > 0 || was.reserves[1] > 0)) return;
    for (uint256 i = 0; i < 2; i++) {
      claim(is_.reserves[i] >= was.reserves[i], "takes less than nothing for new shares");
      uint256 paid = is_.reserves[i] - was.reserves[i];
      claim(
        compare(paid, is_.supply, result(0), is_.reserves[i]) >= 0,
        "gives shares that pay more than they cost when they are burned at once"
      );
    }
  }
)";

constexpr std::string_view conservation = R"(
  function check(Books memory was, Books memory is_) private view {
    if (!success || (asked.kind == Kind.SetTokenBalance && asked.token == TOKEN)) return;
    (uint256 before, ) = total(was, TOKEN);
    (uint256 afterwards, ) = total(is_, TOKEN);
    claim(before == afterwards, "leaves those who take part more or less of the token than before");
  }
)";

constexpr std::string_view lp_sum = R"(
  function check(Books memory, Books memory is_) private view {
    if (!success) return;
    uint256 sum = 0;
    for (uint256 i = 0; i < holders.length; i++) {
      claim(is_.shares[i] <= type(uint256).max - sum, "leaves more shares than a word holds");
      sum += is_.shares[i];
    }
    claim(sum == is_.supply, "leaves LP balances that do not sum to totalSupply");
  }
)";

constexpr std::string_view lp_moves = R"(
  function check(Books memory was, Books memory is_) private view {
    if (!success) return;
    uint256[] memory due = copyOf(was.shares);
    if (asked.kind == Kind.Mint) {
      add(due, asked.to, result(0));
      add(due, was.feeTo, protocolShares(was, is_));
      if (was.supply == 0) add(due, address(0), locked(was, is_));
    } else if (asked.kind == Kind.Burn) {
      take(due, asked.caller, asked.amount);
      add(due, pool, asked.amount);
      take(due, pool, burned(was));
      add(due, was.feeTo, protocolShares(was, is_));
    } else if (asked.kind == Kind.TransferLp || asked.kind == Kind.TransferFromLp) {
      take(due, asked.kind == Kind.TransferLp ? asked.caller : asked.from, asked.amount);
      add(due, asked.to, asked.amount);
    }
    same(is_.shares, due, "moves other LP tokens than it was asked to");
  }
)";

constexpr std::string_view token_moves = R"(
  function check(Books memory was, Books memory is_) private view {
    if (!success || asked.kind == Kind.SetTokenBalance) return;
    for (uint256 i = 0; i < 2; i++) checkToken(was, is_, i);
  }
  function checkToken(Books memory was, Books memory is_, uint256 token) private view {
    uint256[] memory due = copyOf(was.tokens[token]);
    // Odd tokens move what they please, but only of those who are named.
    bool[] memory isNamed = new bool[](holders.length);
    if (asked.kind == Kind.Mint || asked.kind == Kind.Swap) {
      send(due, isNamed, asked.caller, pool, asked.sent[token]);
    }
    if (asked.kind == Kind.Swap) {
      send(due, isNamed, pool, asked.to, asked.wanted[token]);
      if (asked.callsBack) send(due, isNamed, asked.to, pool, asked.repaid[token]);
    } else if (asked.kind == Kind.Burn) {
      send(due, isNamed, pool, asked.to, result(token));
    } else if (asked.kind == Kind.Skim) {
      unchecked {
        send(due, isNamed, pool, asked.to, was.held[token] - was.reserves[token]);
      }
    } else if (asked.kind == Kind.Transfer && asked.token == token) {
      send(due, isNamed, asked.caller, asked.to, asked.amount);
    }
    for (uint256 i = 0; i < holders.length; i++) {
      if (isNamed[i] && TOKEN_KINDS[token] != PLAIN) continue;
      claim(is_.tokens[token][i] == due[i], "moves other tokens than it was asked to");
    }
  }
  function send(
    uint256[] memory due,
    bool[] memory isNamed,
    address from,
    address to,
    uint256 amount
  ) private view {
    take(due, from, amount);
    add(due, to, amount);
    isNamed[number(from)] = isNamed[number(to)] = true;
  }
)";

constexpr std::string_view solvency = R"(
  function check(Books memory was, Books memory is_) private view {
    if (!success || asked.kind == Kind.Rebase || asked.kind == Kind.SetTokenBalance) return;
    if (!updates() && (mayWrap(was, 0) || mayWrap(was, 1))) return;
    if (asked.kind == Kind.Skim && (takesMore(0) || takesMore(1))) return;
    for (uint256 i = 0; i < 2; i++) {
      if (!updates() && was.held[i] < was.reserves[i]) continue;
      claim(is_.held[i] >= is_.reserves[i], "leaves the pair with less than its reserves");
    }
  }
  function takesMore(uint256 token) private view returns (bool) {
    return TOKEN_KINDS[token] == FEE_ON_TOP || TOKEN_KINDS[token] == REBASING;
  }
  // Could a balance, or what a rebasing token computes for it, exceed its word?
  function mayWrap(Books memory was, uint256 token) private view returns (bool) {
    (uint256 sum, bool wraps) = total(was, token);
    if (wraps || TOKEN_KINDS[token] != REBASING) return wraps;
    return bits(sum) + bits(uint256(vm.load(TOKENS[token], bytes32(INDEX_SLOT)))) > 256;
  }
  function bits(uint256 value) private pure returns (uint256 count) {
    for (; value > 0; value >>= 1) count++;
  }
)";

constexpr std::string_view synced = R"(
  function check(Books memory, Books memory is_) private view {
    if (!updates()) return;
    for (uint256 i = 0; i < 2; i++) {
      claim(is_.held[i] == is_.reserves[i], "leaves reserves that are not the balances");
    }
  }
)";

constexpr std::string_view skimmed = R"(
  function check(Books memory, Books memory is_) private view {
    if (!success || asked.kind != Kind.Skim || asked.to == pool) return;
    for (uint256 i = 0; i < 2; i++) {
      if (TOKEN_KINDS[i] != PLAIN) continue;
      claim(is_.held[i] == is_.reserves[i], "skims less or more than the excess");
    }
  }
)";

constexpr std::string_view revert_is_clean = R"(
  function check(Books memory was, Books memory is_) private view {
    if (success) return;
    claim(
      keccak256(abi.encode(was)) == keccak256(abi.encode(is_)),
      "reverts, and yet the pair shows something else"
    );
  }
)";

constexpr std::string_view no_reentry = R"(
  function check(Books memory, Books memory) private view {
    if (asked.kind != Kind.Swap || !asked.callsBack || !asked.reenters) return;
    claim(!success, "lets a callback re-enter the pair");
  }
)";

constexpr std::string_view offices = R"(
  function check(Books memory was, Books memory is_) private view {
    if (!success) return;
    bool setsFeeTo = asked.kind == Kind.SetFeeTo;
    bool setsSetter = asked.kind == Kind.SetFeeToSetter;
    if (setsFeeTo || setsSetter) {
      claim(asked.caller == was.feeToSetter, "lets somebody else than feeToSetter fill an office");
    }
    claim(is_.feeTo == (setsFeeTo ? asked.to : was.feeTo), "makes another feeTo");
    claim(
      is_.feeToSetter == (setsSetter ? asked.to : was.feeToSetter),
      "makes another feeToSetter"
    );
  }
)";

constexpr std::string_view allowances = R"(
  function check(Books memory was, Books memory is_) private view {
    if (!success) return;
    uint256[] memory due = copyOf(was.allowed);
    if (asked.kind == Kind.ApproveLp) {
      due[allowance(asked.caller, asked.to)] = asked.amount;
    } else if (asked.kind == Kind.TransferFromLp) {
      uint256 which = allowance(asked.from, asked.caller);
      if (due[which] != type(uint256).max) {
        claim(asked.amount <= due[which], "spends more than is allowed");
        due[which] -= asked.amount;
      }
    }
    same(is_.allowed, due, "leaves an allowance that is not what was asked for");
  }
  function allowance(address owner, address spender) private view returns (uint256) {
    return number(owner) * holders.length + number(spender);
  }
)";

constexpr std::string_view frame = R"(
  function check(Books memory was, Books memory is_) private view {
    if (!success || updates()) return;
    for (uint256 i = 0; i < 2; i++) {
      claim(is_.reserves[i] == was.reserves[i], "changes a reserve and is no update");
      claim(is_.accumulators[i] == was.accumulators[i], "changes the oracle and is no update");
    }
    claim(is_.updatedAt == was.updatedAt, "changes blockTimestampLast and is no update");
    claim(is_.supply == was.supply, "changes totalSupply and neither mints nor burns");
  }
)";

constexpr std::string_view event_topics =
    "  bytes32 private constant TRANSFER = keccak256(\"Transfer(address,address,uint256)\");\n"
    "  bytes32 private constant APPROVAL = keccak256(\"Approval(address,address,uint256)\");\n";

constexpr std::string_view lp_events = R"(
  uint256 private approvals;
  bool private isAsApproved;

  function check(Books memory was, Books memory is_) private {
    Vm.Log[] memory logs = vm.getRecordedLogs();
    if (!success) return;
    uint256[] memory due = copyOf(was.shares);
    uint256 supply = was.supply;
    approvals = 0;
    isAsApproved = true;
    for (uint256 i = 0; i < logs.length; i++) {
      Vm.Log memory log = logs[i];
      if (log.emitter != pool || log.topics.length != 3 || log.data.length != 32) continue;
      if (log.topics[0] == TRANSFER) supply = applied(log, due, supply);
      if (log.topics[0] == APPROVAL) noteApproval(log);
    }
    same(is_.shares, due, "emits Transfers that do not explain an LP balance");
    claim(is_.supply == supply, "emits Transfers that do not explain totalSupply");
    claim(approvals == (asked.kind == Kind.ApproveLp ? 1 : 0), "emits too few or many Approvals");
    claim(isAsApproved, "emits another Approval than was asked for");
  }
  function party(bytes32 topic) private pure returns (address) {
    return address(uint160(uint256(topic)));
  }
  // What a Transfer does to the balances, and to the supply, which it returns.
  function applied(Vm.Log memory log, uint256[] memory due, uint256 supply)
    private
    view
    returns (uint256)
  {
    (address from, address to) = (party(log.topics[1]), party(log.topics[2]));
    uint256 value = abi.decode(log.data, (uint256));
    bool isBurned = asked.kind == Kind.Burn && from == pool && to == address(0);
    unchecked {
      if (from == address(0)) supply += value;
      else take(due, from, value);
      if (isBurned) supply -= value;
      else add(due, to, value);
    }
    return supply;
  }
  function noteApproval(Vm.Log memory log) private {
    approvals++;
    isAsApproved =
      party(log.topics[1]) == asked.caller &&
      party(log.topics[2]) == asked.to &&
      abi.decode(log.data, (uint256)) == asked.amount;
  }
)";

constexpr std::string_view curve_with_fee = R"(
  function check(Books memory was, Books memory is_) private view {
    if (!success || asked.kind != Kind.Swap) return;
    claim(
      compare(
        kept(was, is_, 0),
        kept(was, is_, 1),
        FEE_WHOLE * was.reserves[0],
        FEE_WHOLE * was.reserves[1]
      ) >= 0,
      "trades below the curve with its fee"
    );
  }
  // A reserve without the fee, times FEE_WHOLE.
  function kept(Books memory was, Books memory is_, uint256 token) private view returns (uint256) {
    uint256 fee = FEE_PART * cameIn(was, is_, token);
    claim(fee <= FEE_WHOLE * is_.reserves[token], "trades below the curve with its fee");
    return FEE_WHOLE * is_.reserves[token] - fee;
  }
)";

constexpr std::string_view share_rises = R"(
  function check(Books memory was, Books memory is_) private view {
    if (!success || asked.kind != Kind.Swap || was.supply == 0) return;
    claim(is_.supply == was.supply, "trades and changes totalSupply");
    int256 rise = compare(is_.reserves[0], is_.reserves[1], was.reserves[0], was.reserves[1]);
    claim(FEE_PART > 0 ? rise > 0 : rise >= 0, "trades and does not raise k");
  }
)";

constexpr std::string_view of_token0 = "  uint256 private constant TOKEN = 0;\n";
constexpr std::string_view of_token1 = "  uint256 private constant TOKEN = 1;\n";

constexpr std::array table{
    foundry_invariant{"V2-K-1", "", curve_with_fee},
    foundry_invariant{"V2-SHARE-1", "", share_rises},
    foundry_invariant{"V2-SHARE-2", "", share_keeps_worth},
    foundry_invariant{"V2-ZERO-1", "", something_for_something},
    foundry_invariant{"V2-TRIP-2", "", mint_burn_trip},
    foundry_invariant{"V2-CONSERVE-1", of_token0, conservation},
    foundry_invariant{"V2-CONSERVE-2", of_token1, conservation},
    foundry_invariant{"V2-LP-1", "", lp_sum},
    foundry_invariant{"V2-LP-2", "", lp_moves},
    foundry_invariant{"V2-PAY-1", "", token_moves},
    foundry_invariant{"V2-SOLVENCY-1", "", solvency},
    foundry_invariant{"V2-SYNC-1", "", synced},
    foundry_invariant{"V2-SKIM-1", "", skimmed},
    foundry_invariant{"V2-REVERT-1", "", revert_is_clean},
    foundry_invariant{"V2-LOCK-2", "", no_reentry},
    foundry_invariant{"V2-AUTH-1", "", offices},
    foundry_invariant{"V2-ALLOW-1", "", allowances},
    foundry_invariant{"V2-FRAME-1", "", frame},
    foundry_invariant{"V2-EVENT-3", event_topics, lp_events},
};

}  // namespace

const foundry_invariant* find_foundry_invariant(std::string_view id) {
  const auto found = std::find_if(table.begin(), table.end(),
                                  [&](const foundry_invariant& one) { return one.id == id; });
  return found == table.end() ? nullptr : &*found;
}

}  // namespace assay::evm
