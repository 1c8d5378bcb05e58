"""The folder of a run's results in the workspace: users, items, segments, ``run.json`` and the files of the model."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from core.errors import DataError
from core.files.output_folder import RUN_RECORD
from core.ingest.tables.source import IngestReport
from core.model.files import write_model
from core.model.segment_model import SegmentModel
from core.results.codec import TEXT, from_json, read_json, to_json, write_json
from core.results.interests_files import read_interests, write_interests
from core.results.results import Results, RunRecord
from core.results.segments_file import read_segments, write_segments
from core.results.tables import offers_table, users_table, with_offer_fields
from core.results.upgrade import is_old, upgrade_record, upgrade_text
from core.sentences import say
from core.trust.thorough import ThoroughCheck, with_check
from core.types import Column, FloatArray, Labels

FORMAT = 2
"""Of ``run.json``; version 1 had no number."""
_USERS, _SEGMENTS, _RECOMMENDATIONS = "users.parquet", "segments.json", "recommendations.parquet"


CHECK = "stability.json"
"""Of the thorough check, beside the results of a run."""


def write_results(results: Results, model: SegmentModel | None, folder: Path) -> None:
    """Write results into an existing folder, with the model that assigns new users where there is one."""
    pq.write_table(users_table(results), folder / _USERS)
    pq.write_table(offers_table(results.recommendations), folder / _RECOMMENDATIONS)
    write_segments(results, folder / _SEGMENTS)
    if results.interests:
        write_interests(results.interests, folder)
    if model:
        write_model(model, results.record.versions, folder)
    write_record(results.record, folder / RUN_RECORD)


def read_results(folder: Path) -> Results:
    """Read what ``write_results`` wrote, in this version or an earlier one, without any heavy library.

    Raises
    ------
    DataError
        A file is missing or damaged, or a later version wrote it.
    """
    with _explained_where_unreadable(folder):
        return with_check_file(_read(folder), folder / CHECK)


def read_labels(folder: Path) -> tuple[Labels, int]:
    """Read the label of each user alone, (n_users,), and the highest number that a segment had on the way there.

    Raises
    ------
    DataError
        As ``read_results`` does.
    """
    with _explained_where_unreadable(folder):
        record = read_json(folder / RUN_RECORD)
        _refuse_later(record, folder)
        labels = _labels(pq.read_table(folder / _USERS, columns=[Column.SEGMENT]))
        return labels, max(record.get("highest_segment", 0), labels.max(initial=0).item())


def checked_at(folder: Path) -> int:
    """Return when the run was checked thoroughly, in nanoseconds; 0 where it was not."""
    path = folder / CHECK
    return path.stat().st_mtime_ns if path.exists() else 0


def with_check_file(results: Results, path: Path) -> Results:
    """Return results whose stability is that of a thorough check, where there is such a file."""
    if results.trust is None or not path.exists():
        return results
    check = from_json(read_json(path), ThoroughCheck)
    record = replace(results.record, trust=with_check(results.trust, check))
    return replace(results, record=record, stabilities=np.array(check.users))


def write_record(record: RunRecord, path: Path) -> None:
    """Write ``run.json``: strict JSON, in which numbers that are not finite are null."""
    values = to_json(replace(record, ingest=None))  # a report spells itself, as the store keeps it too
    templates = values.pop(TEXT, {}).get("notes", values["notes"])
    ingest = json.loads(json.dumps(record.ingest.as_dict())) if record.ingest else None
    write_json({"format": FORMAT, **values, "ingest": ingest, "sentences": templates}, path)


@contextmanager
def _explained_where_unreadable(folder: Path) -> Iterator[None]:
    """Raise ``DataError`` instead of what reading a folder raises that is not whole."""
    try:
        yield
    except FileNotFoundError as error:
        raise DataError(
            say("There are no results in {folder}: perhaps the run was deleted.", folder=str(folder)),
            say("Choose a run that is done."),
        ) from error
    except (OSError, ValueError, LookupError, TypeError, AttributeError, msgspec.MsgspecError) as error:
        raise DataError(
            say("The results in {folder} are damaged: {why}.", folder=str(folder), why=str(error)),
            say("Run the recipe again."),
        ) from error


def _read(folder: Path) -> Results:
    record = read_json(folder / RUN_RECORD)
    _refuse_later(record, folder)
    users = pq.read_table(folder / _USERS)
    segments = read_json(folder / _SEGMENTS)
    if is_old(record):
        record, segments = upgrade_record(record), upgrade_text(segments)
    points = np.column_stack([users[name].to_numpy() for name in (Column.X, Column.Y)]).astype(np.float32)
    profiles, personas = read_segments(segments, users.num_rows)
    return Results(
        record=read_record(record),
        user_ids=users[Column.USER_ID].to_numpy(),
        labels=_labels(users),
        probabilities=users[Column.PROBABILITY].to_numpy(),
        silhouettes=users[Column.SILHOUETTE].to_numpy(),
        points=points if np.isfinite(points).all() else None,
        profiles=profiles,
        personas=personas,
        recommendations=with_offer_fields(pq.read_table(folder / _RECOMMENDATIONS).to_pandas()),
        stabilities=_stabilities(users),
        interests=read_interests(folder),
    )


def _labels(users: pa.Table) -> Labels:
    labels: Labels = users[Column.SEGMENT].to_numpy().astype(np.int32)
    return labels


def _stabilities(users: pa.Table) -> FloatArray | None:
    """Return the stability of users; None in a folder of an earlier version, and where it was not computed."""
    if Column.STABILITY not in users.column_names:
        return None
    found = users[Column.STABILITY].to_numpy()
    return found if np.isfinite(found).any() else None


def _refuse_later(record: dict[str, Any], folder: Path) -> None:
    if record.get("format", FORMAT) > FORMAT:
        raise DataError(
            say("The results in {folder} were written by a later version of Persona Atlas.", folder=str(folder)),
            say("Read them with that version."),
        )


def read_record(values: dict[str, Any]) -> RunRecord:
    """Read what ``write_record`` wrote, of this version of the program."""
    ingest = values.get("ingest")
    rest = {**values, "ingest": None, TEXT: {"notes": values.get("sentences", values["notes"])}}
    return replace(from_json(rest, RunRecord), ingest=IngestReport.from_dict(ingest) if ingest else None)
