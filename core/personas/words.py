"""The English of names and sentences: what people are called and what they did."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.interactions import event_kind
from core.types import REFUND, Lift, Population


@dataclass(frozen=True, slots=True)
class EventWords:
    """How to speak of users who act in one way."""

    people: str
    did: str
    preposition: str = "of"
    goes_before: bool = True
    """Whether a topic goes before the people ("Garden buyers") or after them ("Raters of Sci-Fi")."""


USERS = EventWords("users", "touched")
SHOPPERS = EventWords("shoppers", "touched", "for")
EVENT_WORDS = {
    "purchase": EventWords("buyers", "bought"),
    "cart": EventWords("basket fillers", "put into the basket", "with"),
    "view": EventWords("browsers", "viewed", goes_before=False),
    "rating": EventWords("raters", "rated", goes_before=False),
    "listen": EventWords("listeners", "listened to", "to"),
    "watch": EventWords("viewers", "watched"),
    "play": EventWords("players", "played"),
    "read": EventWords("readers", "read"),
}
_SHOP_KINDS = frozenset({"purchase", "cart", "view"})
_TAKEN_BACK = frozenset({REFUND, "uncart"})
_DOMINATES = 0.8

ADJECTIVES = {
    "n_events:high": "frequent",
    "n_events:low": "occasional",
    "days_active:high": "regular",
    "days_active:low": "few-day",
    "recency:high": "lapsed",
    "recency:low": "recent",
    "average_value:high": "high-value",
    "average_value:low": "low-value",
    "night": "late-night",
    "early morning": "early-morning",
    "morning": "morning",
    "afternoon": "afternoon",
    "evening": "evening",
    "late evening": "late-evening",
    "weekend": "weekend",
    "working days": "weekday",
}
"""By the key of a behaviour, daypart or weekday lift; a single weekday is its own adjective."""
_RATING_ADJECTIVES = {"average_value:high": "generous", "average_value:low": "critical"}

_BEHAVIOUR_PHRASES = {
    "n_events": "have {} events",
    "days_active": "were active on {} days",
    "recency": "had their last event {}",
    "average_value": "have an average value of {}",
}


def words_of_log(population: Population) -> EventWords:
    """Choose words after the events of the log that take nothing back.

    One type, or one with four events in five, gives its own words; a mix of views, carts and purchases makes shoppers.
    """
    counts = np.bincount(population.histories.events, minlength=len(population.event_names))
    kinds: dict[str, int] = {}
    for name, count in zip(population.event_names, counts, strict=True):
        if event_kind(name) not in _TAKEN_BACK:
            kinds[event_kind(name)] = kinds.get(event_kind(name), 0) + int(count)
    present = {kind for kind, count in kinds.items() if count}
    if len(present) > 1 and present <= _SHOP_KINDS:
        return SHOPPERS
    main = max(present, key=lambda kind: kinds[kind], default="")
    is_main = main and kinds[main] >= _DOMINATES * sum(kinds.values())
    return EVENT_WORDS.get(main, USERS) if is_main else USERS


def adjective(lift: Lift, words: EventWords) -> str:
    """Turn a habit into an adjective; "" when there is none."""
    if words is EVENT_WORDS["rating"] and lift.key in _RATING_ADJECTIVES:
        return _RATING_ADJECTIVES[lift.key]
    return ADJECTIVES.get(lift.key, lift.key if lift.kind == "weekday" else "")


def statement(lift: Lift, words: EventWords) -> str:
    """Say what the users counted by a lift do, to follow "64 %"."""
    if lift.kind == "category":
        usual = f"gave {lift.key} more of their events than is usual"
        return usual if lift.name != lift.key else f"{words.did} {lift.key} items"
    if lift.kind == "term":
        return f"{words.did} items with \N{LEFT DOUBLE QUOTATION MARK}{lift.name}\N{RIGHT DOUBLE QUOTATION MARK}"
    if lift.kind == "item":
        return f"{words.did} \N{LEFT DOUBLE QUOTATION MARK}{lift.name}\N{RIGHT DOUBLE QUOTATION MARK}"
    if lift.kind == "event":
        return f"have a greater share of {lift.key} events than is usual"
    if lift.kind == "behaviour":
        return _BEHAVIOUR_PHRASES[lift.key.split(":")[0]].format(lift.name.split(": ", 1)[1])
    return _when(lift)


def _when(lift: Lift) -> str:
    if lift.key == "weekend":
        return "have half of their events or more on weekends"
    if lift.key == "working days":
        return "have nine in ten of their events or more on working days"
    if lift.kind == "weekday":
        return f"are most active on {lift.key}s"
    return f"are most active {'at' if lift.key == 'night' else 'in the'} {lift.name}"
