"""Which version of segments and names leaves: the approved one where there is one, unless another is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec import to_builtins

from core.errors import DataError
from core.jobs.answers import Answer, Desk, Listed, Request, Talk, known_run
from core.sentences import Sentence, say, say_n, to_text
from core.store.job_info import JobState
from core.store.naming_history import as_it_came
from core.store.segmentations import Segmentation

if TYPE_CHECKING:
    from core.store.run_info import RunInfo
    from core.store.runs import Runs

APPROVED, NEWEST = "approved", "newest"
"""What may be asked for, beside the number of a name version."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """The version that leaves."""

    run_id: str
    """The run that was asked for, or the one that its segments were edited from."""
    naming: Segmentation
    sentences: tuple[Sentence, ...]
    """Which version it is, and whether a newer one is not approved; none where nothing is approved."""
    has_other: bool
    """Whether the approved and the newest version differ."""


class LeavingRequest(Request, frozen=True, tag=True):
    """Say which version of a run leaves."""

    run_id: str
    version: str = APPROVED
    """``APPROVED``, ``NEWEST`` or the number of a name version of the run."""

    def answer(self, desk: Desk, talk: Talk) -> Answer:
        """Return one row; raise ``DataError`` where there is no such version."""
        known_run(desk, self.run_id)
        found = leaving(desk.runs, self.run_id, self.version)
        about = {"run_id": found.run_id, "sentences": [to_text(each) for each in found.sentences]}
        return Listed([{**about, "naming": to_builtins(found.naming, str_keys=True)}])


def naming_of(runs: Runs, run_id: str, version: str = APPROVED) -> Segmentation:
    """Return a version of what analysts made of this very run; ``version`` is as in ``leaving``.

    Raises
    ------
    DataError
        There is no such run or version.
    """
    newest = runs.segmentation(run_id)
    if version == APPROVED:
        return newest.as_approved()
    return newest if version == NEWEST else _numbered(runs, newest, version)


def leaving(runs: Runs, run_id: str, version: str = APPROVED) -> Leaving:
    """Return the version of a run that leaves.

    The approved version has each approved segment as it was called when it was approved, and the others as they are
    called now. Where an edit changed the users of an approved segment, it is that of the run before the edit, until
    somebody approves a segment of the edited run.

    Parameters
    ----------
    version
        ``APPROVED``, ``NEWEST`` or the number of a name version of the run.

    Raises
    ------
    DataError
        There is no such run or version.
    """
    run, newest = runs.finished(run_id), runs.segmentation(run_id)
    if version not in (APPROVED, NEWEST):
        return Leaving(
            run_id, _numbered(runs, newest, version), (say("Names of version {n} are used.", n=version),), True
        )
    reviewed = _reviewed(runs, run)
    if reviewed.run_id == run_id:
        naming = newest.as_approved()
        changed = _changed(newest, naming)
        if version == NEWEST:
            return Leaving(run_id, newest, tuple(_say_newest(newest, changed)), bool(changed))
        return Leaving(run_id, naming, about_names(newest), bool(changed))
    if version == NEWEST:
        edited = (say("The newest segments are used: an edit changed who is in segments that were approved."),)
        return Leaving(run_id, newest, edited, True)
    before = runs.segmentation(reviewed.run_id)
    return Leaving(reviewed.run_id, before.as_approved(), (_say_run(run, reviewed), *about_names(before)), True)


def about_names(newest: Segmentation) -> tuple[Sentence, ...]:
    """Say which segments of a run are taken as approved, and which of them are called otherwise since; () for none."""
    naming = newest.as_approved()
    return tuple(_say_names(naming, _changed(newest, naming)))


def _numbered(runs: Runs, newest: Segmentation, version: str) -> Segmentation:
    versions = {str(each.version): each for each in _versions(runs, newest)}
    if version not in versions:
        raise DataError(
            say("The run has no version {version!r} of its names.", version=version),
            say("There are {known}, approved and newest.", known=", ".join(sorted(versions, key=int))),
        )
    return versions[version]


def _versions(runs: Runs, newest: Segmentation) -> Iterator[Segmentation]:
    yield from (*runs.history(newest.run_id), newest)
    run = runs.run(newest.run_id)
    if run and run.first_version is not None:
        yield as_it_came(run)


def _reviewed(runs: Runs, run: RunInfo) -> RunInfo:
    """Return the run whose approvals hold: this one, or one that it was edited from.

    It is the nearest one in which somebody approved a segment, unless all that was approved there is here, too.
    """
    history = [each.decisions for each in runs.history(run.run_id)]
    each: RunInfo | None = run
    while each:
        parent = runs.run(each.edit.parent) if each.edit else None
        carried = runs.segmentation(parent.run_id).decisions if parent else {}
        decisions = runs.segmentation(each.run_id).decisions
        own = [
            segment for segment, decided in decisions.items() if decided.approved and carried.get(segment) != decided
        ]
        if own and each.state is JobState.DONE:
            lost = (
                segment
                for segment, decided in decisions.items()
                if decided.approved and not any(known.get(segment) == decided for known in history)
            )
            return each if any(lost) else run
        each = parent
    return run


def _changed(newest: Segmentation, approved: Segmentation) -> tuple[int, ...]:
    """Return the segments that are called otherwise than when they were approved."""
    return tuple(
        segment for segment in sorted(approved.approved_in) if newest.wording(segment) != approved.wording(segment)
    )


def _say_newest(newest: Segmentation, changed: Sequence[int]) -> Iterator[Sentence]:
    if changed:
        yield say_n(
            "Segment {numbers} was approved under an earlier name or note; the newest one is used.",
            "Segments {numbers} were approved under earlier names or notes; the newest ones are used.",
            len(changed),
            numbers=_numbers(newest, changed),
        )


def _say_run(run: RunInfo, reviewed: RunInfo) -> Sentence:
    return say(
        "The approved segments are used, those of run {run} (segment version {version}). Those of run {newer} are "
        "newer and not approved: an edit changed who is in them.",
        run=reviewed.run_id[:6],
        version=reviewed.edit.version if reviewed.edit else 1,
        newer=run.run_id[:6],
    )


def _say_names(naming: Segmentation, changed: Sequence[int]) -> Iterator[Sentence]:
    if kept := [*naming.approved_in]:
        yield say_n(
            "Segment {numbers} is used as it was approved.",
            "Segments {numbers} are used as they were approved.",
            len(kept),
            numbers=_numbers(naming, kept),
        )
    if changed:
        yield say_n(
            "The newer name or note of segment {numbers} is not approved, and not used.",
            "Newer names or notes of segments {numbers} are not approved, and not used.",
            len(changed),
            numbers=_numbers(naming, changed),
        )


def _numbers(naming: Segmentation, segments: Iterable[int]) -> str:
    return ", ".join(str(number) for number in sorted(naming.number_of(each) for each in segments))
