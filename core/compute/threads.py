"""Small tasks side by side, each held to one thread of the numeric libraries so that results repeat anywhere."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")


def in_threads(work: Callable[[Task], Result], tasks: Iterable[Task], n_threads: int) -> list[Result]:
    """Return ``work`` of every task in their order, ``n_threads`` at a time."""
    from sklearn.exceptions import ConvergenceWarning
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1), warnings.catch_warnings(), ThreadPoolExecutor(n_threads) as pool:
        # Here, because filters belong to the process: threads that set and reset them undo each other's.
        warnings.simplefilter("ignore", ConvergenceWarning)
        return list(pool.map(work, tasks))
