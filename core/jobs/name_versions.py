"""Versions of names that a language model wrote, beside those of people."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from core.errors import DataError
from core.naming.outcome import Outcome, read_outcome
from core.results.folder import read_results
from core.results.results import with_numbers
from core.sentences import say
from core.stages.table import JobKind
from core.store.carried import BY_MODEL
from core.store.job_info import JobInfo
from core.store.jobs import Jobs
from core.store.runs import Runs
from core.store.segmentations import Segmentation
from core.store.shape_steps import StepKind

AUTHOR = BY_MODEL
"""Versions that a language model wrote are by this and its name."""
_BACK: Mapping[StepKind | None, StepKind] = {
    StepKind.EDIT: StepKind.UNDO,
    StepKind.UNDO: StepKind.REDO,
    StepKind.REDO: StepKind.UNDO,
}
"""What takes back a version of a kind; for one whose kind is not known, it is not known either."""


def unless_renamed(outcome: Outcome, names: Mapping[int, str], author: str) -> Outcome:
    """Return an outcome without the names of segments that got another name while the model was asked.

    A name that somebody gave to another segment meanwhile is not taken either.
    """
    changed = {segment for segment, name in names.items() if outcome.before.get(segment) != name}
    new = {names[segment].casefold() for segment in changed}
    meanwhile = say("{author} changed the names while the model was asked.", author=author)
    return replace(
        outcome,
        segments=tuple(
            each.refused(meanwhile)
            if each.is_taken and (each.segment in changed or each.proposed.casefold() in new)
            else each
            for each in outcome.segments
        ),
    )


def named_by_analysts(history: Iterable[Segmentation]) -> dict[int, str]:
    """Return segment to name, of those that a person gave and that still stand."""
    return _by_analysts([(version.author, version.names) for version in _in_order(history)])


def of_analysts(history: Iterable[Segmentation], newest: Segmentation) -> Segmentation:
    """Return the newest version with the names and notes that people gave and that still stand."""
    versions = _in_order(history)
    names, notes = (_by_analysts([(each.author, part(each)) for each in versions]) for part in (_names, _notes))
    return replace(newest, names=names, notes=notes)


def version_before(history: Iterable[Segmentation]) -> Segmentation | None:
    """Return the version before the newest one, version 0 without names as it came; None where nobody wrote yet."""
    versions = _in_order(history)
    if not versions or versions[-1].is_start:
        return None
    newest = versions[-1]
    nothing = replace(
        newest, version=0, parent=None, names={}, notes={}, numbers={}, origin=None, decisions={}, marks={}
    )
    return next((each for each in versions if each.version == newest.parent), nothing)


def take_back(runs: Runs, run_id: str, seen_version: int, author: str) -> Segmentation:
    """Write a version with what the version before the newest one holds.

    Raises
    ------
    DataError
        There is no version yet.
    StaleVersionError
        The newest version is another one than ``seen_version``.
    """
    history = runs.history(run_id)
    before = version_before(history)
    if before is None:
        raise DataError(say("Nothing can be taken back: no name, note or decision has been changed yet."))
    newest = max(history, key=lambda each: each.version)
    return runs.save_version(replace(before, version=seen_version), author, _BACK.get(newest.kind))


def agreements(jobs: Jobs, run_id: str, digest: str) -> list[JobInfo]:
    """Return the jobs by which people agreed to send a text of a run, the last one first."""
    return [job for job in _of_run(jobs, run_id) if json.loads(job.payload).get("agreed") == digest]


def last_outcome(jobs: Jobs, workspace: Path, run_id: str) -> tuple[JobInfo | None, Outcome | None]:
    """Return the last question about a run that has ended, and what became of it where it was answered."""
    job = next((job for job in _of_run(jobs, run_id) if not job.state.is_live), None)
    folder = workspace / job.result if job and job.result else None
    return job, read_outcome(folder) if folder and folder.is_dir() else None


def _of_run(jobs: Jobs, run_id: str) -> list[JobInfo]:
    return [job for job in jobs.jobs(JobKind.NAME) if json.loads(job.payload).get("run_id") == run_id]


def names_now(runs: Runs, run_id: str) -> dict[int, str]:
    """Return segment to the name that it has, as people, a model or the run gave it."""
    now = runs.segmentation(run_id)
    personas = with_numbers(read_results(runs.folder(run_id)), now).personas
    return {each.segment: str(now.name_of(each.segment, personas)) for each in personas}


def taken_over(
    outcome: Outcome, now: Segmentation, history: Iterable[Segmentation]
) -> tuple[dict[int, str], dict[int, str]]:
    """Return the names and notes with what holds of an outcome; notes of people stay."""
    by_people = _by_analysts([(version.author, version.notes) for version in _in_order(history)])
    kept = {segment: note for segment, note in now.notes.items() if segment not in outcome.names}
    return {**now.names, **outcome.names}, {**kept, **outcome.sentences, **by_people}


def _by_analysts(versions: Iterable[tuple[str, Mapping[int, str]]]) -> dict[int, str]:
    authors: dict[int, str] = {}
    before: Mapping[int, str] = {}
    for author, texts in versions:
        authors |= {segment: author for segment, text in texts.items() if before.get(segment) != text}
        before = texts
    return {segment: text for segment, text in before.items() if not authors[segment].startswith(AUTHOR)}


def _names(version: Segmentation) -> Mapping[int, str]:
    return version.names


def _notes(version: Segmentation) -> Mapping[int, str]:
    return version.notes


def _in_order(history: Iterable[Segmentation]) -> list[Segmentation]:
    return sorted(history, key=lambda version: version.version)
