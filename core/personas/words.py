"""The English of names and sentences: what people are called and what they did."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from core.interests.given import in_a_sentence
from core.population.meanings import FINISH, NO_INTERACTION, PLAY, RATE, meanings_of
from core.profiles.habits import WEEKDAYS, range_of
from core.profiles.topics import TOPIC_KINDS, is_relative, topic_of
from core.sentences import say
from core.types import Lift, Population
from core.types.figures import Behaviour


@dataclass(frozen=True, slots=True)
class EventWords:
    """The words for users who act in one way."""

    people: str
    did: str
    preposition: str = say("of")
    goes_before: bool = True
    """Whether a topic goes before the people ("Garden buyers") or after them ("Fans of Sci-Fi")."""
    fans: str = ""
    """What they are called by a taste alone; "" for no other word than ``people``."""
    has_goods: bool = True
    """Whether what they act on are goods, so that a name can be about items: "Buyers of heart items"."""


USERS = EventWords(say("users"), say("interacted with"))
SHOPPERS = EventWords(say("shoppers"), say("viewed or bought"), say("for"))
RATERS = EventWords(say("raters"), say("gave a fair or good rating to"), goes_before=False, fans=say("fans"))
"""Of ratings on a scale, where low ones do not count as a taste."""
EVENT_WORDS = {
    "purchase": EventWords(say("buyers"), say("bought")),
    "cart": EventWords(say("basket fillers"), say("put into the basket"), say("with")),
    "view": EventWords(say("browsers"), say("viewed")),
    RATE: EventWords(say("raters"), say("rated"), goes_before=False, fans=say("fans")),
    "listen": EventWords(say("listeners"), say("listened to"), say("to"), has_goods=False),
    "watch": EventWords(say("viewers"), say("watched"), has_goods=False),
    "play": EventWords(say("players"), say("played"), has_goods=False),
    "read": EventWords(say("readers"), say("read"), has_goods=False),
}
VIEWERS = EventWords(say("viewers"), say("viewed"), has_goods=False)
"""Of views in a catalogue of films, where nobody browses."""
_OF_FILMS = {"view": VIEWERS, PLAY: EVENT_WORDS["watch"]}
_TAKEN_IN = (PLAY, "watch", "listen", "read")
"""What is finished was played, watched, listened to or read before."""
_FILM_GENRES = frozenset({"action", "adventure", "comedy", "documentary", "drama", "horror", "romance", "thriller"})
_SHOP_KINDS = frozenset({"purchase", "cart", "save", "view"})
_DOMINATES = 0.8

ADJECTIVES: dict[str, str] = {
    "n_events:high": say("frequent"),
    "n_events:low": say("occasional"),
    "days_active:high": say("regular"),
    "days_active:low": say("occasional"),
    "recency:high": say("lapsed"),
    "recency:low": say("recent"),
    "average_value:high": say("high-value"),
    "average_value:low": say("low-value"),
    "average_rating:high": say("generous"),
    "average_rating:low": say("critical"),
    "night": say("late-night"),
    "early morning": say("early-morning"),
    "morning": say("morning"),
    "afternoon": say("afternoon"),
    "evening": say("early-evening"),
    "late evening": say("late-evening"),
    "weekend": say("weekend"),
    "working days": say("weekday"),
    **{day: day for day in WEEKDAYS},
}
"""By the key of a behaviour, daypart or weekday lift; a single weekday is its own adjective."""

_ON_DAYS = {
    "Monday": say("are most active on Mondays"),
    "Tuesday": say("are most active on Tuesdays"),
    "Wednesday": say("are most active on Wednesdays"),
    "Thursday": say("are most active on Thursdays"),
    "Friday": say("are most active on Fridays"),
    "Saturday": say("are most active on Saturdays"),
    "Sunday": say("are most active on Sundays"),
}
"""Each a sentence of its own, since other languages make the days plural in other ways."""

BEHAVIOUR_PHRASES: dict[str, str] = {
    "n_events:high": say("have more events than usual"),
    "n_events:low": say("have fewer events than usual"),
    "days_active:high": say("were active on more days than usual"),
    "days_active:low": say("were active on fewer days than usual"),
    "recency:high": say("had their last event longer ago than usual"),
    "recency:low": say("had their last event more recently than usual"),
}
"""What follows "64 %", by the key of a behaviour that has no number."""
_VALUE_PHRASES: dict[str, Callable[[str], str]] = {
    "average_value": lambda range_: say("have an average value of {range} an event", range=range_),
    "average_rating": lambda range_: say("give an average rating of {range}", range=range_),
}


def words_of_log(population: Population) -> EventWords:
    """Choose words after the events of the log that are interactions.

    One type, or one with four events in five, gives its own words; a mix of views, carts and purchases makes shoppers.
    """
    kinds = kinds_of_log(population)
    present = {kind for kind, share in kinds.items() if share}
    if len(present) > 1 and present <= _SHOP_KINDS:
        return SHOPPERS
    main = _main_kind(kinds)
    if main in _OF_FILMS and is_of_films(population):
        return _OF_FILMS[main]
    return RATERS if main == RATE and population.rating_scale else EVENT_WORDS.get(main, USERS)


def is_of_films(population: Population) -> bool:
    """Whether the items are films: by their genres, or because they are watched."""
    genres = {name.casefold() for name in population.items.category_names}
    return len(genres & _FILM_GENRES) >= 3 or "watch" in {meaning.kind for meaning in meanings_of(population)}


def words_of_segment(behaviour: Behaviour | None, of_log: EventWords, usual: Mapping[str, float]) -> EventWords:
    """Choose words after what the segment's own events mostly are, where that is no more true of the whole log.

    Parameters
    ----------
    of_log
        The words of the log, which fit a mix.
    usual
        Kind of interaction to its share in the log.
    """
    main = _main_kind(behaviour.kinds) if behaviour else ""
    is_usual = main == _main_kind(usual) or (main in _OF_FILMS and of_log in _OF_FILMS.values())
    return of_log if is_usual else EVENT_WORDS.get(main, of_log)


def kinds_of_log(population: Population) -> dict[str, float]:
    """Return the share of each kind of interaction among those of the log."""
    counts = np.bincount(population.histories.events, minlength=len(population.event_names))
    kinds: dict[str, float] = {}
    for meaning, count in zip(meanings_of(population), counts, strict=True):
        if meaning.kind not in NO_INTERACTION:
            kinds[meaning.kind] = kinds.get(meaning.kind, 0.0) + float(count)
    total = max(sum(kinds.values()), 1.0)
    return {kind: count / total for kind, count in kinds.items()}


def _main_kind(kinds: Mapping[str, float]) -> str:
    begun = max(_TAKEN_IN, key=lambda kind: kinds.get(kind, 0.0))
    finished = kinds.get(FINISH, 0.0) if kinds.get(begun) else 0.0
    main = max(kinds, key=lambda kind: kinds[kind] + finished * (kind == begun), default="")
    return main if main and kinds[main] + finished * (main == begun) >= _DOMINATES else ""


def adjective(lift: Lift) -> str:
    """Turn a habit into an adjective; "" when there is none."""
    return ADJECTIVES.get(lift.key, "")


def statement(lift: Lift, words: EventWords) -> str:
    """Say what the users counted by a lift do, to follow "64 %"."""
    if lift.kind == "era":
        return _of_an_era(lift, words)
    topic = in_a_sentence(topic_of(lift)) if lift.kind == "category" else topic_of(lift)
    if is_relative(lift):
        return say("give an above-average share of their events to {category}", category=topic)
    if lift.kind == "size":
        return say("{did} {sizes}", did=words.did, sizes=topic)
    if lift.kind in TOPIC_KINDS:
        return say("{did} {category} items", did=words.did, category=topic)
    if lift.kind == "term":
        return say("{did} items with “{word}”", did=words.did, word=lift.name)
    if lift.kind == "item":
        return say("{did} “{title}”", did=words.did, title=lift.name)
    if lift.kind == "event":
        return say("have an above-average share of {event} events", event=lift.key)
    if lift.kind == "behaviour":
        known = BEHAVIOUR_PHRASES.get(lift.key)
        return known or _VALUE_PHRASES[lift.key.split(":")[0]](range_of(lift.name))
    return _when(lift)


def _of_an_era(lift: Lift, words: EventWords) -> str:
    if is_relative(lift):
        return say("give an above-average share of their events to titles of {era}", era=topic_of(lift))
    return say("{did} titles of {era}", did=words.did, era=topic_of(lift))


def _when(lift: Lift) -> str:
    if lift.key == "weekend":
        return say("have half of their events or more on weekends")
    if lift.key == "working days":
        return say("have nine in ten of their events or more on working days")
    if lift.kind == "weekday":
        return _ON_DAYS[lift.key]
    if lift.key == "night":
        return say("are most active at {daypart}", daypart=lift.name)
    return say("are most active in the {daypart}", daypart=lift.name)
