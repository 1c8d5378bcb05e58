"""The tree of interests as tables: its nodes against a segment, one node's items, users and segments."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from core.compute.once import once
from core.interests.segments import SegmentInterest
from core.interests.shares import all_shares, lineage
from core.interests.tree import ROOT
from core.interests.users import Interests
from core.results.results import Results
from core.types import Column, FloatArray, IntArray
from core.views.cards import HIGH, LOW

PARENT, PATH, N_ITEMS, N_USERS, N_EVENTS = "parent", "path", "n_items", "n_users", "n_events"
SIZE, IS_KNOWN, WEIGHED, MAIN, RISING = "size", "is_known", "weighed_share", "main", "rising"
ALL_USERS = 0
"""In place of a segment: all users, lately against over all time."""
_Z = 1.96
_CONTRAST = (Column.SHARE, Column.OVERALL_SHARE, Column.LIFT, LOW, HIGH, IS_KNOWN)
TREE_COLUMNS = (
    Column.NODE_ID, PARENT, Column.LAYER, Column.NODE, PATH, N_ITEMS, N_USERS, N_EVENTS, SIZE, *_CONTRAST,
)  # fmt: skip
USER_COLUMNS = (Column.USER_ID, Column.SEGMENT, WEIGHED, Column.SHARE, MAIN, RISING)


@dataclass(frozen=True, slots=True)
class NodeSize:
    """How much a node holds."""

    n_items: int
    n_users: int
    n_events: int
    n_texts: int
    """What users wrote, 0 for a log without it."""


def tree_frame(interests: Interests, segment: int = ALL_USERS) -> pd.DataFrame:
    """Return ``TREE_COLUMNS``, a row for each node before those of its parts.

    ``size`` counts every user once: by how they spread over what they are interested in, in thousandths of users, so
    that parts add up. ``share`` is that of the segment on fresh events beside that of all users, and ``lift`` their
    ratio with its interval. For ``ALL_USERS`` it is the share by recent events beside that over all time. NaN where
    nothing is known.
    """
    counts = interests.n_items(), interests.n_users(), interests.n_events(), _sizes(interests)
    contrast = _of_segment(interests, segment)
    if segment == ALL_USERS:
        contrast = once(interests, "lately", lambda: _lately(interests))
    nothing = (*(float("nan"),) * 5, False)
    rows = [
        (
            node.id,
            node.parent,
            node.layer,
            node.name,
            interests.full_name(node.id),
            *(int(count[node.id]) for count in counts),
            *contrast.get(node.id, nothing),
        )
        for node in interests.shown
    ]
    return pd.DataFrame(rows, columns=list(TREE_COLUMNS))


def segments_frame(interests: Interests, node: int) -> pd.DataFrame:
    """Return segment, share, overall share, lift and its interval of a node, highest lift first."""
    rows = [(each.segment, *_figures(each)) for each in interests.segments if each.node == node]
    frame = pd.DataFrame(rows, columns=[Column.SEGMENT, *_CONTRAST])
    return frame.sort_values(Column.LIFT, ascending=False, kind="stable", ignore_index=True)


def items_frame(interests: Interests, node: int) -> pd.DataFrame:
    """Return id, title, users and events of the items of a node, the most typical first, then by users."""
    items = interests.items
    codes = np.flatnonzero(_is_in(interests, node))
    place = {code: rank for rank, code in enumerate(interests.nodes[node].typical_items)}
    ranks = np.array([place.get(code, len(place)) for code in codes.tolist()], dtype=np.int64)
    codes = codes[np.lexsort((-items.n_users[codes], ranks))]
    columns = items.item_ids, items.titles, items.n_users, items.n_events
    return pd.DataFrame(
        dict(
            zip(
                (Column.ITEM_ID, Column.TITLE, N_USERS, N_EVENTS),
                (column[codes] for column in columns),
                strict=True,
            )
        )
    )


def users_frame(results: Results, interests: Interests, node: int, n_users: int = 20) -> pd.DataFrame:
    """Return ``USER_COLUMNS`` of the users most interested in a node, with their main and rising interest.

    They stand by falling ``weighed_share``, by which users of little activity come later: the share as if everybody
    had done as much again as the median user, all of it elsewhere.
    """
    shares = interests.shares[:, [node]].toarray().ravel()
    active = interests.amounts[interests.amounts > 0]
    usual = float(np.median(active)) if len(active) else 1.0
    weighed = shares * interests.amounts / (interests.amounts + usual)
    order = np.argsort(-weighed, kind="stable")[:n_users]
    order = order[shares[order] > 0]
    names = {each.id: each.name for each in interests.nodes} | {ROOT: ""}
    columns = (
        results.user_ids[order],
        results.labels[order],
        weighed[order],
        shares[order],
        [names[each] for each in interests.main[order].tolist()],
        [names[each] for each in interests.rising[order].tolist()],
    )
    return pd.DataFrame(dict(zip(USER_COLUMNS, columns, strict=True)))


def size_of(interests: Interests, node: int) -> NodeSize:
    """Count the items, users and events of a node."""
    counts = interests.n_items(), interests.n_users(), interests.n_events(), interests.n_texts()
    return NodeSize(*(int(count[node]) for count in counts))


def _is_in(interests: Interests, node: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    below = lineage(interests.nodes)[:, [node]].toarray().ravel() > 0
    node_of = interests.items.node_of
    found: np.ndarray[tuple[int], np.dtype[np.bool_]] = (node_of != ROOT) & below[node_of]
    return found


def _sizes(interests: Interests) -> IntArray:
    own = np.round(1000 * np.asarray(interests.lowest.sum(axis=0), dtype=np.float64).ravel())
    return np.asarray(np.round(own @ lineage(interests.nodes)), dtype=np.int64)


def _of_segment(interests: Interests, segment: int) -> dict[int, tuple[float | bool, ...]]:
    return {each.node: _figures(each) for each in interests.segments if each.segment == segment}


def _figures(each: SegmentInterest) -> tuple[float | bool, ...]:
    return each.share, each.overall_share, each.lift, each.low, each.high, each.is_known


def _lately(interests: Interests) -> dict[int, tuple[float | bool, ...]]:
    """Compare recent events with all, over the users of any interest, by node."""
    has_any = interests.amounts > 0
    if not has_any.any():
        return {}
    usual, recent = interests.shares[has_any], all_shares(interests.nodes, interests.recent[has_any])
    n_users = usual.shape[0]
    share, lately = _mean(usual, n_users), _mean(recent, n_users)
    gains = recent - usual
    error = np.sqrt(np.maximum(_mean(gains.power(2), n_users) - (lately - share) ** 2, 0.0) / n_users)
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = ((lately + step * _Z * error) / share for step in (-1, 1))
        lift = lately / share
    is_known = (low > 1) | (high < 1)
    columns = lately, share, lift, np.maximum(low, 0.0), high
    return {node: (*(float(column[node]) for column in columns), bool(is_known[node])) for node in range(len(lift))}


def _mean(shares: sparse.csr_array, n_users: int) -> FloatArray:
    return np.asarray(shares.sum(axis=0), dtype=np.float64).ravel() / n_users
