"""Rows of queries, remembered until something is written."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from threading import Lock
from typing import Any, TypeAlias

Rows: TypeAlias = list[tuple[Any, ...]]
Values: TypeAlias = Sequence[Any] | Mapping[str, Any]

_MOST_QUERIES = 500
_MOST_ROWS = 200
_READS = ("select", "with")


class RememberedRows:
    """Answers a query that was asked before without asking it again; safe to use from several threads.

    A page asks the same few questions dozens of times at each click, and the workspace belongs to one process, which
    knows of every write: ``clear`` is called after each, and before whoever wrote goes on.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._known: dict[Hashable, Rows] = {}
        self._n_writes = 0

    def get(self, sql: str, values: Values, ask: Callable[[], Rows]) -> Rows:
        """Return the rows of a query, a list of the caller's own; long answers and bytes are not kept.

        Raises
        ------
        ValueError
            The statement may write, which must not be left out the second time.
        """
        if not sql.lstrip().lower().startswith(_READS):
            raise ValueError(f"not a query: {sql}")
        key = (sql, tuple(values.items()) if isinstance(values, Mapping) else tuple(values))
        with self._lock:
            known, n_writes = self._known.get(key), self._n_writes
        if known is None:
            known = ask()
            self._keep(key, known, n_writes)
        return list(known)

    def _keep(self, key: Hashable, rows: Rows, n_writes: int) -> None:
        with self._lock:
            is_new = n_writes == self._n_writes  # else what was read may be old already
            if is_new and _is_short(rows):
                if len(self._known) >= _MOST_QUERIES:
                    self._known.clear()
                self._known[key] = rows

    def clear(self) -> None:
        """Drop everything, since something was written."""
        with self._lock:
            self._n_writes += 1
            self._known.clear()


def _is_short(rows: Rows) -> bool:
    """Whether there are few rows, and none holds bytes, such as the label or the digest of every user."""
    return len(rows) <= _MOST_ROWS and not any(isinstance(cell, bytes) for row in rows for cell in row)
