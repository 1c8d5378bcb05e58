"""What is known of each user that a selection can ask for, under the names that a selection uses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.attributes.values import is_number, known_texts
from core.errors import DataError
from core.interests.users import Interests
from core.population.interactions import interacted
from core.profiles.habits import average_value, days_active, days_since_last
from core.sentences import Sentence, say
from core.types import BoolArray, FloatArray, IntArray, Labels, Population

_NUMBERS: Mapping[str, Callable[[Population], FloatArray]] = {
    "events": lambda population: population.histories.counts.astype(np.float64),
    "active_days": lambda population: np.asarray(days_active(population), dtype=np.float64),
    "last_seen": lambda population: np.asarray(days_since_last(population), dtype=np.float64),
    "value": lambda population: np.asarray(average_value(population), dtype=np.float64),
}
"""Name to (n_users,): events, days with an event, days from the last event to the end of the log, and the average
value of a purchase; NaN where it is not known."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the users of a log."""

    population: Population
    labels: Labels
    """(n_users,) segment numbers; -1 is unassigned."""
    names: Mapping[int, str]
    """Segment to its name."""
    interests: Callable[[], Interests]
    """Makes the tree of interests when it is asked for."""

    @property
    def number_names(self) -> list[str]:
        """Names of what is a number."""
        attributes = self.population.attributes
        return [*_NUMBERS, *(str(name) for name in attributes if is_number(attributes[name]))]

    @property
    def text_names(self) -> list[str]:
        """Names of what is a text."""
        attributes = self.population.attributes
        return [*self._texts, *(str(name) for name in attributes if not is_number(attributes[name]))]

    def numbers(self, name: str) -> FloatArray:
        """Return (n_users,) numbers, NaN where not known; raise ``DataError`` for a name that is none of a number."""
        if name in _NUMBERS:
            return _NUMBERS[name](self.population)
        if name not in self.number_names:
            raise _unknown(name, self.number_names, say("a number"))
        return np.asarray(self.population.attributes[name], dtype=np.float64)

    def has_text(self, name: str, text: str) -> BoolArray:
        """Return (n_users,) of whom a text holds; raise ``DataError`` for an unknown name or a text nothing has."""
        if name in self._texts:
            return self._texts[name](text)
        if name not in self.text_names:
            raise _unknown(name, self.text_names, say("a text"))
        values = known_texts(self.population.attributes[name]).str.casefold()
        return np.asarray((values == text.casefold()).fillna(False), dtype=bool)

    @property
    def _texts(self) -> dict[str, Callable[[str], BoolArray]]:
        return {
            "segment": self._in_segment,
            "item": self._has_item,
            "category": self._has_category,
            "event": self._did,
            "interest": self._likes,
        }

    def _in_segment(self, text: str) -> BoolArray:
        named = [each for each, name in self.names.items() if text.casefold() in (str(each), name.casefold())]
        numbers = named or [each for each in np.unique(self.labels) if str(each) == text]
        return np.isin(self.labels, _some(numbers, text, say("segment")))

    def _has_item(self, text: str) -> BoolArray:
        items = self.population.items
        of_id = np.flatnonzero(items.item_ids == text)
        titles = pd.Series(items.titles, dtype="string").str.casefold()
        found = of_id if len(of_id) else np.flatnonzero(titles.str.contains(text.casefold(), regex=False))
        return self._had(_some(found, text, say("item")))

    def _has_category(self, text: str) -> BoolArray:
        items = self.population.items
        own = [place for place, name in enumerate(items.category_names) if name.casefold() == text.casefold()]
        return self._had(np.flatnonzero(items.categories[:, _some(own, text, say("category"))].sum(axis=1)))

    def _did(self, text: str) -> BoolArray:
        names = self.population.event_names
        codes = _some([place for place, name in enumerate(names) if name == text], text, say("event type"))
        histories = self.population.histories
        did = histories.users[np.isin(histories.events, codes)]
        return np.bincount(did, minlength=self.population.n_users) > 0

    def _likes(self, text: str) -> BoolArray:
        """Return whose largest interest of a layer is a node of that name, or one whose name holds it."""
        liked = self.interests()
        by_name = {node.id: node.name.casefold() for node in liked.shown}
        exact = [node for node, name in by_name.items() if name == text.casefold()]
        nodes = exact or [node for node, name in by_name.items() if text.casefold() in name]
        ranked = liked.ranked
        is_main = (ranked.ranks == 1) & np.isin(ranked.node_ids, _some(nodes, text, say("interest")))
        return np.bincount(ranked.rows[is_main], minlength=self.population.n_users) > 0

    def _had(self, items: IntArray) -> BoolArray:
        """Return who interacted with one of the items and did not give it back."""
        return np.asarray(np.diff(interacted(self.population)[:, items].indptr) > 0)


def _some(found: object, text: str, kind: Sentence) -> IntArray:
    """Return what was found; raise ``DataError`` where it is nothing."""
    places = np.asarray(found, dtype=np.int64)
    if not len(places):
        raise DataError(say("There is no {kind} {text!r}.", kind=kind, text=text), say("Check how it is written."))
    return places


def _unknown(name: str, names: list[str], kind: Sentence) -> DataError:
    return DataError(
        say("{name!r} is not {kind} that is known of users.", name=name, kind=kind),
        say("Known are {names}.", names=", ".join(names)),
    )
