"""The worker process: ``python -m core.jobs.worker`` takes one task, does it and ends.

It reads its task from stdin and reports on stdout; when stdin ends, the server is gone and the worker ends too.
Whatever a library prints goes to stderr, which is the log. With ``--warm`` it loads its libraries ahead.
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

from core.files.owner import MaskingFormatter, keep_to_owner
from core.jobs.error_boundary import message_of, run_guarded
from core.jobs.messages import Failed, Finished, Message, Progressed, Ready, to_line
from core.jobs.process import WARM
from core.jobs.tasks import RunTask, read_task
from core.sentences import to_text
from core.stages.table import Stage

NICENESS = 15
_SECONDS_BETWEEN_REPORTS = 0.2
_SERVER_GONE = 3
_OOM_SCORE = "600"
"""When memory runs out the kernel is to end a worker, not the server."""

Send = Callable[[Message], None]


def main() -> None:
    """Serve one task."""
    send = _take_stdout()
    _step_back()
    keep_to_owner()
    handler = logging.StreamHandler()
    handler.setFormatter(MaskingFormatter("%(asctime)s %(levelname)s %(process)d %(name)s: %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    lines: queue.Queue[bytes] = queue.Queue()
    threading.Thread(target=_listen, args=(lines,), daemon=True).start()
    error = run_guarded(partial(_serve, lines, send), "worker.log")
    send(Finished() if error is None else Failed(to_text(message_of(error))))


def _serve(lines: queue.Queue[bytes], send: Send) -> None:
    steps_left = _warm_up(lines) if WARM in sys.argv else []
    send(Ready())
    task = read_task(lines.get())
    if steps_left == [_compile_umap] and isinstance(task, RunTask):  # what the map needs, beside the first stages
        threading.Thread(target=_import_umap, daemon=True).start()
    name = type(task).__name__
    logging.getLogger(__name__).info("%s in %s begins", name, task.folder.name)
    task.work(_Reporter(send))
    logging.getLogger(__name__).info("%s in %s is done", name, task.folder.name)


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


def _listen(lines: queue.Queue[bytes]) -> None:
    """Pass lines on; end the process when the server is gone.

    ``os.read``, since a thread that waits in ``sys.stdin`` aborts the interpreter when it ends.
    """
    pending = b""
    while received := os.read(0, 65536):
        *whole, pending = (pending + received).split(b"\n")
        for line in whole:
            lines.put(line)
    os._exit(_SERVER_GONE)


def _warm_up(lines: queue.Queue[bytes]) -> list[Callable[[], None]]:
    """Load the libraries and have numba compile, until a task waits; return the steps that are left."""
    steps = [_import_sklearn, _import_text, _compile_umap]
    while steps and lines.empty():
        steps.pop(0)()
    return steps


def _import_umap() -> None:
    import umap

    del umap


def _import_sklearn() -> None:
    import sklearn.cluster
    import sklearn.decomposition

    del sklearn


def _import_text() -> None:
    import safetensors.torch
    import tokenizers
    import torch

    del safetensors, tokenizers, torch


def _compile_umap() -> None:
    import warnings

    import numpy as np

    from core.map.landmarks import LandmarkMap

    rows = np.random.default_rng(0).standard_normal((600, 8)).astype(np.float32)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        LandmarkMap().fit_transform(rows / np.linalg.norm(rows, axis=1, keepdims=True))


class _Reporter:
    """Reports progress to the server, at most a few times a second."""

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
    os._exit(0)  # everything is written; unloading the libraries would take seconds
