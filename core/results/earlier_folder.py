"""Segments of an earlier run from the folder of its files, so that names stay without a workspace."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
from pyarrow import csv

from core.errors import DataError
from core.files.output_folder import RUN_RECORD
from core.results.carried import Earlier
from core.results.codec import read_json
from core.results.segments_file import read_named_segments
from core.sentences import say
from core.types import Column

USERS, SEGMENTS = "segments.csv", "segments.json"
"""Files of an export: who is in which segment, and what segments are like under their names."""


def read_earlier(folder: Path) -> Earlier:
    """Read the segments of a run from the files that the command ``run`` or ``export`` wrote.

    Raises
    ------
    DataError
        A file is missing, or is none of a run.
    """
    try:
        types = {Column.USER_ID: pa.string(), Column.SEGMENT: pa.int32()}
        options = csv.ConvertOptions(column_types=types, include_columns=list(types), strings_can_be_null=False)
        users = csv.read_csv(folder / USERS, convert_options=options)
        named = read_named_segments(read_json(folder / SEGMENTS), users.num_rows)
        record = read_json(folder / RUN_RECORD)
        naming = record.get("naming") or {}
        version = int(naming.get("version", 0))
    except (
        OSError,
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        msgspec.MsgspecError,
        pa.ArrowException,
    ) as error:
        raise DataError(
            say("{folder} holds no names of a run: {why}.", folder=str(folder), why=str(error)),
            say("Name the folder that the command run or export wrote, or a run of the workspace."),
        ) from error
    return Earlier(
        run_id=str(folder),
        version=version,
        user_ids=users[Column.USER_ID].to_numpy(),
        labels=users[Column.SEGMENT].to_numpy().astype(np.int32),
        profiles=named.profiles,
        names=named.names,
        notes=named.notes,
        numbers=named.numbers,
    )
