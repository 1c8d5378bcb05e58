"""Who stands inside a shape drawn on the map: evaluated here over all users, whatever the browser drew of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from core.types import BoolArray, FloatArray, Points

_CHUNK = 1_000_000


def inside(points: Points, polygon_x: npt.ArrayLike, polygon_y: npt.ArrayLike) -> BoolArray:
    """Return which points, (n_users,), lie inside a polygon, by the even-odd rule.

    A point is inside when a ray from it crosses the outline an odd number of times, so a loop that is drawn twice is
    outside again. Of points exactly on the outline those on its left and lower side count as inside. A point with NaN
    is outside, and so is everybody when the polygon has fewer than three corners.

    Parameters
    ----------
    points
        (n_users, 2).
    polygon_x, polygon_y
        (n_corners,) corners in order; the last is joined to the first.

    Notes
    -----
    Points are sorted by y, so that an edge meets only the points at its height: the outline is walked once, not once
    per point.

    Examples
    --------
    >>> inside(np.array([[1, 1], [3, 1], [0.5, 1.5]], dtype=np.float32), [0, 2, 0], [0, 0, 2]).tolist()
    [True, False, False]
    """
    xs, ys = (np.asarray(corners, dtype=np.float64).ravel() for corners in (polygon_x, polygon_y))
    found = np.zeros(len(points), dtype=bool)
    if len(xs) < 3 or len(xs) != len(ys) or not (np.isfinite(xs).all() and np.isfinite(ys).all()):
        return found
    for start in range(0, len(points), _CHUNK):
        chunk = points[start : start + _CHUNK]
        near = np.flatnonzero(_in_box(chunk, xs, ys))
        found[start + near] = _crossed_oddly(chunk[near].astype(np.float64), xs, ys)
    return found


def inside_any(points: Points, selection: Mapping[str, Any]) -> BoolArray | None:
    """Return which points lie inside any shape of a chart's selection; None when none is drawn.

    ``selection`` holds ``lasso`` and ``box``, lists of shapes with corners ``x`` and ``y``, as Plotly reports them; a
    box gives two opposite corners.
    """
    shapes = list(_shapes(selection))
    if not shapes:
        return None
    return np.asarray(np.logical_or.reduce([inside(points, xs, ys) for xs, ys in shapes]))


def outlines(selection: Mapping[str, Any]) -> list[tuple[tuple[float, ...], tuple[float, ...]]]:
    """Return the corners, x and y, of the shapes of a chart's selection."""
    return [(tuple(xs), tuple(ys)) for xs, ys in _shapes(selection)]


def _shapes(selection: Mapping[str, Any]) -> Iterator[tuple[Sequence[float], Sequence[float]]]:
    for lasso in selection.get("lasso") or ():
        yield lasso["x"], lasso["y"]
    for box in selection.get("box") or ():
        (left, right), (low, high) = ((min(box[axis]), max(box[axis])) for axis in ("x", "y"))
        yield (left, right, right, left), (low, low, high, high)


def _in_box(points: Points, xs: FloatArray, ys: FloatArray) -> BoolArray:
    x, y = points[:, 0], points[:, 1]
    return np.asarray((x >= xs.min()) & (x <= xs.max()) & (y >= ys.min()) & (y <= ys.max()))


def _crossed_oddly(points: FloatArray, xs: FloatArray, ys: FloatArray) -> BoolArray:
    order = np.argsort(points[:, 1])
    x, y = points[order, 0], points[order, 1]
    is_odd = np.zeros(len(points), dtype=bool)
    next_xs, next_ys = np.roll(xs, -1), np.roll(ys, -1)
    first = np.searchsorted(y, np.minimum(ys, next_ys), side="left")
    last = np.searchsorted(y, np.maximum(ys, next_ys), side="left")
    for edge in np.flatnonzero(last > first):
        level = slice(first[edge], last[edge])
        slope = (next_xs[edge] - xs[edge]) / (next_ys[edge] - ys[edge])
        is_odd[level] ^= x[level] < xs[edge] + (y[level] - ys[edge]) * slope
    result = np.empty(len(points), dtype=bool)
    result[order] = is_odd
    return result
