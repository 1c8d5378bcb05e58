"""What analysts make of a run: names, notes and decisions, as a chain of versions. The run itself never changes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from core.sentences import say
from core.store.carried import CARRIED_OVER, Carried, CarriedState, Origin
from core.store.segment_decision import Approved, Decision, DecisionState
from core.store.shape_steps import StepKind
from core.types import Persona

START = -1
"""The parent of what an edit takes over for the run that it makes."""


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
    """Given once over all runs of a dataset; 0 for its first run as it came."""
    parent: int | None
    """The version it was made from; None for the run as it came, -1 for what an edit began with."""
    author: str
    created_at: datetime
    """UTC; the time of the run as it came."""
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
    def is_as_it_came(self) -> bool:
        """Whether it is the run as it came: nobody wrote, and nothing was taken over."""
        return self.parent is None

    @property
    def is_start(self) -> bool:
        """Whether an edit of segments began with it: what it holds was written of the version before."""
        return self.parent == START

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


def _put(texts: Mapping[int, str], others: Mapping[int, str]) -> dict[int, str]:
    """Return texts with others in their place; "" takes one away."""
    return {segment: text for segment, text in {**texts, **others}.items() if text}


def _tidy(texts: Mapping[int, str]) -> dict[int, str]:
    return {int(segment): text.strip() for segment, text in texts.items() if text.strip()}
