"""What pages call: the workspace, its jobs and runs, one object per process.

Whatever takes long is a job: ``start_load``, ``start_demo`` and ``submit`` put one into the queue and return at once;
``job`` and ``runs.run`` report how far it is. It never imports torch, umap, scikit-learn or sentence-transformers: a
worker process does what needs them.
"""

from __future__ import annotations

import atexit
import threading
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from core.attributes.consent import Consent
from core.errors import AtlasError
from core.files.logs import close_logs, set_up_logs
from core.health.decide import DataHealth
from core.ingest.tables.source import LogSource
from core.jobs.earlier import estimate, estimate_run, known_version, work_of
from core.jobs.error_boundary import error_of
from core.jobs.estimate import seconds_left
from core.jobs.interest_edits import TreeEdits
from core.jobs.job import Job, new_job
from core.jobs.kinds.load import LoadJob
from core.jobs.kinds.run import add_run
from core.jobs.listener import start_listener
from core.jobs.lru_cache import LruCache
from core.jobs.populations import Populations
from core.jobs.preliminary import Preliminary
from core.jobs.recover import recover
from core.jobs.shape_carry import CarriedShapes
from core.jobs.supervisor import Supervisor
from core.jobs.time_left import MIN_DONE_TO_ESTIMATE, TimeLeft
from core.jobs.uploads import Uploads
from core.jobs.versions import Versions
from core.jobs.workspace import open_workspace
from core.population.excluded import Excluded
from core.results.folder import checked_at, read_results
from core.results.results import Results
from core.results.run import Depth
from core.settings import Settings, current_user, load_settings
from core.stages.table import Stage
from core.store.bin import Bin
from core.store.clock import now
from core.store.job_info import JobInfo, JobState
from core.store.runs import RunInfo, Segmentation
from core.store.store import Store
from core.types import Population, Recipe

_N_RESULTS, _DEMO_USERS = 4, 3000


class Server:
    """Opens a workspace, marks what an earlier process left unfinished, and computes jobs in the background.

    Parameters
    ----------
    settings
        From the environment when not given.
    listens
        Whether commands of the command line may ask it, while it holds the workspace.

    Raises
    ------
    StoreLockedError
        Another process holds the workspace.
    """

    def __init__(self, settings: Settings | None = None, *, listens: bool = True) -> None:
        self._offered: str | None = None
        self._results: LruCache[Results] = LruCache(_N_RESULTS)
        with ExitStack() as stack:
            self.store = stack.enter_context(Store(settings or load_settings()))
            self.settings, self._populations = self.store.settings, Populations(self.store)
            stack.callback(close_logs, set_up_logs(self.store.workspace))
            self.health = DataHealth(self.store, self._populations.population)
            self._workspace = open_workspace(self.store, self.health)
            recover(self._workspace)
            self.jobs, self.runs = self._workspace.jobs, self._workspace.runs
            self.bin, self.tree_edits = Bin(self.store, self.runs), TreeEdits(self._workspace)
            self.uploads, self._time_left = Uploads(self._workspace), TimeLeft()
            self.versions = Versions(self.store, self.runs, self.cancel)
            self._supervisor = Supervisor(self._workspace, (self.bin.empty_old, self.uploads.sweep), has_pages=listens)
            stack.callback(self._supervisor.close)
            wake = self._supervisor.wake
            self.shapes = CarriedShapes(self._workspace, self.results, self.population, wake, self.cancel)
            if listens and (listener := start_listener(self.store.workspace, self)):
                stack.callback(listener.close)
            self._closing = stack.pop_all()

    def close(self) -> None:
        """End the workers and close the workspace; a second time does nothing."""
        self._closing.close()

    def submit(
        self,
        dataset_id: str,
        recipe: Recipe,
        left_out: Sequence[Stage] = (),
        author: str = "",
        depth: Depth = Depth.FULL,
        version: int | None = None,
    ) -> RunInfo:
        """Ask for a run; one that waits, runs or is done already is returned as it is.

        Parameters
        ----------
        left_out, depth
            Stages to do without: the map, the holdout, the trust card or the model; in full, or as a trial.
        author
            The present user when not given.
        version
            Of the dataset; the newest when not given.

        Raises
        ------
        DataError
            There is no such dataset.
        RecipeError
            A method is unknown or a parameter out of range.
        """
        dataset = known_version(self.store, dataset_id, version)
        run = add_run(self._workspace, dataset, recipe, author or current_user(), left_out, depth)
        self._supervisor.wake()
        return run

    def visited(self) -> None:
        """Report that somebody has just opened a page, so that what can wait does."""
        self._supervisor.visited()

    def job(self, job_id: str) -> JobInfo:
        """Return how far a job is, or how it ended; raise ``DataError`` where there is none of this id."""
        return self.jobs.job(job_id)

    def live_loads(self) -> list[JobInfo]:
        """List the loads that wait or run, the one asked for first at the front."""
        return [job for job in self.jobs.live() if job.kind == "load"]

    def cancel_job(self, job_id: str) -> None:
        """Cancel a job that waits or runs; for any other one nothing happens."""
        self._supervisor.cancel(job_id)

    def cancel(self, run_id: str) -> None:
        """Cancel a run that waits or runs; for any other one nothing happens."""
        if run := self.runs.run(run_id):
            self.cancel_job(run.job_id)

    def save_segmentation(
        self, run_id: str, names: Mapping[int, str], notes: Mapping[int, str], seen_version: int
    ) -> Segmentation:
        """Write a new version of what analysts make of a run, in the name of the present user.

        Raises
        ------
        StaleVersionError
            The newest version is another one than ``seen_version``; the error holds it.
        """
        return self.runs.save_segmentation(run_id, names, notes, seen_version, current_user())

    def delete_run(self, run_id: str) -> None:
        """Cancel what is computed for a run, and delete it with its results, segmentations and edited versions."""
        for job in (job for each in (run_id, *self.runs.descendants(run_id)) for job in self.jobs.live(each)):
            self.cancel_job(job.job_id)
        self.runs.delete(run_id)
        self._results.clear()

    def delete_dataset(self, dataset_id: str) -> None:
        """Cancel what is computed for a dataset, and put it into the recycle bin with its runs."""
        for run in self.runs.runs(dataset_id):
            self.cancel(run.run_id)
        self.bin.put(dataset_id, current_user())
        self._populations.clear()
        self.health.drop(dataset_id)

    def preliminary(self, run_id: str) -> Preliminary | None:
        """Return the numbered segments of a run that is still being computed: sizes first, then the map too.

        None before there are any, and once the run has ended: a run that is done has ``results``, any other one leaves
        nothing. They carry no names, and nothing exports them.
        """
        run = self.runs.run(run_id)
        if run is None or not run.state.is_live:
            return None
        return self._supervisor.preliminary(run.job_id) or self.shapes.preliminary(run)

    def results(self, run_id: str) -> Results:
        """Return the results of a run that is done; the last few are kept in memory."""
        self.runs.finished(run_id)
        folder = self.runs.folder(run_id)
        return self._results.get(f"{run_id} {checked_at(folder)}", lambda: read_results(folder))

    def population(self, dataset_id: str, excluded: Excluded | None = None, version: int | None = None) -> Population:
        """Return a dataset in memory, as it is now or as a run took it; the last one is kept."""
        return self._populations.population(dataset_id, excluded, version)

    def consent(self, dataset_id: str, excluded: Excluded | None = None, version: int | None = None) -> Consent:
        """Return what the users of ``population`` answered; raise ``DataError`` where no attribute holds consent."""
        return self._populations.consent(dataset_id, excluded, version)

    def start(self, job: Job, author: str = "") -> str:
        """Put a job of any kind into the queue, by the present user when nobody is given; return its id."""
        info = self.jobs.add(new_job(job, author or current_user()))
        self._supervisor.wake()
        return info.job_id

    def start_load(self, source: LogSource, author: str = "") -> str:
        """Begin to load a log, or to add files to one; return the job, whose result is the id of the dataset."""
        return self.start(LoadJob(source=source.absolute()), author)

    @property
    def n_demo_users(self) -> int:
        """How many users the demo log gets."""
        return self.settings.demo_users or _DEMO_USERS

    def start_demo(self) -> str:
        """Begin to write and load the demo log in the background; return the id of the job."""
        return self.start(LoadJob(n_demo_users=self.n_demo_users))

    def offer_demo(self) -> str | None:
        """Begin to load the demo log into a workspace that is empty, and run the default recipe on it.

        Returns the id of the load job; None when the workspace holds a dataset, or the settings ask for no demo.
        """
        if not self.settings.demo_users or self.store.datasets():
            return None
        self._offered = self.start(LoadJob(n_demo_users=self.settings.demo_users, recipe=Recipe()))
        return self._offered

    def why_no_demo(self) -> AtlasError | None:
        """Return why the demo log that was offered could not be loaded, as long as the workspace is empty."""
        if self._offered is None or self.store.datasets():
            return None
        return error_of(message) if (message := self.job(self._offered).message) else None

    def estimate_seconds(
        self, dataset_id: str, recipe: Recipe, left_out: Sequence[Stage] = (), depth: Depth = Depth.FULL
    ) -> float:
        """Estimate how long a run or a trial takes once it starts, from the earlier ones of the workspace."""
        return estimate(self.store, self.runs, work_of(self.store, dataset_id, recipe, left_out), depth)

    def seconds_left(self, run: RunInfo) -> float | None:
        """Estimate when a run will be done; None when it neither waits nor runs, or takes longer than was estimated.

        One that waits also waits for those asked for before it. The figure never rises.
        """
        if not run.state.is_live:
            return None
        asked = [] if run.started_at else self.runs.runs()
        ahead = (each for each in asked if each.state.is_live and each.created_at < run.created_at)
        return self._shown_left(run.job_id, sum(map(self._seconds_alone, [run, *ahead])))

    def seconds_left_of(self, job: JobInfo) -> float | None:
        """Estimate when a job will be done, a load from its pace; None before it has one, or when it has lost it.

        The figure never rises.
        """
        if run := next((run for run in self.runs.runs() if run.job_id == job.job_id), None):
            return self.seconds_left(run)
        if job.state is not JobState.RUNNING or job.started_at is None or job.progress < MIN_DONE_TO_ESTIMATE:
            return None
        return self._shown_left(job.job_id, (now() - job.started_at).total_seconds() * (1 / job.progress - 1))

    def _shown_left(self, job_id: str, estimated: float) -> float | None:
        self._time_left.keep(job.job_id for job in self.jobs.live())
        return self._time_left.update(job_id, estimated)

    def _seconds_alone(self, run: RunInfo) -> float:
        """Estimate how long a live run takes once it starts, or still takes."""
        estimated = partial(estimate_run, self.store, self.runs, run)
        if run.started_at is None:
            return estimated()
        elapsed = (now() - run.started_at).total_seconds()
        return seconds_left(self._time_left.whole(run.job_id, estimated), run.fraction, elapsed)


_servers: dict[Path, Server] = {}
_lock = threading.Lock()


def the_server() -> Server:
    """Return the server of this process for the workspace in the environment; opened the first time."""
    settings = load_settings()
    key = settings.workspace.resolve()
    with _lock:
        if key not in _servers:
            _servers[key] = Server(settings)
        return _servers[key]


def close_server() -> None:
    """Close every server of this process."""
    with _lock:
        while _servers:
            _servers.popitem()[1].close()


atexit.register(close_server)
