"""The event types of a log: what they mean, as given or guessed, and the notes on that."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce

from core.ingest.log import Log
from core.ingest.source import LogSource
from core.population.meanings import IGNORE, KIND_LABELS, RATE, given_meanings, guess_meanings
from core.population.ratings import find_scale
from core.sentences import say
from core.store.scratch import Scratch
from core.store.sql import literal
from core.types.meaning import Meaning, RatingScale

_MAX_VALUES = 100
_NAMED = 12
"""Event types that the report names, the most frequent first."""


def guess_of_log(log: Log, event_names: list[str]) -> dict[str, Meaning]:
    """Guess what the event types of a log mean, by their names and the name of their value."""
    has_types = log.events.map.event or "event" in log.events.source.sql
    value_column = None if has_types else log.events.map.value
    return dict(zip(event_names, guess_meanings(event_names, value_column), strict=True))


def choose_meanings(log: Log, event_names: list[str], source: LogSource) -> tuple[dict[str, Meaning], list[str]]:
    """Return the meaning of each event type; and notes on names of no event, and on what an earlier load gave.

    What is given goes before what an earlier load gave, and that before what is guessed.
    """
    given = given_meanings(source.meanings)
    known = {name: each for name, each in given_meanings(source.known_meanings).items() if name in event_names}
    unknown = [name for name in given if name not in event_names]
    notes: list[str] = [
        say("No event is called {name!r}; the log has {names}.", name=name, names=", ".join(event_names))
        for name in unknown
    ]
    earlier = ", ".join(name for name in known if name not in given)
    if earlier:
        notes.append(say("What these events mean is known from an earlier load: {names}.", names=earlier))
    chosen = {name: each for name, each in given.items() if name not in unknown}
    return guess_of_log(log, event_names) | known | chosen, notes


def note_on_meanings(scratch: Scratch, meanings: Mapping[str, Meaning]) -> str:
    """Say what was done with the events of each type."""
    counted = scratch.rows(
        "select event, count(*) as n from events join names using (event_code) group by event order by n desc, event"
    )
    parts = [_about(str(name), int(n), meanings[str(name)]) for name, n in counted[:_NAMED]]
    if len(counted) > _NAMED:
        rest = sum(int(n) for _name, n in counted[_NAMED:])
        parts.append(say("{n:,} events of {types:,} more types", n=rest, types=len(counted) - _NAMED))
    return say("What events mean: {types}.", types=reduce(_join, parts))


def find_rating_scale(scratch: Scratch, meanings: Mapping[str, Meaning]) -> RatingScale | None:
    """Find the scale of the values of ratings."""
    names = ", ".join(literal(name) for name, each in meanings.items() if each.kind == RATE)
    if not names:
        return None
    counted = scratch.rows(
        "select value, count(*) from events join names using (event_code) "  # noqa: S608 - names are quoted
        f"where event in ({names}) and value is not null group by value order by value limit {_MAX_VALUES}"
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


def _about(name: str, n: int, meaning: Meaning) -> str:
    if meaning.kind == IGNORE:
        return say("{n:,} {name!r} are stored, but are no interaction with an item", n=n, name=name)
    label = KIND_LABELS[meaning.kind]
    return say("{n:,} {name!r} are {label}, weight {weight:g}", n=n, name=name, label=label, weight=meaning.weight)


def _join(before: str, one: str) -> str:
    return say("{before}; {one}", before=before, one=one)
