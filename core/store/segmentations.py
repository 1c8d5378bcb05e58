"""What analysts make of a run: names, notes and decisions, as a chain of versions. The run itself never changes."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from core.errors import StoreError
from core.sentences import say
from core.settings import author_words
from core.store.carried import BY_MODEL, CARRIED_OVER, Carried, CarriedState, Origin, origin_from_text, origin_to_text
from core.store.clock import now
from core.store.segment_decision import Approved, Decision, DecisionState, decisions_from_text, decisions_to_text
from core.store.shape_steps import StepKind
from core.types import Persona

if TYPE_CHECKING:
    import duckdb

    from core.store.store import Store

_COLUMNS = "run_id, version, parent, author, created_at, names, notes, numbers, origin, decisions, marks, kind"
_START = -1
"""The parent of what an edit takes over for the run that it makes."""
_HISTORY = f"select {_COLUMNS} from segmentations where run_id = ? order by version desc"  # noqa: S608 - our own names
_ADD = f"insert into segmentations ({_COLUMNS}) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 - our own names
_HIGHEST = """
with one as (select dataset_id from runs where run_id = ?)
select coalesce(max(version), 0) from (
    select segmentations.version from segmentations join runs using (run_id) join one using (dataset_id)
    union all select version from given_versions join one using (dataset_id))"""
_BY_ANALYSTS = (
    "select run_id, max(created_at) from segmentations where author <> ? and not starts_with(author, ?) group by run_id"
)


@dataclass(frozen=True, slots=True)
class Mark:
    """How analysts have pages show a segment, and whether it is acted on."""

    colour: int | None = None
    """The number whose colour it has; None for its own."""
    is_set_aside: bool = False
    """Whether nobody is to act on it: files for campaigns leave it out."""
    place: int | None = None
    """In lists and pickers, from 1; None after those that have one, in the usual order."""


NO_MARK = Mark()


@dataclass(frozen=True, slots=True)
class Segmentation:
    """One version of what analysts made of a run."""

    run_id: str
    version: int
    """Counted over all runs of a dataset, from 1; 0 when nobody wrote yet."""
    parent: int | None
    """The version it was made from, 0 for the run as it came; None for version 0; -1 for what an edit began with."""
    author: str
    created_at: datetime
    """UTC; the time of the run for version 0."""
    names: Mapping[int, str]
    """Segment to name, of renamed segments only."""
    notes: Mapping[int, str]
    """Segment to note."""
    numbers: Mapping[int, int] = field(default_factory=dict)
    """Segment to the number that pages show, where it is not the run's own."""
    origin: Origin | None = None
    """What was carried over from an earlier run; None where nothing was."""
    decisions: Mapping[int, Decision] = field(default_factory=dict)
    """Segment to what was decided on it, of segments on which something was."""
    marks: Mapping[int, Mark] = field(default_factory=dict)
    """Segment to its colour, and whether it is set aside, where an analyst set it."""
    kind: StepKind | None = None
    """Whether it changed something, or undid or redid a change; None for a version of an earlier program."""
    approved_in: Mapping[int, int] = field(default_factory=dict)
    """Segment to the name version in which it was approved, where ``as_approved`` took that one; not stored."""

    @property
    def is_start(self) -> bool:
        """Whether an edit of segments began with it: what it holds was written of the version before."""
        return self.parent == _START

    @property
    def is_carried_over(self) -> bool:
        """Whether no analyst wrote this version."""
        return self.author == CARRIED_OVER

    def number_of(self, segment: int) -> int:
        """Return the number of a segment that pages show, -1 for the unassigned."""
        return self.numbers.get(segment, segment)

    def mark_of(self, segment: int) -> Mark:
        """Return the colour of a segment, and whether it is set aside."""
        return self.marks.get(segment, NO_MARK)

    @property
    def set_aside(self) -> tuple[int, ...]:
        """The segments that nobody is to act on."""
        return tuple(segment for segment, mark in sorted(self.marks.items()) if mark.is_set_aside)

    @property
    def not_acted_on(self) -> tuple[int, ...]:
        """The segments that were set aside or rejected: lists of people on pages leave them out unless asked."""
        rejected = (each for each, decided in self.decisions.items() if decided.state is DecisionState.REJECTED)
        return tuple(sorted({*self.set_aside, *rejected}))

    def marked(self, segment: int, mark: Mark) -> Segmentation:
        """Return the same with another mark on a segment."""
        marks = {key: each for key, each in self.marks.items() if key != segment}
        return replace(self, marks={**marks, **({segment: mark} if mark != NO_MARK else {})})

    def in_order(self, segments: Iterable[int]) -> list[int]:
        """Return segments in the order of an analyst; those without a place stay in theirs, after the others."""
        return sorted(segments, key=lambda each: self.mark_of(each).place or math.inf)

    def reordered(self, segments: Sequence[int]) -> Segmentation:
        """Return the same with places for segments in this order, and none for the others."""
        made = self
        for segment in {*self.marks, *segments}:
            place = segments.index(segment) + 1 if segment in segments else None
            made = made.marked(segment, replace(made.mark_of(segment), place=place))
        return made

    def name_of(self, segment: int, personas: Iterable[Persona]) -> str:
        """Return the name that an analyst gave, else the persona's, else "Segment 3"."""
        given = {persona.segment: persona.name for persona in personas} | dict(self.names)
        return given.get(segment, say("Segment {segment}", segment=self.number_of(segment)))

    def renamed(self, names: Mapping[int, str], notes: Mapping[int, str]) -> Segmentation:
        """Return the same with exactly these names and notes; nothing is open of a segment whose name changes."""
        made = replace(self, names=_tidy(names), notes=_tidy(notes))
        for each in self.origin.segments if self.origin else ():
            if made.origin and each.is_open and self.names.get(each.segment) != made.names.get(each.segment):
                state = CarriedState.KEPT if each.state is CarriedState.STALE else CarriedState.REFUSED
                made = replace(made, origin=made.origin.settled(each.segment, state))
        return made

    def decided(self, segment: int, decision: Decision | None) -> Segmentation:
        """Return the same with another decision on a segment; None takes it back."""
        kept = {key: each for key, each in self.decisions.items() if key != segment}
        return replace(self, decisions={**kept, segment: decision} if decision else kept)

    def decided_before(self, segment: int) -> Carried | None:
        """Return the match by which a decision of an earlier run waits to be confirmed; None where none does."""
        found = self.origin.of_segment(segment) if self.origin else None
        return found if found and found.decided and segment not in self.decisions else None

    def wording(self, segment: int) -> Approved:
        """Return how a segment is called in this version."""
        name, note = self.names.get(segment, ""), self.notes.get(segment, "")
        return Approved(version=self.version, name=name, note=note, number=self.number_of(segment))

    def as_approved(self) -> Segmentation:
        """Return the same with name, note and number of each approved segment as they were approved."""
        found = {segment: decided.approved for segment, decided in self.decisions.items() if decided.approved}
        numbers = {each: kept.number for each, kept in found.items() if kept.number != self.number_of(each)}
        return replace(
            self,
            names=_put(self.names, {each: kept.name for each, kept in found.items()}),
            notes=_put(self.notes, {each: kept.note for each, kept in found.items()}),
            numbers={**self.numbers, **numbers},
            approved_in={each: kept.version for each, kept in found.items()},
        )

    def version_of(self, segment: int) -> int:
        """Return the name version in which a segment is called as it is here, where that is an approved one."""
        return self.approved_in.get(segment, self.version)

    def approved_or_own_version(self, segment: int) -> int:
        """Return the name version in which a segment was approved where it is called as it was then, else this one."""
        decided = self.decisions.get(segment)
        then = decided.approved if decided else None
        is_same = then is not None and replace(self.wording(segment), version=then.version) == then
        return then.version if then and is_same else self.version_of(segment)

    def answered(self, segment: int, *, takes: bool) -> Segmentation:
        """Return the same after an analyst's answer on what is open of a segment; nothing changes where nothing is.

        A weak match that is taken gives name, note and number; a stale name that is not kept goes.
        """
        asked = self.origin.of_segment(segment) if self.origin else None
        if self.origin is None or asked is None or not asked.is_open:
            return self
        is_weak = asked.state is CarriedState.ASKED
        state = CarriedState.REFUSED if not takes else CarriedState.TAKEN if is_weak else CarriedState.KEPT
        made = replace(self, origin=self.origin.settled(segment, state))
        if takes and is_weak:
            notes = {segment: asked.note} if asked.note else {}
            names = {segment: asked.name} if asked.name else {}
            numbers = self._renumbered(segment, asked.number)
            return replace(made, names={**self.names, **names}, notes={**self.notes, **notes}, numbers=numbers)
        if not takes and not is_weak:
            return replace(made, names={key: name for key, name in self.names.items() if key != segment})
        return made

    def _renumbered(self, segment: int, number: int) -> dict[int, int]:
        """Return the numbers with another one for a segment; one that is shown so already takes over its number."""
        own = number if number not in self.numbers else segment
        other = next((each for each, shown in self.numbers.items() if shown == number), own)
        return {**self.numbers, other: self.number_of(segment), segment: number}


class StaleVersionError(StoreError):
    """Somebody saved a newer version meanwhile.

    Attributes
    ----------
    current
        The version that stands.
    """

    def __init__(self, current: Segmentation, seen_version: int) -> None:
        super().__init__(
            say(
                "While you worked on name version {seen_version}, {author} saved name version {version}.",
                author=author_words(current.author),
                version=current.version,
                seen_version=seen_version,
            ),
            say("Compare both, and save yours on top if it should stand."),
        )
        self.current = current


def read_history(store: Store, run_id: str) -> list[Segmentation]:
    """Return all versions, newest first; none when nobody wrote."""
    return [_segmentation(row) for row in store.rows(_HISTORY, [run_id])]


def written_by_analysts(store: Store) -> dict[str, datetime]:
    """Return when an analyst last wrote about each run, by its id."""
    return dict(store.rows(_BY_ANALYSTS, [CARRIED_OVER, BY_MODEL]))


def add_version(
    store: Store, current: Segmentation, wanted: Segmentation, author: str, kind: StepKind | None = StepKind.EDIT
) -> Segmentation:
    """Write a version after ``current``; ``wanted`` is the version that the writer saw, with the changes.

    Raises
    ------
    StaleVersionError
        The writer saw another version than ``current``.
    """
    if wanted.version != current.version:
        raise StaleVersionError(current, wanted.version)
    with store.transaction() as con:
        return insert_version(con, wanted, author, kind)


def insert_version(
    con: duckdb.DuckDBPyConnection, seen: Segmentation, author: str, kind: StepKind | None = StepKind.EDIT
) -> Segmentation:
    """Write a version after ``seen``, with what it holds, inside a transaction."""
    return _insert(con, replace(seen, parent=seen.version, author=author, created_at=now(), kind=kind))


def insert_start(con: duckdb.DuckDBPyConnection, seen: Segmentation, author: str) -> Segmentation:
    """Write what an edit takes over for a run that it makes, or gives one that it makes again, inside a transaction."""
    return _insert(con, replace(seen, parent=_START, author=author, created_at=now(), kind=StepKind.EDIT))


def _insert(con: duckdb.DuckDBPyConnection, seen: Segmentation) -> Segmentation:
    """Write it under a number above those of all runs of the dataset: a code with a higher one is a later audience."""
    row = con.execute(_HIGHEST, [seen.run_id]).fetchone()
    made = replace(seen, version=max(seen.version, row[0] if row else 0) + 1)
    texts = [json.dumps(part, ensure_ascii=False) for part in (made.names, made.notes, made.numbers)]
    about = [made.run_id, made.version, made.parent, made.author, made.created_at]
    marks = msgspec.json.encode({str(segment): mark for segment, mark in made.marks.items()}).decode()
    parts = [origin_to_text(made.origin), decisions_to_text(made.decisions), marks]
    con.execute(_ADD, [*about, *texts, *parts, made.kind])
    return made


def _put(texts: Mapping[int, str], others: Mapping[int, str]) -> dict[int, str]:
    """Return texts with others in their place; "" takes one away."""
    return {segment: text for segment, text in {**texts, **others}.items() if text}


def _tidy(texts: Mapping[int, str]) -> dict[int, str]:
    return {int(segment): text.strip() for segment, text in texts.items() if text.strip()}


def _segmentation(row: tuple[Any, ...]) -> Segmentation:
    names, notes, numbers = ({int(segment): part for segment, part in json.loads(each).items()} for each in row[5:8])
    marks = msgspec.json.decode(row[10] or "{}", type=dict[int, Mark])
    origin, decisions = origin_from_text(row[8]), decisions_from_text(row[9])
    kind = StepKind(row[11]) if row[11] else None
    run_id, version, parent, author, created_at = row[:5]
    about = (names, notes, numbers, origin, decisions, marks, kind)
    return Segmentation(run_id, version, parent, author, created_at, *about)
