"""One user as the log has it, and as it would be without one thing: the copies that explain an assignment.

A taste is taken away with its events, or, where these are all, exchanged for items as all users choose them; an
attribute becomes unknown. A habit cannot be taken away, so it becomes that of all users: the hours, days and kinds of
the events are spread as those of the whole log are, in the user's own order; the number of events, the last event and
the average value become those of the median user.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from core.interests.shares import way_up
from core.interests.users import Interests
from core.population.amounts import average_value
from core.population.interactions import SECONDS_PER_DAY, is_interaction
from core.profiles.habits import days_since_last
from core.sentences import Sentence, say, say_n
from core.types import BoolArray, FloatArray, IntArray, Items, Population

TASTE, HABIT, ATTRIBUTE = "taste", "habit", "attribute"
_HOURS, _DAYS = 24, 7
_LAYER = 1
"""Of the tree of interests, by which items are grouped: the broadest."""


@dataclass(frozen=True, slots=True)
class ItemGroups:
    """What items are about."""

    names: Sequence[str]
    group_of: IntArray
    """(n_items,) place in ``names``; -1 for none."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is changed of a user; what is not given stays."""

    kind: str
    about: str
    """What it is, as a name or a sentence."""
    done: Sentence
    """What was changed, as a sentence."""
    times: IntArray | None = None
    """(n_events,) how often each event is taken."""
    items: IntArray | None = None
    events: IntArray | None = None
    week_hours: IntArray | None = None
    shift: int = 0
    """Seconds by which all events are later."""
    value_factor: float = 1.0
    attribute: str = ""
    """Name of the one that becomes unknown."""
    keeps_texts: bool = True


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual in a log."""

    population: Population
    hours: FloatArray = field(init=False)
    days: FloatArray = field(init=False)
    kinds: FloatArray = field(init=False)
    items: FloatArray = field(init=False)
    """Shares of the events that are interactions, by hour of the day, day of the week, event type and item."""

    def __post_init__(self) -> None:
        """Count them."""
        histories = self.population.histories
        is_counted = is_interaction(self.population)
        for name, codes, n_codes in (
            ("hours", histories.week_hours % _HOURS, _HOURS),
            ("days", histories.week_hours // _HOURS, _DAYS),
            ("kinds", histories.events, len(self.population.event_names)),
            ("items", histories.items, self.population.n_items),
        ):
            counts = np.bincount(codes[is_counted], minlength=n_codes)
            object.__setattr__(self, name, counts / max(counts.sum(), 1))


def group_items(items: Items, interests: Interests | None) -> ItemGroups:
    """Return what the items of a log are about: interests of the first layer, else categories, else the items.

    An item of several categories counts for the first of them.
    """
    if interests is not None and interests.shown:
        nodes = interests.nodes
        upper = [next((each for each in way_up(nodes, node.id) if nodes[each].layer <= _LAYER), -1) for node in nodes]
        place = pd.Index(interests.items.item_ids, dtype=object).get_indexer(pd.Index(items.item_ids, dtype=object))
        own = np.where(place >= 0, interests.items.node_of[np.maximum(place, 0)], -1)
        return ItemGroups([node.name for node in nodes], np.where(own >= 0, np.array(upper)[np.maximum(own, 0)], -1))
    if items.category_names:
        own = np.full(items.n_items, -1, dtype=np.int64)
        has = np.diff(items.categories.indptr) > 0
        own[has] = items.categories.indices[items.categories.indptr[:-1][has]]
        return ItemGroups(items.category_names, own)
    titles = [str(title or item) for title, item in zip(items.titles, items.item_ids, strict=True)]
    return ItemGroups(titles, np.arange(items.n_items))


def changes_of(population: Population, row: int, groups: ItemGroups) -> list[Change]:
    """List what can be changed of a user: tastes, habits and attributes that there are."""
    one = population.of_users(np.array([row]))
    usual = Usual(population)
    return [*_tastes(one, groups, usual), *_habits(one, population, row, usual), *_attributes(one)]


def changed_copies(population: Population, row: int, changes: Sequence[Change]) -> Population:
    """Return the user as it is, then as each change makes it, as users of one log, (1 + n_changes)."""
    one = population.of_users(np.array([row]))
    n_events = one.histories.n_events
    same = Change("", "", say("Nothing."))
    each = [same, *changes]
    copies = population.of_users(np.full(len(each), row))
    histories = replace(
        copies.histories,
        user_ids=np.array([f"copy {place}" for place in range(len(each))], dtype=object),
        items=_stack([one.histories.items if c.items is None else c.items for c in each]).astype(np.int32),
        events=_stack([one.histories.events if c.events is None else c.events for c in each]).astype(np.int16),
        week_hours=_stack([one.histories.week_hours if c.week_hours is None else c.week_hours for c in each]).astype(
            np.int16
        ),
        timestamps=_stack([one.histories.timestamps + c.shift for c in each]),
        values=_stack([one.histories.values * np.float32(c.value_factor) for c in each]),
    )
    times = _stack([np.ones(n_events, np.int64) if c.times is None else c.times for c in each])
    attributes = copies.attributes.copy()
    for place, change in enumerate(each):
        if change.attribute:
            attributes.loc[place, change.attribute] = np.nan
    without = np.array([place for place, c in enumerate(each) if not c.keeps_texts], dtype=np.int64)
    is_kept = ~np.isin(copies.texts.users, without)
    texts = copies.texts.keep(is_kept)
    return replace(copies, histories=histories.repeat(times), attributes=attributes, texts=texts)


def _stack(parts: Sequence[np.ndarray[Any, Any]]) -> Any:
    return np.concatenate(parts)


def _tastes(one: Population, groups: ItemGroups, usual: Usual) -> Iterator[Change]:
    """Take away the events with the items of each group, and what the user wrote."""
    of_event = groups.group_of[one.histories.items]
    n_all = len(of_event)
    for group in np.unique(of_event).tolist():
        is_own = of_event == group
        n_own = int(is_own.sum())
        name = say("other items") if group < 0 else groups.names[group]
        if n_own == n_all:  # without them nothing would be left to compare
            yield _of_all_users(one, name, usual)
            continue
        done = say_n(
            "Without {n:,} of {total:,} events: {name}.", "Without {n:,} of {total:,} events: {name}.", n_own,
            total=n_all, name=name,
        )  # fmt: skip
        yield Change(TASTE, name, done, times=(~is_own).astype(np.int64))
    if n_texts := len(one.texts.users):
        done = say_n("Without the {n:,} text that was written.", "Without the {n:,} texts that were written.", n_texts)
        yield Change(TASTE, say("what the user wrote"), done, keeps_texts=False)


def _of_all_users(one: Population, name: str, usual: Usual) -> Change:
    histories = one.histories
    done = say_n(
        "With an item that all users choose in place of the {n:,} event there is: {name}.",
        "With items as all users choose them in place of all {n:,} events: {name}.",
        histories.n_events, name=name,
    )  # fmt: skip
    return Change(TASTE, name, done, items=_spread(histories.items, usual.items, is_interaction(one)))


def _habits(one: Population, population: Population, row: int, usual: Usual) -> Iterator[Change]:
    """Make each habit that of all users."""
    histories, is_counted = one.histories, is_interaction(one)
    hours, days = histories.week_hours % _HOURS, histories.week_hours // _HOURS
    if one.has_time_of_day:
        spread = _HOURS * days + _spread(hours, usual.hours, np.ones(len(hours), dtype=bool))
        done = say("With events spread over the hours of the day as those of all users are.")
        yield Change(HABIT, say("time of day"), done, week_hours=spread)
    done = say("With events spread over the days of the week as those of all users are.")
    spread = _HOURS * _spread(days, usual.days, np.ones(len(days), dtype=bool)) + hours
    yield Change(HABIT, say("days of the week"), done, week_hours=spread)
    if np.count_nonzero(usual.kinds) > 1 and is_counted.any():
        done = say("With kinds of events, such as views and purchases, in the shares of all users.")
        yield Change(HABIT, say("kinds of events"), done, events=_spread(histories.events, usual.kinds, is_counted))
    yield from _amounts(one, population, row)


def _amounts(one: Population, population: Population, row: int) -> Iterator[Change]:
    """Make number of events, last event and average value those of the median user."""
    n_own, counts = one.histories.n_events, population.histories.counts
    n_usual = int(np.median(counts[counts > 0]))
    if n_own and n_own != n_usual:
        done = say("With {n:,} events in place of {own:,}, as the median user, in the same mix.", n=n_usual, own=n_own)
        yield Change(HABIT, say("number of events"), done, times=_times(n_own, n_usual))
    age = days_since_last(population)
    usual_age = int(np.nanmedian(age))
    if np.isfinite(age[row]) and int(age[row]) != usual_age:
        done = say(
            "With the last event {n:,} days before the end of the log in place of {own:,}, as the median user.",
            n=usual_age, own=int(age[row]),
        )  # fmt: skip
        shift = int(age[row] - usual_age) * SECONDS_PER_DAY
        yield Change(HABIT, say("time since the last event"), done, shift=shift)
    if population.has_values:
        values = average_value(population)
        own, usual = float(values[row]), float(np.nanmedian(values))
        if np.isfinite(own) and own > 0 and usual > 0 and own != usual:
            done = say("With an average value of {n:.2f} in place of {own:.2f}, as the median user.", n=usual, own=own)
            yield Change(HABIT, say("average value"), done, value_factor=usual / own)


def _attributes(one: Population) -> Iterator[Change]:
    for name in one.attributes.columns:
        value = one.attributes[name].iloc[0]
        if value is not None and value == value and value != "":
            done = say("Without knowing {name}: {value}.", name=str(name), value=str(value))
            yield Change(ATTRIBUTE, str(name), done, attribute=str(name))


def _spread(codes: IntArray, shares: FloatArray, is_moved: BoolArray) -> IntArray:
    """Give codes the shares of all users, in the order that they have; those where not ``is_moved`` stay."""
    places = np.flatnonzero(is_moved)
    ordered = places[np.argsort(codes[places], kind="stable")]
    found = codes.astype(np.int64)
    if len(places):
        middles = (np.arange(len(places)) + 0.5) / len(places)
        found[ordered] = np.minimum(np.searchsorted(np.cumsum(shares), middles), len(shares) - 1)
    return found


def _times(n_own: int, n_wanted: int) -> IntArray:
    """Return how often to take each of some events so that there are as many as wanted, evenly.

    >>> _times(4, 2).tolist(), _times(2, 5).tolist()
    ([0, 1, 0, 1], [2, 3])
    """
    return np.diff(np.arange(n_own + 1) * n_wanted // n_own)
