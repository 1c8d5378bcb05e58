"""Segments and lists of an earlier run from the folder of its files, so that names stay without a workspace."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import csv

from core.errors import DataError
from core.files.output_folder import RUN_RECORD
from core.ingest.tables.source import IngestReport
from core.model.files import MODEL_RECORD
from core.personas.policy import warning_of
from core.results.carried import Earlier
from core.results.codec import read_json
from core.results.folder import read_record
from core.results.run import Map
from core.results.segments_file import read_named_segments, read_texts
from core.results.tables import RECOMMENDATION_COLUMNS
from core.sentences import say
from core.shaping.known import FIGURES
from core.store.segment_decision import DecidedBefore
from core.trust.card import TrustCard
from core.types import Column, FloatArray, StrArray

USERS, SEGMENTS, RECOMMENDATIONS = "segments.csv", "segments.json", "recommendations.csv"
"""Files of an export: who is in which segment, what segments are like under their names, and what to offer them."""


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
        version, highest = int(naming.get("version", 0)), int(record.get("highest_segment", 0))
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
            say("{folder} holds no names of a run: {why}.", folder=str(folder), why=_why(error)),
            say("Name the folder that the command run or export wrote, or a run of the workspace."),
        ) from error
    labels = users[Column.SEGMENT].to_numpy().astype(np.int32)
    called = {**named.generated, **named.names}
    decided = {
        each: DecidedBefore(decision=found, run_id=str(folder), name=called.get(each, ""))
        for each, found in named.decisions.items()
    }
    return Earlier(
        run_id=str(folder),
        version=version,
        user_ids=users[Column.USER_ID].to_numpy(),
        labels=labels,
        profiles=named.profiles,
        names=named.names,
        notes=named.notes,
        numbers=named.numbers,
        generated=named.generated,
        decided=decided,
        highest=max(highest, int(labels.max(initial=0))),
    )


def read_aside(folder: Path) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Read which segments in the files of a run were rejected, and which of its model the files leave out.

    Raises
    ------
    DataError
        The file of segments is missing, or is none of a run.
    """
    try:
        named = read_named_segments(read_json(folder / SEGMENTS), 1)
        model = read_json(folder / MODEL_RECORD) if (folder / MODEL_RECORD).is_file() else {}
        known = model.get("numbers") or range(1, 1 + model.get("n_segments", 0))
        return named.rejected, tuple(sorted({*known} - {each.segment for each in named.profiles}))
    except (OSError, ValueError, TypeError, msgspec.MsgspecError) as error:
        raise DataError(
            say("{folder} holds no segments of a run: {why}.", folder=str(folder), why=_why(error)),
            say("Name the folder that the command run or export wrote, or a run of the workspace."),
        ) from error


def _why(error: Exception) -> str:
    """Say what is wrong with files of a run; where what they hold is of another kind, no words of Python say it."""
    if isinstance(error, AttributeError | TypeError):
        return say("its files are not as a run writes them")
    return str(error)


def read_names(folder: Path) -> dict[int, str]:
    """Read what the file of users that the command ``run`` or ``export`` wrote calls each segment.

    Raises
    ------
    DataError
        There is none.
    """
    types = {Column.SEGMENT: pa.int32(), Column.PERSONA: pa.string()}
    try:
        found = csv.read_csv(
            folder / USERS, convert_options=csv.ConvertOptions(column_types=types, include_columns=list(types))
        )
    except (OSError, ValueError, LookupError, pa.ArrowException) as error:
        raise DataError(
            say("{folder} holds no names of a run: {why}.", folder=str(folder), why=_why(error)),
            say("Name the folder that the command run or export wrote, or a run of the workspace."),
        ) from error
    return dict(zip(found[Column.SEGMENT].to_pylist(), found[Column.PERSONA].to_pylist(), strict=True))


def read_warnings(folder: Path) -> dict[int, str]:
    """Read why platforms refuse a segment, as ``core.results.audience.warnings_of``, by the texts in the folder.

    Raises
    ------
    DataError
        The file of segments is missing, or is none of a run.
    """
    try:
        texts = read_texts(read_json(folder / SEGMENTS))
    except (OSError, ValueError, TypeError, msgspec.MsgspecError) as error:
        raise DataError(
            say("{folder} holds no segments of a run: {why}.", folder=str(folder), why=_why(error)),
            say("Name the folder that the command run or export wrote, or a run of the workspace."),
        ) from error
    found = {segment: warning_of(own) for segment, own in texts.items()}
    return {segment: text for segment, text in found.items() if text}


def read_lists(folder: Path) -> pd.DataFrame:
    """Read the lists of items for segments from the files that the command ``run`` or ``export`` wrote.

    Raises
    ------
    DataError
        There are none, or they are of an earlier version.
    """
    texts = (Column.ITEM_ID, Column.TITLE, Column.CATEGORY, Column.REASON, Column.RECOMMENDER)
    options = csv.ConvertOptions(
        column_types=dict.fromkeys(texts, pa.string()),
        include_columns=list(RECOMMENDATION_COLUMNS),
        strings_can_be_null=False,
    )
    try:
        found: pd.DataFrame = csv.read_csv(folder / RECOMMENDATIONS, convert_options=options).to_pandas()
    except (OSError, ValueError, LookupError, pa.ArrowException) as error:
        raise DataError(
            say("{folder} holds no lists of items: {why}.", folder=str(folder), why=_why(error)),
            say("Name the folder that the command run or export wrote, or a run of the workspace."),
        ) from error
    return found


def read_figures(folder: Path, user_ids: StrArray) -> dict[str, FloatArray]:
    """Read the figures of a run about some users, (n_users,), by the names of ``FIGURES``; NaN where it has none.

    Raises
    ------
    DataError
        The files are none of a run.
    """
    types = {Column.USER_ID: pa.string(), **dict.fromkeys(FIGURES.values(), pa.float64())}
    options = csv.ConvertOptions(column_types=types, include_columns=list(types), include_missing_columns=True)
    try:
        users = csv.read_csv(folder / USERS, convert_options=options).to_pandas().set_index(Column.USER_ID)
    except (OSError, ValueError, LookupError, pa.ArrowException) as error:
        raise DataError(
            say("{folder} holds no users of a run: {why}.", folder=str(folder), why=_why(error)),
            say("Name the folder that the command run or export wrote, or a run of the workspace."),
        ) from error
    found = users[~users.index.duplicated()].reindex(user_ids)
    return {name: found[column].to_numpy(dtype=np.float64) for name, column in FIGURES.items()}


def has_map(folder: Path) -> bool:
    """Whether a run drew a map; raise ``DataError`` where its record cannot be read."""
    return _record(folder).get("map") is not None


def read_card(folder: Path) -> TrustCard | None:
    """Return the trust card of a folder that a run has written; None where it has none.

    Raises
    ------
    DataError
        The record of the run is missing or damaged.
    """
    try:
        return read_record(read_json(folder / RUN_RECORD)).trust
    except (OSError, ValueError, LookupError, TypeError, AttributeError, msgspec.MsgspecError) as error:
        raise DataError(
            say("The record of the run in {folder} cannot be read: {why}.", folder=str(folder), why=_why(error)),
            say("Run the recipe again."),
        ) from error


def read_ingest(folder: Path) -> IngestReport | None:
    """Read what the load of a run stored and refused, and the mark of its key; None where the record does not say."""
    ingest = _record(folder).get("ingest")
    return IngestReport.from_dict(ingest) if ingest else None


def read_map(folder: Path, user_ids: StrArray) -> Map | None:
    """Read where users stand on the map of a run; None where it has none, or not all of the users.

    Raises
    ------
    DataError
        The files are none of a run.
    """
    if not has_map(folder):
        return None
    types = {Column.USER_ID: pa.string(), Column.X: pa.float32(), Column.Y: pa.float32()}
    options = csv.ConvertOptions(column_types=types, include_columns=list(types), strings_can_be_null=False)
    try:
        users = csv.read_csv(folder / USERS, convert_options=options).to_pandas().set_index(Column.USER_ID)
    except (OSError, ValueError, LookupError, pa.ArrowException) as error:
        raise _no_map(folder, error) from error
    if not set(user_ids) <= set(users.index):
        return None
    return Map(users.loc[user_ids, [Column.X, Column.Y]].to_numpy(np.float32), _record(folder)["map"])


def _record(folder: Path) -> dict[str, Any]:
    try:
        return dict(read_json(folder / RUN_RECORD))
    except (OSError, ValueError, msgspec.MsgspecError) as error:
        raise _no_map(folder, error) from error


def _no_map(folder: Path, error: Exception) -> DataError:
    return DataError(
        say("{folder} holds no map of a run: {why}.", folder=str(folder), why=_why(error)),
        say("Name the folder that the command run or export wrote, or a run of the workspace."),
    )
