"""What the texts of a rule mean in a log: the segments, items, categories, event types and interests of that name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from core.attributes.values import known_texts
from core.compute.once import once
from core.errors import DataError
from core.interests.given import levels_of
from core.interests.users import Interests
from core.population.meanings import meanings_of
from core.sentences import Sentence, listed, say, with_guess
from core.types import NOISE, IntArray, Items, Labels, Population

_CHECK = say("Check how it is written.")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def find_segments(
    labels: Labels, names: Mapping[int, str], text: str, shown: Mapping[int, int] | None = None
) -> IntArray:
    """Return the number of the segment that a text numbers, else of those that it names; -1 is unassigned.

    A refusal lists segments by the numbers that are ``shown``, where those differ.
    """
    numbers = sorted({*np.unique(labels).tolist(), *names})
    numbered = [each for each in numbers if str(each) == text]
    named = [each for each, name in names.items() if name.casefold() == text.casefold()]
    if not (numbered or named):
        seen = sorted(((shown or {}).get(each, each), each) for each in numbers if each != NOISE)
        called = [f"{number} ({names[each]})" if names.get(each) else str(number) for number, each in seen]
        hint = say("Segments are {names}.", names=listed(called))
        raise _nothing(say("segment"), text, with_guess(hint, text, names.values()))
    return np.asarray(numbered or named, dtype=np.int64)


def is_item_id(items: Items, text: str) -> bool:
    """Say whether a text is the id of an item; else it is a part of titles."""
    return bool((items.item_ids == text).any())


def find_items(items: Items, text: str) -> IntArray:
    """Return the codes of the item of that id, or of those whose titles hold the text."""
    of_id = np.flatnonzero(items.item_ids == text)
    return of_id if len(of_id) else find_titles(items, text)


def find_titles(items: Items, text: str) -> IntArray:
    """Return the codes of the items whose titles hold the text; lower case counts alike."""
    titles = pd.Series(items.titles, dtype="string").str.lower()
    found = np.flatnonzero(titles.str.contains(text.lower(), regex=False))
    if not len(found):
        words = {word for title in titles.unique().tolist() for word in title.split()}
        raise _nothing(say("item"), text, with_guess(_CHECK, text, words))
    return found


def hours_of(population: Population, text: str) -> tuple[int, int]:
    """Read local hours such as ``20-24``: the first one, and the one before which they end.

    Raises
    ------
    DataError
        The text is none, or the log has dates alone.
    """
    first, _dash, last = text.partition("-")
    if not population.has_time_of_day:
        raise DataError(say("The log has no hours, only dates."), say("Leave the condition out."))
    if not (first.isdecimal() and last.isdecimal() and int(first) < int(last) <= 24):
        raise DataError(say("{text!r} are no hours.", text=text), say("Write them like 20-24."))
    return int(first), int(last)


def days_of(text: str) -> list[int]:
    """Return the days of the week that a text names, from 0 for Monday; raise ``DataError`` where it names none."""
    days = {"weekend": [5, 6], **{name: [day] for day, name in enumerate(_WEEKDAYS)}}
    if text.casefold() not in days:
        hint = with_guess(say("Known are {names}.", names=", ".join(days)), text, days)
        raise DataError(say("There is no day {text!r}.", text=text), hint)
    return days[text.casefold()]


def find_categories(items: Items, text: str) -> IntArray:
    """Return the places of the categories of that name, and of those that are paths with a level of that name."""
    wanted, names = text.casefold(), [name.casefold() for name in items.category_names]
    own = [place for place, name in enumerate(names) if wanted in (name, *levels_of(name))]
    return _some(own, say("category"), text, items.category_names)


def find_events(population: Population, text: str) -> IntArray:
    """Return the codes of the event types that are called so, else of those that mean it, such as ``purchase``."""
    names = [name.casefold() for name in population.event_names]
    called = [code for code, name in enumerate(names) if name == text.casefold()]
    meant = [code for code, meaning in enumerate(meanings_of(population)) if meaning.kind == text.casefold()]
    return _some(called or meant, say("event type"), text, population.event_names)


def find_interests(interests: Interests, text: str) -> IntArray:
    """Return the ids of the interests of that name, else of those whose names hold the text."""
    by_name = {node.id: node.name.casefold() for node in interests.shown}
    exact = [node for node, name in by_name.items() if name == text.casefold()]
    held = [node for node, name in by_name.items() if text.casefold() in name]
    return _some(exact or held, say("interest"), text, [node.name for node in interests.shown])


def find_name(known: Iterable[str], name: str) -> str:
    """Return the known name that differs from one in its case alone; the name itself where there is none.

    Raises
    ------
    DataError
        There are several.
    """
    alike = [each for each in dict.fromkeys(known) if each.casefold() == name.casefold()]
    if len(alike) > 1:
        raise DataError(
            say("{name!r} may be any of {names}, which differ in their case.", name=name, names=", ".join(alike)),
            say("Write the one that is meant exactly so."),
        )
    return alike[0] if alike else name


def attribute_codes(population: Population, name: str) -> tuple[IntArray, list[str]]:
    """Return the code of each user's value of an attribute, (n_users,), -1 where it is not known; and the values."""
    return once(population, ("attribute", name), lambda: _attribute_codes(population, name))


def _attribute_codes(population: Population, name: str) -> tuple[IntArray, list[str]]:
    codes, values = pd.factorize(known_texts(population.attributes[name]))
    return codes, [str(each) for each in values]


def find_values(population: Population, name: str, text: str) -> IntArray:
    """Return the codes of the values of an attribute that are this text, in any case; none where nobody has it."""
    values = attribute_codes(population, name)[1]
    return np.array([code for code, each in enumerate(values) if each.casefold() == text.casefold()], dtype=np.int64)


def find_users(user_ids: Collection[str], text: str) -> IntArray:
    """Return the row of the user of that id."""
    found = np.flatnonzero(np.asarray(user_ids) == text)
    if not len(found):
        raise _nothing(say("user"), text, _CHECK)
    return found


def _some(found: Sequence[int], kind: Sentence, text: str, known: Collection[str]) -> IntArray:
    """Return what was found; raise ``DataError`` where it is nothing, with what there is."""
    if not found:
        hint = say("The log has {names}.", names=listed(known)) if known else say("The log has none.")
        raise _nothing(kind, text, with_guess(hint, text, known))
    return np.asarray(found, dtype=np.int64)


def _nothing(kind: Sentence, text: str, hint: Sentence) -> DataError:
    return DataError(say("There is no {kind} {text!r}.", kind=kind, text=text), hint)
