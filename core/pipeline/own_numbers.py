"""Segment numbers of somebody else's: computed with 1 to k, and put back into what was found."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

import numpy as np

from core.clusterers.numbering import compact_labels
from core.errors import DataError
from core.results.run import Appraisal
from core.results.shown_numbers import sentence_with_numbers
from core.sentences import Sentence, say
from core.trust.across_k import AcrossK
from core.types import NOISE, IntArray, Labels

_FIELDS = frozenset({"segment", "nearest", "smallest"})
"""Fields that hold the number of a segment."""
_BY_NUMBER = frozenset({"distances"})
"""Fields whose keys are numbers of segments."""


@dataclass(frozen=True, slots=True)
class OwnNumbers:
    """The numbers that segments came with."""

    numbers: IntArray
    """(n_segments,) in order."""

    @property
    def are_consecutive(self) -> bool:
        """Whether they are 1 to k already."""
        return bool(np.array_equal(self.numbers, np.arange(1, len(self.numbers) + 1)))

    def place_of(self, number: int) -> int:
        """Return the number from 1 to k of a segment."""
        return int(np.searchsorted(self.numbers, number)) + 1

    def restore(self, found: Appraisal) -> Appraisal:
        """Return what was found under the numbers 1 to k, under the own numbers."""
        if self.are_consecutive:
            return found
        recommender = copy.copy(found.description.recommender)
        recommender.segments_ = self.numbers.astype(np.int32)
        described = replace(
            found.description,
            profiles=self._restored(found.description.profiles),
            personas=self._restored(found.description.personas),
            recommender=recommender,
        )
        return replace(
            found, description=described, trust=self._restored(found.trust), offers=self._restored(found.offers)
        )

    def _restored(self, value: Any) -> Any:
        if isinstance(value, Sentence):
            return sentence_with_numbers(value, self._own)
        if isinstance(value, AcrossK):
            return self._restored_over_k(value)
        if isinstance(value, tuple):
            return tuple(self._restored(each) for each in value)
        if not is_dataclass(value) or isinstance(value, type):
            return value
        return replace(
            value, **{each.name: self._field(each.name, getattr(value, each.name)) for each in fields(value)}
        )

    def _field(self, name: str, value: Any) -> Any:
        if name in _FIELDS and isinstance(value, int):
            return self._own(value)
        if name in _BY_NUMBER and isinstance(value, Mapping):
            return {self._own(number): inner for number, inner in value.items()}
        return self._restored(value)

    def _restored_over_k(self, found: AcrossK) -> AcrossK:
        """Restore the numbers of the run's own segments; at other numbers of segments they are numbered anew."""

        def own_at(k: int, number: int) -> int:
            return self._own(number) if k == found.k else number

        return replace(
            found,
            segments=tuple(
                replace(each, segment=own_at(each.k, each.segment), home=self._own(each.home))
                for each in found.segments
            ),
            links=tuple(
                replace(each, segment=own_at(each.k, each.segment), to_segment=own_at(each.to_k, each.to_segment))
                for each in found.links
            ),
            fates=tuple(replace(each, segment=self._own(each.segment)) for each in found.fates),
        )

    def _own(self, number: int) -> int:
        return number if number == NOISE else int(self.numbers[number - 1])


def read_labels(labels: Any) -> Labels:
    """Return labels as whole numbers of 32 bits.

    Raises
    ------
    DataError
        They are no row of whole numbers from -1 to 2,147,483,647.
    """
    values = np.asarray(labels)
    if values.ndim != 1 or (values.size and values.dtype.kind not in "biuf"):
        raise DataError(say("The labels are no row of numbers."), _hint())
    is_wrong = ~((values >= NOISE) & (values <= np.iinfo(np.int32).max) & (values == np.floor(values)))
    if is_wrong.any():
        wrong = values[is_wrong][0].item()
        raise DataError(say("{label} is no segment number.", label=str(wrong)), _hint())
    return values.astype(np.int32)


def own_numbers(labels: Labels) -> tuple[OwnNumbers, Labels]:
    """Return the numbers of the segments that occur, and the labels with 1 to k in their place; -1 stays."""
    numbers, places = compact_labels(labels)
    return OwnNumbers(numbers), places


def _hint() -> Sentence:
    return say("Give a whole number for each user, -1 for those in no segment.")
