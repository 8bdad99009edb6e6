//! One EVM and its world.
//!
//! The whole world lives in revm's journal, over an empty database: no copy into and out of a
//! database per transaction, and the journal doubles as the undo log. A snapshot is a position in
//! that log; restoring undoes the entries after it, so both cost O(changed), not O(state).
//!
//! Transactions are run from their first call frame: no signature, nonce, balance, fee, block or
//! transaction gas checks exist here to be switched off.

use crate::{
    actor::{self, Actor},
    coverage::{self, Coverage},
};
use revm::{
    Context, Journal, JournalEntry,
    bytecode::{Bytecode, opcode::TIMESTAMP},
    context::{BlockEnv, CfgEnv, Evm, TxEnv, journal::JournalEntryTr},
    context_interface::{LocalContextTr, journaled_state::account::JournaledAccountTr},
    database::EmptyDB,
    handler::{
        EthFrame, EthPrecompiles, EvmTr, FrameResult, ItemOrResult, instructions::EthInstructions,
    },
    interpreter::{
        CallInput, CallInputs, CallScheme, CallValue, CreateInputs, CreateScheme, FrameInput,
        Instruction, InstructionContext, InstructionExecResult, InstructionResult, SharedMemory,
        instructions::block_info, interpreter::EthInterpreter, interpreter_action::FrameInit,
    },
    primitives::{Address, AddressMap, B256, Bytes, HashSet, Log, U256, hardfork::SpecId},
    state::{Account, EvmStorageSlot},
};

pub type Ctx = Context<BlockEnv, TxEnv, CfgEnv, EmptyDB, Journal<EmptyDB>, Hooks>;
type Table = EthInstructions<EthInterpreter, Ctx>;
type Machine = Evm<Ctx, (), Table, EthPrecompiles, EthFrame<EthInterpreter>>;

/// What instructions of ours need at hand; revm carries it as the context's `chain`.
#[derive(Default)]
pub struct Hooks {
    pub actors: AddressMap<Actor>,
    pub coverage: Coverage,
    /// How the frame that returned last ended.
    pub last_result: InstructionResult,
    /// The last transaction asked what time it is.
    pub saw_clock: bool,
}

pub struct Config {
    pub fork: SpecId,
    pub chain_id: u64,
    /// Bytes of memory that one transaction's frames may use together.
    pub memory_limit: u64,
}

/// What came of a transaction.
pub struct Outcome {
    pub result: InstructionResult,
    pub output: Bytes,
    pub gas_used: u64,
    pub created: Option<Address>,
}

/// A storage slot that a transaction wrote to. Mirrors `evm_change`.
#[repr(C)]
pub struct Change {
    pub address: [u8; 20],
    pub key: [u8; 32],
    pub value: [u8; 32],
}

/// Status and halt reason of a result, as numbered in the C header.
pub fn classify(result: InstructionResult) -> (u32, u32) {
    use InstructionResult::*;
    let halt = match result {
        Stop | Return | SelfDestruct | Suspend => return (0, 0),
        Revert => return (1, 0),
        OutOfGas | MemoryOOG | PrecompileOOG | InvalidOperandOOG | ReentrancySentryOOG => 1,
        MemoryLimitOOG => 2,
        InvalidFEOpcode => 3,
        OpcodeNotFound | NotActivated | InvalidImmediateEncoding => 4,
        InvalidJump => 5,
        StackUnderflow | StackOverflow => 6,
        CallNotAllowedInsideStatic | StateChangeDuringStaticCall => 7,
        OutOfOffset => 8,
        CallTooDeep => 9,
        OutOfFunds | OverflowPayment => 10,
        CreateCollision | NonceOverflow => 11,
        CreateContractSizeLimit
        | CreateInitCodeSizeLimit
        | CreateContractStartingWithEF
        | CreateInitCodeStartingEF00 => 12,
        PrecompileError => 13,
        FatalExternalError | InvalidEOFInitCode | InvalidExtDelegateCallTarget => 14,
    };
    (2, halt)
}

/// TIMESTAMP, which is remembered: what asks for the time may answer otherwise later.
fn timestamp(context: InstructionContext<'_, Ctx, EthInterpreter>) -> InstructionExecResult {
    context.host.chain.saw_clock = true;
    block_info::timestamp(context)
}

pub struct Subject {
    machine: Machine,
    plain: Table,
    recording: Table,
    is_recording: bool,
    /// Logs of the last transaction.
    pub logs: Vec<Log>,
    /// Slots that the last transaction wrote to, oldest first, with what they hold now. A slot may
    /// be there twice.
    pub changes: Vec<Change>,
    /// Slots that the last static call looked at, each once, with what they hold.
    pub reads: Vec<Change>,
    /// Live snapshots, oldest first: positions in the undo log.
    marks: Vec<usize>,
    /// Accounts that a transaction destroyed: revm drops their content when they are next loaded,
    /// so the undo log alone could not bring it back.
    graves: Vec<(usize, Address, Account)>,
    /// Length of the undo log up to the last transaction.
    settled: usize,
    /// Length of the undo log at which it is compacted next.
    compact_at: usize,
    /// Keeps what the C ABI hands out alive until the next call.
    pub output: Bytes,
}

/// Entries in the undo log from which on it is compacted.
const COMPACT_FROM: usize = 1 << 16;
/// Transactions between two sweeps of empty slots.
const SWEEP_EVERY: usize = 1 << 14;

impl Subject {
    pub fn new(config: Config) -> Self {
        let mut context = Ctx::new(EmptyDB::default(), config.fork);
        context.cfg = CfgEnv::new_with_spec(config.fork).with_chain_id(config.chain_id);
        context.cfg.limit_contract_code_size = Some(usize::MAX);
        context.cfg.limit_contract_initcode_size = Some(usize::MAX);
        context.cfg.memory_limit = config.memory_limit;
        let precompiles = EthPrecompiles::new(config.fork);
        let inner = &mut context.journaled_state.inner;
        inner.warm_addresses.set_precompile_addresses(precompiles.warm_addresses());

        let mut plain = Table::new_mainnet_with_spec(config.fork);
        plain.insert_instruction(actor::OPCODE, Instruction::new(actor::instruction), 0);
        let cost = plain.gas_table()[TIMESTAMP as usize];
        plain.insert_instruction(TIMESTAMP, Instruction::new(timestamp), cost);
        let mut recording = plain.clone();
        coverage::instrument(&mut recording);
        Self {
            machine: Evm::new(context, plain.clone(), precompiles),
            plain,
            recording,
            is_recording: false,
            logs: Vec::new(),
            changes: Vec::new(),
            reads: Vec::new(),
            marks: Vec::new(),
            graves: Vec::new(),
            settled: 0,
            compact_at: COMPACT_FROM,
            output: Bytes::new(),
        }
    }

    pub fn block(&mut self) -> &mut BlockEnv {
        &mut self.machine.ctx.block
    }

    pub fn hooks(&mut self) -> &mut Hooks {
        &mut self.machine.ctx.chain
    }

    /// Switches between the plain and the recording instruction table.
    pub fn record(&mut self, on: bool) {
        if on != self.is_recording {
            self.is_recording = on;
            self.machine.instruction = if on { &self.recording } else { &self.plain }.clone();
        }
    }

    // The world. Changes go through the journal too, so a restore undoes them.

    fn account(&mut self, address: Address) -> &Account {
        let journal = &mut self.machine.ctx.journaled_state;
        let Ok(load) = journal.inner.load_code(&mut journal.database, address);
        load.data
    }

    fn change<T>(
        &mut self,
        address: Address,
        f: impl FnOnce(&mut dyn JournaledAccountTr) -> T,
    ) -> T {
        let journal = &mut self.machine.ctx.journaled_state;
        let Ok(mut load) = journal.inner.load_account_mut(&mut journal.database, address);
        let result = f(&mut load.data);
        self.settle();
        result
    }

    pub fn balance(&mut self, address: Address) -> U256 {
        self.account(address).info.balance
    }

    pub fn nonce(&mut self, address: Address) -> u64 {
        self.account(address).info.nonce
    }

    pub fn code(&mut self, address: Address) -> Bytes {
        self.account(address).info.code.as_ref().map(Bytecode::original_bytes).unwrap_or_default()
    }

    pub fn code_hash(&mut self, address: Address) -> B256 {
        self.account(address).info.code_hash
    }

    pub fn storage(&mut self, address: Address, key: U256) -> U256 {
        // Reads what is there, without marking anything as accessed.
        let account = self.machine.ctx.journaled_state.inner.state.get(&address);
        account.and_then(|a| a.storage.get(&key)).map(|s| s.present_value).unwrap_or_default()
    }

    pub fn set_balance(&mut self, address: Address, balance: U256) {
        self.change(address, |account| account.set_balance(balance))
    }

    pub fn set_nonce(&mut self, address: Address, nonce: u64) {
        self.change(address, |account| account.set_nonce(nonce))
    }

    pub fn set_code(&mut self, address: Address, code: Bytes) {
        let code = Bytecode::new_legacy(code);
        self.change(address, |account| account.set_code(code.hash_slow(), code))
    }

    pub fn set_storage(&mut self, address: Address, key: U256, value: U256) {
        let journal = &mut self.machine.ctx.journaled_state;
        let Ok(mut load) = journal.inner.load_account_mut(&mut journal.database, address);
        let _ = load.data.sstore(key, value, false);
        self.settle();
    }

    /// Makes `address` an actor; see [`crate::actor`].
    pub fn set_actor(&mut self, address: Address, actor: Actor) {
        self.set_code(address, Bytes::from_static(&[actor::OPCODE]));
        self.hooks().actors.insert(address, actor);
    }

    pub fn cover(&mut self, address: Address, group: Option<Address>) -> usize {
        let code = self.code(address);
        let coverage = &mut self.hooks().coverage;
        coverage.cover(address, &code, group);
        coverage.branch_counters()
    }

    // Transactions.

    pub fn call(
        &mut self,
        from: Address,
        to: Address,
        value: U256,
        data: Bytes,
        gas_limit: u64,
        is_static: bool,
    ) -> Result<Outcome, String> {
        self.account(from);
        let target = &self.account(to).info;
        let (mut code_hash, mut code) = (target.code_hash, target.code.clone().unwrap_or_default());
        if let Some(delegate) = code.eip7702_address() {
            let target = &self.account(delegate).info;
            (code_hash, code) = (target.code_hash, target.code.clone().unwrap_or_default());
        }
        let input = FrameInput::Call(Box::new(CallInputs {
            input: CallInput::Bytes(data),
            return_memory_offset: 0..0,
            gas_limit,
            reservoir: 0,
            bytecode_address: to,
            known_bytecode: (code_hash, code),
            target_address: to,
            caller: from,
            value: CallValue::Transfer(value),
            scheme: if is_static { CallScheme::StaticCall } else { CallScheme::Call },
            is_static,
            charged_new_account_state_gas: false,
        }));
        self.transact(from, input, gas_limit, is_static)
    }

    /// Runs init code. With `at`, the contract is put there instead of where the nonce says.
    pub fn deploy(
        &mut self,
        from: Address,
        value: U256,
        init_code: Bytes,
        gas_limit: u64,
        at: Option<Address>,
    ) -> Result<Outcome, String> {
        self.account(from);
        let scheme = match at {
            Some(address) => CreateScheme::Custom { address },
            None => CreateScheme::Create,
        };
        let inputs = CreateInputs::new(from, scheme, value, init_code, gas_limit, 0);
        self.transact(from, FrameInput::Create(Box::new(inputs)), gas_limit, false)
    }

    fn transact(
        &mut self,
        from: Address,
        frame_input: FrameInput,
        gas_limit: u64,
        is_static: bool,
    ) -> Result<Outcome, String> {
        self.machine.ctx.tx.caller = from;
        self.machine.ctx.chain.saw_clock = false;
        let local = &mut self.machine.ctx.local;
        local.clear();
        let mut memory = SharedMemory::new_with_buffer(local.shared_memory_buffer().clone());
        memory.set_memory_limit(self.machine.ctx.cfg.memory_limit);
        let result = self.run(FrameInit { depth: 0, memory, frame_input });
        self.machine.frame_stack.clear();
        let result = result?;
        self.logs = self.machine.ctx.journaled_state.inner.take_logs();
        self.note_changes(is_static);
        self.settle();
        let gas_used = match result.instruction_result().is_ok_or_revert() {
            true => gas_limit - result.gas().remaining(),
            false => gas_limit,
        };
        let result_code = result.instruction_result();
        let (output, created) = match result {
            FrameResult::Call(call) => (call.result.output, None),
            FrameResult::Create(create) => {
                (create.result.output, create.address.filter(|_| result_code.is_ok()))
            }
        };
        Ok(Outcome { result: result_code, output, gas_used, created })
    }

    /// What the transaction wrote, and what a static call looked at, read off the undo log before
    /// it is settled. What was reverted is no longer in the log.
    fn note_changes(&mut self, is_static: bool) {
        self.changes.clear();
        self.reads.clear();
        let inner = &self.machine.ctx.journaled_state.inner;
        let now = |address: &Address, key: &U256| {
            let slot = inner.state.get(address).and_then(|a| a.storage.get(key));
            Change {
                address: (*address).into(),
                key: key.to_be_bytes(),
                value: slot.map(|s| s.present_value).unwrap_or_default().to_be_bytes(),
            }
        };
        for entry in &inner.journal[self.settled..] {
            match entry {
                JournalEntry::StorageChanged { address, key, .. } => {
                    self.changes.push(now(address, key))
                }
                JournalEntry::StorageWarmed { address, key } if is_static => {
                    self.reads.push(now(address, key))
                }
                _ => {}
            }
        }
    }

    /// revm's own loop over frames, plus a note of how each ended and whose code runs.
    fn run(&mut self, first: FrameInit) -> Result<FrameResult, String> {
        let machine = &mut self.machine;
        let fail = |e| format!("{e:?}");
        if let ItemOrResult::Result(result) = machine.frame_init(first).map_err(fail)? {
            return Ok(result);
        }
        loop {
            if self.is_recording {
                let code_of = machine.frame_stack.get().interpreter.input.bytecode_address;
                machine.ctx.chain.coverage.enter(code_of);
            }
            let result = match machine.frame_run().map_err(fail)? {
                ItemOrResult::Item(init) => match machine.frame_init(init).map_err(fail)? {
                    ItemOrResult::Item(_) => continue,
                    ItemOrResult::Result(result) => result,
                },
                ItemOrResult::Result(result) => result,
            };
            machine.ctx.chain.last_result = result.instruction_result();
            if let Some(result) = machine.frame_return_result(result).map_err(fail)? {
                return Ok(result);
            }
        }
    }

    // Snapshots.

    /// Ends a transaction or a change from outside, as `JournalInner::commit_tx` does, but keeps
    /// what a snapshot needs to undo it. Marks of access are not needed: the next transaction
    /// number makes everything cold.
    fn settle(&mut self) {
        let inner = &mut self.machine.ctx.journaled_state.inner;
        inner.transient_storage.clear();
        inner.depth = 0;
        inner.logs.clear();
        let destroyed = std::mem::take(&mut inner.selfdestructed_addresses);
        if self.marks.is_empty() {
            inner.journal.clear();
            self.graves.clear();
        } else {
            let mut kept = self.settled;
            for at in self.settled..inner.journal.len() {
                use JournalEntry::*;
                let is_access = matches!(
                    inner.journal[at],
                    StorageWarmed { .. }
                        | AccountWarmed { .. }
                        | AccountTouched { .. }
                        | TransientStorageChange { .. }
                );
                if !is_access {
                    inner.journal.swap(kept, at);
                    kept += 1;
                }
            }
            inner.journal.truncate(kept);
            for address in destroyed {
                self.graves.push((kept, address, inner.state[&address].clone()));
            }
        }
        self.settled = inner.journal.len();
        inner.transaction_id.increment();
        if inner.transaction_id.get().is_multiple_of(SWEEP_EVERY) {
            self.sweep();
        }
        if self.settled >= self.compact_at {
            self.compact();
        }
    }

    /// Drops empty slots and accounts that were only looked at, or written and undone: over an
    /// empty database absence means the same. Keeps memory bounded over many episodes.
    fn sweep(&mut self) {
        let inner = &mut self.machine.ctx.journaled_state.inner;
        let is_last_number = inner.transaction_id.get() > u32::MAX as usize - 2 * SWEEP_EVERY;
        if is_last_number {
            inner.transaction_id = Default::default(); // they are 32 bits wide: begin again
        }
        inner.state.retain(|_, account| {
            account.storage.retain(|_, slot| {
                if is_last_number {
                    slot.mark_cold();
                }
                !slot.present_value.is_zero()
            });
            if is_last_number {
                account.mark_cold();
            }
            account.is_touched()
                || account.is_created()
                || !account.is_empty()
                || !account.storage.is_empty()
        });
    }

    /// Remembers the world as it is. Returns a number for [`Self::restore`].
    pub fn snapshot(&mut self) -> usize {
        self.settle(); // marks of access, left by reads from outside, must not shift the log later
        self.marks.push(self.settled);
        self.marks.len() - 1
    }

    /// Brings the world back to a snapshot, which stays; later ones are forgotten.
    pub fn restore(&mut self, snapshot: usize) -> bool {
        let Some(&mark) = self.marks.get(snapshot) else { return false };
        self.marks.truncate(snapshot + 1);
        self.undo(mark);
        self.compact_at = COMPACT_FROM.max(2 * mark);
        self.settle();
        true
    }

    /// Forgets a snapshot and all later ones, keeping the world.
    pub fn release(&mut self, snapshot: usize) {
        self.marks.truncate(snapshot);
        self.settle();
    }

    /// Undoes all entries of the log from `mark` on.
    fn undo(&mut self, mark: usize) {
        let inner = &mut self.machine.ctx.journaled_state.inner;
        while inner.journal.len() > mark {
            while self.graves.last().is_some_and(|grave| grave.0 == inner.journal.len()) {
                let (_, address, account) = self.graves.pop().unwrap();
                inner.state.insert(address, account);
            }
            match inner.journal.pop().unwrap() {
                JournalEntry::StorageChanged { address, key, had_value } => {
                    let storage = &mut inner.state.get_mut(&address).unwrap().storage;
                    let fresh = || EvmStorageSlot::new(U256::ZERO, inner.transaction_id);
                    // A zero slot may have been swept.
                    storage.entry(key).or_insert_with(fresh).present_value = had_value;
                }
                entry => entry.revert(&mut inner.state, None, true),
            }
        }
        self.settled = mark;
    }

    /// Drops writes that an earlier write to the same slot makes redundant for undoing, so that the
    /// log grows with the slots touched since the newest snapshot, not with the transactions.
    fn compact(&mut self) {
        let inner = &mut self.machine.ctx.journaled_state.inner;
        let from = self.marks.last().copied().unwrap_or(0);
        // Graves are rare, and their positions would have to move along.
        if self.graves.last().is_none_or(|grave| grave.0 <= from) {
            let mut written = HashSet::<(Address, U256)>::default();
            let mut position = 0;
            inner.journal.retain(|entry| {
                position += 1;
                match entry {
                    JournalEntry::StorageChanged { address, key, .. } if position > from => {
                        written.insert((*address, *key))
                    }
                    _ => true,
                }
            });
            self.settled = inner.journal.len();
        }
        self.compact_at = COMPACT_FROM.max(2 * self.settled);
    }

    /// Entries in the undo log, accounts, storage slots: what grows.
    pub fn sizes(&self) -> (usize, usize, usize) {
        let inner = &self.machine.ctx.journaled_state.inner;
        let slots = inner.state.values().map(|account| account.storage.len()).sum();
        (inner.journal.len(), inner.state.len(), slots)
    }
}
