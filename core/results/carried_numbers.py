"""Numbers that stay: which number each segment of a run has on pages, after those of an earlier one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from core.compute.matching import match_segments
from core.results.results import Results
from core.types import Labels, StrArray

STRONG_JACCARD = 0.5
"""From here on two segments are the same one (Hennig's "dissolved" lies below)."""
LEAST_KNOWN = 10
"""A match rests on at least so many users whom both runs know, or on all of a smaller segment."""
N_COLOURS = 24
"""Colours of segments on pages."""


@dataclass(frozen=True, slots=True, eq=False)
class OnTheWay:
    """A version that edits were made of, with the numbers that pages showed."""

    user_ids: StrArray
    numbers: Labels
    """(n_users,) -1 is unassigned."""


def are_same(jaccard: float, n_known: int, size: int) -> bool:
    """Whether a match is strong; of a segment of ``size`` users the earlier run knew ``n_known``."""
    return jaccard >= STRONG_JACCARD and n_known >= min(LEAST_KNOWN, size)


def numbers_of(
    strong: Mapping[int, int], had: Collection[int], on_the_way: Iterable[OnTheWay], results: Results
) -> dict[int, int]:
    """Return segment to the number that pages show; empty where all are the run's own.

    A segment that is new gets a number that none had so far, of a colour that no other segment has, as long as there
    is one.

    Parameters
    ----------
    strong
        The numbers of segments that match.
    had
        Numbers that segments of the earlier run have or had.
    on_the_way
        Versions of it, the last one first; a segment that is found there has its number from there, where it is free.
    """
    numbers = dict(strong)
    last = max(had)
    for version in on_the_way:
        last = max(last, int(version.numbers.max(initial=0)))
        for segment, number in _numbers_on_the_way(version, results).items():
            if segment not in numbers and number not in numbers.values():
                numbers[segment] = number
    if not numbers:
        return {}
    first = last + 1
    for segment in sorted(set(results.segments) - set(numbers)):
        free = [number for number in range(first, first + results.k + N_COLOURS) if number not in numbers.values()]
        colours = {number % N_COLOURS for number in numbers.values()}
        numbers[segment] = next((number for number in free if number % N_COLOURS not in colours), free[0])
    is_own = all(segment == number for segment, number in numbers.items())
    return {} if is_own else dict(sorted(numbers.items()))


def _numbers_on_the_way(version: OnTheWay, results: Results) -> dict[int, int]:
    """Return segment to number, of those that a version had already."""
    _ids, rows, earlier_rows = np.intersect1d(results.user_ids, version.user_ids, return_indices=True)
    found = match_segments(results.labels[rows], version.numbers[earlier_rows], STRONG_JACCARD)
    sizes = {profile.segment: profile.size for profile in results.profiles}
    pairs = zip(
        found.segments.tolist(), found.partners.tolist(), found.jaccard.tolist(), found.sizes.tolist(), strict=True
    )
    return {
        segment: number for segment, number, jaccard, n_known in pairs if are_same(jaccard, n_known, sizes[segment])
    }
