"""Which columns of a file a preset means, and whether the file is of its form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from core.attributes.names import fold
from core.ingest.presets.declare import PresetTable, listed
from core.ingest.states.order_states import is_status_of_orders
from core.ingest.states.status_names import OF_DELIVERY

_FULL = {"user": 0.9, "item": 0.02}
"""Share of rows that must hold a value before a column of this role is preferred; others need any value at all."""
ORDER_ROLES = ("user", "timestamp", "time_of_day", "event", "attribute")
"""Roles whose columns say something of an order, not of one of its lines."""
_PLACE = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True, slots=True)
class Resolved:
    """A preset's table in the words of a file."""

    map: Mapping[str, list[str]]
    """Role → columns."""
    sql: Mapping[str, str]
    """Role or column → SQL with the file's own columns in braces."""
    instead: Mapping[str, list[str]] = field(default_factory=dict)
    """Role → columns taken where the first is empty."""
    value_per: str | None = None


def find_column(name: str, headers: Iterable[str]) -> str | None:
    """Return the column that a name stands for, the one with the shortest path where several end in it.

    >>> find_column("distinct_id", ["event", "properties.Distinct ID"])
    'properties.Distinct ID'
    >>> find_column("/distinct_id", ["event", "properties.distinct_id"])
    """
    wanted = _parts(name.removeprefix("/"))
    found = [header for header in headers if _parts(header)[-len(wanted) :] == wanted]
    if name.startswith("/"):
        found = [header for header in found if len(_parts(header)) == len(wanted)]
    return min(found, key=lambda header: (len(_parts(header)), len(header)), default=None)


def has_column(need: str, headers: Sequence[str]) -> bool:
    """Whether a need is met: one of the names between bars is there, or something inside ``a`` for ``a.*``."""
    return any(_one(name, headers) is not None for name in need.split("|"))


def columns_that_meet(table: PresetTable, headers: Sequence[str]) -> list[str]:
    """Return for each need the first column of a file that meets it."""
    found = (next(filter(None, (_one(name, headers) for name in need.split("|"))), "") for need in listed(table.needs))
    return [column for column in found if column]


def n_met(table: PresetTable, headers: Sequence[str]) -> int:
    """Return how many needs a file meets, 0 unless it meets all."""
    needs = listed(table.needs)
    return len(needs) if all(has_column(need, headers) for need in needs) else 0


def resolve(table: PresetTable, headers: Sequence[str], share: Callable[[str], float]) -> Resolved:
    """Find the columns for each role; ``share`` gives the share of rows in which a column holds something."""
    found: dict[str, list[str]] = {}
    instead: dict[str, list[str]] = {}
    for role, candidates in table.roles.items():
        columns = [each for each in (_columns(candidate, headers) for candidate in candidates) if each]
        if role == "attribute":
            found[role] = [each[0] for each in columns]
        elif columns:
            enough = _FULL.get(role, 0.0)
            best = next((each for each in columns if share(each[0]) > enough), None)
            chosen = best or max(columns, key=lambda each: share(each[0]))
            found[role], instead[role] = chosen[:1], chosen[1:]
    sql = {role: first_filled([found[role][0], *more]) for role, more in instead.items() if more}
    own = {key: text for key, text in table.sql.items() if key not in found or found[key]}
    if not knows_states(table, headers):
        own.pop("event", None)
    sql |= {key: fill_names(text, headers) for key, text in own.items()}
    named = {find_column(name, headers): basis for name, basis in table.value_per.items()}
    basis = named.get(found["value"][0]) if found.get("value") else None
    return Resolved(found, sql, {role: more for role, more in instead.items() if more}, basis)


def knows_states(table: PresetTable, headers: Sequence[str]) -> bool:
    """Whether a file has what a preset reads the states of orders from; one that reads none knows what it needs.

    What says some of them, such as the time of a cancellation, is not enough beside a column of states that is called
    otherwise than the preset's own.
    """
    own = table.roles.get("event", ())
    if not table.reads_states or any(_columns(candidate, headers) for candidate in own):
        return True
    if any(is_status_of_orders(each) and not OF_DELIVERY.search(each.lower()) for each in headers):
        return False
    names = [name for place in _PLACE.findall(table.sql["event"]) for name in place.split("|")]
    return any(find_column(name, headers) for name in names)


def order_columns(table: PresetTable, headers: Sequence[str]) -> tuple[str, list[str]] | None:
    """Return the column of the order and those that stand on its first line only; None where all are repeated."""
    named = (find_column(name, headers) for name in table.roles.get("order", ()))
    order = next((column for column in named if column), None)
    if order is None or table.order_cells is None:
        return None
    candidates = [candidate for role in ORDER_ROLES for candidate in table.roles.get(role, ())]
    found = [
        column for candidate in (*candidates, *listed(table.order_cells)) for column in _columns(candidate, headers)
    ]
    return order, [column for column in dict.fromkeys(found) if column != order]


def columns_of_people(table: PresetTable, headers: Sequence[str]) -> list[str]:
    """Return the first column that names the user, then those of attributes; none where no single one names users."""
    users = (find_column(name, headers) for name in table.roles.get("user", ()))
    user = next((column for column in users if column), None)
    attributes = [each for name in table.roles.get("attribute", ()) for each in _columns(name, headers)]
    return [user, *attributes] if user else []


def fill_names(template: str, headers: Sequence[str]) -> str:
    """Put the file's own columns into a template, null where it has none."""

    def own(place: re.Match[str]) -> str:
        names = (find_column(name, headers) for name in place[1].split("|"))
        column = next((name for name in names if name), None)
        return f"{{{column}}}" if column else "null::varchar"

    return _PLACE.sub(own, template)


def first_filled(columns: Sequence[str]) -> str:
    """Return a template of the first of some columns that is not blank.

    >>> first_filled(["a", "b"])
    "coalesce(nullif(trim({a}), ''), nullif(trim({b}), ''))"
    """
    filled = ", ".join(f"nullif(trim({{{column}}}), '')" for column in columns)
    return f"coalesce({filled})"


def _columns(candidate: str, headers: Sequence[str]) -> list[str]:
    found = (find_column(name, headers) for name in candidate.split("+"))
    return list(dict.fromkeys(column for column in found if column))


def _one(name: str, headers: Sequence[str]) -> str | None:
    """Return the column of a name, the first one inside ``a`` for ``a.*``."""
    if not name.endswith(".*"):
        return find_column(name, headers)
    inside = _parts(name[:-2])
    return next((header for header in headers if _is_inside(_parts(header), inside)), None)


def _is_inside(path: Sequence[str], inside: Sequence[str]) -> bool:
    return any(path[place : place + len(inside)] == inside for place in range(len(path) - 1))


@lru_cache(maxsize=20_000)
def _parts(name: str) -> tuple[str, ...]:
    """Split a path into folded names; signs alone are no name."""
    return tuple(part for part in map(fold, name.split(".")) if part) or (name,)
