"""What a command asks of the server that holds a workspace: one message a request, with the answers it gets.

The command line calls ``answer`` itself where it holds the workspace; else the request travels over the socket, and the
server calls it. Answers are the same in both cases.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Union

import numpy as np

from core.attributes.consent import known_consent
from core.errors import DataError
from core.export.assemble import assemble
from core.export.files import write_files
from core.export.narrow import aside_sentence, keep_listed
from core.export.rejected import write_rejected
from core.ingest.tables.source import LogSource
from core.jobs.answers import (
    Answer,
    Desk,
    Done,
    Examined,
    JobProgress,
    Listed,
    Loaded,
    Refused,
    Request,
    Talk,
    known_run,
)
from core.jobs.approved import APPROVED, LeavingRequest, leaving
from core.jobs.audiences import AudienceListsRequest, WhoConsentedRequest
from core.jobs.codec import decode, encode
from core.jobs.decide import DecideRequest
from core.jobs.editing import (
    CarryRequest,
    EditRequest,
    StandingRequest,
    StepRequest,
    StepsRequest,
)
from core.jobs.following import follow
from core.jobs.health import HealthRequest
from core.jobs.kinds.check import CheckJob
from core.jobs.kinds.name import NameJob
from core.jobs.library import (
    DatasetsRequest,
    DeleteRequest,
    InterestEditsRequest,
    NamesRequest,
    RenameRequest,
    RestoreRequest,
    RunsRequest,
    TakeNamesRequest,
    VersionsRequest,
)
from core.jobs.name_versions import take_back
from core.jobs.noise import NoiseRequest
from core.jobs.selections import DeleteSelectionRequest, SaveSelectionRequest, SelectionsRequest
from core.jobs.standing import StatusRequest
from core.jobs.why_request import WhyRequest
from core.population.tables import put_consent
from core.results.edited import with_interest_edits
from core.results.run import Depth
from core.sentences import say, to_text
from core.settings import current_user
from core.stages.table import Stage
from core.store.interest_edits import newest_interest_edits
from core.types import NOISE, Recipe
from core.views.carried import not_exported, waiting_before


class LoadRequest(Request, frozen=True, tag=True):
    """Load a log, or add files to one. Paths are absolute."""

    source: LogSource
    author: str

    def answer(self, desk: Desk, talk: Talk) -> Answer:
        """Return ``Loaded``."""
        job = follow(desk, desk.start_load(self.source, self.author), talk)
        return _loaded(desk, job.result, is_addition=bool(self.source.adds_to))


class RunRequest(Request, frozen=True, tag=True):
    """Run a recipe on a dataset."""

    dataset_id: str
    recipe: Recipe
    left_out: tuple[Stage, ...]
    author: str
    depth: Depth = Depth.FULL
    version: int | None = None
    """Of the dataset; None for the newest."""

    def answer(self, desk: Desk, talk: Talk) -> Answer:
        """Return ``Done`` with the id of the run; one that somebody else started is not cancelled with the request."""
        live = {run.run_id for run in desk.runs.runs(self.dataset_id) if run.state.is_live}
        run = desk.submit(self.dataset_id, self.recipe, self.left_out, self.author, self.depth, self.version)
        follow(desk, run.job_id, talk, is_own=run.run_id not in live)
        return Done(run.run_id)


class CheckRequest(Request, frozen=True, tag=True):
    """Check the stability of a run thoroughly."""

    run_id: str
    n_draws: int
    author: str

    def answer(self, desk: Desk, talk: Talk) -> Answer:
        """Return ``Done`` with the id of the run."""
        known_run(desk, self.run_id)
        follow(desk, desk.start(CheckJob(run_id=self.run_id, n_draws=self.n_draws), self.author), talk)
        return Done(self.run_id)


class NameRequest(Request, frozen=True, tag=True):
    """Ask the language model of the settings for names."""

    run_id: str
    agreed: str
    """Of the text that a person has read and agreed to send."""
    language: str
    author: str

    def answer(self, desk: Desk, talk: Talk) -> Answer:
        """Return ``Done`` with the folder of what became of it, below the workspace."""
        known_run(desk, self.run_id)
        job = NameJob(run_id=self.run_id, agreed=self.agreed, language=self.language)
        return Done(follow(desk, desk.start(job, self.author), talk).result)


class NamesBackRequest(Request, frozen=True, tag=True):
    """Go back to the names and notes of a run before the last change."""

    run_id: str
    author: str

    def answer(self, desk: Desk, talk: Talk) -> Answer:
        """Return ``Done`` with the number of the new version."""
        known_run(desk, self.run_id)
        seen = desk.runs.segmentation(self.run_id).version
        return Done(str(take_back(desk.runs, self.run_id, seen, self.author).version))


class PopulationRequest(Request, frozen=True, tag=True):
    """Write a dataset into an empty folder, for ``core.population.tables.read_population``."""

    dataset_id: str
    folder: Path
    version: int | None = None
    """None for the newest."""
    run_id: str = ""
    """A run of the dataset, to leave out what was left out of it; "" for what is excluded at present."""

    def answer(self, desk: Desk, talk: Talk) -> Answer:
        """Return ``Done`` with a sentence that counts what data health excludes, where it does."""
        excluded = known_run(desk, self.run_id).excluded if self.run_id else desk.store.excluded(self.dataset_id)
        desk.store.export_population(self.dataset_id, self.folder, excluded, self.version)
        info = desk.store.dataset(self.dataset_id)
        if self.version and info and self.version < info.version:  # who opted out since then may not be listed either
            put_consent(self.folder, desk.store.newest_attributes(self.dataset_id, excluded, self.version))
        return Done(to_text(excluded.sentence) if excluded else "")


class ConsentRequest(Request, frozen=True, tag=True):
    """Check that a dataset holds consent, before anything is computed."""

    dataset_id: str
    version: int | None = None
    """None for the newest."""

    def answer(self, desk: Desk, talk: Talk) -> Answer:
        """Return ``Done`` with a sentence that counts who consented."""
        return Done(to_text(desk.consent(self.dataset_id, version=self.version).sentence))


class ExportRequest(Request, frozen=True, tag=True):
    """Write all files of a run into an empty folder, under the names that analysts gave."""

    run_id: str
    folder: Path
    only_consented: bool = False
    keeps_flagged: bool = False
    user_ids: tuple[str, ...] | None = None
    """The users who are listed; None for all."""
    keeps_set_aside: bool = False
    """Whether segments are in the files that an analyst set aside or rejected."""
    names: str = APPROVED
    """Which version leaves, as ``leaving`` takes it."""

    def answer(self, desk: Desk, talk: Talk) -> Answer:
        """Return ``Done`` with sentences, one a line: which version leaves, who consented, what is left out."""
        taken = leaving(desk.runs, self.run_id, self.names)
        run, naming = known_run(desk, taken.run_id), taken.naming
        results = desk.results(run.run_id)
        version = (run.dataset_id, run.excluded, run.version)
        consent = desk.consent(*version).of_somebody() if self.only_consented else None
        has_log = any(each.dataset_id == run.dataset_id for each in desk.store.datasets())
        attributes = desk.store.newest_attributes(*version) if has_log else None
        known = consent or (known_consent(attributes) if attributes is not None else None)
        folder = desk.runs.folder(run.run_id)
        shown = with_interest_edits(results, newest_interest_edits(desk.store, run.dataset_id))
        if self.user_ids is not None:
            is_listed = np.isin(shown.user_ids, self.user_ids)
            known = known.of_users(is_listed) if known else None
            shown, consent = keep_listed(shown, is_listed), known and known.of_somebody() if consent else None
        rows = desk.store.rejected(run.dataset_id, run.version)
        rejected = partial(write_rejected, rows) if self.user_ids is None else None
        out = () if self.keeps_set_aside else [each for each in not_exported(naming) if each in results.segments]
        kept = [each for each in (*results.segments, NOISE) if each not in out] if out else None
        source = assemble(shown, folder, rejected, naming=naming, consent=consent, segments=kept)
        write_files(replace(source, keeps_flagged=self.keeps_flagged), self.folder)
        if self.user_ids is None:
            desk.jobs.note_written(run.run_id, current_user())
        about = consent.sentence if consent else known.all_listed if known else ""
        left_out = _left_out(about, [naming.number_of(each) for each in out if each in naming.not_acted_on])
        sentences = (*taken.sentences, *waiting_before(naming, results.segments if kept is None else kept))
        return Done("\n".join(each for each in (*map(to_text, sentences), left_out) if each))


REQUESTS: tuple[type[Request], ...] = (
    LoadRequest,
    RunRequest,
    CheckRequest,
    NameRequest,
    NamesBackRequest,
    DecideRequest,
    PopulationRequest,
    ConsentRequest,
    ExportRequest,
    LeavingRequest,
    NoiseRequest,
    AudienceListsRequest,
    WhoConsentedRequest,
    HealthRequest,
    DatasetsRequest,
    RunsRequest,
    NamesRequest,
    TakeNamesRequest,
    InterestEditsRequest,
    DeleteRequest,
    RenameRequest,
    RestoreRequest,
    VersionsRequest,
    EditRequest,
    StepRequest,
    StepsRequest,
    CarryRequest,
    StandingRequest,
    SelectionsRequest,
    SaveSelectionRequest,
    DeleteSelectionRequest,
    StatusRequest,
    WhyRequest,
)
"""All of them; a new one is a class, and its name here."""
_ANY_REQUEST: Any = Union[REQUESTS]  # noqa: UP007 - made of the table
_ANY_ANSWER: Any = JobProgress | Loaded | Done | Listed | Examined | Refused


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


def _left_out(consent: str, aside: Sequence[int]) -> str:
    """Return a sentence on who consented and which segments are left out, as text; "" for neither."""
    if not aside:
        return to_text(consent) if consent else ""
    left_out = aside_sentence(aside)
    return to_text(say("{consent} {aside}", consent=consent, aside=left_out) if consent else left_out)


def _loaded(desk: Desk, dataset_id: str, *, is_addition: bool) -> Loaded:
    """Return what was loaded: the first version of a dataset, or the one that was added last."""
    versions = [each for each in desk.versions.of(dataset_id) if each.deleted_at is None]
    if not versions or desk.store.dataset(dataset_id) is None:
        raise DataError(say("The dataset was deleted on a page."), say("Run the command again."))
    loaded = versions[-1 if is_addition else 0]
    return Loaded(dataset_id, dict(loaded.load), loaded.version)
