"""A run from the folder of files that the command ``run`` or ``export`` wrote, as far as those files know it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
from pyarrow import csv

from core.errors import DataError
from core.files.output_folder import RUN_RECORD
from core.results.codec import read_json
from core.results.earlier_folder import SEGMENTS, USERS, read_figures, read_lists
from core.results.folder import read_record
from core.results.results import Results, RunRecord
from core.results.segments_file import NamedSegments, read_named_segments, read_segments
from core.results.tables import with_offer_fields
from core.sentences import say
from core.store.clock import now
from core.store.segmentations import Segmentation
from core.types import Column

_NUMBERS = (Column.PROBABILITY, Column.SILHOUETTE)
_FIGURES = (Column.SCORE, Column.LIFT, Column.EXPECTED_RESPONSE, Column.NEW_TO_PCT)


def read_exported(folder: Path) -> Results:
    """Read a run under the names, notes and decisions that its files have; it has no map and no interests.

    Raises
    ------
    DataError
        The files are none of a run.
    """
    types = {Column.USER_ID: pa.string(), Column.SEGMENT: pa.int32(), **dict.fromkeys(_NUMBERS, pa.float64())}
    options = csv.ConvertOptions(column_types=types, include_columns=list(types), strings_can_be_null=False)
    try:
        users = csv.read_csv(folder / USERS, convert_options=options).to_pandas()
        values, record = read_json(folder / SEGMENTS), read_record(read_json(folder / RUN_RECORD))
        profiles, personas = read_segments(values, record.n_users)
        named = read_named_segments(values, record.n_users)
    except (OSError, ValueError, LookupError, TypeError, msgspec.MsgspecError, pa.ArrowException) as error:
        raise DataError(
            say("{folder} holds no run: {why}.", folder=str(folder), why=str(error)),
            say("Name the folder that the command run or export wrote, or a run of the workspace."),
        ) from error
    user_ids = users[Column.USER_ID].to_numpy(dtype=object)
    stabilities = read_figures(folder, user_ids)[Column.STABILITY]
    return Results(
        record=record,
        user_ids=user_ids,
        labels=users[Column.SEGMENT].to_numpy(dtype=np.int32),
        probabilities=users[Column.PROBABILITY].to_numpy(),
        silhouettes=users[Column.SILHOUETTE].to_numpy(),
        points=None,
        profiles=profiles,
        personas=personas,
        recommendations=with_offer_fields(read_lists(folder).astype(dict.fromkeys(_FIGURES, "float64"))),
        naming=_naming(named, record),
        own_names=named.own_names,
        stabilities=stabilities if np.isfinite(stabilities).any() else None,
    )


def _naming(named: NamedSegments, record: RunRecord) -> Segmentation:
    own = record.naming
    return Segmentation(
        run_id="",
        version=own.version if own else 0,
        parent=0 if own and own.is_written else None,
        author=own.author if own else "",
        created_at=datetime.fromisoformat(own.created_at) if own else now(),
        names=named.names,
        notes=named.notes,
        numbers=named.numbers,
        decisions=named.decisions,
    )
