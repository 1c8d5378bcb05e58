"""The tables behind the page Edit segments: who is in which segment, the history, and which segments became which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from core.store.run_info import RunInfo
from core.store.segmentations import Segmentation
from core.types import NOISE, Labels
from core.views.shape_changes import Event

HISTORY_COLUMNS = ("step", "when", "who", "kind", "what", "n_users", "version", "label")
FLOW_COLUMNS = ("version", "segment", "to_version", "to_segment", "count")


@dataclass(frozen=True, slots=True)
class ShapedSegment:
    """One segment of a version."""

    segment: int
    number: int
    """That pages show."""
    name: str
    """ "" where it is not known yet."""
    size: int
    share: float
    """Of all users, 0 to 1."""
    is_set_aside: bool


def shaped_segments(labels: Labels, naming: Segmentation, names: Mapping[int, str]) -> list[ShapedSegment]:
    """Return the segments of a version, the largest first or in an analyst's order; -1, where it is there, last."""
    numbers, sizes = np.unique(labels, return_counts=True)
    found = [
        ShapedSegment(
            segment,
            naming.number_of(segment),
            names.get(segment, ""),
            size,
            size / max(len(labels), 1),
            naming.mark_of(segment).is_set_aside,
        )
        for segment, size in zip(numbers.tolist(), sizes.tolist(), strict=True)
    ]
    by_size = sorted(found, key=lambda each: (each.segment == NOISE, -each.size, each.segment))
    order = naming.in_order(each.segment for each in by_size)
    return sorted(by_size, key=lambda each: (each.segment == NOISE, order.index(each.segment)))


def version_of(run: RunInfo) -> int:
    """Return the number of a version; that of the recipe is 1."""
    return run.edit.version if run.edit else 1


def events_frame(events: Sequence[Event], versions: Sequence[RunInfo]) -> pd.DataFrame:
    """Return ``HISTORY_COLUMNS``, newest first; ``what`` is a tuple of sentences, empty where a step leads back."""
    numbers = {run.run_id: version_of(run) for run in versions}
    rows = [
        (
            each.step,
            each.at,
            each.author,
            each.kind,
            each.what,
            each.n_users,
            numbers.get(each.run_id),
            each.label,
        )
        for each in events
    ]
    return pd.DataFrame(rows, columns=list(HISTORY_COLUMNS))


def path_to(run: RunInfo, versions: Sequence[RunInfo]) -> list[RunInfo]:
    """Return the versions that led to one, that of the recipe first."""
    by_id = {each.run_id: each for each in versions}
    path = [run]
    while path[0].edit and path[0].edit.parent in by_id:
        path.insert(0, by_id[path[0].edit.parent])
    return path


def flows_frame(labels: Sequence[tuple[int, Labels]]) -> pd.DataFrame:
    """Return ``FLOW_COLUMNS``: how many users went from which segment to which, from each version to the next.

    Parameters
    ----------
    labels
        The number of each version with its (n_users,) labels, in their order.
    """
    rows = []
    for (version, before), (to_version, after) in pairwise(labels):
        pairs, counts = np.unique(np.column_stack([before, after]), axis=0, return_counts=True)
        rows += [
            (version, int(segment), to_version, int(to_segment), int(count))
            for (segment, to_segment), count in zip(pairs, counts, strict=True)
        ]
    return pd.DataFrame(rows, columns=list(FLOW_COLUMNS))
