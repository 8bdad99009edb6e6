//! Coverage of bytecode: which way each branch went, and how close each comparison was.
//!
//! Instead of an `Inspector`, which runs before and after *every* instruction, the few opcodes that
//! matter are replaced in the instruction table; everything else runs at full speed. Counters live
//! in memory that the host provides (for libFuzzer: an array in section
//! `__libfuzzer_extra_counters`).
//!
//! Branch counters are dense: the n-th JUMPI of a contract owns bytes 2n and 2n + 1, so they never
//! collide. Distances are hashed into their region.

use crate::subject::Ctx;
use revm::{
    bytecode::opcode::*,
    handler::instructions::EthInstructions,
    interpreter::{
        Instruction, InstructionContext, InstructionExecResult,
        instructions::{bitwise, control},
        interpreter::EthInterpreter,
        interpreter_types::Jumps,
    },
    primitives::{Address, AddressMap, U256},
};

/// What one executed comparison compared. Mirrors `evm_compare` in the C header.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Compare {
    /// Number of the comparison: counts the compare opcodes of all covered contracts.
    pub site: u32,
    pub opcode: u8,
    /// Big-endian operands: `a` is the top of the stack.
    pub a: [u8; 32],
    pub b: [u8; 32],
}

/// A region of memory that belongs to the host and outlives the subject.
pub struct Region<T> {
    start: *mut T,
    len: usize,
}

impl<T> Region<T> {
    /// # Safety
    /// `start` points to `len` writable elements that outlive every transaction run with it.
    pub unsafe fn new(start: *mut T, len: usize) -> Self {
        Self { start, len: if start.is_null() { 0 } else { len } }
    }

    #[inline(always)]
    fn at(&mut self, index: usize) -> Option<&mut T> {
        // SAFETY: index < len, and `new`'s contract.
        (index < self.len).then(|| unsafe { &mut *self.start.add(index) })
    }
}

impl<T> Default for Region<T> {
    fn default() -> Self {
        Self { start: std::ptr::null_mut(), len: 0 }
    }
}

/// Numbers of the branch and of the comparison at each program counter of one contract, or `NONE`.
/// A branch is a comparison with zero, too: compilers test a != b by branching on a - b or a ^ b.
struct Sites {
    branch: Vec<u32>,
    compare: Vec<u32>,
}

const NONE: u32 = u32::MAX;

#[derive(Default)]
pub struct Coverage {
    /// Two counters per JUMPI: not taken, taken.
    pub branches: Region<u8>,
    /// One flag per (comparison, distance), hashed.
    pub distances: Region<u8>,
    /// The last comparisons, as a ring.
    pub compares: Region<Compare>,
    /// Comparisons recorded since the host last reset it.
    pub compare_count: u64,
    contracts: Vec<Sites>,
    /// Which contract's map an account uses; several accounts may share one.
    by_address: AddressMap<usize>,
    /// The map of the running frame, or `usize::MAX`.
    running: usize,
    next_branch: u32,
    next_compare: u32,
}

impl Coverage {
    /// Covers the code of `address`. Accounts given the same `group` (not `None`) share counters:
    /// pools of one kind whose code differs only in immutables should.
    pub fn cover(&mut self, address: Address, code: &[u8], group: Option<Address>) {
        if let Some(&index) = group.as_ref().and_then(|g| self.by_address.get(g))
            && self.contracts[index].branch.len() == code.len()
        {
            self.by_address.insert(address, index);
            return;
        }
        let next = |number: &mut u32| {
            *number += 1;
            *number - 1
        };
        let mut sites = Sites { branch: vec![NONE; code.len()], compare: vec![NONE; code.len()] };
        let mut pc = 0;
        while pc < code.len() {
            match code[pc] {
                JUMPI => {
                    sites.branch[pc] = next(&mut self.next_branch);
                    sites.compare[pc] = next(&mut self.next_compare);
                }
                LT | GT | SLT | SGT | EQ | ISZERO => {
                    sites.compare[pc] = next(&mut self.next_compare)
                }
                PUSH1..=PUSH32 => pc += (code[pc] - PUSH1 + 1) as usize,
                _ => {}
            }
            pc += 1;
        }
        self.by_address.insert(address, self.contracts.len());
        self.contracts.push(sites);
    }

    /// Counters that the covered contracts need: two per branch.
    pub fn branch_counters(&self) -> usize {
        2 * self.next_branch as usize
    }

    /// Called whenever another frame starts or resumes.
    #[inline]
    pub fn enter(&mut self, code_of: Option<Address>) {
        self.running = code_of.and_then(|a| self.by_address.get(&a).copied()).unwrap_or(usize::MAX);
    }

    #[inline]
    fn branch(&mut self, pc: usize, condition: &U256) {
        let Some(sites) = self.contracts.get(self.running) else { return };
        let Some(&number) = sites.branch.get(pc) else { return };
        let index = 2 * number as usize + !condition.is_zero() as usize;
        if let Some(counter) = self.branches.at(index) {
            *counter = counter.saturating_add(1);
        }
        if *condition > U256::ONE {
            self.compare(pc, JUMPI, condition, &U256::ZERO);
        }
    }

    #[inline]
    fn compare(&mut self, pc: usize, opcode: u8, a: &U256, b: &U256) {
        let Some(sites) = self.contracts.get(self.running) else { return };
        let Some(&site) = sites.compare.get(pc) else { return };
        if self.distances.len != 0 {
            // Both of libFuzzer's measures: bits that differ, and magnitude of the difference.
            let hamming = (*a ^ *b).count_ones();
            let difference = a.wrapping_sub(*b);
            let magnitude = difference.min(difference.wrapping_neg()).bit_len();
            self.distance(site, hamming);
            self.distance(site, 257 + magnitude);
        }
        if self.compares.len != 0 {
            let index = (self.compare_count % self.compares.len as u64) as usize;
            self.compare_count += 1;
            if let Some(slot) = self.compares.at(index) {
                *slot = Compare { site, opcode, a: a.to_be_bytes(), b: b.to_be_bytes() };
            }
        }
    }

    #[inline]
    fn distance(&mut self, site: u32, distance: usize) {
        let key = (site as u64) * 514 + distance as u64;
        let hash = key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
        let index = ((hash * self.distances.len as u64) >> 32) as usize;
        if let Some(flag) = self.distances.at(index) {
            *flag = 1;
        }
    }
}

type Context<'a> = InstructionContext<'a, Ctx, EthInterpreter>;
type Function = fn(Context<'_>) -> InstructionExecResult;

fn jumpi(context: Context<'_>) -> InstructionExecResult {
    if let [.., condition, _target] = context.interpreter.stack.data().as_slice() {
        // The program counter is already past the instruction.
        let pc = context.interpreter.bytecode.pc() - 1;
        context.host.chain.coverage.branch(pc, condition);
    }
    control::jumpi(context)
}

/// An instruction that records its two operands, then does what it always does.
macro_rules! recorded_compare {
    ($name:ident, $opcode:expr, $original:path) => {
        fn $name(context: Context<'_>) -> InstructionExecResult {
            if let [.., b, a] = context.interpreter.stack.data().as_slice() {
                let pc = context.interpreter.bytecode.pc() - 1;
                context.host.chain.coverage.compare(pc, $opcode, a, b);
            }
            $original(context)
        }
    };
}
recorded_compare!(lt, LT, bitwise::lt);
recorded_compare!(gt, GT, bitwise::gt);
recorded_compare!(slt, SLT, bitwise::slt);
recorded_compare!(sgt, SGT, bitwise::sgt);
recorded_compare!(eq, EQ, bitwise::eq);

fn iszero(context: Context<'_>) -> InstructionExecResult {
    if let [.., a] = context.interpreter.stack.data().as_slice() {
        let pc = context.interpreter.bytecode.pc() - 1;
        context.host.chain.coverage.compare(pc, ISZERO, a, &U256::ZERO);
    }
    bitwise::iszero(context)
}

/// Puts the recording instructions into a table.
pub fn instrument(table: &mut EthInstructions<EthInterpreter, Ctx>) {
    let gas = *table.gas_table();
    let recorded: [(u8, Function); 7] =
        [(JUMPI, jumpi), (LT, lt), (GT, gt), (SLT, slt), (SGT, sgt), (EQ, eq), (ISZERO, iszero)];
    for (opcode, function) in recorded {
        table.insert_instruction(opcode, Instruction::new(function), gas[opcode as usize]);
    }
}
