"""Given segments of users: a file of user_id and segment."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from core.errors import DataError
from core.ingest.tables.user_files import read_columns
from core.ingest.values.identity import as_in_log
from core.sentences import say, say_n
from core.types import Column, IntArray, StrArray

LEAST_USERS = 5
"""Labelled users that a segment needs: three are trained on, one stops the training, one judges it."""
_HELD = 5
"""One user in so many judges, and one stops the training."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """Labelled users of a log."""

    names: tuple[str, ...]
    """(n_segments,) in their order as text, numbers by size."""
    rows: IntArray
    """(n_labelled,) rows of the log's users."""
    classes: IntArray
    """(n_labelled,) codes into ``names``."""
    n_unknown: int
    """Users of the file whom the log does not have."""


def read_labels(path: Path) -> dict[str, str]:
    """Return user to segment; rows without a segment label nobody.

    Raises
    ------
    IngestError
        The file cannot be read.
    DataError
        It lacks a column, or names two segments for a user.
    """
    hint = say("Give a CSV, Excel or Parquet file with the columns user_id and segment.")
    return labels_of(read_columns(path, (Column.USER_ID, Column.SEGMENT), hint), str(path))


def labels_of(pairs: pd.DataFrame, source: str) -> dict[str, str]:
    """Return user to segment; rows without a segment label nobody.

    Parameters
    ----------
    pairs
        (n_rows, 2) user_id and segment, as text.
    source
        Where they come from, for the error.

    Raises
    ------
    DataError
        A user has two segments.
    """
    pairs = pairs[pairs[Column.SEGMENT] != ""].drop_duplicates()
    twice = pairs.loc[pairs[Column.USER_ID].duplicated(), Column.USER_ID]
    if len(twice):
        raise DataError(
            say_n(
                "{n:,} user has two segments in {file}: {user}.",
                "{n:,} users have two segments in {file}, such as {user}.",
                len(twice),
                file=source,
                user=twice.iloc[0],
            ),
            say("Keep one row per user."),
        )
    return dict(zip(pairs[Column.USER_ID], pairs[Column.SEGMENT], strict=True))


def labels_in_log(labels: dict[str, str], user_ids: StrArray, key: bytes | None) -> tuple[dict[str, str], int]:
    """Return the labels by what the log calls its users, and how many of these were given in clear.

    Parameters
    ----------
    labels
        User to segment.
    user_ids
        (n_users,) ids of the log: as they are, or codes.
    key
        That the codes were made with; None where the workspace has none.

    Raises
    ------
    DataError
        Two spellings of one user have two segments.
    """
    names = as_in_log(labels, user_ids, key)
    found: dict[str, str] = {}
    for user_id, segment in labels.items():
        if found.setdefault(names[user_id], segment) != segment:
            raise DataError(
                say("A user has two segments: {user} is written in two ways.", user=user_id),
                say("Keep one row per user."),
            )
    return found, sum(name not in (user_id, user_id.removeprefix("'")) for user_id, name in names.items())


def label_users(user_ids: StrArray, labels: dict[str, str]) -> Labelled:
    """Find the labelled users in a log.

    Raises
    ------
    DataError
        There are fewer than two segments, or too few users in one.
    """
    rows = np.array([row for row, user_id in enumerate(user_ids) if user_id in labels], dtype=np.int64)
    own = [labels[user_ids[row]] for row in rows]
    names = tuple(sorted(set(own), key=by_number))
    if len(names) < 2:
        raise DataError(
            say("The labelled users of this log are in {n} segments; two are the least.", n=len(names)),
            say("Check that the ids are those of the log."),
        )
    classes = np.array([names.index(name) for name in own], dtype=np.int64)
    sizes = np.bincount(classes)
    if sizes.min() < LEAST_USERS:
        raise DataError(
            say(
                "Segment {name} has {n} labelled users; {least} are the least.",
                name=names[sizes.argmin()],
                n=int(sizes.min()),
                least=LEAST_USERS,
            ),
            say("Label more of its users, or leave the segment out."),
        )
    return Labelled(names, rows, classes, len(labels) - len(rows))


def split_by_class(classes: IntArray, random_state: int) -> IntArray:
    """Assign users to training (0), validation (1) and judgement (2): of each segment a fifth to either of the last."""
    rng = np.random.default_rng(random_state)
    parts = np.zeros(len(classes), dtype=np.int64)
    for code in np.unique(classes):
        users = rng.permutation(np.flatnonzero(classes == code))
        parts[users[::_HELD]], parts[users[1::_HELD]] = 1, 2
    return parts


def by_number(name: str) -> tuple[int, str]:
    """Return what orders labels: numbers by size, then other texts."""
    return (int(name), "") if name.isdecimal() else (10**18, name)
