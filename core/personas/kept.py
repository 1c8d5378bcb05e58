"""Names that segments keep while others are named anew: whom nobody joined or left is called as before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from core.personas.candidates import Candidate
from core.personas.marks import Mark, stems
from core.personas.without_taste import is_number_alone, number_alone


@dataclass(frozen=True, slots=True)
class Kept:
    """What segments are called already."""

    generated: Mapping[int, str] = field(default_factory=dict)
    """Segment to the name that the run before found, of segments whom nobody joined or left since."""
    given: Mapping[int, str] = field(default_factory=dict)
    """Segment to the name that an analyst gave; no other segment is called like it."""

    def under(self, place_of: Callable[[int], int]) -> Kept:
        """Return the same under other numbers of segments."""
        return Kept(_under(self.generated, place_of), _under(self.given, place_of))

    def candidates_of(self, segment: int, found: list[Candidate], marks: list[Mark]) -> list[Candidate]:
        """Return the only candidate of a segment that keeps its name; else those that were found.

        It is made of the marks whose words the name holds.
        """
        name = self.generated.get(segment)
        if name is None:
            return found
        if is_number_alone(name):
            return [Candidate(number_alone(segment), (), is_kept=True)]
        words = stems(name)
        backed = tuple(mark for mark in marks if mark.text and stems(mark.text) <= words)
        return [Candidate(name, backed, _content(name), is_kept=True)]

    def others(self, segment: int) -> list[Candidate]:
        """Return what analysts call the other segments."""
        return [Candidate(name, (), _content(name)) for other, name in self.given.items() if other != segment]


NOTHING_KEPT = Kept()


def _under(names: Mapping[int, str], place_of: Callable[[int], int]) -> dict[int, str]:
    return {place_of(segment): name for segment, name in names.items()}


def _content(name: str) -> frozenset[str]:
    return frozenset(stems(name))
