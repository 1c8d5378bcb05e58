"""The number of a version of names without a workspace: one that no other segmentation beside it has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from core.errors import DataError
from core.files.output_folder import RUN_RECORD
from core.results.codec import read_json
from core.results.earlier_folder import read_earlier
from core.shaping.edits import Members


def free_version(first: int, dataset: str, made: tuple[Members, Mapping[int, str]], folders: Iterable[Path]) -> int:
    """Return the first number that no folder has which holds other segments of the same log.

    The same segments made again have the same number. A folder that cannot be read has its own.

    Parameters
    ----------
    first
        The lowest number that it may be.
    dataset
        Id of the log.
    made
        Who is where, and what analysts call the segments.
    folders
        In which files of runs may lie, each by itself.
    """
    numbered: dict[int, list[tuple[Path, bool]]] = {}
    for each in _folders_in(folders):
        record = _record(each)
        its = _dataset_of(record)
        if "" in (its, dataset) or its == dataset:  # users of another log are not read: there may be millions
            numbered.setdefault(_number(record), []).append((each, its == dataset))
    return next(
        number
        for number in count(first)
        if not any(_holds_others(each, made, is_own_log) for each, is_own_log in numbered.get(number, ()))
    )


def dataset_in(run: Path) -> str:
    """Return the id of the log that a folder of a run is of; "" where nothing says it."""
    return _dataset_of(_record(run))


def _folders_in(folders: Iterable[Path]) -> Iterator[Path]:
    """Give what lies in some folders and holds a record of a run, each once."""
    known = {each.resolve() for folder in folders if folder.is_dir() for each in folder.iterdir() if each.is_dir()}
    yield from sorted(each for each in known if (each / RUN_RECORD).is_file())


def _record(folder: Path) -> Mapping[str, Any]:
    """Return the record of a run; nothing of one that cannot be read."""
    try:
        return dict(read_json(folder / RUN_RECORD))
    except (OSError, ValueError, TypeError, msgspec.MsgspecError):  # nothing is known of it
        return {}


def _dataset_of(record: Mapping[str, Any]) -> str:
    dataset = record.get("dataset")
    return str(dataset.get("dataset_id", "")) if isinstance(dataset, Mapping) else ""


def _number(record: Mapping[str, Any]) -> int:
    naming = record.get("naming")
    version = naming.get("version") if isinstance(naming, Mapping) else 0
    return version if isinstance(version, int) else 0


def _holds_others(folder: Path, made: tuple[Members, Mapping[int, str]], is_own_log: bool) -> bool:
    """Whether a folder holds other segments, or other names of them, of the same log.

    ``is_own_log``: the records say that it is. Edits of files do not say of which log they are; then it is that of the
    same users.
    """
    members, names = made
    try:
        found = read_earlier(folder)
    except DataError:  # it has a number, and nobody knows for whom
        return is_own_log
    own, other = members.user_ids.astype(str), found.user_ids.astype(str)
    order, others_order = np.argsort(own), np.argsort(other)
    if len(own) != len(other) or (own[order] != other[others_order]).any():
        return is_own_log
    return bool((members.labels[order] != found.labels[others_order]).any()) or dict(found.names) != dict(names)
