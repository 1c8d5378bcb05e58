"""What names of files say of all their rows: what was done, as product_buy.csv, or whose they are, as u1.csv."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath

from core.ingest.names.called import is_person
from core.ingest.names.naming import HELD, certainty
from core.ingest.names.words import word_set
from core.ingest.reader.read import RawTable
from core.ingest.reader.reshape import with_text
from core.ingest.states.order_states import is_status_name
from core.population.event_parts import split_name
from core.population.meanings import IGNORE, OTHER, RATE, event_kind, is_known_event
from core.sentences import say

EVENT = "event"
"""The column that holds what the names of files say."""
_AROUND = re.compile(r"^(train|test|valid|validation|val|dev|sample)[-_ .]+|([-_ .]*\d+)+$", re.IGNORECASE)
"""Words and numbers of parts of a log."""
_PLAIN = word_set("session event interaction visit search query action activity behavior")
"""Heads of names of what was done that say no more than that something was."""


def with_what_names_say(raws: Sequence[RawTable]) -> tuple[RawTable, ...]:
    """Return the files of a table with a column of what their names say: whose each is, or what was done."""
    return _with_event_names(with_file_names(raws))


def _with_event_names(raws: Sequence[RawTable]) -> tuple[RawTable, ...]:
    """Return the files of a table with a column of what was done, where their names say it and no column does.

    They say it where each is known for an event, and they are of several kinds. Files of months or places are of one
    kind; and beside ratings, the one column of values would be of two things.
    """
    headers = raws[0].all_headers
    names = [_AROUND.sub("", PurePath(each.name).name.partition(".")[0]) for each in raws]
    has_events = any(each == EVENT or certainty("event", each) >= HELD or is_status_name(each) for each in headers)
    kinds = {event_kind(name) for name in names if is_known_event(name)} - {OTHER, IGNORE}
    if has_events or not kinds or not all(is_known_event(name) or _is_plain(name) for name in names):
        return tuple(raws)
    if len({event_kind(name) for name in names}) < 2 or RATE in kinds:
        return tuple(raws)
    note = say(
        "No column says what was done, so the names of the files do: {names}.",
        names=", ".join(dict.fromkeys(map(repr, names))),
    )
    named = [with_text(raw, EVENT, name) for raw, name in zip(raws, names, strict=True)]
    return (replace(named[0], notes=(*named[0].notes, note)), *named[1:])


def _is_plain(name: str) -> bool:
    words = split_name(name).split()
    return bool(words) and (words[-1] in _PLAIN or words[-1].removesuffix("s") in _PLAIN)


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
    return tuple(with_text(raw, FILE, name) for raw, name in zip(raws, names, strict=True))


def _is_of_user(name: str) -> bool:
    found = _NAME.fullmatch(name.lower())
    return found is not None and (found["who"] in _SHORT or is_person(found["who"]))
