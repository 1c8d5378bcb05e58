"""A folder or archive of several tables: which one is the log, and which describe its items and users."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.attributes.names import fold
from core.ingest.assign import KEY_ROLES
from core.ingest.propose import propose
from core.ingest.read import RawTable
from core.ingest.sample import take_sample
from core.sentences import say
from core.store.scratch import Scratch

Group = tuple[RawTable, ...]
_UNIQUE = 0.99
"""Share of rows with an id of their own, from which a table describes what the ids stand for."""


def split(scratch: Scratch, groups: Sequence[Group]) -> dict[str, Group] | None:
    """Find the log among tables of different columns, by name with those of items and users; None where not one is.

    A table is about items or users where it has the column of the log that plays this role, and an own row for each
    of its values.
    """
    roles = {place: _key_columns(scratch, group) for place, group in enumerate(groups)}
    logs = [place for place, found in roles.items() if set(found) == set(KEY_ROLES)]
    if len(logs) != 1:
        return None
    [place] = logs
    tables, notes = {"events": groups[place]}, []
    for other, group in enumerate(groups):
        if other == place:
            continue
        names = ", ".join(raw.name for raw in group)
        table = next((name for name in ("items", "users") if name not in tables
                      and _describes(scratch, group, roles[place][name.removesuffix("s")])), None)  # fmt: skip
        if table:
            tables[table] = group
            notes.append(say("{file} describes the {kind}.", file=names, kind=table))
        else:
            notes.append(say("{file} was not used: it is no table of events, items or users.", file=names))
    events = replace(tables["events"][0], notes=(*tables["events"][0].notes, *notes))
    return {**tables, "events": (events, *tables["events"][1:])}


def _key_columns(scratch: Scratch, group: Group) -> dict[str, str]:
    proposal = propose(scratch, "events", take_sample(scratch, group), {})
    doubtful = {question.role for question in proposal.questions}
    return {each.role: each.column for each in proposal.choices if each.role in KEY_ROLES and each.role not in doubtful}


def _describes(scratch: Scratch, group: Group, column: str) -> bool:
    """Whether a table has a column of this name with a value of its own in each row."""
    n_all, ids = 0, []
    for raw in group:
        header = next((header for header in raw.headers if fold(header) == fold(column)), None)
        if header is None:
            return False
        n_all += raw.n_rows
        ids.append(f"select trim({raw.column(header)}) as id from {raw.sql}")  # noqa: S608 - our own names
    n_distinct = scratch.one(f"select count(distinct id) from ({' union all '.join(ids)})")  # noqa: S608
    return n_all > 0 and n_distinct >= _UNIQUE * n_all
