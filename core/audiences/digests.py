"""Lists of users as keyed digests: two that differ by few users name these to whoever holds both."""

from __future__ import annotations

import hmac
from collections.abc import Iterable

import numpy as np

from core.types import IntArray


def digests_of(user_ids: Iterable[str], key: bytes) -> IntArray:
    """Return (n_users,) numbers that stand for users, sorted: only who holds the key can make them again."""
    made = b"".join(hmac.digest(key, b"audience " + user.encode(), "sha256")[:8] for user in user_ids)
    return np.sort(np.frombuffer(made, dtype="<i8"))
