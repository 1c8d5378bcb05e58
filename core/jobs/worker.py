"""The worker process: ``python -m core.jobs.worker`` loads its libraries, takes one order, computes it and ends.

It reads its order from stdin and answers on stdout; when stdin ends, the server is gone and the worker ends too.
Whatever a library prints goes to stderr, which is the log.
"""

from __future__ import annotations

import contextlib
import logging
import os
import queue
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from core.jobs.error_boundary import message_of, run_guarded
from core.jobs.messages import Failed, Finished, Message, Order, Progressed, Ready, from_line, to_line
from core.population.tables import read_population
from core.stages.table import Stage

NICENESS = 15
_SECONDS_BETWEEN_REPORTS = 0.2
_SERVER_GONE = 3
_OOM_SCORE = "600"
"""When memory runs out the kernel is to end a worker, not the server."""

Send = Callable[[Message], None]


def main() -> None:
    """Serve one order."""
    send = _take_stdout()
    _step_back()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(process)d %(name)s: %(message)s")
    orders: queue.Queue[Order] = queue.Queue()
    threading.Thread(target=_listen, args=(orders,), daemon=True).start()
    error = run_guarded(partial(_warm_up, orders), "worker.log")
    send(Ready() if error is None else Failed(message_of(error)))
    if error is None:
        order = orders.get()
        error = run_guarded(partial(_serve, order, send), "worker.log")
        send(Finished() if error is None else Failed(message_of(error)))


def _take_stdout() -> Send:
    """Keep stdout for messages; prints go where errors go."""
    kept = os.dup(1)
    os.dup2(2, 1)

    def send(message: Message) -> None:
        os.write(kept, to_line(message))

    return send


def _step_back() -> None:
    """Leave the processor and the memory to the server where both want them."""
    os.nice(NICENESS)
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(_OOM_SCORE, encoding="ascii")


def _listen(orders: queue.Queue[Order]) -> None:
    """Pass orders on; end the process when the server is gone.

    ``os.read``, since a thread that waits in ``sys.stdin`` aborts the interpreter when it ends.
    """
    pending = b""
    while received := os.read(0, 65536):
        *lines, pending = (pending + received).split(b"\n")
        for line in lines:
            message = from_line(line)
            if isinstance(message, Order):
                orders.put(message)
    os._exit(_SERVER_GONE)


def _warm_up(orders: queue.Queue[Order]) -> None:
    """Load the libraries and have numba compile, until an order waits."""
    for step in (_import_sklearn, _import_text, _compile_umap):
        if not orders.empty():
            return
        step()


def _import_sklearn() -> None:
    import sklearn.cluster
    import sklearn.decomposition

    del sklearn


def _import_text() -> None:
    import sentence_transformers
    import torch

    del sentence_transformers, torch


def _compile_umap() -> None:
    import warnings

    import numpy as np

    from core.map.landmarks import LandmarkMap

    rows = np.random.default_rng(0).standard_normal((600, 8)).astype(np.float32)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        LandmarkMap().fit_transform(rows / np.linalg.norm(rows, axis=1, keepdims=True))


def _serve(order: Order, send: Send) -> None:
    from core.pipeline import run
    from core.results.results import write_results
    from core.results.run import Options

    logging.getLogger(__name__).info("Run %s begins", order.run_id)
    population = read_population(Path(order.population))
    finished = run(population, order.recipe, Options(cache_dir=Path(order.cache_dir)), _Reporter(send))
    write_results(finished, order.ingest, order.seconds, Path(order.results))
    logging.getLogger(__name__).info("Run %s is done", order.run_id)


class _Reporter:
    """A progress that tells the server, at most a few times a second."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._last = 0.0

    def __call__(self, stage: Stage, fraction: float) -> None:
        now = time.monotonic()
        if 0.0 < fraction < 1.0 and now - self._last < _SECONDS_BETWEEN_REPORTS:
            return
        self._last = now
        self._send(Progressed(stage, fraction))


if __name__ == "__main__":
    main()
    sys.stderr.flush()
    os._exit(0)  # everything is written; taking the libraries apart would take seconds
