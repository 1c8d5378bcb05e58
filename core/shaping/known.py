"""What is known of each user that a rule can ask for, under the names that a rule uses.

======================== =========================================================================================
``segment``              number or name of the segment; ``-1`` is unassigned
``event``                has an event of this type, or of a type that means it (``event:purchase``)
``item``                 interacted with the item of this id, or with one whose title holds the text
``bought``               the same by a purchase
``category``             interacted with an item of the category
``interest``             the largest interest of a layer has this name
``seen``                 was active in these days: ``seen:2011-05-01..2011-05-31``
``user``                 is the user of this id
``selection``            is in the saved selection of this name
an attribute             has this value
``events``               number of events
``active_days``          number of days with an event
``first_seen``           days from the first event to the end of the log; beside a date, the day of the first event
``last_seen``            the same of the last event
``value``                average value of the interactions that have one; no refunds or ignored events
``total_value``          the sum of these values
``orders``               number of orders; what was bought at the same time is one
``spend``                purchases less refunds, as pages have it; the sum of all values where no purchase has one
``probability``          strength of membership in the segment, 0 to 1
``separation``           silhouette, -1 to 1
``stability``            share of the resamples with the user in which the user came out in the segment, 0 to 1
======================== =========================================================================================
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.attributes.values import is_number
from core.compute.once import once
from core.errors import DataError
from core.interests.users import Interests
from core.population.amounts import is_purchase
from core.population.clock import Days, local_days
from core.population.interactions import is_interaction
from core.sentences import Sentence, say, with_guess
from core.shaping.found import (
    attribute_codes,
    days_of,
    find_categories,
    find_events,
    find_interests,
    find_items,
    find_name,
    find_segments,
    find_titles,
    find_users,
    find_values,
    hours_of,
)
from core.shaping.numbers import NUMBERS, numbers_of
from core.shaping.rule import days_between
from core.types import BoolArray, Column, FloatArray, IntArray, Labels, Population

SEPARATION = "separation"
FIGURES = {Column.PROBABILITY: Column.PROBABILITY, SEPARATION: Column.SILHOUETTE, Column.STABILITY: Column.STABILITY}
"""What a run says of each user, by the name in rules; and the column of segments.csv."""


DATES: Mapping[str, np.ufunc] = {"first_seen": np.minimum, "last_seen": np.maximum}
"""Name to which of the user's local days it is."""


SHARES: Mapping[str, Callable[[Population, str], BoolArray]] = {
    "event": lambda population, text: np.isin(population.histories.events, find_events(population, text)),
    "category": lambda population, text: np.isin(
        population.histories.items, items_in(population, find_categories(population.items, text))
    ),
    "title": lambda population, text: np.isin(population.histories.items, find_titles(population.items, text)),
    "hours": lambda population, text: _is_between(population, *hours_of(population, text)),
    "days": lambda population, text: np.isin(population.histories.week_hours // 24, days_of(text)),
}
"""Name to which events a text holds of, (n_events,)."""


def no_selection(name: str) -> Collection[str]:
    """Raise ``DataError``: there are no saved selections here."""
    raise DataError(
        say("There is no saved selection {name!r}.", name=name),
        say("Selections are saved in a workspace: name one that holds it."),
    )


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
    figures: Mapping[str, FloatArray] = field(default_factory=dict)
    """Those of ``FIGURES`` that are known, (n_users,); NaN where one is not."""
    selection: Callable[[str], Collection[str]] = no_selection
    """Returns the user ids of a saved selection by its name."""
    shown: Mapping[int, int] = field(default_factory=dict)
    """Segment to the number that pages show, where it differs."""
    left_out: Mapping[str, str] = field(default_factory=dict)
    """Column to its file, of what no role used when the log was loaded."""

    @property
    def number_names(self) -> list[str]:
        """Names of what is a number."""
        attributes = self.population.attributes
        return [
            *numbers_of(self.population),
            *self.figures,
            *(str(name) for name in attributes if is_number(attributes[name])),
        ]

    @property
    def text_names(self) -> list[str]:
        """Names of what is a text."""
        attributes = self.population.attributes
        return [*self._texts, *(str(name) for name in attributes if not is_number(attributes[name]))]

    def spelt(self, name: str) -> str:
        """Return the name of what a condition is about as it is known, in any case; errors are those of ``find_name``.

        Only ``segment`` is to be written so: its numbers are turned into those of the run before the log is read.
        """
        texts = [each for each in (*self._texts, *SHARES) if each != "segment"]
        attributes = [str(each) for each in self.population.attributes]
        numbers = {*NUMBERS} - {each.casefold() for each in attributes} | {*numbers_of(self.population)}
        known = [*numbers, *DATES, *self.figures, *texts, *attributes]
        return name if name in {*known, "segment"} else find_name(known, name)

    def numbers(self, name: str) -> FloatArray:
        """Return (n_users,) numbers, NaN where not known; raise ``DataError`` for a name that is none of a number."""
        name = self.spelt(name)
        if name in numbers_of(self.population):
            return once(self.population, ("known", name), lambda: _as_numbers(NUMBERS[name](self.population)))
        if name in self.figures:
            return np.asarray(self.figures[name], dtype=np.float64)
        if name not in self.number_names:
            raise self._unknown(name, self.number_names, say("a number"))
        return np.asarray(self.population.attributes[name], dtype=np.float64)

    def dates(self, name: str) -> Days:
        """Return (n_users,) local days, NaT where not known; raise ``DataError`` for a name that is none of a date."""
        name = self.spelt(name)
        if name not in DATES:
            raise self._unknown(name, list(DATES), say("a date"))
        histories, found = self.population.histories, np.full(self.population.n_users, "NaT", dtype="datetime64[D]")
        is_active = histories.counts > 0
        if is_active.any():
            days = local_days(self.population)
            found[is_active] = DATES[name].reduceat(days, histories.offsets[:-1][is_active])
        return found

    def has_text(self, name: str, text: str) -> BoolArray:
        """Return (n_users,) of whom a text holds; raise ``DataError`` for an unknown name or a text nothing has."""
        name = self.spelt(name)
        if name in self._texts:
            return self._texts[name](text)
        if name not in self.text_names:
            raise self._unknown(name, self.text_names, say("a text"))
        return np.isin(attribute_codes(self.population, name)[0], find_values(self.population, name, text))

    def _unknown(self, name: str, names: list[str], kind: Sentence) -> DataError:
        known = ", ".join(names)
        hint = say("Known are {names}.", names=known)
        if not len(self.population.attributes.columns):
            hint = say(
                "Known are {names}. The log has no attributes of users: a table of users brings them (--users).",
                names=known,
            )
        columns = {each.casefold(): each for each in self.left_out}
        is_known = name in {*self.number_names, *self.text_names, *SHARES}
        if not is_known and (column := columns.get(name.casefold())):
            hint = say(
                "The column {column!r} was in the file ({file}), but no role used it when the log was loaded: load it "
                "anew and say what the column is. {hint}",
                column=column,
                file=self.left_out[column],
                hint=hint,
            )
        elif not is_known:
            hint = with_guess(hint, name, names)
        return DataError(say("{name!r} is not {kind} that is known of users.", name=name, kind=kind), hint)

    def event_counts(self, name: str, text: str) -> tuple[IntArray, IntArray]:
        """Return of how many events something holds, and of how many in all, (n_users,) each.

        Raises
        ------
        DataError
            Shares of this name are not known, or the log has nothing of this text.
        """
        name = self.spelt(name)
        if name not in SHARES:
            raise self._unknown(name, list(SHARES), say("a share of events"))
        before = np.concatenate([[0], np.cumsum(SHARES[name](self.population, text), dtype=np.int64)])
        offsets = self.population.histories.offsets
        return np.diff(before[offsets]), np.maximum(np.diff(offsets), 1)

    @property
    def _texts(self) -> dict[str, Callable[[str], BoolArray]]:
        items = self.population.items
        return {
            "segment": lambda text: np.isin(self.labels, find_segments(self.labels, self.names, text, self.shown)),
            "event": lambda text: self._did(find_events(self.population, text)),
            "item": lambda text: self._had(find_items(items, text)),
            "bought": lambda text: self._bought(find_items(items, text)),
            "category": lambda text: self._had(items_in(self.population, find_categories(items, text))),
            "interest": self._likes,
            "seen": self._was_active,
            "user": self._is_user,
            "selection": lambda text: is_among(self.population, self.selection(text)),
        }

    def _did(self, codes: IntArray) -> BoolArray:
        return _of_events(
            self.population, _marked(codes, len(self.population.event_names))[self.population.histories.events]
        )

    def _bought(self, items: IntArray) -> BoolArray:
        return self._with(items, is_purchase(self.population))

    def _likes(self, text: str) -> BoolArray:
        liked = self.interests()
        found = find_interests(liked, text)
        layers = {node.layer for node in liked.shown if node.id in found}
        return np.asarray(np.logical_or.reduce([np.isin(liked.largest(layer), found) for layer in layers]))

    def _was_active(self, text: str) -> BoolArray:
        first, last = days_between(text)
        days = local_days(self.population)
        return _of_events(self.population, (days >= np.datetime64(first)) & (days <= np.datetime64(last)))

    def _is_user(self, text: str) -> BoolArray:
        found = np.zeros(self.population.n_users, dtype=bool)
        found[find_users(self.population.histories.user_ids, text)] = True
        return found

    def _had(self, items: IntArray) -> BoolArray:
        """Return who interacted with one of the items; refunds alone do not count."""
        return self._with(items, is_interaction(self.population))

    def _with(self, items: IntArray, is_counted: BoolArray) -> BoolArray:
        """Return who has one of the items in an event that counts."""
        is_one = _marked(items, self.population.n_items)
        return _of_events(self.population, is_one[self.population.histories.items] & is_counted)


def _is_between(population: Population, first: int, last: int) -> BoolArray:
    hours = population.histories.week_hours % 24
    return np.asarray((hours >= first) & (hours < last))


def items_in(population: Population, categories: IntArray) -> IntArray:
    """Return the codes of the items in one of some categories."""
    return np.flatnonzero(population.items.categories[:, categories].sum(axis=1))


def is_among(population: Population, user_ids: Collection[str]) -> BoolArray:
    """Return (n_users,) who of a log is among some users."""
    return np.asarray(pd.Index(population.histories.user_ids).isin(list(user_ids)))


def _marked(codes: IntArray, n_codes: int) -> BoolArray:
    """Return (n_codes,) which codes are among some: a table to look up, since events are many and codes are few."""
    found = np.zeros(n_codes, dtype=bool)
    found[codes] = True
    return found


def _of_events(population: Population, is_one: BoolArray) -> BoolArray:
    """Return who has one of some events, (n_users,)."""
    before = np.concatenate([[0], np.cumsum(is_one, dtype=np.int64)])
    return np.asarray(np.diff(before[population.histories.offsets]) > 0)


def _as_numbers(values: npt.NDArray[np.generic]) -> FloatArray:
    return np.asarray(values, dtype=np.float64)
