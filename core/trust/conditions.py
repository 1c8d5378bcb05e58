"""Conditions: statements about a user that a person understands, out of which rules are made."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.sentences import Sentence, say
from core.types import BoolArray, FloatArray

ABOVE, AT_MOST, AT_LEAST, HAS = ">", "<=", ">=", "has"
"""Comparisons. Whole numbers take ``AT_LEAST`` and ``AT_MOST``, others ``ABOVE`` and ``AT_MOST``, yes-or-no ``HAS``."""

_TEMPLATES = {
    ("n_events", AT_LEAST): "at least {bound} events",
    ("n_events", AT_MOST): "at most {bound} events",
    ("days_active", AT_LEAST): "active on at least {bound} days",
    ("days_active", AT_MOST): "active on at most {bound} days",
    ("recency", AT_LEAST): "last event at least {bound} days before the end of the log",
    ("recency", AT_MOST): "last event at most {bound} days before the end of the log",
    ("total_value", ABOVE): "a total value of more than {bound}",
    ("total_value", AT_MOST): "a total value of at most {bound}",
    ("number", ABOVE): "{name}: more than {bound}",
    ("number", AT_MOST): "{name}: at most {bound}",
    ("item", HAS): "has touched '{name}'",
    ("attribute", HAS): "{name}",
}
_PLACES = {
    "event": "of type {name}",
    "category": "on {name}",
    "term": "on titles with '{name}'",
    "daypart": "between {name} h",
    "weekend": "on weekends",
}
"""Kinds of shares of a user's events, and where those events lie."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One statement about a user. Refunds are events; to touch an item takes an event that is no refund."""

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
        return say(_TEMPLATES[self.kind, self.comparison], name=self.name, bound=self._bound_in_words())

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
        place = say(_PLACES[self.kind], name=self.name)
        if not self.threshold:
            return say("some events {place}" if self.comparison == ABOVE else "no events {place}", place=place)
        template = (
            "more than {percent:.0f} % of events {place}"
            if self.comparison == ABOVE
            else "at most {percent:.0f} % of events {place}"
        )
        return say(template, percent=100 * self.threshold, place=place)
