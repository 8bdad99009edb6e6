//! The C ABI; documented in `assay_evm.h`. Every function catches panics: the subject is then
//! poisoned, and answers `FAULT` from there on.
#![allow(clippy::not_unsafe_ptr_arg_deref)] // what pointers must be is the header's contract

use crate::{
    actor::{Actor, Callback, Slice},
    coverage::{Compare, Region},
    subject::{Change, Config, Outcome, Subject, classify},
};
use revm::primitives::{Address, Bytes, U256, hardfork::SpecId};
use std::{
    cell::{Cell, RefCell},
    ffi::{CStr, CString, c_char, c_void},
    panic::{AssertUnwindSafe, catch_unwind},
    ptr::{addr_of, addr_of_mut, null},
    str::FromStr,
};

type A = [u8; 20];
type W = [u8; 32];

const FAULT: u32 = 3;

#[repr(C)]
pub struct EvmConfig {
    fork: *const c_char,
    chain_id: u64,
    memory_limit: u64,
}

#[repr(C)]
pub struct EvmResult {
    status: u32,
    halt: u32,
    gas_used: u64,
    output: Slice,
    created: A,
    log_count: usize,
}

#[repr(C)]
pub struct EvmLog {
    address: A,
    topic_count: u32,
    topics: [W; 4],
    data: Slice,
}

#[repr(C)]
pub struct EvmSizes {
    undo_entries: usize,
    accounts: usize,
    slots: usize,
}

/// What a handle points to. The flags are apart from the subject: a callback that calls in again
/// reads them while a unique reference to the subject is live further up the stack.
pub struct Handle {
    subject: Subject,
    /// A transaction is running.
    busy: Cell<bool>,
    /// A panic was caught: the world is not to be trusted any more.
    poisoned: Cell<bool>,
    error: RefCell<CString>,
}

fn address(bytes: *const A) -> Address {
    // SAFETY: the header demands valid pointers.
    Address::from(unsafe { *bytes })
}

fn word(bytes: *const W) -> U256 {
    if bytes.is_null() { U256::ZERO } else { U256::from_be_bytes(unsafe { *bytes }) }
}

fn bytes(slice: Slice) -> Bytes {
    Bytes::copy_from_slice(unsafe { slice.bytes() })
}

/// Runs `f` on the subject, unless it is null, poisoned, or inside a callback. No panic gets out.
fn guard<T>(handle: *mut Handle, refused: T, f: impl FnOnce(&mut Subject) -> T) -> T {
    if handle.is_null() {
        return refused;
    }
    // SAFETY: a live handle; no reference to the whole of it is ever made.
    let (busy, poisoned, error) = unsafe {
        (&*addr_of!((*handle).busy), &*addr_of!((*handle).poisoned), &*addr_of!((*handle).error))
    };
    if busy.get() || poisoned.get() {
        return refused;
    }
    busy.set(true);
    // SAFETY: not busy, so nobody else has a reference.
    let subject = unsafe { &mut *addr_of_mut!((*handle).subject) };
    let result = catch_unwind(AssertUnwindSafe(|| f(subject)));
    busy.set(false);
    result.unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or(panic.downcast_ref::<&str>().copied()).unwrap_or("panic");
        poisoned.set(true);
        *error.borrow_mut() = CString::new(text).unwrap_or_default();
        refused
    })
}

/// Fills `out` from a transaction.
fn transact(
    handle: *mut Handle,
    out: *mut EvmResult,
    f: impl FnOnce(&mut Subject) -> Result<Outcome, String>,
) -> u32 {
    let fault = EvmResult {
        status: FAULT,
        halt: 0,
        gas_used: 0,
        output: Slice { data: null(), size: 0 },
        created: [0; 20],
        log_count: 0,
    };
    let result = guard(handle, fault, |subject| match f(subject) {
        Ok(outcome) => {
            let (status, halt) = classify(outcome.result);
            subject.output = outcome.output;
            EvmResult {
                status,
                halt,
                gas_used: outcome.gas_used,
                output: Slice::from(subject.output.as_ref()),
                created: outcome.created.unwrap_or_default().into(),
                log_count: subject.logs.len(),
            }
        }
        // Not an outcome of the contract: revm itself could not go on.
        Err(message) => panic!("{message}"),
    });
    let status = result.status;
    if !out.is_null() {
        unsafe { out.write(result) };
    }
    status
}

#[unsafe(no_mangle)]
pub extern "C" fn evm_create(config: *const EvmConfig) -> *mut Handle {
    let made = catch_unwind(|| {
        let config = unsafe { config.as_ref() };
        let fork = match config.filter(|c| !c.fork.is_null()) {
            Some(c) => SpecId::from_str(unsafe { CStr::from_ptr(c.fork) }.to_str().ok()?).ok()?,
            None => SpecId::default(),
        };
        let nonzero = |value: Option<u64>, default| value.filter(|v| *v != 0).unwrap_or(default);
        let subject = Subject::new(Config {
            fork,
            chain_id: nonzero(config.map(|c| c.chain_id), 1),
            memory_limit: nonzero(config.map(|c| c.memory_limit), 64 << 20),
        });
        Some(Box::into_raw(Box::new(Handle {
            subject,
            busy: Cell::new(false),
            poisoned: Cell::new(false),
            error: RefCell::default(),
        })))
    });
    made.ok().flatten().unwrap_or(std::ptr::null_mut())
}

#[unsafe(no_mangle)]
pub extern "C" fn evm_destroy(handle: *mut Handle) {
    if !handle.is_null() {
        let _ = catch_unwind(AssertUnwindSafe(|| drop(unsafe { Box::from_raw(handle) })));
    }
}

#[unsafe(no_mangle)]
pub extern "C" fn evm_error(handle: *const Handle) -> *const c_char {
    unsafe { (*addr_of!((*handle).error)).borrow().as_ptr() }
}

#[unsafe(no_mangle)]
pub extern "C" fn evm_set_block(handle: *mut Handle, number: u64, timestamp: u64) {
    guard(handle, (), |subject| {
        subject.block().number = U256::from(number);
        subject.block().timestamp = U256::from(timestamp);
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn evm_set_balance(handle: *mut Handle, who: *const A, balance: *const W) {
    guard(handle, (), |s| s.set_balance(address(who), word(balance)))
}

#[unsafe(no_mangle)]
pub extern "C" fn evm_balance(handle: *mut Handle, who: *const A, out: *mut W) {
    guard(handle, (), |s| unsafe { *out = s.balance(address(who)).to_be_bytes() })
}

#[unsafe(no_mangle)]
pub extern "C" fn evm_set_nonce(handle: *mut Handle, who: *const A, nonce: u64) {
    guard(handle, (), |s| s.set_nonce(address(who), nonce))
}

#[unsafe(no_mangle)]
pub extern "C" fn evm_nonce(handle: *mut Handle, who: *const A) -> u64 {
    guard(handle, 0, |s| s.nonce(address(who)))
}

#[unsafe(no_mangle)]
pub extern "C" fn evm_set_code(handle: *mut Handle, who: *const A, code: Slice) {
    guard(handle, (), |s| s.set_code(address(who), bytes(code)))
}

#[unsafe(no_mangle)]
pub extern "C" fn evm_code(handle: *mut Handle, who: *const A) -> Slice {
    guard(handle, Slice { data: null(), size: 0 }, |s| {
        s.output = s.code(address(who));
        Slice::from(s.output.as_ref())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn evm_code_hash(handle: *mut Handle, who: *const A, out: *mut W) {
    guard(handle, (), |s| unsafe { *out = s.code_hash(address(who)).0 })
}

#[unsafe(no_mangle)]
pub extern "C" fn evm_set_storage(h: *mut Handle, who: *const A, key: *const W, value: *const W) {
    guard(h, (), |s| s.set_storage(address(who), word(key), word(value)))
}

#[unsafe(no_mangle)]
pub extern "C" fn evm_storage(handle: *mut Handle, who: *const A, key: *const W, out: *mut W) {
    guard(handle, (), |s| unsafe { *out = s.storage(address(who), word(key)).to_be_bytes() })
}

#[unsafe(no_mangle)]
pub extern "C" fn evm_set_actor(
    handle: *mut Handle,
    who: *const A,
    callback: Option<Callback>,
    user: *mut c_void,
) {
    let Some(callback) = callback else { return };
    guard(handle, (), |s| s.set_actor(address(who), Actor { callback, user }))
}

#[unsafe(no_mangle)]
pub extern "C" fn evm_deploy(
    handle: *mut Handle,
    from: *const A,
    value: *const W,
    init_code: Slice,
    gas_limit: u64,
    at: *const A,
    out: *mut EvmResult,
) -> u32 {
    transact(handle, out, |s| {
        let at = (!at.is_null()).then(|| address(at));
        s.deploy(address(from), word(value), bytes(init_code), gas_limit, at)
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn evm_call(
    handle: *mut Handle,
    from: *const A,
    to: *const A,
    value: *const W,
    data: Slice,
    gas_limit: u64,
    out: *mut EvmResult,
) -> u32 {
    transact(handle, out, |s| {
        s.call(address(from), address(to), word(value), bytes(data), gas_limit, false)
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn evm_view(
    handle: *mut Handle,
    from: *const A,
    to: *const A,
    data: Slice,
    gas_limit: u64,
    out: *mut EvmResult,
) -> u32 {
    transact(handle, out, |s| {
        s.call(address(from), address(to), U256::ZERO, bytes(data), gas_limit, true)
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn evm_log(handle: *mut Handle, index: usize, out: *mut EvmLog) -> bool {
    guard(handle, false, |s| {
        let Some(log) = s.logs.get(index) else { return false };
        let mut topics = [[0; 32]; 4];
        for (to, from) in topics.iter_mut().zip(log.topics()) {
            *to = from.0;
        }
        let log = EvmLog {
            address: log.address.into(),
            topic_count: log.topics().len() as u32,
            topics,
            data: Slice::from(log.data.data.as_ref()),
        };
        unsafe { out.write(log) };
        true
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn evm_changes(handle: *mut Handle, first: *mut *const Change) -> usize {
    guard(handle, 0, |s| {
        unsafe { first.write(s.changes.as_ptr()) }
        s.changes.len()
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn evm_reads(handle: *mut Handle, first: *mut *const Change) -> usize {
    guard(handle, 0, |s| {
        unsafe { first.write(s.reads.as_ptr()) }
        s.reads.len()
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn evm_saw_clock(handle: *mut Handle) -> bool {
    guard(handle, false, |s| s.hooks().saw_clock)
}

#[unsafe(no_mangle)]
pub extern "C" fn evm_snapshot(handle: *mut Handle) -> usize {
    guard(handle, usize::MAX, Subject::snapshot)
}

#[unsafe(no_mangle)]
pub extern "C" fn evm_restore(handle: *mut Handle, snapshot: usize) -> bool {
    guard(handle, false, |s| s.restore(snapshot))
}

#[unsafe(no_mangle)]
pub extern "C" fn evm_release(handle: *mut Handle, snapshot: usize) {
    guard(handle, (), |s| s.release(snapshot))
}

#[unsafe(no_mangle)]
pub extern "C" fn evm_cover(handle: *mut Handle, who: *const A, like: *const A) -> usize {
    guard(handle, 0, |s| s.cover(address(who), (!like.is_null()).then(|| address(like))))
}

#[unsafe(no_mangle)]
pub extern "C" fn evm_record(
    handle: *mut Handle,
    branches: *mut u8,
    branch_size: usize,
    distances: *mut u8,
    distance_size: usize,
    compares: *mut Compare,
    compare_size: usize,
) {
    guard(handle, (), |s| {
        // SAFETY: the header's contract.
        let coverage = &mut s.hooks().coverage;
        unsafe {
            coverage.branches = Region::new(branches, branch_size);
            coverage.distances = Region::new(distances, distance_size);
            coverage.compares = Region::new(compares, compare_size);
        }
        s.record(!branches.is_null() || !distances.is_null() || !compares.is_null());
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn evm_take_compare_count(handle: *mut Handle) -> u64 {
    guard(handle, 0, |s| std::mem::take(&mut s.hooks().coverage.compare_count))
}

#[unsafe(no_mangle)]
pub extern "C" fn evm_sizes(handle: *mut Handle, out: *mut EvmSizes) {
    guard(handle, (), |s| {
        let (undo_entries, accounts, slots) = s.sizes();
        unsafe { out.write(EvmSizes { undo_entries, accounts, slots }) }
    })
}

/// For the test of the panic barrier only.
#[unsafe(no_mangle)]
pub extern "C" fn evm_test_panic(handle: *mut Handle) -> bool {
    guard(handle, false, |_| panic!("asked to panic"))
}
