"""Who are these: the users inside a shape or a filter, against everybody."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.results.results import Results
from core.shaping.rule import Compared, Named, Rule, all_of, any_of
from core.types import NOISE, BoolArray, Column

SHARE_OF_SEGMENT = "share_of_segment"
SELECTION_COLUMNS = (
    Column.SEGMENT,
    Column.PERSONA,
    Column.COUNT,
    Column.SHARE,
    SHARE_OF_SEGMENT,
    Column.PROBABILITY,
    Column.SILHOUETTE,
)
Range = tuple[float, float]
SHARES: Range = (0.0, 1.0)
"""All of what is from 0 to 1."""
SILHOUETTES: Range = (-1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Selection:
    """The users that were chosen, in figures."""

    is_selected: BoolArray
    """(n_users,)."""
    n_selected: int
    n_users: int
    probability: float
    """Mean over the chosen users; NaN when there is none."""
    silhouette: float
    by_segment: pd.DataFrame
    """``SELECTION_COLUMNS``, most users first: count, share of the selection, share of the segment, means."""


def filter_rule(
    segments: Collection[int] = (),
    interests: Collection[str] = (),
    ranges: Mapping[str, tuple[Range, Range]] | None = None,
) -> Rule | None:
    """Return the rule of being in one of the segments, of one of the main interests, and within all ranges.

    Parameters
    ----------
    segments, interests
        Numbers, and names; none of them means any.
    ranges
        Name of a figure to the range that is asked for, ends included, and to the whole one, which asks for nothing.
    """
    parts = [
        any_of([Named("segment", str(each)) for each in segments]),
        any_of([Named("interest", each) for each in interests]),
        *(within(name, *ends) for name, ends in (ranges or {}).items()),
    ]
    return all_of([each for each in parts if each])


def within(name: str, wanted: Range, whole: Range) -> Rule | None:
    """Return the rule of a figure being within a range, ends included; None where that is all of it."""
    low, high = wanted
    ends = [Compared(name, ">=", low)] if low > whole[0] else []
    ends += [Compared(name, "<=", high)] if high < whole[1] else []
    return all_of(ends)


def selection_of(results: Results, is_selected: BoolArray) -> Selection:
    """Count the chosen users by segment."""
    names = {persona.segment: persona.name for persona in results.personas}
    n_selected = int(np.count_nonzero(is_selected))
    rows = []
    for segment in (*results.segments, NOISE):
        own = results.labels == segment
        chosen = own & is_selected
        count = int(np.count_nonzero(chosen))
        if count:
            shares = count / n_selected, count / int(np.count_nonzero(own))
            means = float(results.probabilities[chosen].mean()), float(results.silhouettes[chosen].mean())
            rows.append((segment, names.get(segment, ""), count, *shares, *means))
    by_segment = pd.DataFrame(rows, columns=list(SELECTION_COLUMNS))
    by_segment = by_segment.sort_values(Column.COUNT, ascending=False, kind="stable", ignore_index=True)
    probability, silhouette = (
        float(values[is_selected].mean()) if n_selected else float("nan")
        for values in (results.probabilities, results.silhouettes)
    )
    return Selection(is_selected, n_selected, results.n_users, probability, silhouette, by_segment)
