"""Codes that stand for user ids: a keyed hash, so that only who holds the key can make the same code again.

The key lies in the workspace, beside its database. A command without a workspace keeps it beside what it writes.
Method: HMAC with SHA-256 (RFC 2104, 1997; FIPS 180-4), its first 128 bits.
"""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from core.errors import StoreError
from core.files.output_folder import RUN_RECORD
from core.files.single_file import write_once
from core.sentences import say, say_n
from core.types import IntArray

KEY_FILE = "user_ids.key"
_N_BYTES = 32
_N_DIGITS = 32


def code_of(user_id: str, key: bytes) -> str:
    """Return the code of a user id: "u" and 32 hexadecimal digits.

    Blanks around an id, and the case of an e-mail address, make no difference.

    >>> code_of(" Ann@Shop.example", b"k") == code_of("ann@shop.example", b"k")
    True
    """
    plain = user_id.strip().strip("\ufeff\u200b").strip()
    plain = plain.lower() if "@" in plain else plain
    return f"u{hmac.digest(key, plain.encode(), 'sha256').hex()[:_N_DIGITS]}"


def read_key(folder: Path) -> bytes | None:
    """Return the key of a folder, None where it has none.

    Raises
    ------
    StoreError
        The file is there and is no key: other codes would be made for the same people.
    """
    path = folder / KEY_FILE
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise _damaged(path) from error
    if len(key) != _N_BYTES:
        raise _damaged(path)
    return key


def need_key(folder: Path) -> bytes:
    """Return the key of a folder; make one, which only its owner can read, where it has none."""
    key = read_key(folder)
    if key is None:
        write_key(folder, secrets.token_bytes(_N_BYTES))
        key = read_key(folder)
    assert key is not None  # noqa: S101 - just written, or by another process at the same moment
    return key


def trial_key(folder: Path) -> bytes:
    """Return the key of a folder; where it has none, one that everybody has, for what writes nothing.

    It is always the same, so that a check prints the same figures each time.
    """
    return read_key(folder) or bytes(_N_BYTES)


def write_key(folder: Path, key: bytes) -> None:
    """Write a key whole; one that is there stays."""
    write_once(folder / KEY_FILE, key.hex())


def mark_of(key: bytes) -> str:
    """Return the mark of a key, by which it differs from others, and which gives nothing of it away."""
    return hmac.digest(key, b"mark of the key", "sha256").hex()[:16]


def check_mark(mark: str, key: bytes | None, *, is_needed: bool = False) -> None:
    """Refuse a key that is not the one with a mark; without a mark nothing is known.

    Parameters
    ----------
    mark
        Of the key that the codes were made with, "" for none.
    key
        The key that is there, None for none.
    is_needed
        Codes will be made: a missing key is refused too.

    Raises
    ------
    StoreError
        With another key, the same people get other codes.
    """
    if mark and not key and is_needed:
        raise StoreError(
            say("The key of user ids, {file}, is missing, by which these users got their codes.", file=KEY_FILE),
            say("Put it back into the workspace: with a new one, the same people get other codes."),
        )
    if mark and key and mark_of(key) != mark:
        raise StoreError(
            say("The key of user ids, {file}, is another one than when the log was loaded.", file=KEY_FILE),
            say("Put the former key back: with this one, the same people get other codes."),
        )


def note_on_key(key: bytes | None, others: Iterable[str]) -> list[str]:
    """Say that the codes of a log are made with another key than those of some other logs.

    Parameters
    ----------
    key
        Of the log, None where its users have no codes.
    others
        Marks of the keys of the other logs of the workspace, "" for one without codes.
    """
    n_others = sum(bool(mark) and bool(key) and mark != mark_of(key or b"") for mark in others)
    if not n_others:
        return []
    return [
        say_n(
            "Users of this log got their codes by another key than those of {n} other dataset of the workspace: the "
            "same people have other codes there. The former key, {file}, was deleted or replaced.",
            "Users of this log got their codes by another key than those of {n} other datasets of the workspace: the "
            "same people have other codes there. The former key, {file}, was deleted or replaced.",
            n_others,
            file=KEY_FILE,
        )
    ]


def mark_of_run(run: Path) -> str:
    """Return the mark of the key that the users of a run got their codes by; "" where its record names none."""
    try:
        record = json.loads((run / RUN_RECORD).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return ""
    ingest = record.get("ingest") if isinstance(record, dict) else None
    return str(ingest.get("key_mark", "")) if isinstance(ingest, dict) else ""


def as_in_log(user_ids: Iterable[str], known: Iterable[str], key: bytes | None) -> dict[str, str]:
    """Return what a log calls the users of another file, found as ``rows_in_log`` finds them.

    Returns
    -------
    dict
        Each id → the id in the log; an id that the log does not know is as it was.
    """
    ids, there = list(dict.fromkeys(user_ids)), list(known)
    rows = rows_in_log(ids, pa.array(there, pa.string()), key).tolist()
    return {user_id: there[row] if row >= 0 else user_id for user_id, row in zip(ids, rows, strict=True)}


def rows_in_log(user_ids: Sequence[str], known: pa.Array, key: bytes | None) -> IntArray:
    """Return (n_ids,) the row of each id of another file among the users of a log; -1 for none.

    An id counts as it is, else without an apostrophe that a file for a spreadsheet put before it, else by its code.

    Parameters
    ----------
    user_ids
        Of labels, outcomes or any other file about users; "" is nobody.
    known
        (n_users,) ids of the log, texts.
    key
        That the codes were made with, None for none.
    """
    rows = np.full(len(user_ids), -1, dtype=np.int64)
    left = np.array([place for place, user_id in enumerate(user_ids) if user_id], dtype=np.int64)
    by_code = (partial(code_of, key=key), partial(_code_of_plain, key=key)) if key else ()
    for spell in (_as_is, _without_apostrophe, *by_code):
        if not len(left):
            break
        spelled = pa.array([spell(user_ids[place]) for place in left], pa.string())
        rows[left] = pc.fill_null(pc.index_in(spelled, value_set=known), -1).to_numpy(zero_copy_only=False)
        left = left[rows[left] < 0]
    return rows


def _as_is(user_id: str) -> str:
    return user_id


def _without_apostrophe(user_id: str) -> str:
    return user_id.removeprefix("'")


def _code_of_plain(user_id: str, key: bytes) -> str:
    return code_of(_without_apostrophe(user_id), key)


def _damaged(path: Path) -> StoreError:
    return StoreError(
        say("The key of user ids {path} cannot be read.", path=str(path)),
        say("Put the right file back: without it users get other codes than before."),
    )
