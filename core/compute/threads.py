"""Small tasks side by side, each held to one thread of the numeric libraries so that results repeat anywhere."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from core.settings import load_settings

Task = TypeVar("Task")
Result = TypeVar("Result")


def in_threads(work: Callable[[Task], Result], tasks: Iterable[Task]) -> list[Result]:
    """Return ``work`` of every task in their order, as many at a time as the settings allow threads."""
    from sklearn.exceptions import ConvergenceWarning
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1), warnings.catch_warnings(), ThreadPoolExecutor(load_settings().threads) as pool:
        # Here, because filters belong to the process: threads that set and reset them undo each other's.
        warnings.simplefilter("ignore", ConvergenceWarning)
        return list(pool.map(work, tasks))
