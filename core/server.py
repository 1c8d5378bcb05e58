"""What pages call: the workspace, its runs and loads, one object per process.

It never imports torch, umap, scikit-learn or sentence-transformers: a worker process does what needs them.
"""

from __future__ import annotations

import atexit
import threading
from contextlib import ExitStack
from pathlib import Path

from core.attributes.consent import Consent, read_consent
from core.errors import AtlasError, DataError
from core.files.logs import close_logs, set_up_logs
from core.ingest.source import IngestReport, LogSource
from core.jobs.estimate import Size, estimate_seconds
from core.jobs.loads import LoadJob, Loads
from core.jobs.lru_cache import LruCache
from core.jobs.supervisor import Supervisor
from core.jobs.time_left import TimeLeft
from core.jobs.uploads import Uploads
from core.results.results import Results, read_results
from core.sentences import say
from core.settings import Settings, load_settings
from core.stages.progress import Progress
from core.store.clock import now
from core.store.run_info import STATE_WORDS
from core.store.runs import RunInfo, Runs, RunState
from core.store.store import DatasetInfo, Store
from core.types import Population, Recipe

_N_RESULTS, _N_POPULATIONS = 4, 1
_DEMO_USERS = 3000


class Server:
    """Opens a workspace, marks what an earlier process left unfinished, and computes runs in the background.

    Parameters
    ----------
    settings
        From the environment when not given.

    Raises
    ------
    StoreLockedError
        Another process holds the workspace.
    """

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or load_settings()
        with ExitStack() as stack:
            self.store = Store(self.settings)
            stack.callback(self.store.close)
            stack.callback(close_logs, set_up_logs(self.store.workspace))
            self.runs = Runs(self.store)
            self.runs.recover()
            self.uploads = Uploads(self.store.workspace)
            self._loads = Loads(self.store)
            stack.callback(self._loads.close)
            self._supervisor = Supervisor(self.store, self.runs)
            stack.callback(self._supervisor.close)
            self._closing = stack.pop_all()
        self._offered: str | None = None
        self._time_left = TimeLeft()
        self._results: LruCache[Results] = LruCache(_N_RESULTS)
        self._populations: LruCache[Population] = LruCache(_N_POPULATIONS)
        self._consents: LruCache[Consent] = LruCache(_N_POPULATIONS)

    def close(self) -> None:
        """End loads and workers, and let go of the workspace; a second time does nothing."""
        self._closing.close()

    def submit(self, dataset_id: str, recipe: Recipe) -> RunInfo:
        """Ask for a run; one that waits, runs or is done already is returned as it is.

        Raises
        ------
        DataError
            There is no such dataset.
        RecipeError
            A method is unknown or a parameter out of range.
        """
        self._dataset(dataset_id)
        run = self.runs.add(dataset_id, recipe)
        self._supervisor.wake()
        return run

    def visited(self) -> None:
        """Say that somebody has just opened a page, so that what can wait does."""
        self._supervisor.visited()

    def cancel(self, run_id: str) -> None:
        """Cancel a run that waits or runs; for any other one nothing happens."""
        self._supervisor.cancel(run_id)

    def delete_run(self, run_id: str) -> None:
        """Cancel a run if need be, and forget it with its results and segmentations."""
        self._supervisor.cancel(run_id)
        self.runs.delete(run_id)
        self._results.drop(run_id)

    def delete_dataset(self, dataset_id: str) -> None:
        """Forget a dataset and its runs."""
        for run in self.runs.runs(dataset_id):
            self.delete_run(run.run_id)
        self.store.delete_dataset(dataset_id)
        self._populations.drop(dataset_id)
        self._consents.drop(dataset_id)

    def results(self, run_id: str) -> Results:
        """Return the results of a run that is done; the last few are kept in memory."""
        run = self.runs.run(run_id)
        if run is None or run.state is not RunState.DONE:
            message = say("There are no results: the run is not known.")
            if run:
                message = say("There are no results: the run is {state}.", state=STATE_WORDS[run.state])
            raise DataError(message, say("Choose a run that is done."))
        return self._results.get(run_id, lambda: read_results(self.runs.folder(run_id)))

    def population(self, dataset_id: str) -> Population:
        """Return a dataset in memory; the last one is kept."""
        return self._populations.get(dataset_id, lambda: self.store.population(dataset_id))

    def consent(self, dataset_id: str) -> Consent:
        """Return what the users of a dataset answered, in the order of its population; the last one is kept.

        Raises
        ------
        DataError
            No attribute tells consent.
        """
        return self._consents.get(dataset_id, lambda: read_consent(self.store.attributes(dataset_id)))

    def start_load(self, source: LogSource) -> str:
        """Begin to load a log in the background; return the id of the job. Uploaded files go when it ends."""
        return self._loads.start(self.uploads.delete_after(self._loads.from_source(source), source))

    @property
    def n_demo_users(self) -> int:
        """How many users the demo log gets."""
        return self.settings.demo_users or _DEMO_USERS

    def start_demo(self) -> str:
        """Begin to write and load the demo log in the background; return the id of the job."""
        return self._loads.start(self._loads.from_demo(self.n_demo_users))

    def offer_demo(self) -> str | None:
        """Begin to load the demo log into a workspace that is empty, and run the default recipe on it.

        Returns the id of the load job; None when the workspace holds a dataset, or the settings ask for no demo.
        """
        if not self.settings.demo_users or self.store.datasets():
            return None
        load = self._loads.from_demo(self.settings.demo_users)

        def load_and_run(progress: Progress) -> IngestReport:
            report = load(progress)
            self.submit(report.dataset_id, Recipe())
            return report

        self._offered = self._loads.start(load_and_run)
        return self._offered

    def why_no_demo(self) -> AtlasError | None:
        """Say why the demo log that was offered could not be loaded, as long as the workspace is empty."""
        if self._offered is None or self.store.datasets():
            return None
        return self.load_job(self._offered).error

    def load_job(self, job_id: str) -> LoadJob:
        """Say how far a load is."""
        return self._loads.job(job_id)

    def load_jobs(self) -> list[LoadJob]:
        """List the loads of this process, newest first."""
        return self._loads.jobs()

    def estimate_seconds(self, dataset_id: str, recipe: Recipe) -> float:
        """Foresee how long a run takes once it starts, from earlier ones with its methods where there are any."""
        sizes = {info.dataset_id: _size(info) for info in self.store.datasets()}
        earlier = [
            (sizes[run.dataset_id], run.seconds)
            for run in self.runs.runs()
            if run.state is RunState.DONE
            and run.dataset_id in sizes
            and (run.recipe.encoder, run.recipe.clusterer) == (recipe.encoder, recipe.clusterer)
        ]
        return estimate_seconds(_size(self._dataset(dataset_id)), recipe, earlier)

    def seconds_left(self, run: RunInfo) -> float | None:
        """Foresee when a run will be done; None when it neither waits nor runs, or takes longer than was foreseen.

        One that waits also waits for those asked for before it. The figure never rises.
        """
        if not run.state.is_live:
            self._time_left.discard(run.run_id)
            return None
        ahead = [each for each in self.runs.runs() if each.state.is_live and each.created_at < run.created_at]
        waits_for = ahead if run.started_at is None else []
        return self._time_left.update(run.run_id, sum(self._seconds_alone(each) for each in [run, *waits_for]))

    def _seconds_alone(self, run: RunInfo) -> float:
        """Foresee how long a live run takes once it starts, or still takes.

        While it runs the foreseen time, or the elapsed time where that is longer, shrinks by the fraction done.
        """
        estimated = self.estimate_seconds(run.dataset_id, run.recipe)
        if run.started_at is None:
            return estimated
        elapsed = (now() - run.started_at).total_seconds()
        return (1 - run.fraction) * max(estimated, elapsed)

    def _dataset(self, dataset_id: str) -> DatasetInfo:
        info = self.store.dataset(dataset_id)
        if info is None:
            raise DataError(say("There is no dataset {dataset_id!r}.", dataset_id=dataset_id), say("Load a log first."))
        return info


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


def _size(info: DatasetInfo) -> Size:
    return Size(int(info.report["n_users"]), int(info.report["n_events"]))
