//! Actors: accounts with code whose behaviour is a C callback.
//!
//! An operation is one transaction by an actor that makes several calls as one atom and is called
//! back by the pool. The actor's code is a single opcode that no contract uses. Executing it asks
//! the host what to do next; the answer is a call (the frame is suspended, and when the call
//! returns the same opcode runs again), a return, or a revert. So an actor is a coroutine of the
//! host, at any depth, without an interpreter loop of its own, ABI of its own, or compiler.
//!
//! In any other account the opcode does what it does on chain: it is unknown and halts.

use crate::subject::Ctx;
use revm::{
    interpreter::{
        CallInput, CallInputs, CallScheme, CallValue, FrameInput, InstructionContext,
        InstructionExecResult, InstructionResult, InterpreterAction,
        instructions::contract::load_acc_and_calc_gas,
        interpreter::EthInterpreter,
        interpreter_types::{Jumps, LoopControl, MemoryTr, ReturnData},
    },
    primitives::{Address, Bytes, U256},
};
use std::ffi::c_void;

/// The opcode of actors; unassigned in every fork.
pub const OPCODE: u8 = 0x0c;

/// Bytes that belong to someone else. Mirrors `evm_bytes`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Slice {
    pub data: *const u8,
    pub size: usize,
}

impl From<&[u8]> for Slice {
    fn from(bytes: &[u8]) -> Self {
        Self { data: bytes.as_ptr(), size: bytes.len() }
    }
}

impl Slice {
    /// # Safety
    /// `data` points to `size` readable bytes, or `size` is 0.
    pub unsafe fn bytes<'a>(self) -> &'a [u8] {
        if self.size == 0 {
            &[]
        } else {
            unsafe { std::slice::from_raw_parts(self.data, self.size) }
        }
    }
}

/// Why an actor is asked. Mirrors `evm_event`.
#[repr(C)]
pub struct Event {
    pub actor: [u8; 20],
    pub caller: [u8; 20],
    pub value: [u8; 32],
    /// What this activation was called with; empty in the transaction's own frame.
    pub calldata: Slice,
    /// 0 in the transaction's own frame.
    pub depth: u32,
    /// Calls that this activation has made.
    pub step: u32,
    /// How the last of them ended, as `evm_halt`-extended status; 0 if there was none.
    pub last_status: u32,
    pub last_halt: u32,
    pub last_output: Slice,
    pub is_static: bool,
}

/// What the actor does next. Mirrors `evm_action`.
#[repr(C)]
pub struct Action {
    pub kind: u32,
    pub to: [u8; 20],
    pub value: [u8; 32],
    /// Calldata, or the data returned or reverted with. Copied before the host is asked again.
    pub data: Slice,
}

pub const CALL: u32 = 0;
pub const STATIC_CALL: u32 = 1;
pub const RETURN: u32 = 2;
pub const REVERT: u32 = 3;

pub type Callback = unsafe extern "C" fn(*mut c_void, *const Event, *mut Action);

#[derive(Clone, Copy)]
pub struct Actor {
    pub callback: Callback,
    pub user: *mut c_void,
}

/// The opcode. The frame's own stack holds the step while a call is under way, under the call's
/// success flag that revm pushes.
pub fn instruction(context: InstructionContext<'_, Ctx, EthInterpreter>) -> InstructionExecResult {
    let interpreter = &mut *context.interpreter;
    let me = interpreter.input.target_address;
    let is_own_code = interpreter.input.bytecode_address == Some(me);
    let Some(&actor) = context.host.chain.actors.get(&me).filter(|_| is_own_code) else {
        return Err(InstructionResult::OpcodeNotFound);
    };

    let step = match interpreter.stack.popn::<2>() {
        Some([_success, step]) => step.to::<u32>() + 1,
        None => 0,
    };
    let (last_status, last_halt) =
        if step == 0 { (0, 0) } else { crate::subject::classify(context.host.chain.last_result) };
    let mut action = Action {
        kind: REVERT,
        to: [0; 20],
        value: [0; 32],
        data: Slice { data: std::ptr::null(), size: 0 },
    };
    {
        let calldata = interpreter.input.input.as_bytes_memory(&interpreter.memory);
        let event = Event {
            actor: me.into(),
            caller: interpreter.input.caller_address.into(),
            value: interpreter.input.call_value.to_be_bytes(),
            calldata: Slice::from(&*calldata),
            depth: interpreter.input.depth as u32,
            step,
            last_status,
            last_halt,
            last_output: Slice::from(interpreter.return_data.buffer().as_ref()),
            is_static: interpreter.runtime_flag.is_static,
        };
        // SAFETY: the host's promise at registration. `action` is valid for writes.
        unsafe { (actor.callback)(actor.user, &event, &mut action) };
    }
    // SAFETY: the host's promise: data lives until it is asked again.
    let data = Bytes::copy_from_slice(unsafe { action.data.bytes() });

    let result = match action.kind {
        CALL | STATIC_CALL => return call(context, action, data, step),
        RETURN => InstructionResult::Return,
        _ => InstructionResult::Revert,
    };
    let gas = context.interpreter.gas;
    context.interpreter.bytecode.set_action(InterpreterAction::new_return(result, data, gas));
    context.interpreter.return_data.set_buffer(Bytes::new());
    Err(result)
}

/// Suspends the actor in favour of a call, as the CALL and STATICCALL opcodes do.
fn call(
    mut context: InstructionContext<'_, Ctx, EthInterpreter>,
    action: Action,
    data: Bytes,
    step: u32,
) -> InstructionExecResult {
    let to = Address::from(action.to);
    let value = if action.kind == CALL { U256::from_be_bytes(action.value) } else { U256::ZERO };
    let is_static = context.interpreter.runtime_flag.is_static || action.kind == STATIC_CALL;
    if is_static && !value.is_zero() {
        return Err(InstructionResult::CallNotAllowedInsideStatic);
    }
    // All gas but 1/64, as on chain.
    let (gas_limit, code, hash, charged_new_account_state_gas) =
        load_acc_and_calc_gas(&mut context, to, !value.is_zero(), action.kind == CALL, u64::MAX)?;
    let interpreter = &mut *context.interpreter;
    let _ = interpreter.stack.push(U256::from(step));
    interpreter.bytecode.relative_jump(-1); // run this opcode again when the call returns
    let end = interpreter.memory.size();
    interpreter.bytecode.set_action(InterpreterAction::NewFrame(FrameInput::Call(Box::new(
        CallInputs {
            input: CallInput::Bytes(data),
            return_memory_offset: end..end, // the output is read from return_data
            gas_limit,
            reservoir: interpreter.gas.reservoir(),
            bytecode_address: to,
            known_bytecode: (hash, code),
            target_address: to,
            caller: interpreter.input.target_address,
            value: CallValue::Transfer(value),
            scheme: if action.kind == CALL { CallScheme::Call } else { CallScheme::StaticCall },
            is_static,
            charged_new_account_state_gas,
        },
    ))));
    Err(InstructionResult::Suspend)
}
