"""What a command asks of the server that holds a workspace: one message a request, with the answers it gets.

The command line calls ``answer`` itself where it holds the workspace; else the request travels over the socket, and the
server calls it. Answers are the same in both cases.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Protocol, Union

import msgspec

from core.errors import AtlasError, DataError
from core.ingest.source import LogSource
from core.jobs.codec import decode, encode
from core.jobs.error_boundary import error_of
from core.sentences import say
from core.stages.table import Stage
from core.store.job_info import JobInfo, JobState
from core.store.runs import RunInfo, Runs
from core.store.store import Store
from core.types import Recipe

_SECONDS_BETWEEN_LOOKS = 0.2


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
    """As ``IngestReport.as_dict`` gives it."""


class Done(Answer, frozen=True, tag=True):
    """The request is fulfilled."""

    value: str = ""
    """The id of a dataset or run, or a sentence as ``core.sentences.to_text`` writes it."""


class Listed(Answer, frozen=True, tag=True):
    """Rows of a table, by the names of its columns."""

    rows: list[dict[str, Any]]


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
    runs: Runs

    def start_load(self, source: LogSource, author: str = ...) -> str:
        """Begin to load a log; return the id of the job."""

    def submit(self, dataset_id: str, recipe: Recipe, left_out: Sequence[Stage] = ..., author: str = ...) -> RunInfo:
        """Ask for a run."""

    def job(self, job_id: str) -> JobInfo:
        """Return how far a job is."""

    def cancel_job(self, job_id: str) -> None:
        """Cancel a job that waits or runs."""

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


class LoadRequest(Request, frozen=True, tag=True):
    """Load a log. Paths are absolute."""

    source: LogSource
    author: str

    def answer(self, desk: Desk, talk: Talk) -> Answer:
        """Return ``Loaded``."""
        job = _follow(desk, desk.start_load(self.source, self.author), talk)
        return Loaded(job.result, _report(desk, job.result))


class RunRequest(Request, frozen=True, tag=True):
    """Run a recipe on a dataset."""

    dataset_id: str
    recipe: Recipe
    left_out: tuple[Stage, ...]
    author: str

    def answer(self, desk: Desk, talk: Talk) -> Answer:
        """Return ``Done`` with the id of the run; one that somebody else started is not cancelled with the request."""
        live = {run.run_id for run in desk.runs.runs(self.dataset_id) if run.state.is_live}
        run = desk.submit(self.dataset_id, self.recipe, self.left_out, self.author)
        _follow(desk, run.job_id, talk, is_own=run.run_id not in live)
        return Done(run.run_id)


class PopulationRequest(Request, frozen=True, tag=True):
    """Write a dataset into an empty folder, for ``core.population.tables.read_population``."""

    dataset_id: str
    folder: Path

    def answer(self, desk: Desk, talk: Talk) -> Answer:
        """Return ``Done``."""
        desk.store.export_population(self.dataset_id, self.folder)
        return Done()


REQUESTS: tuple[type[Request], ...] = (LoadRequest, RunRequest, PopulationRequest)
"""All of them; a new one is a class, and its name here."""
_ANY_REQUEST: Any = Union[REQUESTS]  # noqa: UP007 - made of the table
_ANY_ANSWER: Any = JobProgress | Loaded | Done | Listed | Refused


def read_request(line: bytes) -> Request:
    """Return the request that a line holds; raise ``msgspec.MsgspecError`` for any other line."""
    request: Request = decode(line, _ANY_REQUEST)
    return request


def read_answer(line: bytes) -> Answer:
    """Return the answer that a line holds; raise ``msgspec.MsgspecError`` for any other line."""
    answer: Answer = decode(line, _ANY_ANSWER)
    return answer


def to_line(message: Request | Answer) -> bytes:
    """Write a request or an answer as one line."""
    return encode(message) + b"\n"


def _follow(desk: Desk, job_id: str, talk: Talk, *, is_own: bool = True) -> JobInfo:
    """Report how far a job is until it is done; cancel it when that is broken off.

    Raises
    ------
    AtlasError
        The job failed, was cancelled or interrupted.
    """
    with ExitStack() as unless_ended:
        if is_own:
            unless_ended.callback(desk.cancel_job, job_id)
        shown: JobProgress | None = None
        while (job := desk.job(job_id)).state.is_live:
            if talk.is_gone():
                raise ClientGoneError
            progress = JobProgress(Stage(job.stage or Stage.START), job.progress, desk.seconds_left_of(job))
            if progress != shown:
                talk.send(progress)
            shown = progress
            time.sleep(_SECONDS_BETWEEN_LOOKS)
        unless_ended.pop_all()
    if job.state is not JobState.DONE:
        raise _why(job)
    return job


def _report(desk: Desk, dataset_id: str) -> dict[str, Any]:
    info = desk.store.dataset(dataset_id)
    if info is None:
        raise DataError(say("The dataset was deleted on a page."), say("Run the command again."))
    return dict(info.report)


def _why(job: JobInfo) -> AtlasError:
    if job.message:
        return error_of(job.message)
    return DataError(say("The job was cancelled on a page."), say("Run the command again."))
