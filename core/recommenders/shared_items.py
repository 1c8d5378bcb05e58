"""Items that lists of several segments want: each list leaves some to the others, so that no two are nearly alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from core.types import BoolArray, FloatArray, IntArray

_ROUNDING = 1e-9


@dataclass(frozen=True)
class Wanted:
    """What lists may hold."""

    orders: list[IntArray]
    """Of each segment: its items, best first."""
    expected: FloatArray
    """(n_segments, n_items) share of the users who are expected to pick an item."""
    is_own: BoolArray
    """(n_segments, n_items) whether the segment has it at least as often as all users."""
    sizes: IntArray
    """(n_segments,) users."""
    length: int
    """Items of a list."""
    own_first: int
    """So many items of a list are its own where it has as many."""

    def picks(self, listed: BoolArray) -> float:
        """Return how many picks are expected of lists, (n_segments, n_items)."""
        return float(((self.expected * listed).sum(axis=1) * self.sizes).sum())


def first_items(wanted: Wanted, left: BoolArray) -> BoolArray:
    """Mark the items of each list, (n_segments, n_items), without those that it leaves to others."""
    listed = np.zeros(left.shape, dtype=bool)
    for row, order in enumerate(wanted.orders):
        listed[row, first_places(order, left[row], wanted.is_own[row], wanted.own_first, wanted.length)] = True
    return listed


def first_places(order: IntArray, left: BoolArray, is_own: BoolArray, own_first: int, length: int) -> IntArray:
    """Return so many items of an order without what is left to others, the segment's own items first."""
    places = order[~left[order]]
    first = places[is_own[places]][: min(own_first, length)]
    others = places[:length]
    others = others[(others[:, None] != first).all(axis=1)]
    return np.concatenate([first, others[: length - len(first)]])


def leave_to_others(
    wanted: Wanted, left: BoolArray, may_change: BoolArray, most: float, least_share: float
) -> BoolArray:
    """Return what lists leave to others, (n_segments, n_items), one item after another, the least loss first.

    Parameters
    ----------
    wanted
        What they may hold.
    left
        (n_segments, n_items) what is left already.
    may_change
        (n_segments,) whose lists may change.
    most
        No two lists shall share more of the shorter one.
    least_share
        It ends before less than this share of the picks that are expected of the best lists is expected of these.
    """
    left, listed = left.copy(), first_items(wanted, left)
    best = np.sort(wanted.expected, axis=1)[:, -wanted.length :].sum(axis=1)
    least = least_share * float((best * wanted.sizes).sum())
    usual = np.maximum((wanted.expected * listed).sum(axis=1), np.finfo(float).tiny)
    while True:
        common, lengths = _common(listed), listed.sum(axis=1)
        room = np.floor(most * np.minimum(lengths[:, None], lengths) + _ROUNDING) - common
        rows = np.flatnonzero((room < 0).any(axis=1) & may_change).tolist()
        swaps = [each for row in rows for each in _swaps(wanted, row, listed, left[row], room[row])]
        if not swaps:
            return left
        swap = min(swaps, key=lambda each: (each.loss / usual[each.row], each.row, each.gone))
        listed[swap.row, [swap.gone, swap.come]] = False, True
        if wanted.picks(listed) < least:
            return left
        left[swap.row, swap.passed_over] = True


@dataclass(frozen=True, slots=True)
class _Swap:
    """An item that a list leaves to others."""

    row: int
    gone: int
    come: int
    """The item that takes its place."""
    passed_over: list[int]
    """It, and better items than ``come`` that would make the list too like others."""
    loss: float
    """Share of the users who are expected to pick it, less those of the other one, for each list that it is on."""


def _common(listed: BoolArray) -> FloatArray:
    """Count the items that two lists share, (n_segments, n_segments); 0 with itself."""
    marks = listed.astype(np.float32)
    common = np.asarray(marks @ marks.T, dtype=np.float64)
    np.fill_diagonal(common, 0)
    return common


def _swaps(wanted: Wanted, row: int, listed: BoolArray, left: BoolArray, room: FloatArray) -> Iterator[_Swap]:
    """Yield what a list loses least by: of the segment's own items one, and of the others one.

    ``room`` (n_segments,) is how many more items each list may share with it; below 0 they share too many.
    """
    is_full = room <= 0
    is_full[row] = False
    blocked = np.asarray(listed[is_full].any(axis=0))
    n_relieved = listed[room < 0].sum(axis=0) * listed[row]
    for is_kind in (wanted.is_own[row], ~wanted.is_own[row]):
        items = np.flatnonzero((n_relieved > 0) & is_kind)
        passed_over: list[int] = []
        come = _next(wanted, row, listed[row], left, items[:1].tolist())
        while come is not None and blocked[come]:
            passed_over.append(come)
            come = _next(wanted, row, listed[row], left, [*items[:1].tolist(), *passed_over])
        if come is None:
            continue
        losses = (wanted.expected[row, items] - wanted.expected[row, come]) / n_relieved[items]
        gone = int(items[losses.argmin()])
        yield _Swap(row, gone, come, [gone, *passed_over], float(losses.min()))


def _next(wanted: Wanted, row: int, listed: BoolArray, left: BoolArray, gone: list[int]) -> int | None:
    """Return the item that comes onto a list without some others; None where none does."""
    if not gone:
        return None
    without = left.copy()
    without[gone] = True
    found = first_places(wanted.orders[row], without, wanted.is_own[row], wanted.own_first, wanted.length)
    new = found[~listed[found]]
    return int(new[0]) if len(new) else None
