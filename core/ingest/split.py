"""A folder or archive of several tables: which one is the log, and which describe its items and users."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from core.attributes.names import fold
from core.errors import IngestError
from core.ingest.assign import KEY_ROLES
from core.ingest.join import is_key_of
from core.ingest.naming import EXACT, certainty
from core.ingest.order_tables import says
from core.ingest.propose import propose
from core.ingest.read import RawTable
from core.ingest.sample import take_sample
from core.sentences import say
from core.store.scratch import Scratch

Group = tuple[RawTable, ...]
_UNIQUE = 0.99
"""Share of rows with an id of their own, from which a table describes what the ids stand for."""
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
    logs = logs or _without_times(scratch, groups, roles)
    if not logs:
        return None
    log, *others = logs
    if others:
        raise _two_logs(groups[log], groups[others[0]])
    tables, notes = {"events": groups[log]}, []
    for place, group in sorted(enumerate(groups), key=lambda each: _says_much(each[1]), reverse=True):
        if place == log:
            continue
        names = ", ".join(raw.name for raw in group)
        table = _kind(scratch, group, roles[log], tables)
        if table:
            tables[table] = _with_key(group, roles[log].columns[table.removesuffix("s")])
            notes.append(say("{file} describes the {kind}.", file=names, kind=table))
        elif _shares_items(scratch, (groups[log], roles[log]), (group, roles[place])):
            raise _two_logs(groups[log], group)
        elif says("user", group[0].headers) and says("item", group[0].headers):
            notes.append(say("{file} was not used: it has users and items but no times of events.", file=names))
        else:
            notes.append(
                say("{file} was not used: it describes neither the items nor the users of the log.", file=names)
            )
    events = replace(tables["events"][0], notes=(*tables["events"][0].notes, *notes))
    return {**tables, "events": (events, *tables["events"][1:])}


def _without_times(scratch: Scratch, groups: Sequence[Group], roles: Sequence[_KeyColumns]) -> list[int]:
    """Return the one table that has users and items but no times, and whose users or items others describe."""
    able = [place for place, found in enumerate(roles) if set(found.columns) == {"user", "item"}]
    found = [
        place
        for place in able
        if any(_kind(scratch, group, roles[place]) for other, group in enumerate(groups) if other != place)
    ]
    return found if len(found) == 1 else []


@dataclass(frozen=True, slots=True)
class _KeyColumns:
    columns: Mapping[str, str]
    """Role → column, as it is proposed."""
    is_clear: bool
    """All are there, and none is a question."""


def _key_columns(scratch: Scratch, group: Group) -> _KeyColumns:
    proposal = propose(scratch, "events", take_sample(scratch, group), {})
    columns = {each.role: each.column for each in proposal.choices if each.role in KEY_ROLES}
    is_clear = set(columns) == set(KEY_ROLES) and not proposal.questions
    return _KeyColumns(columns, is_clear and not _is_register(scratch, group, columns))


def _is_register(scratch: Scratch, group: Group, columns: Mapping[str, str]) -> bool:
    """Whether each row is of a person of its own, with a time that is not called that of an event: staff."""
    if certainty("timestamp", columns["timestamp"]) >= EXACT:
        return False
    return _has_own_rows(scratch, group, columns["user"])


def _says_much(group: Group) -> tuple[bool, int]:
    """Rank a table by what it says of an id: a title first, then how much."""
    return says("text", group[0].headers), len(group[0].headers)


def _kind(scratch: Scratch, group: Group, log: _KeyColumns, taken: Collection[str] = ()) -> str | None:
    """Return which table of a log a group is, "items" or "users" if that is not taken; None for neither."""
    return next(
        (
            name
            for name in ("items", "users")
            if name not in taken and _describes(scratch, group, log.columns[name.removesuffix("s")])
        ),
        None,
    )


def _shares_items(scratch: Scratch, log: tuple[Group, _KeyColumns], other: tuple[Group, _KeyColumns]) -> bool:
    """Whether another table has users, times and mostly the items of the log, so that it is a log too."""
    if set(other[1].columns) != set(KEY_ROLES):
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


def _with_key(group: Group, column: str) -> Group:
    """Give the id of a table the name by which the log refers to it."""
    if any(fold(header) == fold(column) for header in group[0].headers):
        return group
    return tuple(
        replace(raw, headers=tuple(column if is_key_of(each, group, column) else each for each in raw.headers))
        for raw in group
    )


def _describes(scratch: Scratch, group: Group, column: str) -> bool:
    """Whether a table has a column of this name with a value of its own in each row."""
    header = next((header for header in group[0].headers if is_key_of(header, group, column)), None)
    if header is None or any(header not in raw.headers for raw in group):
        return False
    return _has_own_rows(scratch, group, header)


def _has_own_rows(scratch: Scratch, group: Group, header: str) -> bool:
    """Whether each row has a value of its own in a column."""
    n_all, ids = sum(raw.n_rows for raw in group), _ids(group, header)
    n_distinct = scratch.one(f"select count(distinct id) from ({ids})")  # noqa: S608 - our own names
    return n_all > 0 and bool(n_distinct >= _UNIQUE * n_all)


def _ids(group: Group, column: str) -> str:
    """Return SQL of the values of a column, as ``id``."""
    return " union all ".join(f"select trim({raw.column(column)}) as id from {raw.sql}" for raw in group)  # noqa: S608
