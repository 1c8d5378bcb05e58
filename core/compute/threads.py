"""Small tasks side by side, each held to one thread of the numeric libraries so that results repeat anywhere.

scikit-learn takes a second to load, so tasks that do without it say so.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from threading import local
from typing import Any, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")
_here = local()
"""Whether this thread works on one of several tasks."""


def in_threads(
    work: Callable[[Task], Result], tasks: Iterable[Task], n_threads: int, *, with_sklearn: bool = True
) -> list[Result]:
    """Return ``work`` of every task in their order, ``n_threads`` at a time.

    Tasks of a task are done one after the other: the threads are busy already. ``with_sklearn`` is whether tasks may
    cluster by scikit-learn; what clusters only now and then holds the threads itself, by ``one_thread``.
    """
    if getattr(_here, "is_busy", False):
        return [work(task) for task in tasks]

    def work_alone(task: Task) -> Result:
        _here.is_busy = True
        with one_thread(with_sklearn=with_sklearn):
            return work(task)

    held, quiet = one_thread(with_sklearn=with_sklearn), without_known_warnings(with_sklearn=with_sklearn)
    with held, quiet, ThreadPoolExecutor(n_threads) as pool:
        return list(pool.map(work_alone, tasks))


def call(make: Callable[[], Result]) -> Result:
    """Return what is made; the work of ``in_threads`` where tasks are of several kinds."""
    return make()


@contextmanager
def without_known_warnings(*, with_sklearn: bool = True) -> Iterator[None]:
    """Leave out, around several threads, the warnings that methods leave out for themselves.

    Filters belong to the process: threads that set and reset them undo each other's.
    """
    with warnings.catch_warnings():
        if with_sklearn:
            from sklearn.exceptions import ConvergenceWarning

            warnings.simplefilter("ignore", ConvergenceWarning)
        warnings.filterwarnings("ignore", message=".*distinct clusters.*")  # of fewer different items than clusters
        # Exact neighbours come without a search index, which only UMAP.transform would need.
        warnings.filterwarnings("ignore", message=".*knn_search_index.*")
        yield


def one_thread(*, with_sklearn: bool = True) -> AbstractContextManager[Any]:
    """Hold the numeric libraries to one thread for a while; OpenMP for this thread only."""
    controller = _controller() if with_sklearn or "sklearn.cluster" in sys.modules else _controller_of_arrays()
    limiter: AbstractContextManager[Any] = controller.limit(limits=1)
    return limiter


@cache
def _controller() -> Any:
    """Find the libraries once, as that takes milliseconds; scikit-learn brings all that are held."""
    import sklearn.cluster
    from threadpoolctl import ThreadpoolController

    del sklearn
    return ThreadpoolController()


@cache
def _controller_of_arrays() -> Any:
    """Find those of numpy and scipy."""
    import scipy.linalg
    from threadpoolctl import ThreadpoolController

    del scipy
    return ThreadpoolController()
