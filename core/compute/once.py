"""Values computed once for as long as what they were computed from is there."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import RLock
from typing import TypeVar, cast
from weakref import WeakKeyDictionary

_Value = TypeVar("_Value")
_LOCKS: WeakKeyDictionary[object, dict[Hashable, RLock]] = WeakKeyDictionary()
_FINDS_LOCK = RLock()
_KEPT: WeakKeyDictionary[object, dict[Hashable, object]] = WeakKeyDictionary()


def once(owner: object, key: Hashable, make: Callable[[], _Value]) -> _Value:
    """Return what ``make`` returns, made at the first call for this owner and key.

    Parameters
    ----------
    owner
        What the value is computed from: compared by identity, never changed. When it is gone, so is the value.
    key
        Names the value, and everything else that it depends on.
    make
        Computes it. Callers share what it returns, so nobody may change that either.

    Examples
    --------
    >>> class Log: ...
    >>> log = Log()
    >>> once(log, "size", lambda: 3), once(log, "size", lambda: 4)
    (3, 3)
    """
    with _FINDS_LOCK:
        kept = _KEPT.setdefault(owner, {})
        lock = _LOCKS.setdefault(owner, {}).setdefault(key, RLock())
    if key not in kept:
        with lock:  # a second thread waits: what a value is made of never needs the value itself
            if key not in kept:
                kept[key] = make()
    return cast(_Value, kept[key])
