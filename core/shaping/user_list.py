"""Lists of users: the column user_id of a file, and what the log calls those that an edit names."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from core.errors import DataError
from core.ingest.tables.user_files import read_columns
from core.ingest.values.identity import as_in_log
from core.sentences import say
from core.shaping.edits import Edit, Move
from core.types import Column, StrArray


def read_user_list(path: Path) -> tuple[str, ...]:
    """Return the user ids of a file, each once, in its order.

    Raises
    ------
    IngestError
        The file cannot be read.
    DataError
        It lacks the column, or holds nobody.
    """
    hint = say("Give a CSV, Excel or Parquet file with the column user_id, such as segments.csv.")
    table = read_columns(path, (Column.USER_ID,), hint)
    users = tuple(dict.fromkeys(each for each in table[Column.USER_ID] if each))
    if not users:
        raise DataError(say("{file} names no user.", file=str(path)), hint)
    return users


def in_log(edit: Edit, user_ids: StrArray, key: bytes | None) -> Edit:
    """Return an edit by what a log calls its users, such as the codes of those given in clear.

    Parameters
    ----------
    user_ids
        Of the log.
    key
        That its codes were made with, None for none.
    """
    if not isinstance(edit, Move):
        return edit
    return replace(edit, user_ids=tuple(as_in_log(edit.user_ids, user_ids, key).values()))
