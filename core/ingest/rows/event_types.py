"""The event types of a log: what they mean, as given or guessed, and the notes on that."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from core.ingest.opening.log import Log
from core.ingest.rows.event_counts import NAMED
from core.ingest.rows.order_events import find_steps, kinds_of_lines
from core.ingest.rows.reasons import KEPT_AS_TEXT, NO_ITEM
from core.ingest.states.order_states import CANCELLED, PENDING, RETURNED, state_of
from core.ingest.tables.source import LogSource
from core.population.event_parts import is_of_account
from core.population.loans import LOAN_ENDED, ends_loan
from core.population.meanings import (
    EVENT_WEIGHTS,
    FINISH,
    IGNORE,
    OTHER,
    PAID_BACK,
    PAYMENT,
    PURCHASE,
    RATE,
    event_kind,
    given_meanings,
    guess_meanings,
    is_rating,
    parse_meaning,
    stored_name,
)
from core.population.points import is_reached
from core.population.ratings import find_scale
from core.population.spans import kind_of_span
from core.sentences import say
from core.store.scratch import Scratch
from core.store.sql import literal, literals
from core.types import REFUND
from core.types.meaning import Meaning, RatingScale

_MAX_VALUES = 100
_ITEMLESS = f"""
select event, count(*) filter (reason = {literal(NO_ITEM)}), count(*) filter (reason = {literal(KEPT_AS_TEXT)}),
    count(item_no) <= {{hardly}} * count(*), count(*) <= {{mostly}} * sum(count(*)) over ()
from staged join event_names using (event_no) group by event order by count(*) desc, event"""  # noqa: S608
_HARDLY = 0.02
"""So many rows of an event type may name an item where it is one that needs none."""
_MOST = 0.5
"""Of the events of a type, so many have a value where they are ratings."""
_CODE = re.compile(r"\d{1,3}|[a-z]|[a-z]\d{1,2}")
"""A name that says nothing."""
_NUMBER_OF_EVENT = re.compile(r"(?=\D*\d)[0-9a-z-]{4,40}")
"""What the number of an event may look like that has letters as well: it says nothing where most names are alike."""
_LINE = re.compile(r"\b(sale|order|invoice|receipt|transaction)[ _]?line\b")
"""What the lines of a receipt are called, beside which the receipt and its payment have rows of their own."""
_STORED_AS = {REFUND: PAID_BACK, RETURNED: PAID_BACK, CANCELLED: CANCELLED, PENDING: PENDING}
"""State of an order → the event name of rows of that state."""


def guess_of_log(log: Log, valued: Mapping[str, float]) -> dict[str, Meaning]:
    """Guess what the event types of a log mean, by their names and the name of their value.

    An event of no known meaning, or by which something is finished, is a rating where the value is called so and most
    of these events have one, such as "cook_finished" with its stars; what it is worth in money is not known. What is
    finished with an amount, in a log of orders, is an order: "completed".

    Parameters
    ----------
    valued
        Event type → share of its events that have a value.
    """
    value_column = log.events.map.value
    if not (log.events.map.event or "event" in log.events.source.sql):
        guessed = dict(zip(valued, guess_meanings([*valued], value_column), strict=True))
        kind = kind_of_span(value_column) if value_column else OTHER
        spans = [name for name, each in guessed.items() if each.kind == OTHER and valued[name] >= _MOST]
        return guessed | dict.fromkeys(spans, Meaning(kind, EVENT_WEIGHTS[kind]))
    guessed = dict(zip(valued, guess_meanings([*valued]), strict=True))
    if log.events.map.order and value_column and not is_rating(value_column):
        sold = [name for name, each in guessed.items() if each.kind == FINISH and valued[name] >= _MOST]
        guessed |= dict.fromkeys(sold, Meaning(PURCHASE, EVENT_WEIGHTS[PURCHASE]))
    guessed |= kinds_of_lines(log.events, valued)
    guessed |= {name: Meaning(PAYMENT, 0.0) for name in log.events.source.payments if name in guessed}
    if log.events.source.rated:
        return guessed | {
            name: Meaning(RATE, EVENT_WEIGHTS[RATE]) for name in log.events.source.rated if name in valued
        }
    if not value_column or not is_rating(value_column):
        return guessed
    rated = [
        name
        for name, each in guessed.items()
        if each.kind in (OTHER, FINISH) and valued[name] >= _MOST and not is_reached(name, value_column)
    ]
    return guessed | dict.fromkeys(rated, Meaning(RATE, EVENT_WEIGHTS[RATE]))


@dataclass(frozen=True, slots=True)
class Understood:
    """What the event types of a log mean."""

    meanings: dict[str, Meaning]
    doubts: tuple[str, ...]
    """Sentences on names of no event, and on names that say nothing."""
    notes: tuple[str, ...]
    """Sentences on what an earlier load gave, and on steps of orders."""


def choose_meanings(scratch: Scratch, log: Log, valued: Mapping[str, float], source: LogSource) -> Understood:
    """Find what each event type means.

    ``valued`` is that of ``guess_of_log``.

    What is given goes before what an earlier load gave, and that before what is guessed.
    """
    given = _as_renamed(given_meanings(source.meanings), source.meanings, valued)
    known = {name: each for name, each in given_meanings(source.known_meanings).items() if name in valued}
    unknown = [name for name in given if name not in valued]
    doubts: list[str] = [
        say("No event is called {name!r}; the log has {names}.", name=name, names=", ".join(valued)) for name in unknown
    ]
    notes: list[str] = []
    earlier = ", ".join(name for name in known if name not in given)
    if earlier:
        notes.append(say("What these events mean is known from an earlier load: {names}.", names=earlier))
    if LOAN_ENDED in valued:
        notes.append(
            say("What was lent and given back is no refund: such events are called {name!r}.", name=LOAN_ENDED)
        )
    codes = [name for name in _codes(valued) if name not in {**known, **given}]
    if len(codes) > 1:
        doubts.append(
            say(
                "Events are called by codes, {codes}: what they mean is not known, so all of them weigh alike. Give "
                "the meaning of each, such as view or purchase, before you trust what users like.",
                codes=", ".join(codes[:NAMED]),
            )
        )
    chosen = known | {name: each for name, each in given.items() if name not in unknown}
    guessed = guess_of_log(log, valued)
    steps = find_steps(scratch, log, guessed | chosen, valued)
    steps = {name: kept for name, kept in steps.items() if name not in chosen}
    for kept in dict.fromkeys(steps.values()):
        names = ", ".join(repr(name) for name, other in steps.items() if other == kept)
        notes.append(
            say(
                "{names} are steps of the orders of {kept!r}: that one alone counts as purchases.",
                names=names,
                kept=kept,
            )
        )
    meanings = guessed | dict.fromkeys(steps, Meaning(IGNORE, 0.0)) | chosen
    return Understood(meanings, tuple(doubts), tuple(notes))


def _codes(names: Collection[str]) -> list[str]:
    """List the names of events that say nothing.

    >>> _codes(["3", "view", "b2"]), _codes(["xabcd4", "xabcd5", "tyzqrs"]), _codes(["level2", "login", "buy"])
    (['3', 'b2'], ['xabcd4', 'xabcd5', 'tyzqrs'], [])
    """
    unknown = [name for name in names if event_kind(name) == OTHER and " " not in name and "_" not in name]
    if sum(_NUMBER_OF_EVENT.fullmatch(name) is not None for name in unknown) > _MOST * len(names):
        return unknown
    return [name for name in names if _CODE.fullmatch(name)]


def _as_renamed(
    given: Mapping[str, Meaning], written: Mapping[str, str], valued: Mapping[str, float]
) -> dict[str, Meaning]:
    """Return given meanings under the names that events were stored by: "returned" may be a 'refunded purchase'.

    An event or a state of an order is stored under another name where it is known what became of it, and what gives a
    loan back under that of all such events.
    """
    ended = [name for name in written if LOAN_ENDED in valued and ends_loan(name) and name not in valued]
    others = {stored_name(name) for name in written if name not in ended}
    found = {name: each for name, each in given.items() if name in valued and name in others}
    for name in ended:
        found[LOAN_ENDED] = parse_meaning(written[name])
    for name, meaning in written.items():
        if name in ended:
            continue
        stored = stored_name(name)
        renamed = _STORED_AS.get(state_of(name), "")
        if stored not in valued and renamed in valued:
            found[renamed] = parse_meaning(meaning)
        elif stored not in valued:
            found[stored] = given[stored]
    return found


@dataclass(frozen=True, slots=True)
class Itemless:
    """The staged rows of an event type that name no item."""

    name: str
    n: int
    n_texts: int
    """Rows that are kept as text that the user wrote."""
    is_by_nature: bool
    """Whether the event needs no item.

    Starts of an app need none; nor does what is known for nothing that needs one and hardly ever names one, as long as
    most of the log is something else; nor do a receipt and its payment, where its lines have rows of their own.
    """


def find_itemless(scratch: Scratch, n_without: int) -> list[Itemless]:
    """Count the staged rows without an item of each event type, the most frequent first.

    ``n_without``: how many there are.
    """
    if not n_without:
        return []
    found = []
    counted = scratch.rows(_ITEMLESS.format(hardly=_HARDLY, mostly=_MOST))
    has_lines = any(_LINE.search(str(name)) for name, *_others in counted)
    for name, n, n_texts, hardly_any, is_some in counted:
        kind = event_kind(str(name))
        needs_none = kind in (OTHER, FINISH) or (kind == PURCHASE and (has_lines or is_of_account(str(name))))
        is_by_nature = kind == IGNORE or (needs_none and bool(hardly_any) and bool(is_some))
        found.append(Itemless(str(name), int(n), int(n_texts), is_by_nature))
    return found


def count_without_items(itemless: Sequence[Itemless]) -> int:
    """Count rows of events that name no item by their nature, such as the start of an app: they are not lost."""
    return sum(each.n for each in itemless if each.is_by_nature)


def types_without_items(itemless: Sequence[Itemless]) -> dict[str, int]:
    """Count the rows of each event type that needs no item, also those that are kept as texts, by name."""
    return {each.name: each.n + each.n_texts for each in itemless if each.n_texts or (each.n and each.is_by_nature)}


def find_rating_scale(scratch: Scratch, meanings: Mapping[str, Meaning]) -> RatingScale | None:
    """Find the scale of the values of ratings."""
    rated = [name for name, each in meanings.items() if each.kind == RATE]
    if not rated:
        return None
    counted = scratch.rows(
        "select value, count(*) from events join names using (event_code) "  # noqa: S608 - names are quoted
        f"where event in ({literals(rated)}) and value is not null group by value order by value limit {_MAX_VALUES}"
    )
    return find_scale({float(value): int(n) for value, n in counted})


def note_on_scale(scale: RatingScale) -> str:
    """Say how ratings count."""
    return say(
        "Ratings go from {lowest:g} to {highest:g}: a high one weighs more, a low one counts against the item, each "
        "compared with what its user gives. A rating off this scale counts as one without a value.",
        lowest=scale.lowest,
        highest=scale.highest,
    )
