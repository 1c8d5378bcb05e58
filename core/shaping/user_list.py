"""A list of users as a file: the column user_id of a CSV file."""

from __future__ import annotations

from pathlib import Path

from core.errors import DataError
from core.model.labels import read_columns
from core.sentences import say
from core.types import Column


def read_user_list(path: Path) -> tuple[str, ...]:
    """Return the user ids of a file, each once, in its order.

    Raises
    ------
    DataError
        The file cannot be read, lacks the column, or holds nobody.
    """
    hint = say("Give a CSV file with the column user_id, such as segments.csv.")
    unreadable = DataError(say("The users in {file} cannot be read.", file=str(path)), hint)
    table = read_columns(path, (Column.USER_ID,), unreadable)
    users = tuple(dict.fromkeys(each for each in table[Column.USER_ID] if each))
    if not users:
        raise DataError(say("{file} names no user.", file=str(path)), hint)
    return users
