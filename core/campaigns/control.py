"""The control group: users who are held back from campaigns, so that it can be seen what campaigns change.

A user's place is a keyed hash of the id, in [0, 1); who is below the percentage is held back. So a user is on the same
side in every export, whatever else is in the log, and those of a small control group are in a larger one as well.
Method: HMAC with SHA-256 (RFC 2104, 1997; FIPS 180-4), its first 64 bits.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable

import numpy as np

from core.errors import DataError
from core.ingest.values.identity import code_of
from core.sentences import say
from core.types import BoolArray, FloatArray

FIRST_DRAW = "1"
_CODE = re.compile(r"u[0-9a-f]{32}")
_N_BYTES = 8


def held_back(user_ids: Iterable[str], key: bytes, percent: float, draw: str = FIRST_DRAW) -> BoolArray:
    """Return (n_users,) whether a user is in the control group.

    Parameters
    ----------
    user_ids
        As a run has them. An id in clear and its code by the same key are on the same side.
    key
        Of the workspace, ``core.ingest.values.identity.need_key``.
    percent
        How many of 100 users are held back, above 0 and below 100.
    draw
        Id of the draw; another one holds back others.

    Raises
    ------
    DataError
        The percentage leaves one of the sides empty.

    Examples
    --------
    >>> users = [f"user {number}" for number in range(1000)]
    >>> few, more = held_back(users, b"k", 5), held_back(users, b"k", 10)
    >>> int(few.sum()), int(more.sum()), bool((few <= more).all())
    (39, 83, True)
    """
    if not 0 < percent < 100:
        raise DataError(
            say("A control group of {percent:g} % is none.", percent=percent),
            say("Hold back more than 0 and less than 100 %, such as 10."),
        )
    return places(user_ids, key, draw) < percent / 100


def places(user_ids: Iterable[str], key: bytes, draw: str = FIRST_DRAW) -> FloatArray:
    """Return (n_users,) the place of each user in [0, 1)."""
    start = f"control {draw} ".encode()
    made = b"".join(hmac.digest(key, start + coded(each, key).encode(), "sha256")[:_N_BYTES] for each in user_ids)
    return np.asarray(np.frombuffer(made, dtype="<u8") / 2.0**64)


def coded(user_id: str, key: bytes) -> str:
    """Return the code of a user id by a key; an id that is a code stays."""
    return user_id if _CODE.fullmatch(user_id) else code_of(user_id, key)
