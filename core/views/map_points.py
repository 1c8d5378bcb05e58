"""The map: a bounded draw of users for the picture, and where each segment's number stands."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.results.results import Results
from core.types import BoolArray, Column, FloatArray, IntArray, Labels, Points

N_DRAWN = 20_000
"""More points than this make a browser slow; a shape drawn on the map is evaluated over everybody all the same."""
N_AT_LEAST = 50
"""Users drawn of a segment that has so many, however small its share."""


N_CONTEXT = 5_000
"""Users drawn grey of those who are not chosen."""
_N_PARTS = 16
"""Parts of each side of the map, in which the users of a segment are counted to find where most of them stand."""
_DOTS = (120, 70)
"""Dots that fit beside and above each other on the map of a page."""
N_BINS = 160
"""Cells of the density along each side of the map."""
Box = tuple[float, float, float, float]
"""Left, right, low and high end of a part of the map."""


def map_frame(
    results: Results,
    n_max: int = N_DRAWN,
    random_state: int = 0,
    is_shown: BoolArray | None = None,
    box: Box | None = None,
) -> pd.DataFrame:
    """Return x, y (float32) and segment of at most ``n_max`` users, each segment by its share; the index is their row.

    Users without a place are left out; without a map nobody is left. The same ``random_state`` draws the same users.
    Where stability was computed, a column holds that of each user, in [0, 1]; NaN where it is not known.

    Parameters
    ----------
    is_shown
        (n_users,) of whom some are drawn; all when not given.
    box
        The part of the map that is drawn, so that more of its users are.
    """
    if results.points is None:
        return pd.DataFrame({Column.X: [], Column.Y: [], Column.SEGMENT: []})
    rows = np.flatnonzero(_is_drawn(results.points, is_shown, box))
    frame = points_frame(results.points[rows], results.labels[rows], n_max, random_state)
    frame.index = rows[frame.index]
    return (
        frame if results.stabilities is None else frame.assign(**{Column.STABILITY: results.stabilities[frame.index]})
    )


def count_inside(points: Points, box: Box | None) -> int:
    """Count the users with a place in a part of the map; in all of it for None."""
    return int(np.count_nonzero(np.isfinite(points).all(axis=1) & _is_drawn(points, None, box)))


def _is_drawn(points: Points, is_shown: BoolArray | None, box: Box | None) -> BoolArray:
    found = np.ones(len(points), dtype=bool) if is_shown is None else is_shown.copy()
    if box:
        left, right, low, high = box
        x, y = points.T
        found &= (x >= left) & (x <= right) & (y >= low) & (y <= high)
    return found


def density_grid(
    points: Points, n_bins: int = N_BINS, box: Box | None = None
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Count all users in the cells of a grid: middles of its columns and rows, and log10 of 1 + users, (rows, columns).

    With a box the cells are those of this part of the map, and as much smaller. Users without a place are left out; NaN
    is a cell without users.
    """
    placed = points[np.isfinite(points).all(axis=1) & _is_drawn(points, None, box)].astype(np.float64)
    low, high = placed.min(axis=0), placed.max(axis=0)
    cell = np.where(high > low, (high - low) / n_bins, 1.0)
    columns, rows = np.minimum(((placed - low) / cell).astype(np.int64), n_bins - 1).T
    counts = np.bincount(rows * n_bins + columns, minlength=n_bins * n_bins).reshape(n_bins, n_bins)
    middles = low + (np.arange(n_bins)[:, None] + 0.5) * cell
    return middles[:, 0], middles[:, 1], np.where(counts > 0, np.log10(1.0 + counts), np.nan)


def points_frame(points: Points, labels: Labels, n_max: int = N_DRAWN, random_state: int = 0) -> pd.DataFrame:
    """Return the same as ``map_frame`` of any map, (n_users, 2), and labels."""
    rows = stratified(labels, n_max, random_state)
    x, y = points[rows].T
    return pd.DataFrame({Column.X: x, Column.Y: y, Column.SEGMENT: labels[rows]}, index=rows)


def middles_frame(results: Results) -> pd.DataFrame:
    """Return segment, x and y of the middle of each segment: where most of its users stand."""
    if results.points is None:
        return pd.DataFrame({Column.SEGMENT: [], Column.X: [], Column.Y: []})
    return middles_of(results.points, results.labels)


def middles_of(points: Points, labels: Labels) -> pd.DataFrame:
    """Return the same as ``middles_frame`` of any map, (n_users, 2), and labels."""
    segments = [int(segment) for segment in np.unique(labels) if segment > 0]
    middles = [_middle(points[labels == segment], points) for segment in segments]
    rows = [(segment, float(x), float(y)) for segment, (x, y) in zip(segments, middles, strict=True)]
    return pd.DataFrame(rows, columns=[Column.SEGMENT, Column.X, Column.Y])


def _middle(own: Points, points: Points) -> Points:
    """Return the place of a segment's number: the median of those of its users who stand closest together.

    The median of all is on nobody where a segment has users on two sides of the map.
    """
    placed = own[np.isfinite(own).all(axis=1)].astype(np.float64)
    if not len(placed):
        return np.full(2, np.nan)
    low = np.nanmin(points, axis=0)
    width = np.maximum((np.nanmax(points, axis=0) - low) / _N_PARTS, np.finfo(np.float32).tiny)
    columns, rows = np.minimum(((placed - low) / width).astype(np.int64), _N_PARTS - 1).T
    counts = np.zeros((_N_PARTS + 2, _N_PARTS + 2))
    np.add.at(counts, (columns + 1, rows + 1), 1)
    around = sum(counts[i : i + _N_PARTS, j : j + _N_PARTS] for i in range(3) for j in range(3))
    column, row = np.unravel_index(int(np.argmax(around)), (_N_PARTS, _N_PARTS))
    is_near = (abs(columns - column) <= 1) & (abs(rows - row) <= 1)
    return np.asarray(np.median(placed[is_near], axis=0))


def crowd(points: Points) -> int:
    """Return how many users at most share the room of one dot.

    >>> crowd(np.array([[0.0, 0.0], [0.0, 0.0], [1.0, 1.0]]))
    2
    """
    placed = points[np.isfinite(points).all(axis=1)].astype(np.float64)
    if not len(placed):
        return 0
    low, high = placed.min(axis=0), placed.max(axis=0)
    cell = np.where(high > low, (high - low) / np.array(_DOTS), 1.0)
    columns, rows = ((placed - low) / cell).astype(np.int64).T
    return int(np.bincount(columns * (_DOTS[1] + 1) + rows).max())


def stratified(labels: Labels, n_max: int, random_state: int = 0) -> IntArray:
    """Draw at most ``n_max`` rows, sorted, each label by its share, small ones a little more often.

    >>> stratified(np.array([1, 1, 1, 1, 2, 2]), 3).size
    2
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
