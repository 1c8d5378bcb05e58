"""A worker as the server sees it."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from core.files.logs import worker_log
from core.jobs.messages import Message, from_line, to_line
from core.jobs.task import Task

COMMAND = (sys.executable, "-m", "core.jobs.worker")
WARM = "--warm"
"""Has a worker load its libraries before its task comes."""
_PROJECT = Path(__file__).resolve().parents[2]
_SECONDS_TO_END = 5.0
_THREAD_VARIABLES = ("ATLAS_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")


class WorkerProcess:
    """A process that waits for one task.

    Parameters
    ----------
    workspace
        Whose logs take what the worker prints.
    threads
        How many threads its libraries may use.
    is_spare
        Started before there is a task: it loads its libraries ahead.
    """

    def __init__(self, workspace: Path, threads: int, *, is_spare: bool = False) -> None:
        more = {name: str(threads) for name in _THREAD_VARIABLES}
        with worker_log(workspace).open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                (*COMMAND, WARM) if is_spare else COMMAND,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                cwd=_PROJECT,
                env=os.environ | more | {"HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"},
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """Its process id, which is that of its group too."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    def give(self, task: Task) -> None:
        """Hand over the task; a worker that is gone shows it by ending its messages."""
        stdin = self._process.stdin
        with contextlib.suppress(BrokenPipeError):
            if stdin:
                stdin.write(to_line(task))
                stdin.flush()

    def messages(self) -> Iterator[Message]:
        """Give what it says until it ends."""
        if self._process.stdout:
            yield from (from_line(line) for line in self._process.stdout if line.endswith(b"\n"))

    def wait(self) -> int:
        """Wait until it ended, a few seconds at most; return its status, the negative signal when one ended it."""
        try:
            return self._process.wait(_SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            self._signal(signal.SIGKILL)
            return self._process.wait()

    def stop(self) -> None:
        """End it and whatever it started: asked first, made to after some seconds."""
        if self.is_alive:
            self._signal(signal.SIGTERM)
            self.wait()
        self._signal(signal.SIGKILL)

    def close(self) -> None:
        """End it and close its pipes; for the thread that reads its messages."""
        self.stop()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, number)
