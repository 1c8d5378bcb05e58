"""Small tasks side by side, each held to one thread of the numeric libraries so that results repeat anywhere."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from functools import cache
from threading import local
from typing import Any, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")
_here = local()
"""Whether this thread works on one of several tasks."""


def in_threads(work: Callable[[Task], Result], tasks: Iterable[Task], n_threads: int) -> list[Result]:
    """Return ``work`` of every task in their order, ``n_threads`` at a time.

    Tasks of a task are done one after the other: the threads are busy already.
    """
    from sklearn.exceptions import ConvergenceWarning

    if getattr(_here, "is_busy", False):
        return [work(task) for task in tasks]

    def work_alone(task: Task) -> Result:
        _here.is_busy = True
        with one_thread():
            return work(task)

    with one_thread(), warnings.catch_warnings(), ThreadPoolExecutor(n_threads) as pool:
        # Here, because filters belong to the process: threads that set and reset them undo each other's.
        warnings.simplefilter("ignore", ConvergenceWarning)
        return list(pool.map(work_alone, tasks))


def one_thread() -> AbstractContextManager[Any]:
    """Hold the numeric libraries to one thread for a while; OpenMP for this thread only."""
    limiter: AbstractContextManager[Any] = _controller().limit(limits=1)
    return limiter


@cache
def _controller() -> Any:
    """Find the libraries once, as that takes milliseconds; scikit-learn brings all that are held."""
    import sklearn.cluster
    from threadpoolctl import ThreadpoolController

    del sklearn
    return ThreadpoolController()
