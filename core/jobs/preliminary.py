"""The numbered segments of a run that is still being computed: for looking at, never named and never exported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from core.types import Labels, Points

if TYPE_CHECKING:
    from core.clusterers.clustering import Clustering
    from core.results.run import Map

_FILE = "preliminary.npz"


@dataclass(frozen=True, slots=True)
class Preliminary:
    """What a run has found so far; arrays in the order of the population's users.

    The labels are those of the finished run. What they are like, what they are called and whether they can be trusted
    is known only then.
    """

    labels: Labels
    """(n_users,) segment numbers from 1, the largest first; -1 is unassigned."""
    points: Points | None
    """(n_users, 2) the map; None until it is drawn."""

    @property
    def sizes(self) -> Mapping[int, int]:
        """Segment number to how many users it has, the largest first; -1, where there is any, at the end."""
        segments, sizes = np.unique(self.labels, return_counts=True)
        found = dict(zip(segments.tolist(), sizes.tolist(), strict=True))
        return {segment: found[segment] for segment in sorted(found, key=lambda number: (number < 0, number))}


def show_found(folder: Path, found: Clustering, drawn: Map | None) -> None:
    """Let the server show what the worker of a folder has found, while the rest is computed."""
    write_preliminary(Preliminary(found.labels, drawn.points if drawn else None), folder)


def write_preliminary(found: Preliminary, folder: Path) -> None:
    """Write it into a folder; a reader sees the former version or this one, whole."""
    arrays = {"labels": found.labels} if found.points is None else {"labels": found.labels, "points": found.points}
    unfinished = folder / "unfinished.npz"
    np.savez(unfinished, **arrays)
    unfinished.replace(folder / _FILE)


def read_preliminary(folder: Path) -> Preliminary | None:
    """Read what ``write_preliminary`` wrote; None when nothing is there, or the run has just ended."""
    try:
        with (folder / _FILE).open("rb") as file, np.load(file, allow_pickle=False) as kept:
            return Preliminary(kept["labels"], kept.get("points"))
    except FileNotFoundError:
        return None
