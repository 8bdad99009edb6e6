"""The shared library of Assay (assay.h), found beside this file or where ASSAY_LIBRARY says."""

from __future__ import annotations

import ctypes
import os
import pathlib
from typing import Optional

ABI_VERSION = 1

OK, FOUND, BAD_INPUT = 0, 1, 2


class AssayError(Exception):
    """The request or its input was wrong; the message names the place and how to mend it."""


class InternalError(Exception):
    """A bug of Assay."""


def _load() -> ctypes.CDLL:
    beside = pathlib.Path(__file__).with_name("libassay.so")
    path = os.environ.get("ASSAY_LIBRARY", str(beside))
    try:
        library = ctypes.CDLL(path)
    except OSError as wrong:
        raise ImportError(
            f"assay: its shared library cannot be loaded: {wrong}; install a wheel made by "
            "scripts/wheel, or set ASSAY_LIBRARY to the path of libassay.so"
        ) from None
    found = library.assay_abi_version()
    if found != ABI_VERSION:
        raise ImportError(
            f"assay: {path} has ABI {found}, this package needs {ABI_VERSION}; install both of one "
            "version"
        )
    text, words = ctypes.POINTER(ctypes.c_void_p), ctypes.c_char_p
    texts, size = ctypes.POINTER(ctypes.c_char_p), ctypes.c_size_t
    signatures = {
        "assay_functions": [text],
        "assay_call": [words, texts, size, text],
        "assay_explain": [words, texts, size, text],
        "assay_call_batch": [words, size, words, size, ctypes.c_void_p, size, ctypes.c_void_p],
        "assay_vectors": [words, ctypes.c_uint64, ctypes.c_uint64, ctypes.c_uint32, text],
        "assay_pool_header": [words, text],
        "assay_pool_open": [words, size, ctypes.POINTER(ctypes.c_void_p)],
        "assay_pool_step": [ctypes.c_void_p, words, size, text],
        "assay_pool_quote": [ctypes.c_void_p, ctypes.c_int32, ctypes.c_int32, words, text],
        "assay_replay": [words, words, text],
    }
    for name, arguments in signatures.items():
        getattr(library, name).argtypes = arguments
        getattr(library, name).restype = ctypes.c_int32
    library.assay_version.restype = ctypes.c_char_p
    library.assay_last_error.restype = ctypes.c_char_p
    library.assay_text_data.argtypes = [ctypes.c_void_p]
    library.assay_text_data.restype = ctypes.c_void_p
    library.assay_text_size.argtypes = [ctypes.c_void_p]
    library.assay_text_size.restype = ctypes.c_size_t
    library.assay_text_free.argtypes = [ctypes.c_void_p]
    library.assay_text_free.restype = None
    library.assay_pool_free.argtypes = [ctypes.c_void_p]
    library.assay_pool_free.restype = None
    return library


LIBRARY = _load()


def checked(status: int) -> int:
    """OK or FOUND; anything else is raised with what the library says."""
    if status in (OK, FOUND):
        return status
    message = LIBRARY.assay_last_error().decode()
    raise AssayError(message) if status == BAD_INPUT else InternalError(message)


def take_text(pointer: ctypes.c_void_p) -> str:
    """The text that a function gave, which is freed."""
    try:
        size = LIBRARY.assay_text_size(pointer)
        return ctypes.string_at(LIBRARY.assay_text_data(pointer), size).decode()
    finally:
        LIBRARY.assay_text_free(pointer)


def ask(name: str, *arguments: object) -> "tuple[int, str]":
    """Calls a function whose last parameter takes a text: its status and the text."""
    answer = ctypes.c_void_p()
    status = checked(getattr(LIBRARY, name)(*arguments, ctypes.byref(answer)))
    return status, take_text(answer)


def open_pool(header: bytes) -> ctypes.c_void_p:
    """A pool, to be freed with free_pool."""
    pool = ctypes.c_void_p()
    checked(LIBRARY.assay_pool_open(header, len(header), ctypes.byref(pool)))
    return pool


def free_pool(pool: Optional[ctypes.c_void_p]) -> None:
    """Nothing for None."""
    LIBRARY.assay_pool_free(pool)
