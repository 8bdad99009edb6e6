//! Contract bytecode, in process, for a C++ host.
//!
//! - [`subject`]: accounts, transactions, logs, snapshots.
//! - [`actor`]: accounts whose behaviour is a C callback; they make the calls of an operation and
//!   answer the callbacks of a pool.
//! - [`coverage`]: branch counters and compare distances of chosen contracts, written where
//!   libFuzzer looks for them.
//! - [`ffi`]: the C ABI of `assay_evm.h`; no panic crosses it.

pub mod actor;
pub mod coverage;
pub mod ffi;
pub mod subject;

#[cfg(test)]
mod tests;
