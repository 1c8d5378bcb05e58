"""How many events of each type are stored, what they mean, which rows are lost, and the notes on that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce

from core.ingest.rows.reasons import EARLIER_STATE, NO_ITEM, NO_PRODUCT
from core.population.meanings import IGNORE, KIND_LABELS, PAYMENT
from core.sentences import Sentence, say
from core.store.scratch import Scratch
from core.store.sql import literals
from core.types import REFUND
from core.types.meaning import Meaning

_COUNTED = """
select event, count(user_code), count(value), count(*) filter (value < 0)
from names left join events using (event_code) group by event, event_code order by event_code"""
NAMED = 12
"""Event types that the report names, the most frequent first."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The stored events of a type."""

    n: int
    n_valued: int
    """Those that have a value."""
    n_negative: int
    """Those whose value is below 0."""

    @property
    def valued(self) -> float:
        """Share of the events that have a value, 0 where there are none."""
        return self.n_valued / max(self.n, 1)


def count_events(scratch: Scratch) -> dict[str, Counted]:
    """Count the events of each type of a log, in the order of their codes."""
    return {str(name): Counted(*map(int, numbers)) for name, *numbers in scratch.rows(_COUNTED)}


def count_refunds(counts: Mapping[str, Counted], meanings: Mapping[str, Meaning]) -> int:
    """Count the events that take an earlier one back."""
    return sum(each.n for name, each in counts.items() if meanings[name].kind == REFUND)


def count_no_items(scratch: Scratch, table: str, meanings: Mapping[str, Meaning]) -> int:
    """Count what a table with ``item_id`` holds for payments of no item: each stands under the name of its event."""
    paid = [name for name, each in meanings.items() if each.kind == PAYMENT]
    if not paid:
        return 0
    is_paid = f"lower(item_id) in ({literals(paid)})"
    return int(scratch.one(f"select count(distinct item_id) from {table} where {is_paid}"))  # noqa: S608 - quoted


def note_on_meanings(counts: Mapping[str, Counted], meanings: Mapping[str, Meaning]) -> list[str]:
    """Say what was done with the events of each type; nothing where none is stored."""
    counted = sorted((-each.n, name) for name, each in counts.items() if each.n)
    parts = [_about(name, -minus, meanings[name]) for minus, name in counted[:NAMED]]
    if len(counted) > NAMED:
        rest = -sum(minus for minus, _name in counted[NAMED:])
        parts.append(say("{n:,} events of {types:,} more types", n=rest, types=len(counted) - NAMED))
    return [say("What events mean: {types}.", types=reduce(_join, parts))] if parts else []


def _about(name: str, n: int, meaning: Meaning) -> str:
    if meaning.kind == IGNORE:
        return say("{n:,} {name!r} are stored, but are no interaction with an item", n=n, name=name)
    label = KIND_LABELS[meaning.kind]
    return say("{n:,} {name!r} are {label}, weight {weight:g}", n=n, name=name, label=label, weight=meaning.weight)


def _join(before: str, one: str) -> str:
    return say("{before}; {one}", before=before, one=one)


MANY_LOST = 0.1
"""Where such a share of the rows is lost, page and commands say so in red."""


def lost_rows(rejected: Mapping[str, int], n_without_items: int) -> dict[str, int]:
    """Return reason → rejected rows that are lost.

    Earlier states of an order and what is no product are not, nor are the ``n_without_items`` rows of events that need
    no item, such as starts of an app.

    >>> lost_rows({"no item": 40, "no user": 12, "not a product": 7}, 38)
    {'no item': 2, 'no user': 12}
    """
    counts = {reason: n - n_without_items * (reason == NO_ITEM) for reason, n in rejected.items()}
    return {reason: n for reason, n in counts.items() if n > 0 and reason not in (EARLIER_STATE, NO_PRODUCT)}


def events_that_changed(proposed: Mapping[str, Meaning], chosen: Mapping[str, Meaning]) -> list[Sentence]:
    """Say of events what they mean by the chosen columns where that is not what they meant by the proposed ones.

    ``proposed``, ``chosen``: event name → what it means, as ``Plausibility.meanings``.
    """
    changes: dict[tuple[str, str], list[str]] = {}
    for name, now in chosen.items():
        if name in proposed and proposed[name].kind != now.kind:
            changes.setdefault((proposed[name].kind, now.kind), []).append(name)
    return [
        say(
            "By the columns chosen here, {names} are {after}; by the proposed ones they were {before}.",
            names=", ".join(map(repr, names)),
            after=KIND_LABELS[after],
            before=KIND_LABELS[before],
        )
        for (before, after), names in changes.items()
    ]
