"""Assay: an audit reference for automated market makers, from Python.

What the deployed contracts answer, to the wei and with their own reasons of reverts. Numbers are
``int`` in and out, of any size.

>>> import assay
>>> assay.call("uniswap-v2.getAmountOut", 1000, 5000, 10000)
1662
"""

from __future__ import annotations

import ctypes
import functools
import json
import operator
import os
import re
from dataclasses import dataclass
from typing import Any, Dict, List, Optional, Sequence, Tuple, Union

from ._library import (
    FOUND,
    LIBRARY,
    AssayError,
    InternalError,
    ask,
    checked,
    free_pool,
    open_pool,
)

__all__ = [
    "AssayError", "Function", "InternalError", "Parameter", "Pool", "QuoteV3", "Reverted", "Value",
    "call", "call_batch", "explain", "functions", "replay", "vectors", "version",
]

Value = Union[int, bool, str, List[int]]
"""What functions take and give: numbers, booleans, addresses and hashes as 0x-text, lists."""

_WORD = 32
_NUMBER = re.compile(r"-?[0-9]+\Z")


class Reverted(Exception):
    """The chain reverts; ``reason`` is its own, empty where it gives none."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Parameter:
    """An argument or a result, with its Solidity type."""

    name: str
    type: str

    @property
    def is_signed(self) -> bool:
        return self.type.startswith("int")


@dataclass(frozen=True)
class Function:
    """A function of a contract that the engine answers for."""

    name: str
    signature: str
    summary: str
    mirrors: str
    parameters: Tuple[Parameter, ...]
    results: Tuple[Parameter, ...]


@dataclass(frozen=True)
class QuoteV3:
    """What QuoterV2 answers, without the gas."""

    amount: int
    sqrt_price_x96_after: int
    initialized_ticks_crossed: int


def version() -> str:
    """Assay's version."""
    return str(LIBRARY.assay_version().decode())


@functools.lru_cache(maxsize=None)
def _registry() -> Dict[str, Function]:
    listed = json.loads(ask("assay_functions")[1])["functions"]
    named = {}
    for one in listed:
        for key in ("parameters", "results"):
            one[key] = tuple(Parameter(**parameter) for parameter in one[key])
        named[one["name"]] = Function(**one)
    return named


def functions() -> List[Function]:
    """Every function, by protocol and then in the order of the contracts."""
    return list(_registry().values())


def _text(value: Value) -> bytes:
    if isinstance(value, bool):
        return b"true" if value else b"false"
    if isinstance(value, (list, tuple)):
        return b"[" + b",".join(str(operator.index(item)).encode() for item in value) + b"]"
    return _plain(str(value))


def _plain(text: str) -> bytes:
    """For the library, whose texts end at a zero byte."""
    if "\0" in text:
        raise AssayError(f"{text!r}: holds a zero byte")
    return text.encode()


def _texts(arguments: Sequence[Value]) -> Any:
    return (ctypes.c_char_p * len(arguments))(*[_text(value) for value in arguments])


def _value(answer: Any) -> Any:
    if isinstance(answer, list):
        return [_value(item) for item in answer]
    if isinstance(answer, dict):
        return {key: _value(item) for key, item in answer.items()}
    if isinstance(answer, str) and _NUMBER.match(answer):
        return int(answer)
    return answer


def _results(status: int, answer: str) -> List[Any]:
    told = json.loads(answer)
    if status == FOUND:
        raise Reverted(told["revert"])
    return [_value(item) for item in told["out"]]


def call(function: str, *arguments: Value) -> Any:
    """One function by its name, ``PROTOCOL.FUNCTION``: its result, or a tuple of several.

    Raises Reverted where the chain reverts, AssayError where it cannot be asked.
    """
    texts = _texts(arguments)
    results = _results(*ask("assay_call", _plain(function), texts, len(arguments)))
    return results[0] if len(results) == 1 else tuple(results)


def explain(function: str, *arguments: Value) -> Dict[str, Any]:
    """The same step by step: each check and division, the exact value, who gains the error."""
    texts = _texts(arguments)
    told = json.loads(ask("assay_explain", _plain(function), texts, len(arguments))[1])
    return dict(told)


def call_batch(function: str, cases: Sequence[Sequence[int]]) -> List[Any]:
    """One function on many cases at once; for functions of numbers, not of lists.

    Gives what ``call`` would for each case, None where the chain reverts. Addresses and hashes are
    numbers here. A case that cannot be asked for raises AssayError, and nothing is answered.
    """
    known = _registry().get(function)
    if known is None:
        call(function)  # raises, with the name that was meant
        raise AssertionError(function)
    if len(cases) == 0:
        return []
    count, widths = len(cases), len(known.results)
    signs = [parameter.is_signed for parameter in known.parameters]
    if any(len(case) != len(signs) for case in cases):
        wanted = f"takes {len(signs)} arguments; the signature is {known.signature}"
        raise AssayError(f"{function}: {wanted}")
    try:
        if any(signs):
            words = b"".join(
                [n.to_bytes(_WORD, "big", signed=s) for case in cases for n, s in zip(case, signs)]
            )
        else:
            words = b"".join([n.to_bytes(_WORD, "big") for case in cases for n in case])
    except (AttributeError, OverflowError, TypeError) as wrong:
        raise AssayError(f"{function}: {wrong}; the signature is {known.signature}") from None
    results = ctypes.create_string_buffer(max(1, _WORD * widths * count))
    reverted = ctypes.create_string_buffer(max(1, count))
    checked(
        LIBRARY.assay_call_batch(
            function.encode(), count, words, len(words) // _WORD, results, widths * count, reverted
        )
    )
    return _unpack(known, results.raw, reverted.raw[:count])


def _unpack(known: Function, words: bytes, reverted: bytes) -> List[Any]:
    read = int.from_bytes
    if len(known.results) == 1 and not known.results[0].is_signed:
        is_flag = known.results[0].type == "bool"
        places = range(0, _WORD * len(reverted), _WORD)
        numbers = [read(words[at : at + _WORD], "big") for at in places]
        if is_flag:
            numbers = [number != 0 for number in numbers]
        return [None if failed else number for number, failed in zip(numbers, reverted)]
    answers: List[Any] = []
    at = 0
    for failed in reverted:
        row = []
        for result in known.results:
            number = read(words[at : at + _WORD], "big", signed=result.is_signed)
            row.append(number != 0 if result.type == "bool" else number)
            at += _WORD
        answers.append(None if failed else row[0] if len(row) == 1 else tuple(row))
    return answers


def vectors(function: str, count: int = 120, seed: int = 1, level: int = 2) -> Dict[str, Any]:
    """A file of test vectors, as ``assay vectors`` writes it; numbers stay decimal text."""
    for name, given, bits in (("count", count, 64), ("seed", seed, 64), ("level", level, 32)):
        if not 0 <= operator.index(given) < 2**bits:  # ctypes would wrap it
            raise AssayError(f"{name}: is {given}; give one of 0 to 2^{bits} - 1")
    return dict(json.loads(ask("assay_vectors", function.encode(), count, seed, level)[1]))


def replay(path: Union[str, "os.PathLike[str]"], subject: Optional[str] = None) -> Dict[str, Any]:
    """Replays a trace, compressed or not: the report of ``assay replay --json``."""
    named = None if subject is None else subject.encode()
    return dict(json.loads(ask("assay_replay", os.fsencode(path), named)[1]))


class Pool:
    """A pool that runs operations as pooltrace describes them.

    One thread at a time may use a pool, while others use other pools and all functions: the library
    is called without Python's lock.

    >>> pool = Pool.uniswap_v2()
    >>> _ = pool.step("createPool", balances=10**24)
    >>> _ = pool.step("mint", amount0=5000, amount1=10000, to=0)
    >>> pool.quote(1000, zero_for_one=True)
    1662
    """

    _pool: Optional[ctypes.c_void_p] = None  # also of an object whose making has failed

    def __init__(self, header: Union[str, Dict[str, Any]]) -> None:
        """From the header line of a trace."""
        text = header if isinstance(header, str) else json.dumps(header)
        self._pool = open_pool(text.encode())
        self._time = 0

    @classmethod
    def uniswap_v2(cls, actors: int = 3, **params: Any) -> "Pool":
        """A pair of Uniswap V2; actor 0 may switch the protocol fee on.

        ``fee=["25", "10000"]`` is one of another fee, with the same rules otherwise.
        """
        return cls(_header("uniswap-v2", {"actors": actors, "feeToActor": 0, **params}))

    @classmethod
    def uniswap_v3(cls, actors: int = 3, **params: Any) -> "Pool":
        """A pool of Uniswap V3; actor 0 owns the factory."""
        return cls(_header("uniswap-v3", {"actors": actors, **params}))

    def step(
        self, name: str, *, caller: int = 0, time: Optional[int] = None, **arguments: Any
    ) -> Dict[str, Any]:
        """Runs one operation: ``{"result": {"ok": …}, "state": {…}}``, numbers as ``int``.

        A revert is an answer: ``result["ok"]`` is False, ``result["revert"]`` the reason. ``time``
        is the block's, in seconds; without it, that of the operation before.
        """
        at = self._time if time is None else time
        operation = {"name": name, "caller": caller, "time": at, "args": arguments}
        answer = self.step_line(json.dumps({"op": operation}))
        self._time = at
        told = json.loads(answer)
        return {"result": _value(told["result"]), "state": _value(told["state"])}

    def step_line(self, line: str) -> str:
        """The same on a line of a trace: the answer as JSON text."""
        bytes_ = line.encode()
        return ask("assay_pool_step", self._pool, bytes_, len(bytes_))[1]

    def quote(
        self, amount: int, *, zero_for_one: bool, exact_input: bool = True
    ) -> Union[int, QuoteV3]:
        """What a swap would give now, as the periphery quotes it. Raises Reverted."""
        digits = str(operator.index(amount)).encode()
        ways = bool(zero_for_one), bool(exact_input)
        results = _results(*ask("assay_pool_quote", self._pool, *ways, digits))
        return int(results[0]) if len(results) == 1 else QuoteV3(*results)

    def close(self) -> None:
        """Frees the pool; also when the object goes."""
        free_pool(self._pool)
        self._pool = None

    def __enter__(self) -> "Pool":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()


def _header(protocol: str, params: Dict[str, Any]) -> Dict[str, Any]:
    """The library's usual header with other parameters."""
    header = dict(json.loads(ask("assay_pool_header", protocol.encode())[1]))
    return {**header, "params": {**header["params"], **params}}
