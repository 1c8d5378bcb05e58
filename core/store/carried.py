"""What a version of a run's names took over from the names of an earlier run, and what is still open of it."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import msgspec

from core.store.segment_decision import DecidedBefore

CARRIED_OVER = "carried over"
"""The author of a version with the names of an earlier run."""
BY_MODEL = "model "
"""How the author of a version with the names of a language model begins."""


class CarriedState(StrEnum):
    """What became of a name or a note of the earlier run."""

    CARRIED = "carried"
    """Taken over: the segments are much the same."""
    STALE = "stale"
    """Taken over, but members or interests have changed: an analyst should look at it."""
    ASKED = "asked"
    """Not taken over: the match is weak, and an analyst is asked."""
    TAKEN = "taken"
    """Taken over by an analyst's answer."""
    REFUSED = "refused"
    """Left by an analyst's answer."""
    KEPT = "kept"
    """An analyst looked at a stale one and kept it."""


OPEN_STATES = (CarriedState.STALE, CarriedState.ASKED)
"""Those that wait for an analyst."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """A segment with the segment of the earlier run that it matches."""

    segment: int
    from_segment: int
    share: float
    """Share of the segment's users, of those whom the earlier run knew, who were in that segment."""
    jaccard: float
    """Users in both over users in either, of those whom both runs know."""
    known_share: float
    """Share of the segment's users whom the earlier run knew."""
    state: CarriedState
    number: int
    """That pages show for the earlier segment."""
    name: str = ""
    """That an analyst gave; "" where none did."""
    note: str = ""
    lost_interests: tuple[str, ...] = ()
    """What its users liked most and nothing is stated of any more, where interests have changed."""
    decided: DecidedBefore | None = None
    """What was decided on the earlier segment; None where nothing was."""
    is_set_aside: bool = False
    """Whether the earlier segment was set aside, and the match is strong: then this one is."""

    @property
    def is_open(self) -> bool:
        """Whether it waits for an analyst."""
        return self.state in OPEN_STATES


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplaced:
    """A name, a note, a decision or a setting aside that no segment took over."""

    name: str
    note: str
    is_taken: bool = False
    """Whether its segment has a name of its own here; else no segment matches it."""
    decided: DecidedBefore | None = None
    """What was decided on it, where no segment matches it well."""
    set_aside: str = ""
    """How it was called, where it was set aside and no segment matches it well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where names, notes and numbers were carried over from."""

    run_id: str
    """The earlier run, or the folder of its files."""
    version: int
    """Of the earlier run's names."""
    n_common: int
    """Users whom both runs know."""
    segments: tuple[Carried, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    why_nothing: str = ""
    """Why nothing could be carried over; "" where something could."""

    @property
    def is_of_numbers_alone(self) -> bool:
        """Whether the earlier run had neither names nor notes: then only numbers follow it."""
        texts = [(each.name, each.note) for each in self.segments]
        texts += [(each.name, each.note) for each in self.unplaced]
        return not (self.why_nothing or any(name or note for name, note in texts))

    def of_segment(self, segment: int) -> Carried | None:
        """Return what a segment took over."""
        return next((each for each in self.segments if each.segment == segment), None)

    def in_state(self, state: CarriedState) -> tuple[Carried, ...]:
        """Return what is in a state."""
        return tuple(each for each in self.segments if each.state is state)

    def settled(self, segment: int, state: CarriedState) -> Origin:
        """Return the same with one segment in another state."""
        segments = (replace(each, state=state) if each.segment == segment else each for each in self.segments)
        return replace(self, segments=tuple(segments))


def origin_to_text(origin: Origin | None) -> str | None:
    """Return JSON, None for None."""
    if origin is None:
        return None
    plain: Any = msgspec.to_builtins(origin, enc_hook=str.__str__)
    return json.dumps(plain, ensure_ascii=False)


def origin_from_text(text: str | None) -> Origin | None:
    """Read what ``origin_to_text`` returned."""
    return None if text is None else msgspec.json.decode(text, type=Origin)
