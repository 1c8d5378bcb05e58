"""A list of users as a file: the column user_id of a CSV file."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from core.errors import DataError
from core.sentences import say
from core.types import Column


def read_user_list(path: Path) -> tuple[str, ...]:
    """Return the user ids of a file, each once, in its order.

    Raises
    ------
    DataError
        The file cannot be read, lacks the column, or holds nobody.
    """
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise DataError(say("The users in {file} cannot be read.", file=str(path)), _hint()) from error
    if Column.USER_ID not in table.columns:
        raise DataError(say("{file} has no column {name}.", file=str(path), name=Column.USER_ID), _hint())
    users = tuple(dict.fromkeys(each for each in table[Column.USER_ID].str.strip() if each))
    if not users:
        raise DataError(say("{file} names no user.", file=str(path)), _hint())
    return users


def _hint() -> str:
    return say("Give a CSV file with the column user_id, such as segments.csv.")
