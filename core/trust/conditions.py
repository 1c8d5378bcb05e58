"""Conditions: statements about a user that a person understands, out of which rules are made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.sentences import Sentence, say, say_n
from core.types import BoolArray, FloatArray

ABOVE, AT_MOST, AT_LEAST, HAS = ">", "<=", ">=", "has"
"""Comparisons. Whole numbers take ``AT_LEAST`` and ``AT_MOST``, others ``ABOVE`` and ``AT_MOST``, yes-or-no ``HAS``."""

_Words = Callable[[str, str], Sentence]
_WORDS: dict[tuple[str, str], _Words] = {
    ("n_events", AT_LEAST): lambda name, bound: say_n(
        "at least {bound} event", "at least {bound} events", _form(bound), bound=bound
    ),
    ("n_events", AT_MOST): lambda name, bound: say_n(
        "at most {bound} event", "at most {bound} events", _form(bound), bound=bound
    ),
    ("days_active", AT_LEAST): lambda name, bound: say_n(
        "active on at least {bound} day", "active on at least {bound} days", _form(bound), bound=bound
    ),
    ("days_active", AT_MOST): lambda name, bound: say_n(
        "active on at most {bound} day", "active on at most {bound} days", _form(bound), bound=bound
    ),
    ("recency", AT_LEAST): lambda name, bound: say_n(
        "last event at least {bound} day before the end of the log",
        "last event at least {bound} days before the end of the log",
        _form(bound),
        bound=bound,
    ),
    ("recency", AT_MOST): lambda name, bound: say_n(
        "last event at most {bound} day before the end of the log",
        "last event at most {bound} days before the end of the log",
        _form(bound),
        bound=bound,
    ),
    ("total_value", ABOVE): lambda name, bound: say("events worth more than {bound} in all", bound=bound),
    ("total_value", AT_MOST): lambda name, bound: say("events worth at most {bound} in all", bound=bound),
    ("number", ABOVE): lambda name, bound: say("{name}: more than {bound}", name=name, bound=bound),
    ("number", AT_MOST): lambda name, bound: say("{name}: at most {bound}", name=name, bound=bound),
    ("item", HAS): lambda name, bound: say("has interacted with '{name}'", name=name),
    ("attribute", HAS): lambda name, bound: say("{name}", name=name),
}
_PLACES: dict[str, Callable[[str], Sentence]] = {
    "event": lambda name: say("of type {name}", name=name),
    "category": lambda name: say("on {name}", name=name),
    "term": lambda name: say("on titles with '{name}'", name=name),
    "daypart": lambda name: say("between {name} h", name=name.replace("-", "\N{EN DASH}")),
    "weekend": lambda name: say("on weekends"),
}
"""Kinds of shares of a user's events, and where those events lie."""


def _form(bound: str) -> int:
    """Return a number with the grammatical form of a bound: one day, but 2 or 1.5 days."""
    return 1 if bound == "1" else 2


@dataclass(frozen=True, slots=True)
class Condition:
    """One statement about a user. Refunds are events; to interact with an item takes an event that is no refund."""

    kind: str
    """What is compared.

    ``n_events``, ``days_active``, ``recency`` (whole days from the last event to the end of the log), ``total_value``
    (sum of the values of events that are no refunds), ``number`` (a numeric attribute); ``event``, ``category``,
    ``term``, ``daypart`` and ``weekend`` (shares of the user's events, in [0, 1], 0 for a user without events);
    ``item`` and ``attribute`` (yes or no).
    """
    name: str
    """The event type, category, hours ("20-24"), attribute, title, term, or "country: Germany"; "" where none is."""
    comparison: str
    """One of ``>``, ``<=``, ``>=`` and ``has``."""
    threshold: float = 0.0
    """In the units of the kind; without meaning for ``has``."""
    key: str = ""
    """The item id behind a title."""

    @property
    def sentence(self) -> Sentence:
        """Return the condition in words: "more than 30 % of events on Garden"."""
        if self.kind in _PLACES:
            return self._share_in_words()
        return _WORDS[self.kind, self.comparison](self.name, self._bound_in_words())

    def holds(self, values: FloatArray) -> BoolArray:
        """Say for whom the condition holds, given what it compares (0 or 1 for ``has``); for nobody whose value is NaN.

        >>> Condition("n_events", "", ">=", 12).holds(np.array([12, 11, np.nan])).tolist()
        [True, False, False]
        """
        if self.comparison == HAS:
            return np.asarray(values > 0)
        if self.comparison == AT_MOST:
            return np.asarray(values <= self.threshold)
        return np.asarray(values > self.threshold if self.comparison == ABOVE else values >= self.threshold)

    def _bound_in_words(self) -> str:
        if self.threshold != round(self.threshold):
            return f"{self.threshold:,g}"
        may_be_year = self.kind == "number" and self.threshold < 10_000
        return f"{self.threshold:.0f}" if may_be_year else f"{self.threshold:,.0f}"

    def _share_in_words(self) -> Sentence:
        place, percent = _PLACES[self.kind](self.name), 100 * self.threshold
        if self.comparison == ABOVE and not percent:
            return say("some events {place}", place=place)
        if self.comparison == ABOVE:
            return say("more than {percent:.0f} % of events {place}", percent=percent, place=place)
        if not percent:
            return say("no events {place}", place=place)
        return say("at most {percent:.0f} % of events {place}", percent=percent, place=place)
