"""Guess which column plays which role, from names and values, each with a reason."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from core.attributes.names import fold
from core.errors import IngestError
from core.ingest.aliases import certainty
from core.ingest.numbers import find_number_sql
from core.ingest.read import RawTable
from core.ingest.sample import Sample
from core.ingest.source import ROLES, Choice
from core.ingest.suitable import why_no_attribute
from core.ingest.times import find_time_format
from core.population.interactions import is_known_event
from core.sentences import say
from core.store.scratch import Scratch
from core.types import ColumnMap

_MAX_EVENT_NAMES = 100
_FEW_NAMES, _MOSTLY = 30, 0.6
"""A column of so few different texts, most of them known kinds of events, is one of event types."""
_FILE_ROLES = {"events": ROLES, "items": ("item", "text", "category"), "users": ("user", "attribute")}
_NEEDED = {"events": ("user", "item", "timestamp"), "items": ("item",), "users": ("user",)}


def guess_map(
    scratch: Scratch, file: str, table: RawTable, sample: Sample, given: Mapping[str, Sequence[str]]
) -> list[Choice]:
    """Choose columns for the roles of one file (``events``, ``items`` or ``users``); ``given`` ones come first.

    Raises ``IngestError`` when a needed role finds no column.
    """
    choices = propose_map(scratch, file, sample, given)
    for role in missing_roles(file, choices):
        raise _missing(role, file, table)
    return choices


def propose_map(scratch: Scratch, file: str, sample: Sample, given: Mapping[str, Sequence[str]]) -> list[Choice]:
    """Choose columns like ``guess_map``, as far as they can be found."""
    guesser = _Guesser(scratch, file, sample)
    for role in _FILE_ROLES[file]:
        guesser.take_given(role, [column for column in given.get(role, ()) if column in sample.columns])
    is_cleared = {role for role, columns in given.items() if not columns and role not in _NEEDED[file]}
    open_roles = [role for role in _FILE_ROLES[file] if not given.get(role) or (role in _NEEDED[file])]
    wanted = [role for role in open_roles if role not in is_cleared]
    guesser.take_named([role for role in wanted if role != "attribute" and not guesser.has(role)])
    if file == "events":
        guesser.take_by_values()
    if "attribute" in wanted and not guesser.has("attribute"):
        guesser.take_attributes()
    return guesser.choices


def as_given(file: str, table: RawTable, given: Mapping[str, Sequence[str]], headers: Sequence[str]) -> list[Choice]:
    """Take the roles of one file exactly as a complete map gives them.

    Raises ``IngestError`` when a needed role has no column.
    """
    choices = [
        Choice(file, role, column, say("given"))
        for role in _FILE_ROLES[file]
        for column in given.get(role, ())
        if column in headers
    ]
    for role in missing_roles(file, choices):
        raise _missing(role, file, table)
    return choices


def needed_roles(file: str) -> tuple[str, ...]:
    """List the roles that a file cannot do without."""
    return tuple(_NEEDED[file])


def missing_roles(file: str, choices: Sequence[Choice]) -> list[str]:
    """List the roles that a file needs and no column plays."""
    played = {choice.role for choice in choices if choice.file == file}
    return [role for role in _NEEDED[file] if role not in played]


def roles_of(file: str) -> tuple[str, ...]:
    """List the roles that columns of a file can play."""
    return tuple(_FILE_ROLES[file])


def column_map(choices: Sequence[Choice], file: str) -> ColumnMap:
    """Collect the choices of one file."""
    found = ColumnMap(
        attributes=tuple(each.column for each in choices if each.file == file and each.role == "attribute")
    )
    for each in choices:
        if each.file == file and each.role != "attribute":
            found = replace(found, **{each.role: each.column})  # type: ignore[arg-type]
    return found


def given_for(given: Mapping[str, str | Sequence[str]], file: str) -> dict[str, list[str]]:
    """Collect what is given for one file: a role alone counts for every file, ``items.item`` for the items file."""
    found: dict[str, list[str]] = {}
    for key, columns in sorted(given.items(), key=lambda each: "." in each[0]):
        place, _dot, role = key.rpartition(".")
        if place in ("", file):
            found[role] = [columns] if isinstance(columns, str) else list(columns)
    return found


def check_given(given: Mapping[str, Sequence[str]], tables: Sequence[RawTable]) -> None:
    """Raise ``IngestError`` for an unknown role, or a column that no file has."""
    headers = list(dict.fromkeys(header for table in tables for header in table.headers))
    for key, columns in given.items():
        place, _dot, role = key.rpartition(".")
        if role not in ROLES or place not in ("", *_FILE_ROLES):
            raise IngestError(
                say("There is no role {key!r}.", key=key), say("Roles are {roles}.", roles=", ".join(ROLES))
            )
        if role != "attribute" and len(columns) > 1:
            raise IngestError(
                say("The role {role} is given twice: {columns}.", role=role, columns=", ".join(columns)),
                say("Give it one column."),
            )
        for column in columns:
            if column not in headers:
                near = difflib.get_close_matches(column, headers, 1)
                names = ", ".join(headers)
                hint = say("Columns are {columns}.", columns=names)
                if near:
                    hint = say("Did you mean {near!r}? Columns are {columns}.", near=near[0], columns=names)
                raise IngestError(say("No file has a column {column!r}.", column=column), hint)


def _missing(role: str, file: str, table: RawTable) -> IngestError:
    return IngestError(
        say("{file}: no column looks like the {role} of the {kind} file.", file=table.name, role=role, kind=file),
        say("Name it with --map {role}=COLUMN; columns are {columns}.", role=role, columns=", ".join(table.headers)),
    )


class _Guesser:
    """Fills roles one after another; a column plays one role unless it was given several."""

    def __init__(self, scratch: Scratch, file: str, sample: Sample) -> None:
        self._scratch, self._file, self._sample = scratch, file, sample
        self.choices: list[Choice] = []

    def has(self, role: str) -> bool:
        return any(choice.role == role for choice in self.choices)

    def take_given(self, role: str, columns: Sequence[str]) -> None:
        for column in columns:
            self._add(role, column, say("given"))

    def take_named(self, roles: Sequence[str]) -> None:
        """Fill roles by the names of columns, best match first, if their values allow it."""
        scored = [(certainty(role, header), role, header) for role in roles for header in self._free()]
        for score, role, header in sorted(scored, key=lambda each: -each[0]):
            if score > 0 and not self.has(role) and header in self._free() and self._suits(role, header):
                how = (
                    say("its name, {header!r}, is a known one", header=header)
                    if score > 1
                    else say("its name, {header!r}, holds a known one", header=header)
                )
                self._add(role, header, how)

    def take_by_values(self) -> None:
        """Fill what names did not: a time by how it is written, users and items by how often they repeat."""
        if not self.has("timestamp"):
            for header in self._free():
                found = find_time_format(self._scratch, self._sample.texts(header))
                if found:
                    self._add("timestamp", header, say("its values are times ({format})", format=found.name))
                    break
        if self._file == "events" and not self.has("event"):
            self._take_event_by_values()
        ids = sorted((header for header in self._free() if self._repeats(header)), key=self._sample.n_distinct)
        for role in ("user", "item"):
            if not self.has(role) and ids:
                header = ids.pop()
                n_distinct = self._sample.n_distinct(header)
                how = say("its values repeat like ids: {n:,} different ones in the first rows", n=n_distinct)
                self._add(role, header, how)

    def _take_event_by_values(self) -> None:
        for header in self._free():
            names = list(dict.fromkeys(self._sample.texts(header)))
            if names and len(names) <= _FEW_NAMES and sum(map(is_known_event, names)) >= _MOSTLY * len(names):
                self._add("event", header, say("its values are kinds of events, such as {name!r}", name=names[0]))
                return

    def take_attributes(self) -> None:
        if self._file == "users":
            for header in self._free():
                if not why_no_attribute(self._sample, header):
                    self._add("attribute", header, say("it is a column of the users file"))
            return
        for header in self._free():
            if certainty("attribute", header) > 1 and self._sample.n_distinct(header) <= 1000:
                self._add("attribute", header, say("its name, {header!r}, is that of a user attribute", header=header))

    def _add(self, role: str, column: str, reason: str) -> None:
        self.choices.append(Choice(self._file, role, column, reason))

    def _free(self) -> list[str]:
        taken = {choice.column for choice in self.choices}
        return [header for header in self._sample.columns if header not in taken]

    def _suits(self, role: str, header: str) -> bool:
        texts = self._sample.texts(header)
        if not texts:
            return role not in ("timestamp", "value", "event")
        if role == "timestamp":
            return find_time_format(self._scratch, texts, enough=0.2) is not None
        if role == "value":
            return find_number_sql(texts) is not None
        return role != "event" or self._sample.n_distinct(header) <= _MAX_EVENT_NAMES

    def _repeats(self, header: str) -> bool:
        texts, n_distinct = self._sample.texts(header), self._sample.n_distinct(header)
        is_fraction = any("." in text for text in texts) and find_number_sql(texts) is not None
        return _MAX_EVENT_NAMES // 10 < n_distinct < len(texts) and not is_fraction and bool(fold(header))
