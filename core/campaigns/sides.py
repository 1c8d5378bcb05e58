"""Who was in a campaign and who was held back, kept beside the files of an export until its outcomes come."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv

from core.campaigns.before import ACTS, BOUGHT, VALUE
from core.campaigns.control import FIRST_DRAW
from core.errors import DataError
from core.files.csv_files import numbers_array, write_csv
from core.results.codec import from_json, read_json, write_json
from core.sentences import say
from core.types import BoolArray, Column, FloatArray, IntArray, StrArray

SIDES, HELD, CONTROL = "campaign_users.csv", "control_group.csv", "control.json"
"""For the analyst, never for a platform: everybody of an export with the side; those held back alone; by what."""
_IS_CONTROL = "control"
_CENTS = 2
"""Decimals of money in a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """By what users were held back."""

    percent: float
    """How many of 100."""
    draw: str = FIRST_DRAW
    run_id: str
    """Of the workspace, or the folder of its files."""
    key_mark: str
    """Of the key, ``core.ingest.values.identity.mark_of``."""
    names: Mapping[int, str] = field(default_factory=dict)
    """Segment → what files call it."""


@dataclass(frozen=True, slots=True)
class Sides:
    """The users of an export."""

    held: Held
    user_ids: StrArray
    labels: IntArray
    is_control: BoolArray
    """(n_users,) who was held back; the others are in the files."""
    before: Mapping[str, FloatArray]
    """Name → (n_users,) how users acted before, ``ACTS``; NaN where it is not known."""


def write_sides(sides: Sides, folder: Path) -> None:
    """Write them beside the files of an export."""
    columns = {
        Column.USER_ID: pa.array(sides.user_ids, pa.string()),
        Column.SEGMENT: pa.array(sides.labels, pa.int32()),
        _IS_CONTROL: pa.array(sides.is_control.astype(np.int8), pa.int8()),
    }
    table = pa.table(columns)
    write_csv(table.filter(pa.array(sides.is_control)), folder / HELD)
    for name in (each for each in ACTS if each in sides.before):
        table = table.append_column(name, numbers_array(_written(name, sides.before[name])))
    write_csv(table, folder / SIDES)
    write_json(sides.held, folder / CONTROL)


def _written(name: str, values: FloatArray) -> FloatArray:
    return np.round(values.astype(np.float64), _CENTS) if name in (BOUGHT, VALUE) else values


def held_exports(workspace: Path) -> list[Path]:
    """Return the folders of exports in a workspace that held users back, the last by name first."""
    return sorted((path.parent for path in (workspace / "exports").glob(f"*/{CONTROL}")), reverse=True)


def read_held(folder: Path) -> Held:
    """Read by what an export held users back; raise ``DataError`` where it held nobody back or that cannot be read."""
    try:
        return _held_in(folder / CONTROL, (folder / CONTROL).stat().st_mtime_ns)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise DataError(
            say("{folder} holds no control group.", folder=str(folder)),
            say("Name the folder of an export that held users back, with --control."),
        ) from error
    except (OSError, ValueError, msgspec.MsgspecError) as error:
        raise _unreadable(folder / CONTROL, error) from error


@lru_cache(maxsize=256)
def _held_in(path: Path, _changed_at: int) -> Held:
    return from_json(read_json(path), Held)


def read_sides(folder: Path) -> Sides:
    """Read them; raise ``DataError`` where the folder holds none, or they cannot be read."""
    kinds = {Column.USER_ID: pa.string(), Column.SEGMENT: pa.int32(), _IS_CONTROL: pa.int8()}
    options = pa_csv.ConvertOptions(column_types=kinds | dict.fromkeys(ACTS, pa.float64()), strings_can_be_null=False)
    held = read_held(folder)
    path = _sides_file(folder)
    try:
        table = pa_csv.read_csv(path, convert_options=options)
        user_ids, labels, control = (table[name].to_numpy() for name in kinds)
    except (OSError, pa.ArrowInvalid, KeyError) as error:
        raise _unreadable(path, error) from error
    if path.name == HELD and control.all():
        raise _unreadable(folder / SIDES, FileNotFoundError(errno.ENOENT, SIDES))
    before = {name: table[name].to_numpy() for name in ACTS if name in table.column_names}
    return Sides(held, user_ids, labels, control.astype(bool), before)


def _sides_file(folder: Path) -> Path:
    """Return the file of both sides: an earlier program wrote it under the name of the other one."""
    return folder / HELD if (folder / HELD).exists() and not (folder / SIDES).exists() else folder / SIDES


def _unreadable(file: Path, error: Exception) -> DataError:
    number = error.errno if isinstance(error, OSError) else None
    return DataError(
        say(
            "{file} cannot be read: {why}.", file=str(file), why=os.strerror(number) if number else say("it is damaged")
        ),
        say("Check who may read it, or make the files again from the manifest of the export, with export --again."),
    )
