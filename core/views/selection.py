"""Who are these: the users inside a shape or a filter, against everybody."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.profiles.facts import Facts, membership
from core.profiles.lifts import evidence_of, over_indexed
from core.results.results import Results
from core.types import NOISE, BoolArray, Column, Lift

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
WHOLE: Range = (0.0, 1.0)
"""The range of what is from 0 to 1."""


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


def choose_users(
    results: Results,
    drawn: BoolArray | None = None,
    segments: Collection[int] = (),
    probability: Range = (0.0, 1.0),
    silhouette: Range = (-1.0, 1.0),
    stability: Range = WHOLE,
) -> BoolArray:
    """Return the users inside a drawn shape, in one of the segments and within all ranges, ends included.

    No shape and no segments mean everywhere and every segment; all of the range of stability is everybody, those whose
    stability is not known included.
    """
    is_chosen = np.ones(results.n_users, dtype=bool) if drawn is None else drawn.copy()
    if segments:
        is_chosen &= np.isin(results.labels, list(segments))
    for values, (low, high) in ((results.probabilities, probability), (results.silhouettes, silhouette)):
        is_chosen &= (values >= low) & (values <= high)
    if results.stabilities is not None and stability != WHOLE:
        is_chosen &= (results.stabilities >= stability[0]) & (results.stabilities <= stability[1])
    return is_chosen


def of_main_interest(results: Results, nodes: Collection[int]) -> BoolArray:
    """Return the users whose main interest is one of the nodes, (n_users,); everybody where there are no nodes."""
    if not nodes or results.interests is None:
        return np.ones(results.n_users, dtype=bool)
    return np.isin(results.interests.main, list(nodes))


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


def selection_lifts(all_facts: Iterable[Facts], is_selected: BoolArray, n_lifts: int = 10) -> tuple[Lift, ...]:
    """Return what the chosen users have more often than everybody, strongest evidence first, over all kinds.

    Nobody and everybody have no such marks.
    """
    n_selected = int(np.count_nonzero(is_selected))
    if not n_selected:
        return ()
    _, members = membership(np.where(is_selected, 1, NOISE).astype(np.int32))
    marks = [lift for facts in all_facts for lift in over_indexed(facts, members, n_lifts)[0]]
    marks.sort(key=lambda lift: -evidence_of(lift, n_selected, len(is_selected)))
    return tuple(marks[:n_lifts])
