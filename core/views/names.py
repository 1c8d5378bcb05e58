"""Names of segments: what analysts called them, everywhere, and saving new ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

import pandas as pd

from core.errors import DataError
from core.results.results import Results
from core.results.tables import UNASSIGNED
from core.sentences import say
from core.store.carried import CarriedState
from core.store.naming_history import StaleVersionError
from core.types import NOISE, Column, Persona
from core.views.carried import decided_in_short
from core.views.decisions import Versions, decision_sentence

if TYPE_CHECKING:
    from core.store.runs import Segmentation

MAX_NAME_LENGTH = 80
MAX_NOTE_LENGTH = 1_000
VERSION, WHEN, WHO, WHAT, BEFORE, AFTER = "version", "when", "who", "what", "before", "after"
MATCH = "match"
"""What changes where an analyst answers on a name that was carried over."""
DECISION = "decision"
"""What changes where somebody decides on a segment."""
HISTORY_COLUMNS = (VERSION, WHEN, WHO, Column.SEGMENT, WHAT, BEFORE, AFTER)
_SENTENCES = ((5, BEFORE), (6, AFTER))
"""Places of columns that may hold sentences, which a column of texts would lose."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What an analyst says about one segment."""

    segment: int
    name: str
    """Empty for the run's own name."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an analyst says on a name that waits."""

    segment: int
    takes: bool
    """Whether the segment gets the name, or keeps a stale one."""
    author: str


class Saver(Protocol):
    """What keeps the versions of a segmentation."""

    def save_segmentation(
        self, run_id: str, names: Mapping[int, str], notes: Mapping[int, str], seen_version: int
    ) -> Segmentation:
        """Write a new version; raise ``StaleVersionError`` when there is a later one than ``seen_version``."""


class SegmentLabels(dict[int, str]):
    """How segments are called, by segment, with the numbers by which they get their colours."""

    def __init__(self, texts: Mapping[int, str], numbers: Mapping[int, int] | None = None) -> None:
        super().__init__(texts)
        self._numbers = numbers or {}

    def number_of(self, segment: int) -> int:
        """Return the number of a segment that pages show; -1 stays."""
        return self._numbers.get(segment, segment)

    def with_texts(self, texts: Mapping[int, str]) -> SegmentLabels:
        """Return other texts with the same numbers."""
        return SegmentLabels(texts, self._numbers)


def labels_of(results: Results) -> SegmentLabels:
    """Return how segments are called in pickers and charts, "3 · Tea buyers"; -1 is unassigned."""
    numbers = {segment: results.number_of(segment) for segment in results.segments}
    names = {each.segment: f"{results.number_of(each.segment)} \N{MIDDLE DOT} {each.name}" for each in results.personas}
    return SegmentLabels({**names, NOISE: UNASSIGNED}, numbers)


def shown_name(results: Results, segment: int) -> str:
    """Return number and name of a segment for a sentence: "7. Tea buyers"."""
    return f"{results.number_of(segment)}. {results.names[segment]}"


def numbered_name(results: Results, segment: int) -> str:
    """Return the same for whoever has the files, with its number there where that is another.

    "7. Tea buyers", or "7. Tea buyers (2 in files)".
    """
    found = shown_name(results, segment)
    return found if results.number_of(segment) == segment else f"{found} ({segment} in files)"


def wording_of(segmentation: Segmentation, segment: int, personas: Sequence[Persona]) -> Wording:
    """Return name and note of a segment in a version; ``personas`` are those of the run, under its own names."""
    return Wording(segment, segmentation.name_of(segment, personas), segmentation.notes.get(segment, ""))


def save_wording(saver: Saver, seen: Segmentation, personas: Sequence[Persona], wording: Wording) -> Segmentation:
    """Save name and note of one segment; an empty name, or the run's own, takes the analyst's name back.

    Nothing is written when nothing changes.

    Parameters
    ----------
    seen
        The version that the writer saw. When a later one left this segment alone, it is built upon.
    personas
        Of the run, under its own names.

    Raises
    ------
    DataError
        Another segment has the name, or a text is too long.
    StaleVersionError
        Somebody has changed this segment since.
    """
    wording = replace(wording, name=" ".join(wording.name.split()), note=wording.note.strip())
    try:
        return _save(saver, seen, personas, wording)
    except StaleVersionError as error:
        if wording_of(error.current, wording.segment, personas) != wording_of(seen, wording.segment, personas):
            raise
        return _save(saver, error.current, personas, wording)


def answer(versions: Versions, seen: Segmentation, personas: Sequence[Persona], asked: Answer) -> Segmentation:
    """Save an analyst's answer on a name that was carried over.

    Where somebody saved a version meanwhile, the answer is built upon it, as long as the question is still open.

    Raises
    ------
    DataError
        The name is to be taken, and another segment has it.
    """
    open_one = seen.origin.of_segment(asked.segment) if seen.origin else None
    if open_one and asked.takes and open_one.state is CarriedState.ASKED:
        own = {persona.segment: persona.name for persona in personas}
        _check(Wording(asked.segment, open_one.name, open_one.note), {**own, **seen.names}, seen)
    made = seen.answered(asked.segment, takes=asked.takes)
    if made is seen:
        return seen
    try:
        return versions.save_version(made, asked.author)
    except StaleVersionError as error:
        return answer(versions, error.current, personas, asked)


def history_frame(versions: Sequence[Segmentation], personas: Sequence[Persona]) -> pd.DataFrame:
    """Return every change of a name, a note or a decision, latest first, from versions in any order.

    Version 0 is the run as it came; ``personas`` are those of the run, under its own names.
    """
    ordered = sorted(versions, key=lambda version: version.version)
    rows = [row for place, version in enumerate(ordered) for row in _changes(ordered[:place], version, personas)]
    frame = pd.DataFrame(rows[::-1], columns=list(HISTORY_COLUMNS))
    sentences = {name: pd.Series([row[place] for row in rows[::-1]], dtype=object) for place, name in _SENTENCES}
    return frame.assign(**sentences)


def authors_of(versions: Sequence[Segmentation], personas: Sequence[Persona]) -> dict[int, str]:
    """Return who gave each segment the name that it has: an author of a version; "" where the run itself did."""
    newest = max(versions, key=lambda version: version.version)
    changes = history_frame(versions, personas)
    changes = changes[changes[WHAT] == Column.NAME]
    found = {}
    for persona in personas:
        is_own = newest.name_of(persona.segment, personas) == persona.name
        by = changes.loc[changes[Column.SEGMENT] == newest.number_of(persona.segment), WHO]
        found[persona.segment] = "" if is_own or by.empty else str(by.iloc[0])
    return found


def _save(saver: Saver, base: Segmentation, personas: Sequence[Persona], wording: Wording) -> Segmentation:
    own = {persona.segment: persona.name for persona in personas}
    _check(wording, {**own, **base.names}, base)
    _check_approved(wording, {**own, **base.as_approved().names}, base)
    name = "" if wording.name == own.get(wording.segment) else wording.name
    names, notes = _put(base.names, wording.segment, name), _put(base.notes, wording.segment, wording.note)
    if (names, notes) == (base.names, base.notes):
        return base
    return saver.save_segmentation(base.run_id, names, notes, base.version)


def _put(texts: Mapping[int, str], segment: int, text: str) -> dict[int, str]:
    kept = {key: value for key, value in texts.items() if key != segment}
    return {**kept, segment: text} if text else kept


def _check(wording: Wording, names: Mapping[int, str], base: Segmentation) -> None:
    for text, limit in ((wording.name, MAX_NAME_LENGTH), (wording.note, MAX_NOTE_LENGTH)):
        if len(text) > limit:
            raise DataError(
                say("The text has {n:,} characters, at most {limit:,} are kept.", n=len(text), limit=limit),
                say("Shorten it."),
            )
    for segment, name in names.items():
        if segment != wording.segment and name.casefold() == wording.name.casefold():
            raise DataError(
                say("Segment {segment} is already called “{name}”.", segment=base.number_of(segment), name=name),
                say("Choose a name that no other segment has."),
            )


def _check_approved(wording: Wording, names: Mapping[int, str], base: Segmentation) -> None:
    """Raise ``DataError`` for a name under which another segment was approved: files have that one."""
    for segment, decided in base.decisions.items():
        if (
            decided.approved
            and segment != wording.segment
            and names.get(segment, "").casefold() == wording.name.casefold()
        ):
            raise DataError(
                say(
                    "Segment {segment} was approved as “{name}”.", segment=base.number_of(segment), name=names[segment]
                ),
                say("Choose a name that no other segment has."),
            )


def _changes(
    earlier: Sequence[Segmentation], version: Segmentation, personas: Sequence[Persona]
) -> Iterator[tuple[object, ...]]:
    before = next((other for other in earlier if other.version == version.parent), None)
    for persona in personas:
        segment, number = persona.segment, version.number_of(persona.segment)
        new = wording_of(version, segment, personas)
        old = wording_of(before, segment, personas) if before else Wording(segment, persona.name)
        for what, was, is_now in ((Column.NAME, old.name, new.name), ("note", old.note, new.note)):
            if was != is_now:
                yield version.version, version.created_at, version.author, number, what, was, is_now
        was, is_now = (_decided(each, segment) for each in (before, version))
        if was != is_now:
            yield version.version, version.created_at, version.author, number, DECISION, was, is_now
        was_open, is_answered = (_state(each, segment) for each in (before, version))
        if was_open != is_answered and was_open is not None:
            yield version.version, version.created_at, version.author, number, MATCH, was_open, is_answered


def _decided(version: Segmentation | None, segment: int) -> str:
    """Return what stands decided on a segment, else what waits from an earlier run; "" for nothing."""
    if version is None:
        return ""
    return decision_sentence(version.decisions.get(segment)) or decided_in_short(version, segment)


def _state(version: Segmentation | None, segment: int) -> str | None:
    """Return what became of the name that a segment was to take over; None where there was none."""
    carried = version.origin.of_segment(segment) if version and version.origin else None
    return str(carried.state) if carried else None
