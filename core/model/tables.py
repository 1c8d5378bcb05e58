"""Who was assigned where, as tables."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from core.files.csv_files import DECIMALS
from core.model.segment_model import AssignedUsers
from core.types import Column, Labels

ASSIGNED_COLUMNS = (Column.USER_ID, Column.SEGMENT, Column.PROBABILITY, Column.SECOND, Column.UNSURE)


def assigned_table(assigned: AssignedUsers, names: Sequence[str] = ()) -> pa.Table:
    """Return one row per user in their order; "unsure" is true or false.

    Parameters
    ----------
    assigned
        Who is where.
    names
        (n_segments,) what stands for each segment; () for its number.
    """

    def names_of(segments: Labels) -> pa.Array:
        return pa.array(names, pa.string()).take(pa.array(segments - 1)) if names else pa.array(segments, pa.int32())

    columns = [
        pa.array(assigned.user_ids, pa.string()),
        names_of(assigned.segments),
        pa.array(np.round(assigned.probabilities.astype(np.float64), DECIMALS), pa.float64()),
        names_of(assigned.runners_up),
        pa.array(assigned.is_unsure, pa.bool_()),
    ]
    return pa.table(dict(zip(ASSIGNED_COLUMNS, columns, strict=True)))
