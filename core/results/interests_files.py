"""The interests of a run in its folder: nodes and segments as JSON, users as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.interests.tree import Node
from core.interests.users import Interests, SegmentInterest
from core.results.codec import from_json, read_json, write_json

_NODES, _USERS = "interests.json", "interests.npz"
_ARRAYS = ("rows", "node_ids", "ranks", "weights", "breadth", "rising")


@dataclass(frozen=True, slots=True)
class _Described:
    """What does not grow with the users."""

    nodes: tuple[Node, ...]
    titles: tuple[tuple[str, ...], ...]
    half_life_days: float
    segments: tuple[SegmentInterest, ...]


def write_interests(interests: Interests, folder: Path) -> None:
    """Write interests into the folder of a run."""
    described = _Described(interests.nodes, interests.titles, interests.half_life_days, interests.segments)
    write_json(described, folder / _NODES)
    np.savez(folder / _USERS, **{name: getattr(interests, name) for name in _ARRAYS})


def read_interests(folder: Path) -> Interests | None:
    """Read what ``write_interests`` wrote; None in a folder of a run without interests."""
    if not (folder / _NODES).exists():
        return None
    described = from_json(read_json(folder / _NODES), _Described)
    with np.load(folder / _USERS, allow_pickle=False) as stored:
        arrays = {name: stored[name] for name in _ARRAYS}
    return Interests(described.nodes, described.titles, described.half_life_days, described.segments, **arrays)
