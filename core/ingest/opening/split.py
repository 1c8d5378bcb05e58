"""A folder or archive of several tables: which one is the log, and which describe its items and users."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from core.attributes.names import fold
from core.errors import IngestError
from core.ingest.columns.assign import KEY_ROLES
from core.ingest.columns.propose import propose
from core.ingest.names.naming import EXACT, HELD, certainty
from core.ingest.opening.join import is_key_of, key_by_values
from core.ingest.opening.two_tables import join_tables
from core.ingest.reader.order_tables import says
from core.ingest.reader.read import RawTable, note_on_some_files
from core.ingest.reader.reshape import rows_sql
from core.ingest.tables.sample import take_sample
from core.sentences import Sentence, say, say_n
from core.store.scratch import Scratch

Group = tuple[RawTable, ...]
_WHO_AND_WHEN = ("user", "timestamp")
_UNIQUE, _MOSTLY_UNIQUE = 0.99, 0.95
"""Shares of rows with an id of their own, from which a table describes what the ids stand for; the second where it has
their titles and is no log itself, such as articles of which few were published twice."""
_SAME = 0.5
"""Share of the items of another table that are those of the log, from which on it is a log too."""


def split(scratch: Scratch, groups: Sequence[Group]) -> dict[str, Group] | None:
    """Find the log among tables of different columns, by name with those of items and users; None where none is one.

    A table is about items or users where it has the column of the log that plays this role, and an own row for each
    of its values.

    Raises
    ------
    IngestError
        Two tables are logs: one may be a month in another layout.
    """
    roles = [_key_columns(scratch, group) for group in groups]
    clear = [place for place, found in enumerate(roles) if found.is_clear]
    logs = [
        place
        for place in clear
        if not any(_kind(scratch, groups[place], roles[other]) for other in clear if other != place)
    ]
    logs = logs or _of_users_and_times(groups, roles) or _without_times(scratch, groups, roles) or _in_doubt(roles)
    if not logs:
        return None
    log, *others = logs
    if others:
        raise _two_logs(groups[log], groups[others[0]])
    tables, notes = {"events": groups[log]}, []
    beside = [(place, group) for place, group in enumerate(groups) if place != log]
    apart = [(place, each) for place, group in beside for each in _apart(scratch, group, roles[log])]
    for place, group in sorted(apart, key=lambda each: _says_much(each[1]), reverse=True):
        names = ", ".join(raw.name for raw in group)
        found = _part(scratch, (groups[log], roles[log]), group, tables, place in clear)
        again = None if found else _part(scratch, (groups[log], roles[log]), group, (), place in clear)
        if part := found or again:
            table, key = part
            column = roles[log].columns[table.removesuffix("s")]
            own = _with_key(group, column, key)
            tables[table], differ = join_tables(scratch, tables[table], own, column) if again else (own, ())
            is_about = say_n(
                "{file} describes the {kind}.", "{file} describe the {kind}.", len(group), file=names, kind=table
            )
            notes += [is_about, *differ]
        elif _shares_items(scratch, (groups[log], roles[log]), (group, roles[place])):
            raise _two_logs(groups[log], group)
        else:
            notes.append(_why_unused(group, roles[log], names))
    events = replace(tables["events"][0], notes=(*tables["events"][0].notes, *notes))
    return {**tables, "events": (events, *tables["events"][1:])}


def _why_unused(group: Group, log: _KeyColumns, names: str) -> Sentence:
    """Say why a table is neither the log nor describes its users or items."""
    headers = group[0].headers
    if says("user", headers) and says("item", headers):
        return say("{file} was not used: it has users and items but no times of events.", file=names)
    for role in ("user", "item"):
        column = log.columns.get(role)
        if column and any(is_key_of(header, group, column) for header in headers):
            return say("{file} was not used: it has several rows for some values of {column!r}.", file=names,
                       column=column)  # fmt: skip
    return say_n(
        "{file} was not used: it describes neither the items nor the users of the log.",
        "{file} were not used: they describe neither the items nor the users of the log.",
        len(group),
        file=names,
    )


def _without_times(scratch: Scratch, groups: Sequence[Group], roles: Sequence[_KeyColumns]) -> list[int]:
    """Return the table that has users and items but no times, and whose users or items others describe.

    Of several, that is the one that says how strong each row is, such as ratings beside lists of what to read.
    """
    able = [place for place, found in enumerate(roles) if set(found.columns) == {"user", "item"}]
    found = [
        place
        for place in able
        if any(_kind(scratch, group, roles[place]) for other, group in enumerate(groups) if other != place)
    ]
    strong = [place for place in found if says("value", groups[place][0].headers)]
    return next((each for each in (found, strong) if len(each) == 1), [])


def _of_users_and_times(groups: Sequence[Group], roles: Sequence[_KeyColumns]) -> list[int]:
    """Return the one table that names users and times, where none has all that a log has: its item is asked for.

    Beside lines of orders, that would be their orders, which no id joins to them.
    """
    if any(says("item", group[0].headers) and says("order", group[0].headers) for group in groups):
        return []
    found = [
        place
        for place, each in enumerate(roles)
        if not each.is_list and all(certainty(role, each.columns.get(role, "")) >= HELD for role in _WHO_AND_WHEN)
    ]
    return found if len(found) == 1 else []


def _in_doubt(roles: Sequence[_KeyColumns]) -> list[int]:
    """Return the one table that may have users, items and times, where which columns these are has to be asked."""
    able = [place for place, each in enumerate(roles) if set(each.columns) == set(KEY_ROLES) and not each.is_list]
    return able if len(able) == 1 else []


@dataclass(frozen=True, slots=True)
class _KeyColumns:
    columns: Mapping[str, str]
    """Role → column, as it is proposed."""
    is_clear: bool
    """All are there, and none is a question."""
    is_list: bool = False
    """Each row is of a user of its own."""


def _key_columns(scratch: Scratch, group: Group) -> _KeyColumns:
    proposal = propose(scratch, "events", take_sample(scratch, group), {})
    columns = {each.role: each.column for each in proposal.choices if each.role in KEY_ROLES}
    is_clear = set(columns) == set(KEY_ROLES) and not proposal.questions
    is_list = "user" in columns and _has_own_rows(scratch, group, columns["user"])
    return _KeyColumns(columns, is_clear and not (is_list and not _has_times(columns)), is_list)


def _has_times(columns: Mapping[str, str]) -> bool:
    """Whether the time is called that of an event; a list of staff has others."""
    return certainty("timestamp", columns["timestamp"]) >= EXACT


def _says_much(group: Group) -> tuple[bool, int]:
    """Rank a table by what it says of an id: a title first, then how much."""
    return says("text", group[0].headers), len(group[0].headers)


def _kind(
    scratch: Scratch, group: Group, log: _KeyColumns, taken: Collection[str] = (), least: float = _UNIQUE
) -> str | None:
    """Return which table of a log a group is, "items" or "users" if that is not taken; None for neither.

    A table with titles may have a share ``least`` of rows with an id of their own.
    """
    least = least if says("text", group[0].headers) else _UNIQUE
    return next(
        (
            name
            for name in ("items", "users")
            if name not in taken and _describes(scratch, group, log.columns.get(name.removesuffix("s")), least)
        ),
        None,
    )


def _part(
    scratch: Scratch, log: tuple[Group, _KeyColumns], group: Group, taken: Collection[str], is_log: bool
) -> tuple[str, str | None] | None:
    """Return which table of a log a group is, and its id where only values say which that is; None for neither."""
    table = _kind(scratch, group, log[1], taken, _UNIQUE if is_log else _MOSTLY_UNIQUE)
    if table:
        return table, None
    return None if is_log else _linked(scratch, *log, group, taken)


def _apart(scratch: Scratch, group: Group, log: _KeyColumns) -> list[Group]:
    """Return the files of a group each by itself where only so each has an own row for each user, or each item."""
    headers = dict.fromkeys(header for raw in group for header in raw.headers)
    counts = {each: sum(each in raw.headers for raw in group) for each in headers}
    on_some = {note_on_some_files(each, n, len(group)) for each, n in counts.items()}
    alone = [
        (replace(raw, other_headers=(), notes=tuple(each for each in raw.notes if each not in on_some)),)
        for raw in group
    ]
    if len(group) == 1 or _kind(scratch, group, log) or not all(_kind(scratch, each, log) for each in alone):
        return [group]
    return [*alone]


def _linked(
    scratch: Scratch, log: Group, roles: _KeyColumns, group: Group, taken: Collection[str]
) -> tuple[str, str] | None:
    """Return which table of a log a group is by the values of its id, and that id; None for neither."""
    for name in ("items", "users"):
        role = name.removesuffix("s")
        if name not in taken and role in roles.columns:
            key = key_by_values(scratch, role, (log, roles.columns[role]), group)
            if key and _has_own_rows(scratch, group, key):
                return name, key
    return None


def _shares_items(scratch: Scratch, log: tuple[Group, _KeyColumns], other: tuple[Group, _KeyColumns]) -> bool:
    """Whether another table has users, times and mostly the items of the log, so that it is a log too."""
    if set(other[1].columns) != set(KEY_ROLES) or "item" not in log[1].columns:
        return False
    known, own = (_ids(group, found.columns["item"]) for group, found in (log, other))
    share = scratch.one(f"select avg((id in (select id from ({known})))::int) from (select distinct id from ({own}))")  # noqa: S608
    return bool(share and share >= _SAME)


def _two_logs(log: Group, other: Group) -> IngestError:
    return IngestError(
        say(
            "{file} and {other} are both logs, but their columns differ, so they are not put together: {columns} "
            "and {others}.",
            file=log[0].name,
            other=other[0].name,
            columns=", ".join(log[0].headers[:20]),
            others=", ".join(other[0].headers[:20]),
        ),
        say("Load each as a log of its own, or give both the same columns."),
    )


def _with_key(group: Group, column: str, key: str | None = None) -> Group:
    """Give the id of a table, which is ``key`` if that is given, the name by which the log refers to it."""
    if any(fold(header) == fold(column) for header in group[0].headers):
        return group

    def is_key(header: str) -> bool:
        return header == key if key else is_key_of(header, group, column)

    return tuple(replace(raw, headers=tuple(column if is_key(each) else each for each in raw.headers)) for raw in group)


def _describes(scratch: Scratch, group: Group, column: str | None, least: float) -> bool:
    """Whether a table has a column of this name, with a value of its own in a share ``least`` of its rows."""
    if column is None:
        return False
    header = next((header for header in group[0].headers if is_key_of(header, group, column)), None)
    if header is None or any(header not in raw.headers for raw in group):
        return False
    return _has_own_rows(scratch, group, header, least)


def _has_own_rows(scratch: Scratch, group: Group, header: str, least: float = _UNIQUE) -> bool:
    """Whether each row has a value of its own in a column."""
    n_all, ids = sum(raw.n_rows for raw in group), _ids(group, header)
    n_distinct = scratch.one(f"select count(distinct id) from ({ids})")  # noqa: S608 - our own names
    return n_all > 0 and bool(n_distinct >= least * n_all)


def _ids(group: Group, column: str) -> str:
    """Return SQL of the values of a column, as ``id``."""
    return rows_sql(group, lambda raw: f"trim({raw.column(column)}) as id")
