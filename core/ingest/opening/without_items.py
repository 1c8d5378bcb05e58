"""Events beside those with an item: payments of none, and ratings whose stars stand in a column of their own."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from core.ingest.names.counting import is_span
from core.ingest.opening.payments import payments_of
from core.ingest.tables.log_table import LogTable, filled_sql, texts_of
from core.ingest.values.numbers import is_number
from core.population.meanings import FINISH, IGNORE, OTHER, RATE, event_kind, is_rating, stored_name
from core.population.points import is_reached
from core.sentences import Sentence, say
from core.store.sql import literals

_HARDLY, _MOSTLY = 0.02, 0.5
"""Shares of the rows of an event type that may have an item, and that name one or are texts."""
_FEW_ROWS = 5
_BOTH = 0.02
"""Of the rows with stars, so many may have an amount as well."""

Settled = tuple[LogTable, tuple[Sentence, ...]]


def take_without_items(events: LogTable, given: Mapping[str, str]) -> Settled:
    """Return a log in which rows without an item stand for themselves where they are money or their meaning was given.

    The renewal of a subscription is money of its user though nothing was chosen: such a row is stored with its event
    for an item, and weighs nothing. What users wrote is kept as their text, whatever its event means. ``given``: stored
    name to kind of the event types whose meaning was given.
    """
    roles = events.map
    if not roles.event or not roles.item or events.is_settled("event"):
        return events, ()
    if roles.item != roles.event and (texts_of(events, roles.item) != "").all():
        return events, ()
    cells = _cells(events)
    if roles.item == roles.event:
        cells["item"] = ""
    if (cells["item"] != "").all():
        return events, ()
    payments = [name for name in payments_of(events, cells) if stored_name(name) not in given]
    if roles.item == roles.event:
        return _with_payments(events, payments, cells)
    has_item = (cells["item"] != "").groupby(cells["event"]).mean()
    has_text = ((cells["item"] == "") & (cells["text"] != "")).groupby(cells["event"]).mean()
    itemless = [str(name) for name in has_item.index[(has_item <= _HARDLY) & (has_text < _MOSTLY)] if name]
    kept = [name for name in itemless if name in payments or given.get(stored_name(name), IGNORE) != IGNORE]
    if not kept:
        return events, ()
    event = f"lower(trim({{{roles.event}}}))"
    listed = literals(name.lower() for name in kept)
    before = events.source.sql.get("item", f"{{{roles.item}}}")
    is_blank = f"{filled_sql(before)} is null"
    taken = events.with_sql(item=f"case when {is_blank} and {event} in ({listed}) then {event} else {before} end")
    source = replace(taken.source, payments=tuple(each.lower() for each in payments))
    paid, own = ([name for name in kept if (name in payments) is is_paid] for is_paid in (True, False))
    found = (
        (paid, _note_on(paid)),
        (own, say("{events}: no item is named, so the event itself stands for one, as its meaning was given.",
                  events=_shown(own))),
    )  # fmt: skip
    return replace(events, source=source), tuple(note for names, note in found if names)


def _with_payments(events: LogTable, payments: Sequence[str], cells: pd.DataFrame) -> Settled:
    """Return a log whose kinds of events stand in for items: payments among them are none, where others are left."""
    others = [name for name in cells["event"].unique() if name not in payments and event_kind(name) != IGNORE]
    if not payments or not others:
        return events, ()
    source = replace(events.source, payments=tuple(each.lower() for each in payments))
    return replace(events, source=source), (_note_on(payments),)


def _note_on(payments: Collection[str]) -> Sentence:
    return say("{events}: payments of no item, which say nothing of tastes.", events=_shown(payments))


def take_ratings(events: LogTable) -> Settled:
    """Return a log whose ratings take their value from a column of stars, where the value of the others is an amount.

    A log of all that users did may keep the stars of a rating in one column and the money of a purchase in another.
    """
    roles = events.map
    if not roles.event or not roles.value or events.is_settled("event", "value") or is_rating(roles.value):
        return events, ()
    used = {roles.user, roles.item, roles.timestamp, roles.event, roles.value, roles.quantity, *roles.attributes}
    for header in events.sample.columns:
        if header in used or not is_rating(header) or not is_number(events.sample.texts(header)):
            continue
        stars = texts_of(events, header)
        rated = [
            name for name in _rated(_cells(events), stars) if event_kind(name) == RATE or not is_reached(name, header)
        ]
        if rated:
            listed = literals(name.lower() for name in rated)
            value = (
                f"case when lower(trim({{{roles.event}}})) in ({listed}) then {{{header}}} else {{{roles.value}}} end"
            )
            note = say("The value of {events} is {column!r}.", events=_shown(rated), column=header)
            source = replace(events.with_sql(value=value).source, rated=tuple(name.lower() for name in rated))
            return replace(events, source=source), (note,)
    return events, ()


def strengths_left_out(events: LogTable, unused: Collection[str]) -> tuple[Sentence, ...]:
    """Say which columns that no role uses may say how strong an event is, since one column alone can be the value."""
    found = [header for header in unused if header in events.sample.columns and _may_be_strength(events, header)]
    if not found:
        return ()
    value = events.map.value
    names = _shown(found)
    if value:
        return (
            say(
                "{columns} may say how strong an event is and will not be used: the value is {value!r}.",
                columns=names,
                value=value,
            ),
        )
    return (
        say("{columns} may say how strong an event is and will not be used: no column is the value.", columns=names),
    )


def _shown(names: Collection[str]) -> str:
    return ", ".join(map(repr, names))


def _may_be_strength(events: LogTable, header: str) -> bool:
    texts = events.sample.texts(header)
    return bool(texts) and is_number(texts) and (is_rating(header) or is_span(header))


def _rated(cells: pd.DataFrame, stars: pd.Series[str]) -> list[str]:
    """Return the event types that have stars and no amount; nothing where others have stars too."""
    has_stars = stars != ""
    if has_stars.sum() < _FEW_ROWS or (has_stars & (cells["value"] != "")).sum() > _BOTH * has_stars.sum():
        return []
    share = has_stars.groupby(cells["event"]).mean()
    names = [str(name) for name in share.index[share >= _MOSTLY]]
    if any(event_kind(name) not in (RATE, OTHER, FINISH) for name in names):
        return []
    return names


def _cells(events: LogTable) -> pd.DataFrame:
    """Return the roles of the sample's rows, ``text`` what users wrote, as texts; "" where a cell is blank."""
    roles = events.map
    named = {"event": roles.event, "item": roles.item, "value": roles.value, "text": roles.query}
    named |= {"user": roles.user, "time": roles.timestamp}
    n_rows = events.sample.n_rows
    cells = pd.DataFrame(
        {
            name: texts_of(events, column) if column else pd.Series([""] * n_rows, dtype="str")
            for name, column in named.items()
        }
    )
    for other in events.source.instead.get("item", ()):
        cells["item"] = cells["item"].where(cells["item"] != "", texts_of(events, other))
    return cells
