"""The map: a bounded draw of users for the picture, and where each segment's number stands."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.results.results import Results
from core.types import Column, IntArray, Labels, Points

N_DRAWN = 20_000
"""More points than this make a browser slow; a shape drawn on the map is evaluated over everybody all the same."""
N_AT_LEAST = 50
"""Users drawn of a segment that has so many, however small its share."""


def map_frame(results: Results, n_max: int = N_DRAWN, random_state: int = 0) -> pd.DataFrame:
    """Return x, y (float32) and segment of at most ``n_max`` users, each segment by its share; the index is their row.

    Users without a place are left out; without a map nobody is left. The same ``random_state`` draws the same users.
    Where stability was computed, a column holds that of each user, in [0, 1]; NaN where it is not known.
    """
    if results.points is None:
        return pd.DataFrame({Column.X: [], Column.Y: [], Column.SEGMENT: []})
    frame = points_frame(results.points, results.labels, n_max, random_state)
    return (
        frame if results.stabilities is None else frame.assign(**{Column.STABILITY: results.stabilities[frame.index]})
    )


def points_frame(points: Points, labels: Labels, n_max: int = N_DRAWN, random_state: int = 0) -> pd.DataFrame:
    """Return the same as ``map_frame`` of any map, (n_users, 2), and labels."""
    rows = stratified(labels, n_max, random_state)
    x, y = points[rows].T
    return pd.DataFrame({Column.X: x, Column.Y: y, Column.SEGMENT: labels[rows]}, index=rows)


def middles_frame(results: Results) -> pd.DataFrame:
    """Return segment, x and y of the middle of each segment: the median of its users' places."""
    if results.points is None:
        return pd.DataFrame({Column.SEGMENT: [], Column.X: [], Column.Y: []})
    return middles_of(results.points, results.labels)


def middles_of(points: Points, labels: Labels) -> pd.DataFrame:
    """Return the same as ``middles_frame`` of any map, (n_users, 2), and labels."""
    segments = [int(segment) for segment in np.unique(labels) if segment > 0]
    middles = [np.median(points[labels == segment], axis=0) for segment in segments]
    rows = [(segment, float(x), float(y)) for segment, (x, y) in zip(segments, middles, strict=True)]
    return pd.DataFrame(rows, columns=[Column.SEGMENT, Column.X, Column.Y])


def stratified(labels: Labels, n_max: int, random_state: int = 0) -> IntArray:
    """Draw at most ``n_max`` rows, sorted, each label by its share, small ones a little more often.

    >>> stratified(np.array([1, 1, 1, 1, 2, 2]), 3).size
    3
    """
    if len(labels) <= n_max:
        return np.arange(len(labels))
    rng = np.random.default_rng(random_state)
    segments, sizes = np.unique(labels, return_counts=True)
    guaranteed = np.minimum(sizes, min(N_AT_LEAST, n_max // len(segments)))
    rest = sizes - guaranteed
    quotas = guaranteed + rest * (n_max - guaranteed.sum()) // max(rest.sum(), 1)
    drawn = [
        rng.choice(np.flatnonzero(labels == segment), quota, replace=False)
        for segment, quota in zip(segments, quotas, strict=True)
    ]
    return np.sort(np.concatenate(drawn))
