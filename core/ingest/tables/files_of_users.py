"""Folders in which each file is that of one user and is named by the user: u1.csv, u2.csv and so on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath

from core.ingest.names.called import is_person
from core.ingest.names.naming import HELD, certainty
from core.ingest.reader.read import RawTable
from core.store.sql import literal

FILE = "file"
"""The column that holds the names of such files."""
_MANY = 20
_NAME = re.compile(r"(?P<who>[^\W\d_]*)[-_ ]?(?P<id>\d+|[0-9a-f]{8,})")
_SHORT = ("u", "uid", "id", "p", "s", "subject", "subj")


def with_file_names(raws: Sequence[RawTable]) -> tuple[RawTable, ...]:
    """Return the files of a table with a column of their names, where these are ids of users and no column is.

    A name of a part, a month or an hour is none of a user.
    """
    headers = raws[0].all_headers
    names = [PurePath(each.name).name.partition(".")[0] for each in raws]
    is_known = FILE in headers or any(certainty("user", header) >= HELD for header in headers)
    if len(raws) < _MANY or is_known or len(set(names)) < len(names) or not all(map(_is_of_user, names)):
        return tuple(raws)
    return tuple(_with_name(raw, name) for raw, name in zip(raws, names, strict=True))


def _is_of_user(name: str) -> bool:
    found = _NAME.fullmatch(name.lower())
    return found is not None and (found["who"] in _SHORT or is_person(found["who"]))


def _with_name(raw: RawTable, name: str) -> RawTable:
    sql = f"(select *, {literal(name)}::varchar as c{len(raw.headers)} from {raw.sql})"  # noqa: S608 - a quoted value
    return replace(raw, headers=(*raw.headers, FILE), sql=sql)
