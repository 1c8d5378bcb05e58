"""What is known of users before a campaign: how much they did, when last, for how much, and who they are."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from core.attributes.values import is_number
from core.population.amounts import bought_value, total_value, values_are_ratings
from core.population.clock import days_active
from core.profiles.habits import days_since_last
from core.sentences import Sentence, say
from core.types import FloatArray, Population

EVENTS, ACTIVE_DAYS, LAST_SEEN = "events", "active_days", "last_seen"
BOUGHT, VALUE = "bought_value", "total_value"
ACTS = (EVENTS, ACTIVE_DAYS, LAST_SEEN, BOUGHT, VALUE)
"""How users acted, mostly as rules of users call it; a result is adjusted for these."""
_LABELS: Mapping[str, Sentence] = {
    EVENTS: say("number of events"),
    ACTIVE_DAYS: say("active days"),
    LAST_SEEN: say("days since the last event"),
    BOUGHT: say("value of purchases, less refunds"),
    VALUE: say("total value of all events, refunds aside"),
}
_N_VALUES = 8
"""Values of an attribute that are compared, the most frequent first; the others are in the rest."""


def label_of(name: str) -> Sentence | str:
    """Return what a screen calls it."""
    return _LABELS.get(name, name)


def acts_before(population: Population) -> dict[str, FloatArray]:
    """Return name → (n_users,) how users acted; NaN for whom it is not known.

    The value is that of purchases less refunds; of all events in a log that does not say what was bought; none where
    values are ratings.
    """
    histories = population.histories
    found = {
        EVENTS: histories.counts.astype(np.float64),
        ACTIVE_DAYS: days_active(population).astype(np.float64),
        LAST_SEEN: days_since_last(population),
    }
    if not population.has_values or values_are_ratings(population):
        return found
    bought = bought_value(population)
    return found | ({VALUE: total_value(population)} if bought is None else {BOUGHT: bought})


def known_before(population: Population, main_interests: pd.Series[str] | None = None) -> dict[str, FloatArray]:
    """Return name → (n_users,) all that is known: how users acted, what interests them most and their attributes.

    Parameters
    ----------
    main_interests
        (n_users,) name of the largest interest of each user; None where there are none.
    """
    found = acts_before(population)
    if main_interests is not None:
        found |= _shares("interest", main_interests)
    for name in population.attributes.columns:
        column = population.attributes[name]
        found |= {str(name): column.to_numpy(np.float64)} if is_number(column) else _shares(str(name), column)
    return found


def _shares(name: str, column: pd.Series[str]) -> dict[str, FloatArray]:
    texts = column.astype("string")
    often = texts[texts.fillna("").str.strip() != ""].value_counts().index[:_N_VALUES]
    return {f"{name}: {value}": (texts == value).fillna(False).to_numpy(np.float64) for value in often}
