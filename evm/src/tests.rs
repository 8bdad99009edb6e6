//! What holds below the C ABI. The ABI itself, with actors, snapshots and every way to end, is
//! tested from C++ (tests/evm).

use crate::subject::{Config, Subject, classify};
use revm::primitives::{Address, Bytes, U256, hardfork::SpecId};

const ALL_GAS: u64 = 1_000_000;

fn world() -> Subject {
    Subject::new(Config { fork: SpecId::CANCUN, chain_id: 1, memory_limit: 1 << 20 })
}

fn account(number: u64) -> Address {
    Address::from_word(U256::from(number).into())
}

/// Puts the code at 0xc0de and calls it.
fn run(subject: &mut Subject, code: &'static [u8]) -> (u32, u32) {
    let it = account(0xc0de);
    subject.set_code(it, Bytes::from_static(code));
    let outcome = subject.call(account(0xfe11), it, U256::ZERO, Bytes::new(), ALL_GAS, false);
    classify(outcome.expect("revm itself goes on").result)
}

#[test]
fn a_success_leaves_its_writes_and_tells_of_them() {
    let mut subject = world();
    // sstore(1, 7), sstore(1, 8)
    let code = &[0x60, 7, 0x60, 1, 0x55, 0x60, 8, 0x60, 1, 0x55];
    assert_eq!(run(&mut subject, code), (0, 0));
    assert_eq!(subject.storage(account(0xc0de), U256::from(1)), U256::from(8));
    assert!(!subject.changes.is_empty());
    for change in &subject.changes {
        assert_eq!(change.key[31], 1);
        assert_eq!(change.value[31], 8, "a change tells what the slot holds at the end");
    }
}

#[test]
fn a_revert_leaves_nothing_and_tells_of_nothing() {
    let mut subject = world();
    let code = &[0x60, 7, 0x60, 1, 0x55, 0x60, 0, 0x60, 0, 0xfd];
    assert_eq!(run(&mut subject, code), (1, 0));
    assert!(subject.storage(account(0xc0de), U256::from(1)).is_zero());
    assert!(subject.changes.is_empty());
}

#[test]
fn a_restored_world_is_the_one_that_was() {
    let mut subject = world();
    subject.set_storage(account(0xc0de), U256::from(1), U256::from(5));
    let before = subject.snapshot();
    run(&mut subject, &[0x60, 7, 0x60, 1, 0x55]);
    assert_eq!(subject.storage(account(0xc0de), U256::from(1)), U256::from(7));
    assert!(subject.restore(before));
    assert_eq!(subject.storage(account(0xc0de), U256::from(1)), U256::from(5));
    assert!(subject.code(account(0xc0de)).is_empty());
}

#[test]
fn the_actors_opcode_is_unknown_to_contracts() {
    assert_eq!(run(&mut world(), &[0x0c]), (2, 4));
}
