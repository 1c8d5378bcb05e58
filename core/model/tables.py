"""Who was assigned where, as tables."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from core.export.csv_files import DECIMALS
from core.model.segment_model import Assigned
from core.types import Column

ASSIGNED_COLUMNS = (Column.USER_ID, Column.SEGMENT, Column.PROBABILITY, Column.SECOND, Column.UNSURE)


def assigned_table(assigned: Assigned) -> pa.Table:
    """Return one row per user in their order; "unsure" is true or false."""
    columns = [
        pa.array(assigned.user_ids, pa.string()),
        pa.array(assigned.segments, pa.int32()),
        pa.array(np.round(assigned.probabilities.astype(np.float64), DECIMALS), pa.float64()),
        pa.array(assigned.seconds, pa.int32()),
        pa.array(assigned.is_unsure, pa.bool_()),
    ]
    return pa.table(dict(zip(ASSIGNED_COLUMNS, columns, strict=True)))
