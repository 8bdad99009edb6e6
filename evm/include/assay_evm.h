/* Contract bytecode in process. One evm_subject is one EVM with a world of its own; use it from one
 * thread at a time. Words are 32 bytes, big-endian, as in calldata. Pointers handed out stay valid
 * until the next call with the same subject. No function throws, and no panic crosses this
 * boundary. */
#ifndef ASSAY_EVM_H
#define ASSAY_EVM_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif

typedef struct evm_subject evm_subject;
typedef struct {
  uint8_t bytes[20];
} evm_account;
typedef struct {
  uint8_t bytes[32];
} evm_word;
typedef struct {
  const uint8_t* data;
  size_t size;
} evm_bytes;

typedef struct {
  const char* fork;  /* "London", "Merge", "Shanghai", "Cancun", "Prague", "Osaka"; NULL: newest */
  uint64_t chain_id; /* 0: 1 */
  uint64_t memory_limit; /* bytes that the frames of one transaction may use; 0: 64 MiB */
} evm_config;

typedef enum {
  EVM_SUCCESS = 0,
  EVM_REVERT = 1, /* output is what the contract reverted with; the rest of the gas is left */
  EVM_HALT = 2,   /* all gas is gone, no output; `halt` says why */
  EVM_FAULT = 3   /* no answer: no subject, called from a callback, or poisoned by a panic */
} evm_status;

typedef enum {
  EVM_HALT_NONE = 0,
  EVM_HALT_OUT_OF_GAS = 1, /* also an offset or size beyond any gas */
  EVM_HALT_MEMORY_LIMIT = 2,
  EVM_HALT_INVALID = 3, /* opcode 0xfe: assert, division by zero in Solidity before 0.8 */
  EVM_HALT_UNKNOWN_OPCODE = 4,
  EVM_HALT_JUMP = 5,
  EVM_HALT_STACK = 6,
  EVM_HALT_STATIC = 7,      /* a write within a static call */
  EVM_HALT_RETURN_DATA = 8, /* RETURNDATACOPY beyond its end */
  EVM_HALT_DEPTH = 9,
  EVM_HALT_FUNDS = 10,
  EVM_HALT_COLLISION = 11,
  EVM_HALT_CODE = 12,
  EVM_HALT_PRECOMPILE = 13,
  EVM_HALT_OTHER = 14
} evm_halt;

typedef struct {
  uint32_t status;   /* evm_status */
  uint32_t halt;     /* evm_halt */
  uint64_t gas_used; /* execution only: no intrinsic gas, no refunds; the limit after a halt */
  evm_bytes output;
  evm_account created; /* evm_deploy only */
  size_t log_count;
} evm_result;

typedef struct {
  evm_account address;
  uint32_t topic_count;
  evm_word topics[4];
  evm_bytes data;
} evm_log_entry;

/* NULL when the fork's name is unknown. */
evm_subject* evm_create(const evm_config* config);
void evm_destroy(evm_subject*);
/* What the panic said that poisoned the subject; else "". */
const char* evm_error(const evm_subject*);

/* ---- the world ---- */
void evm_set_block(evm_subject*, uint64_t number, uint64_t timestamp);
void evm_set_balance(evm_subject*, const evm_account*, const evm_word*);
void evm_balance(evm_subject*, const evm_account*, evm_word* out);
void evm_set_nonce(evm_subject*, const evm_account*, uint64_t);
uint64_t evm_nonce(evm_subject*, const evm_account*);
void evm_set_code(evm_subject*, const evm_account*, evm_bytes code); /* runtime code */
evm_bytes evm_code(evm_subject*, const evm_account*);
void evm_code_hash(evm_subject*, const evm_account*, evm_word* out);
void evm_set_storage(evm_subject*, const evm_account*, const evm_word* key, const evm_word* value);
void evm_storage(evm_subject*, const evm_account*, const evm_word* key, evm_word* out);

/* ---- transactions: effects stay on success, vanish otherwise; return evm_status ---- */
/* Runs init code. `value` and `at` may be NULL; `at` puts the contract there. */
uint32_t evm_deploy(evm_subject*, const evm_account* from, const evm_word* value,
                    evm_bytes init_code, uint64_t gas_limit, const evm_account* at,
                    evm_result* out);
uint32_t evm_call(evm_subject*, const evm_account* from, const evm_account* to,
                  const evm_word* value, evm_bytes data, uint64_t gas_limit, evm_result* out);
/* A static call. */
uint32_t evm_view(evm_subject*, const evm_account* from, const evm_account* to, evm_bytes data,
                  uint64_t gas_limit, evm_result* out);
/* A log of the last transaction. False beyond the last. */
bool evm_log(evm_subject*, size_t index, evm_log_entry* out);

typedef struct {
  evm_account address;
  uint8_t key[32], value[32]; /* value: what the slot holds now */
} evm_change;
/* The slots that the last transaction wrote to, oldest first; a slot may be there more than once.
 * Nothing after a failure. Returns how many there are from *first on. */
size_t evm_changes(evm_subject*, const evm_change** first);
/* The slots that the last evm_view looked at, of any contract, each once: its answer stays the same
 * until one of them is written, or the time changes if it asked for that. Nothing after a failure
 * or another kind of call. */
size_t evm_reads(evm_subject*, const evm_change** first);
/* Whether the last transaction executed TIMESTAMP. */
bool evm_saw_clock(evm_subject*);

/* ---- snapshots: nested; cost is that of the changes since ---- */
size_t evm_snapshot(evm_subject*);
bool evm_restore(evm_subject*, size_t snapshot); /* the snapshot stays; later ones are gone */
void evm_release(evm_subject*, size_t snapshot); /* forgets it and later ones; the world stays */

/* ---- actors: accounts that are callbacks ---- */
typedef struct {
  evm_account actor, caller;
  evm_word value;
  evm_bytes calldata;   /* what this activation was called with; empty in the transaction's frame */
  uint32_t depth;       /* 0: the transaction's own frame */
  uint32_t step;        /* calls that this activation has made so far */
  uint32_t last_status; /* of the last of them */
  uint32_t last_halt;
  evm_bytes last_output;
  bool is_static;
} evm_event;

typedef enum {
  EVM_ACT_CALL = 0,
  EVM_ACT_STATIC_CALL = 1,
  EVM_ACT_RETURN = 2,
  EVM_ACT_REVERT = 3
} evm_act;

typedef struct {
  uint32_t kind; /* evm_act; preset to EVM_ACT_REVERT */
  evm_account to;
  evm_word value;
  evm_bytes data; /* calldata or output; lives until the next event or the transaction's end */
} evm_action;

/* Asked at the start of each activation and after each call that it made. Must not throw, and must
 * not use the subject (it would be told EVM_FAULT): to read a contract, answer with
 * EVM_ACT_STATIC_CALL. */
typedef void (*evm_callback)(void* user, const evm_event*, evm_action*);
/* Gives the account a one-byte code that asks `callback`. Start an operation with
 * evm_call(subject, anyone, actor, ...). */
void evm_set_actor(evm_subject*, const evm_account*, evm_callback, void* user);

/* ---- coverage ---- */
typedef struct {
  uint32_t site;
  uint8_t opcode;
  uint8_t a[32], b[32];
} evm_compare;

/* Covers this account's code. With `like`, a covered account with code of the same size, both share
 * counters (pools that differ in immutables only). Returns the branch counters needed in all. */
size_t evm_cover(evm_subject*, const evm_account*, const evm_account* like);
/* Where to record, from now on: branch counters (two per JUMPI, saturating), distances of
 * comparisons (flags, hashed), the last comparisons (a ring). Each may be NULL. All NULL: off, at
 * no cost. The memory must outlive the subject or the next evm_record. */
void evm_record(evm_subject*, uint8_t* branches, size_t branch_size, uint8_t* distances,
                size_t distance_size, evm_compare* compares, size_t compare_size);
/* Comparisons since the last time; the ring holds the last compare_size of them. */
uint64_t evm_take_compare_count(evm_subject*);

typedef struct {
  size_t undo_entries, accounts, slots;
} evm_sizes_t;
void evm_sizes(evm_subject*, evm_sizes_t* out);

bool evm_test_panic(evm_subject*); /* for the test of the panic barrier */

#ifdef __cplusplus
}
#endif
#endif
