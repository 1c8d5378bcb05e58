"""The shape of requests and answers, and what a request needs of the server that answers it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import msgspec

from core.attributes.consent import Consent
from core.errors import DataError
from core.health.decide import DataHealth
from core.ingest.tables.source import LogSource
from core.jobs.job import Job
from core.jobs.named_versions import NamedVersions
from core.jobs.shape_carry import CarriedShapes
from core.jobs.versions import Versions
from core.population.excluded import Excluded
from core.results.results import Results
from core.results.run import Depth
from core.sentences import say
from core.stages.table import Stage
from core.store.bin import Bin
from core.store.job_info import JobInfo
from core.store.jobs import Jobs
from core.store.runs import RunInfo
from core.store.store import Store
from core.types import Recipe


class Answer(msgspec.Struct, frozen=True, tag_field="kind"):
    """One answer; any number of ``JobProgress`` comes before the last one."""


class JobProgress(Answer, frozen=True, tag=True):
    """How far the job of the request is."""

    stage: Stage
    done: float
    """Of the whole job, in [0, 1]."""
    seconds_left: float | None


class Loaded(Answer, frozen=True, tag=True):
    """The log is in the workspace."""

    dataset_id: str
    report: dict[str, Any]
    """Of this load, as ``IngestReport.as_dict`` gives it."""
    version: int = 1
    """Of the dataset, that holds what was loaded."""


class Done(Answer, frozen=True, tag=True):
    """The request is fulfilled."""

    value: str = ""
    """The id of a dataset or run, or a sentence as ``core.sentences.to_text`` writes it."""


class Listed(Answer, frozen=True, tag=True):
    """Rows of a table, by the names of its columns."""

    rows: list[dict[str, Any]]


class Examined(Answer, frozen=True, tag=True):
    """What data health finds in a dataset."""

    rows: list[dict[str, Any]]
    """As ``core.health.rows`` gives them."""
    excluded: str
    """A sentence that counts what is excluded from runs; "" where nothing is."""


class Refused(Answer, frozen=True, tag=True):
    """Why the request cannot be fulfilled: sentences as ``core.sentences.to_text`` writes them."""

    message: str
    hint: str


class Talk(Protocol):
    """The other end, while a request is answered."""

    def send(self, answer: Answer) -> None:
        """Give an answer."""

    def is_gone(self) -> bool:
        """Whether nobody waits for answers any more."""


class Desk(Protocol):
    """What requests need of a server."""

    store: Store
    jobs: Jobs
    runs: NamedVersions
    bin: Bin
    versions: Versions
    health: DataHealth
    shapes: CarriedShapes

    def start_load(self, source: LogSource, author: str = ...) -> str:
        """Begin to load a log; return the id of the job."""

    def start(self, job: Job, author: str = ...) -> str:
        """Put a job into the queue; return its id."""

    def submit(
        self,
        dataset_id: str,
        recipe: Recipe,
        left_out: Sequence[Stage] = ...,
        author: str = ...,
        depth: Depth = ...,
        version: int | None = ...,
    ) -> RunInfo:
        """Ask for a run."""

    def job(self, job_id: str) -> JobInfo:
        """Return how far a job is."""

    def cancel_job(self, job_id: str) -> None:
        """Cancel a job that waits or runs."""

    def results(self, run_id: str) -> Results:
        """Return the results of a run that is done."""

    def consent(self, dataset_id: str, excluded: Excluded | None = ..., version: int | None = ...) -> Consent:
        """Return what the users of a dataset answered, without those who are excluded."""

    def delete_run(self, run_id: str) -> None:
        """Delete a run."""

    def delete_dataset(self, dataset_id: str) -> None:
        """Put a dataset and its runs into the recycle bin."""

    def seconds_left_of(self, job: JobInfo) -> float | None:
        """Estimate when a job will be done."""


class ClientGoneError(Exception):
    """Nobody waits for the answer any more; what was started for it is cancelled."""


class Request(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind"):
    """What is asked for."""

    def answer(self, desk: Desk, talk: Talk) -> Answer:
        """Do it and return the last answer.

        Raises
        ------
        AtlasError
            It cannot be done.
        ClientGoneError
            Nobody waits for it any more.
        """
        raise NotImplementedError


def known_dataset(desk: Desk, dataset_id: str) -> str:
    """Return the id of a dataset; raise ``DataError`` where there is none of this id."""
    if desk.store.dataset(dataset_id) is None:
        raise DataError(
            say("There is no dataset {dataset_id!r}.", dataset_id=dataset_id), say("The command datasets lists them.")
        )
    return dataset_id


def known_run(desk: Desk, run_id: str) -> RunInfo:
    """Return a run; raise ``DataError`` where there is none of this id."""
    run = desk.runs.run(run_id)
    if run is None:
        raise DataError(say("There is no run {run_id!r}.", run_id=run_id), say("The command runs lists them."))
    return run
