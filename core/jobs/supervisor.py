"""The queue of runs: each is handed to a worker process, watched, and published or told why not."""

from __future__ import annotations

import logging
import signal
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from core.jobs.error_boundary import message_of, run_guarded
from core.jobs.messages import Failed, Finished, Order, Progressed
from core.jobs.process import WorkerProcess
from core.registry import chooses_k
from core.sentences import say
from core.stages.table import JobKind, Shares, Stage, fraction_done, shares_of
from core.store.runs import RunInfo, Runs, RunState
from core.store.store import Store
from core.types import Recipe

_QUIET_SECONDS = 5.0
"""Without a visit for so long, a worker may take the processor to load its libraries."""

_log = logging.getLogger(__name__)


@dataclass(eq=False)
class _Attempt:
    """One go at a run."""

    run: RunInfo
    worker: WorkerProcess | None = None


class Supervisor:
    """Takes runs from the queue, as many at a time as the settings say.

    Each of its threads keeps one worker with libraries loaded for the next run (as many as the settings say), and
    starts it when the run before has ended, so that the two never share the memory, and when nobody is changing pages.
    """

    def __init__(self, store: Store, runs: Runs) -> None:
        self._store, self._runs = store, runs
        self._changed = threading.Condition()
        self._attempts: dict[str, _Attempt] = {}
        self._is_closing = False
        self._quiet_at = time.monotonic() + _QUIET_SECONDS
        settings = store.settings
        n_threads = max(1, settings.parallel_runs)
        self._worker_threads = max(1, settings.threads // n_threads)
        self._threads = [
            threading.Thread(
                target=self._work, args=(place < settings.spare_workers,), daemon=True, name=f"runs-{place}"
            )
            for place in range(n_threads)
        ]
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Say that there may be something new in the queue."""
        with self._changed:
            self._changed.notify_all()

    def visited(self) -> None:
        """Say that somebody has just opened a page."""
        self._quiet_at = time.monotonic() + _QUIET_SECONDS

    def cancel(self, run_id: str) -> None:
        """Cancel a run that waits or runs; for any other one nothing happens."""
        with self._changed:
            self._runs.end(run_id, RunState.CANCELLED)
            attempt = self._attempts.pop(run_id, None)
        if attempt and attempt.worker:
            attempt.worker.stop()

    def close(self) -> None:
        """End the workers; what runs or waits is found unfinished at the next start."""
        with self._changed:
            self._is_closing = True
            workers = [attempt.worker for attempt in self._attempts.values() if attempt.worker]
            self._attempts.clear()
            self._changed.notify_all()
        for worker in workers:
            worker.stop()
        for thread in self._threads:
            thread.join()

    def _work(self, has_spare: bool) -> None:
        spare: WorkerProcess | None = None
        while not self._is_closing:
            attempt = self._next(until_quiet=has_spare and spare is None)
            if attempt:
                self._attempt(attempt, spare)
                spare = None
            elif not self._is_closing:
                spare = self._new_spare()
                has_spare = spare is not None
        if spare:
            spare.close()

    def _new_spare(self) -> WorkerProcess | None:
        """Start a worker ahead; without one, runs only start slower."""
        try:
            return self._new_worker()
        except OSError as error:
            _log.warning("No spare worker: %s", error)
            return None

    def _new_worker(self) -> WorkerProcess:
        return WorkerProcess(self._store.workspace, self._worker_threads)

    def _next(self, *, until_quiet: bool) -> _Attempt | None:
        """Wait for a run and take it; None when the supervisor closes, or once nobody visits."""
        with self._changed:
            while not self._is_closing:
                run = self._runs.start_next()
                if run:
                    attempt = self._attempts[run.run_id] = _Attempt(run)
                    return attempt
                left = self._quiet_at - time.monotonic() if until_quiet else None
                if left is not None and left <= 0:
                    return None
                self._changed.wait(left)
        return None

    def _attempt(self, attempt: _Attempt, spare: WorkerProcess | None) -> None:
        """Compute a run; however that ends, the run has an end."""
        error = run_guarded(lambda: self._compute(attempt, spare), "atlas.log")
        if error:
            self._settle(attempt, RunState.FAILED, message_of(error))
        for worker in {spare, attempt.worker}:
            if worker:
                worker.close()

    def _compute(self, attempt: _Attempt, spare: WorkerProcess | None) -> None:
        parent = self._store.workspace / "tmp"
        parent.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="run-", dir=parent, ignore_cleanup_errors=True) as folder:
            worker = self._acquire_worker(attempt, spare)
            if worker is None:
                return
            worker.give(self._order(attempt.run, Path(folder)))
            ending = self._listen(attempt.run, worker)
            status = worker.wait()
            if isinstance(ending, Finished):
                self._publish(attempt, Path(folder) / "results")
            elif isinstance(ending, Failed):
                self._settle(attempt, RunState.FAILED, ending.message)
            elif status < 0:
                self._settle(attempt, RunState.INTERRUPTED, _killed(-status))
            else:
                raise RuntimeError(f"The worker ended with status {status} without a word; see worker.log")

    def _acquire_worker(self, attempt: _Attempt, spare: WorkerProcess | None) -> WorkerProcess | None:
        """Give the attempt a worker, unless it was cancelled before it had one."""
        with self._changed:
            if not self._is_current(attempt):
                return None
            attempt.worker = spare if spare and spare.is_alive else self._new_worker()
            return attempt.worker

    def _listen(self, run: RunInfo, worker: WorkerProcess) -> Finished | Failed | None:
        """Pass on how far the run is, until the worker ends; return its last word."""
        ending: Finished | Failed | None = None
        shares = run_shares(run.recipe)
        for message in worker.messages():
            if isinstance(message, Progressed):
                done = fraction_done(message.stage, message.fraction, shares)
                self._runs.update_progress(run.run_id, message.stage, done)
            elif isinstance(message, Finished | Failed):
                ending = message
        return ending

    def _order(self, run: RunInfo, folder: Path) -> Order:
        started = time.perf_counter()
        self._store.export_population(run.dataset_id, folder / "population")
        (folder / "results").mkdir()
        info = self._store.dataset(run.dataset_id)
        return Order(
            run_id=run.run_id,
            recipe=run.recipe,
            population=str(folder / "population"),
            results=str(folder / "results"),
            cache_dir=str(self._store.workspace / "cache"),
            ingest=dict(info.report) if info else {},
            seconds={"store": time.perf_counter() - started},
        )

    def _publish(self, attempt: _Attempt, results: Path) -> None:
        with self._changed:
            if self._is_current(attempt):
                self._runs.publish(attempt.run.run_id, results)
                del self._attempts[attempt.run.run_id]

    def _settle(self, attempt: _Attempt, state: RunState, message: str) -> None:
        """Write down how an attempt ended, unless it was cancelled meanwhile."""
        with self._changed:
            if self._is_current(attempt):
                self._runs.end(attempt.run.run_id, state, message)
                del self._attempts[attempt.run.run_id]

    def _is_current(self, attempt: _Attempt) -> bool:
        """Whether nobody cancelled it; a run that was asked for again is another attempt."""
        return self._attempts.get(attempt.run.run_id) is attempt


def run_shares(recipe: Recipe) -> Shares:
    """Return the stages of a run of this recipe with their shares of its time."""
    return shares_of(JobKind.RUN, skipped=() if chooses_k(recipe) else (Stage.CHOOSE_K,))


def _killed(number: int) -> str:
    name = signal.Signals(number).name
    return say(
        "The worker process was ended from outside ({name}), perhaps because memory ran out. Start the run again.",
        name=name,
    )
