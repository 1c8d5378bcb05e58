"""One history of edited segments: edits and steps between versions, and what analysts wrote of each version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.sentences import Sentence, say
from core.store.segmentations import NO_MARK, Segmentation
from core.store.shape_steps import Step, StepKind
from core.views.decisions import decision_sentence

WRITTEN = "written"
"""The kind of what is no step: a name, a note, a colour, a setting aside or a decision."""
_PARTS = ("names", "notes", "marks", "decisions")


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the history."""

    at: datetime
    """UTC."""
    author: str
    kind: str
    """Of a step, or ``WRITTEN``."""
    run_id: str
    """The version that it led to, or was written of."""
    what: tuple[str, ...]
    """Sentences; of a step back to any version none."""
    n_users: int = 0
    step: int = 0
    """Its number; 0 for what is no step."""
    label: str = ""


def history_of(
    steps: Sequence[Step], written: Mapping[str, Sequence[Segmentation]], shorts: Mapping[str, Sequence[str]]
) -> list[Event]:
    """Return the whole history, newest first.

    Parameters
    ----------
    steps
        Of the segments.
    written
        Run to the versions of what analysts wrote of it, in any order, of each version of the segments.
    shorts
        Run to what its edits did, in a few words for each.
    """
    given = _given_with(steps, written)
    events = [
        Event(
            each.created_at,
            each.author,
            str(each.kind),
            each.run_id,
            (*_done(each, shorts), *given.get(each.step, ())),
            each.n_users,
            each.step,
            each.label,
        )
        for each in steps
    ]
    for versions in written.values():
        events += _written(versions)
    return sorted(events, key=lambda each: (each.at, each.step), reverse=True)


def _given_with(steps: Sequence[Step], written: Mapping[str, Sequence[Segmentation]]) -> dict[int, list[Sentence]]:
    """Return what was written with each edit, by the number of its step: the last one before that was written."""
    given: dict[int, list[Sentence]] = {}
    for start in (each for versions in written.values() for each in versions if each.is_start):
        made = [each for each in steps if each.kind is StepKind.EDIT and each.run_id == start.run_id]
        before = [each for each in made if each.created_at <= start.created_at]
        if before:
            step = max(before, key=lambda each: each.step)
            earlier = [each for each in written.get(step.from_run_id, ()) if each.created_at <= start.created_at]
            parent = max(earlier, key=lambda each: each.version, default=None)
            given.setdefault(step.step, []).extend(_given(start, parent))
    return given


def _done(step: Step, shorts: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Say what a step did."""
    yield from step.what
    if step.kind is StepKind.UNDO:
        yield from (say("Undone: {what}.", what=each) for each in shorts.get(step.from_run_id, ()))
    if step.kind is StepKind.LEAVE:
        yield say("The edits of the run before were left out.")
    if step.kind is StepKind.REDO:
        yield from (say("Done again: {what}.", what=each) for each in shorts.get(step.run_id, ()))


def _written(versions: Sequence[Segmentation]) -> Iterator[Event]:
    by_number = {each.version: each for each in versions}
    for version in versions:
        if version.is_carried_over or version.is_start:
            continue
        if changes := tuple(_changes(by_number.get(version.parent or 0), version)):
            yield Event(version.created_at, version.author, WRITTEN, version.run_id, changes)


def _given(start: Segmentation, parent: Segmentation | None) -> Iterator[Sentence]:
    """Say what was given with an edit, beside what was written of the version before it."""
    new = {part: _new_in(start, parent, part) for part in ("names", "notes", "marks")}
    for segment in sorted({each for segments in new.values() for each in segments}):
        if segment in new["names"]:
            yield _name_given(start, segment)
        if segment in new["notes"]:
            yield _note_given(start, segment)
        if segment in new["marks"]:
            yield from _marked(None, start, segment)


def _new_in(start: Segmentation, parent: Segmentation | None, part: str) -> list[int]:
    """Return the segments of which the version before does not say the same in one part."""
    return [segment for segment, value in _of(start, part).items() if _of(parent, part).get(segment) != value]


def _changes(before: Segmentation | None, after: Segmentation) -> Iterator[Sentence]:
    if _places(before) != _places(after):
        yield say("The order of segments was changed.")
    for segment in sorted({each for part in _PARTS for each in (*_of(before, part), *_of(after, part))}):
        number = after.number_of(segment)
        was, now = (_of(each, "names").get(segment, "") for each in (before, after))
        if now and now != was:
            yield _name_given(after, segment)
        elif was != now:
            yield say("The name “{name}” of segment {segment} was taken back.", name=was, segment=number)
        was, now = (_of(each, "notes").get(segment, "") for each in (before, after))
        if now and now != was:
            yield _note_given(after, segment)
        elif was != now:
            yield say("The note on segment {segment} was taken away.", segment=number)
        yield from _marked(before, after, segment)
        earlier, later = (decision_sentence(_of(each, "decisions").get(segment)) for each in (before, after))
        if later and later != earlier:
            yield say("Segment {segment} is {decision}.", segment=number, decision=later)
        elif later != earlier:
            yield say("The decision on segment {segment} was taken back.", segment=number)


def _marked(before: Segmentation | None, after: Segmentation, segment: int) -> Iterator[Sentence]:
    was, now = (_of(each, "marks").get(segment, NO_MARK) for each in (before, after))
    number = after.number_of(segment)
    if was.colour != now.colour:
        yield say("Segment {segment} has another colour.", segment=number)
    if now.is_set_aside and not was.is_set_aside:
        yield say("Segment {segment} was set aside.", segment=number)
    if was.is_set_aside and not now.is_set_aside:
        yield say("Segment {segment} is acted on again.", segment=number)


def _places(version: Segmentation | None) -> dict[int, int]:
    return {segment: mark.place for segment, mark in _of(version, "marks").items() if mark.place}


def _name_given(version: Segmentation, segment: int) -> Sentence:
    number, name = version.number_of(segment), version.names[segment]
    return say("Segment {segment} was named “{name}”.", segment=number, name=name)


def _note_given(version: Segmentation, segment: int) -> Sentence:
    number, note = version.number_of(segment), version.notes[segment]
    return say("The note on segment {segment} is now: {note}", segment=number, note=note)


def _of(version: Segmentation | None, part: str) -> Mapping[int, Any]:
    return getattr(version, part) if version else {}
