"""``select --nearest``: the users nearest to those who are chosen, in the space that a run clustered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from core.cli.log import workspace_settings

if TYPE_CHECKING:
    from core.cli.run_home import RunHome
    from core.model.segment_model import SegmentModel
    from core.shaping.edits import Members
    from core.shaping.nearest import LookAlikes
    from core.types import BoolArray, FloatArray, IntArray, Population, Vectors

NEARNESS, COSINE = "nearness", "cosine"


@dataclass(frozen=True)
class Space:
    """Where the users of a run are."""

    vectors: Vectors
    """(n_users, n_dims) unit rows."""
    is_known: BoolArray
    """(n_users,) who interacted with an item that the run knows."""

    def nearest_to(self, is_chosen: BoolArray, n: int) -> LookAlikes:
        """Return the users nearest to some; raise ``DataError`` where nobody is left to be found."""
        from core.shaping.nearest import find_nearest

        return find_nearest(self.vectors, is_chosen, self.is_known, n)


def space_of(model: SegmentModel, known: Population, vectors: Vectors) -> Space:
    """Return the space of users; ``known`` and ``vectors`` are from the model."""
    return Space(vectors, model.count_known(known) > 0)


def space_later(home: RunHome, population: Population) -> Callable[[], Space]:
    """Return what makes the space of a run of a workspace, when it is asked for."""
    return partial(_space_in, home, population)


def _space_in(home: RunHome, population: Population) -> Space:
    from core.compute.machine import machine_of
    from core.model.files import load_model

    with workspace_settings(home.settings.workspace) as settings:
        folder = settings.workspace / "runs" / home.run_id
        model = load_model(folder, settings.workspace / "cache", machine_of(settings))
        return space_of(model, *model.vectors(population))


def write_audience(members: Members, is_listed: BoolArray, found: LookAlikes | None, path: Path) -> None:
    """Write who may be listed: look-alikes the nearest first, with how near they are, as a share and as a cosine."""
    import pyarrow as pa

    from core.files.csv_files import numbers_array, write_csv
    from core.types import Column

    rows: IntArray = is_listed.nonzero()[0]
    figures: dict[str, FloatArray] = {}
    if found:
        is_kept = is_listed[found.rows]
        rows = found.rows[is_kept]
        figures = {NEARNESS: found.nearness[is_kept], COSINE: found.cosines[is_kept]}
    columns = {
        Column.USER_ID: pa.array(members.user_ids[rows], pa.string()),
        Column.SEGMENT: pa.array(members.labels[rows], pa.int32()),
        **{name: numbers_array(values) for name, values in figures.items()},
    }
    write_csv(pa.table(columns), path)
