"""The supervisor of the queue: it hands each job to a worker process, watches it, and takes its results over."""

from __future__ import annotations

import logging
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.jobs.error_boundary import message_of, run_guarded
from core.jobs.job import Job
from core.jobs.kinds.table import is_light, read_job
from core.jobs.messages import Failed, Finished, Progressed
from core.jobs.preliminary import Preliminary, read_preliminary
from core.jobs.process import WorkerProcess
from core.jobs.task import RESULTS
from core.jobs.workspace import Workspace
from core.sentences import from_text, say
from core.stages.table import fraction_done
from core.store.job_info import JobInfo, JobState

_QUIET_SECONDS = 5.0
"""Without a visit for so long, a worker may take the processor to load its libraries."""
_SECONDS_AFTER_ERROR = 1.0
_SECONDS_BETWEEN_CHORES = 3600.0

_log = logging.getLogger(__name__)


@dataclass(eq=False)
class _Lane:
    """What one thread takes from the queue."""

    is_light: bool
    has_spare: bool
    """Whether it keeps a worker for the next job."""
    spare: WorkerProcess | None = None


@dataclass(eq=False)
class _Attempt:
    """A job that is being computed."""

    info: JobInfo
    worker: WorkerProcess | None = None
    folder: Path | None = None


class Supervisor:
    """Takes jobs from the queue: light ones one at a time, the others as many at a time as the settings say.

    Each thread for the others keeps one worker with libraries loaded for the next job (as many as the settings say),
    and starts it when the job before has ended, so that the two never share the memory, and when nobody is changing
    pages. For a command, which has no pages and one run, it starts at once, and no other one follows.

    Parameters
    ----------
    workspace
        The workspace.
    chores
        Called at the start and each hour, when no light job waits.
    has_pages
        Whether pages are shown beside it; a command has none.
    """

    def __init__(
        self, workspace: Workspace, chores: Sequence[Callable[[], None]] = (), *, has_pages: bool = True
    ) -> None:
        self._workspace, self._chores = workspace, chores
        self._chores_at = time.monotonic()
        self._changed = threading.Condition()
        self._attempts: dict[str, _Attempt] = {}
        self._unwritten: dict[str, tuple[JobState, str]] = {}
        self._is_closing = False
        self._has_pages = has_pages
        self._quiet_at = time.monotonic() + (_QUIET_SECONDS if has_pages else 0.0)
        settings = workspace.settings
        n_threads = max(1, settings.parallel_runs)
        self._worker_threads = workspace.worker_settings.threads
        lanes = [_Lane(False, place < settings.spare_workers) for place in range(n_threads)]
        self._threads = [
            threading.Thread(target=self._work, args=(lane,), daemon=True, name=f"jobs-{place}")
            for place, lane in enumerate([*lanes, _Lane(True, False)])
        ]
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Report that there may be something new in the queue."""
        with self._changed:
            self._changed.notify_all()

    def visited(self) -> None:
        """Report that somebody has just opened a page."""
        self._quiet_at = time.monotonic() + _QUIET_SECONDS

    def preliminary(self, job_id: str) -> Preliminary | None:
        """Return what a job that runs has found so far; None for any other one, or before it has found anything."""
        attempt = self._attempts.get(job_id)
        return read_preliminary(attempt.folder) if attempt and attempt.folder else None

    def cancel(self, job_id: str) -> None:
        """Cancel a job that waits or runs; for any other one nothing happens."""
        with self._changed:
            self._workspace.jobs.end(job_id, JobState.CANCELLED)
            attempt = self._attempts.pop(job_id, None)
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

    def _work(self, lane: _Lane) -> None:
        while not self._is_closing:
            error = run_guarded(lambda: self._take_turn(lane), "atlas.log")
            if error:  # such as a full disk: no job that could fail with it, so try again
                time.sleep(_SECONDS_AFTER_ERROR)
        if lane.spare:
            lane.spare.close()

    def _take_turn(self, lane: _Lane) -> None:
        """Compute the next job; start a spare worker where nobody visits and there is none."""
        self._write_ends()
        attempt = self._next(lane)
        if attempt:
            spare, lane.spare = lane.spare, None
            self._attempt(attempt, spare)
        elif lane.is_light and not self._is_closing:
            self._do_chores()
        elif not self._is_closing:
            self._start_spare(lane)

    def _do_chores(self) -> None:
        """Delete what is kept for a time only; an error in one does not keep the others from being done."""
        self._chores_at = time.monotonic() + _SECONDS_BETWEEN_CHORES
        for chore in self._chores:
            run_guarded(chore, "atlas.log")

    def _start_spare(self, lane: _Lane) -> None:
        """Start a worker ahead; without one, jobs only start slower."""
        lane.has_spare = self._has_pages
        try:
            lane.spare = self._new_worker(is_spare=True)
        except OSError as error:
            _log.warning("No spare worker: %s", error)
            lane.has_spare = False

    def _new_worker(self, *, is_spare: bool = False) -> WorkerProcess:
        return WorkerProcess(self._workspace.path, self._worker_threads, is_spare=is_spare)

    def _next(self, lane: _Lane) -> _Attempt | None:
        """Wait for a job and take it; None when the supervisor closes, or it is time for a spare worker or chores."""
        wants_spare = lane.has_spare and lane.spare is None
        with self._changed:
            while not self._is_closing:
                info = self._workspace.jobs.start_next(lambda kind: is_light(kind) is lane.is_light)
                if info:
                    attempt = self._attempts[info.job_id] = _Attempt(info)
                    return attempt
                until = self._chores_at if lane.is_light else self._quiet_at if wants_spare else None
                left = until and until - time.monotonic()
                if left is not None and left <= 0:
                    return None
                self._changed.wait(left)
        return None

    def _attempt(self, attempt: _Attempt, spare: WorkerProcess | None) -> None:
        """Compute a job; however that goes, the job ends."""
        error = run_guarded(lambda: self._compute(attempt, spare), "atlas.log")
        for worker in {spare, attempt.worker}:
            if worker:
                worker.close()
        with self._changed:
            try:
                if error:
                    self._settle(attempt, JobState.FAILED, message_of(error))
            finally:
                if self._is_current(attempt):
                    del self._attempts[attempt.info.job_id]
                self._changed.notify_all()

    def _compute(self, attempt: _Attempt, spare: WorkerProcess | None) -> None:
        job = read_job(attempt.info)
        parent = self._workspace.path / "tmp"
        parent.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="job-", dir=parent, ignore_cleanup_errors=True) as folder:
            self._compute_in(Path(folder), job, attempt, spare)

    def _compute_in(self, folder: Path, job: Job, attempt: _Attempt, spare: WorkerProcess | None) -> None:
        attempt.folder = folder
        worker = self._acquire_worker(attempt, spare)
        if worker is None:
            return
        (folder / RESULTS).mkdir()
        worker.give(job.prepare(self._workspace, folder))
        ending = self._listen(attempt.info.job_id, job, worker)
        status = worker.wait()
        if isinstance(ending, Finished):
            job.publish(self._workspace, attempt.info.job_id, folder)
        elif isinstance(ending, Failed):
            self._settle(attempt, JobState.FAILED, from_text(ending.message))
        elif status < 0:
            self._settle(attempt, JobState.INTERRUPTED, _killed(-status))
        else:
            raise RuntimeError(f"The worker ended with status {status} without a result; see worker.log")

    def _acquire_worker(self, attempt: _Attempt, spare: WorkerProcess | None) -> WorkerProcess | None:
        """Give the attempt a worker, unless it was cancelled before it had one."""
        with self._changed:
            if not self._is_current(attempt):
                return None
            attempt.worker = spare if spare and spare.is_alive else self._new_worker()
            return attempt.worker

    def _listen(self, job_id: str, job: Job, worker: WorkerProcess) -> Finished | Failed | None:
        """Pass on how far a job is, until its worker ends; return how it ended."""
        ending: Finished | Failed | None = None
        shares = job.shares(self._workspace)
        for message in worker.messages():
            if isinstance(message, Progressed):
                done = fraction_done(message.stage, message.fraction, shares)
                self._workspace.jobs.update_progress(job_id, message.stage, done)
            elif isinstance(message, Finished | Failed):
                ending = message
        return ending

    def _settle(self, attempt: _Attempt, state: JobState, message: str) -> None:
        """Write down how a job ended, unless it was cancelled or the server closes."""
        with self._changed:
            if self._is_current(attempt):
                self._unwritten.setdefault(attempt.info.job_id, (state, message))
                self._write_ends()

    def _write_ends(self) -> None:
        """Write how jobs ended; what cannot be written now, such as on a full disk, is kept for the next turn."""
        with self._changed:
            for job_id, (state, message) in list(self._unwritten.items()):
                self._workspace.jobs.end(job_id, state, message)
                del self._unwritten[job_id]

    def _is_current(self, attempt: _Attempt) -> bool:
        return self._attempts.get(attempt.info.job_id) is attempt


def _killed(number: int) -> str:
    name = signal.Signals(number).name
    return say(
        "The worker process was stopped from outside ({name}), perhaps because memory ran out. "
        "Start the run or load again.",
        name=name,
    )
