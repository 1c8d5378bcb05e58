"""Made logs of several kinds: groceries bought again, news that live for days, music, a sparse shop, a marketplace.

Each user has a taste: some topics, of which one is the main one. An event draws its time, then a topic by the taste,
then an item of the topic that is there at that time, by how popular it is and how new. Some events repeat what the user
took before.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from core.population.interactions import SECONDS_PER_DAY
from core.types import BoolArray, FloatArray, Histories, IntArray, Items, Population

_START = 1_750_000_000


@dataclass(frozen=True)
class Shape:
    """What a log is like."""

    n_users: int
    n_items: int
    n_topics: int
    n_events: float
    """Of a user, the median."""
    days: float
    """That the log is long."""
    life_days: float = np.inf
    """That an item is there; all of the log without it."""
    fading_days: float = np.inf
    """In so many days an item becomes half as attractive."""
    repeats: float = 0.0
    """Share of the events that repeat what the user took before."""
    focus: float = 0.6
    """Share of the events of the main topic; others are of any."""
    skew: float = 0.9
    """Power of the rank by which popularity falls."""
    stay: float = 1.0
    """Share of the log's time for which a user comes, at least."""
    spread: float = 0.7
    """Of the logarithm of the number of events."""


SHAPES = {
    "groceries": Shape(1_500, 400, 8, 60, 365, repeats=0.65, skew=0.8),
    "news": Shape(2_000, 900, 8, 18, 60, life_days=2, fading_days=0.7, stay=0.3),
    "music": Shape(1_500, 1_500, 12, 60, 180, repeats=0.5, focus=0.7),
    "sparse": Shape(4_000, 1_500, 10, 5, 365, spread=0.8, stay=0.2),
    "marketplace": Shape(3_000, 3_000, 12, 14, 240, life_days=40, fading_days=20, stay=0.3, skew=0.5),
    "fashion": Shape(3_000, 1_200, 8, 12, 720, life_days=120, fading_days=60, stay=0.4),
    "evergreen": Shape(2_500, 500, 8, 14, 365, skew=1.0),
}


def make_log(kind: str, random_state: int = 0) -> Population:
    """Make a log of one of ``SHAPES``; items have no titles, and their topics as categories."""
    return log_of(SHAPES[kind], random_state)


def log_of(shape: Shape, random_state: int = 0) -> Population:
    """Make a log of a shape; as ``make_log``."""
    rng = np.random.default_rng(random_state)
    topics = rng.integers(shape.n_topics, size=shape.n_items)
    appeal = (1 + rng.permutation(shape.n_items)) ** -shape.skew
    is_short = np.isfinite(shape.life_days)
    births = rng.uniform(-shape.life_days, shape.days, shape.n_items) if is_short else np.zeros(shape.n_items)
    taste = rng.integers(shape.n_topics, size=shape.n_users)
    counts = np.maximum(2, rng.lognormal(np.log(shape.n_events), shape.spread, shape.n_users)).astype(int)
    users = np.repeat(np.arange(shape.n_users), counts)
    times = _times(shape, users, rng)
    is_own = rng.random(len(users)) < shape.focus
    wanted = np.where(is_own, taste[users], rng.integers(shape.n_topics, size=len(users)))
    items = _items(shape, (wanted, times), (topics, appeal, births), rng)
    items = _repeated(users, items, rng.random(len(users)) < shape.repeats, rng)
    return _population(users, items, times, topics)


def _times(shape: Shape, users: IntArray, rng: np.random.Generator) -> FloatArray:
    """Draw days within the span of each user, in order."""
    spans = rng.uniform(shape.stay, 1, shape.n_users) * shape.days
    begins = rng.uniform(0, 1, shape.n_users) * (shape.days - spans)
    times = begins[users] + spans[users] * rng.random(len(users))
    return np.asarray(times[np.lexsort((times, users))])


def _items(
    shape: Shape,
    asked: tuple[IntArray, FloatArray],
    catalogue: tuple[IntArray, FloatArray, FloatArray],
    rng: np.random.Generator,
) -> IntArray:
    """Draw an item for each event; a topic without an item at that time gives one of any topic."""
    (wanted, times), (topics, appeal, births) = asked, catalogue
    items = np.zeros(len(wanted), dtype=np.int64)
    day_of = np.floor(times).astype(int) if np.isfinite(shape.life_days) else np.zeros(len(times), dtype=int)
    for day in np.unique(day_of):
        ages = day + 0.5 - births
        is_here = (ages >= 0) & (ages <= shape.life_days)
        worth = appeal * np.exp2(-np.maximum(ages, 0) / shape.fading_days) * is_here
        for topic in np.unique(wanted[day_of == day]):
            some = np.flatnonzero((day_of == day) & (wanted == topic))
            own = worth * (topics == topic)
            own = own if own.sum() > 0 else worth if worth.sum() > 0 else appeal
            items[some] = rng.choice(len(appeal), len(some), p=own / own.sum())
    return items


def _repeated(users: IntArray, items: IntArray, is_again: BoolArray, rng: np.random.Generator) -> IntArray:
    """Replace some events by an earlier one of the same user."""
    found = items.copy()
    firsts = np.searchsorted(users, users)
    for place in np.flatnonzero(is_again & (firsts < np.arange(len(users)))):
        found[place] = found[rng.integers(firsts[place], place)]
    return found


def _population(users: IntArray, items: IntArray, times: FloatArray, topics: IntArray) -> Population:
    n_users, n_items, n_topics = int(users.max()) + 1, len(topics), int(topics.max()) + 1
    seconds = (_START + SECONDS_PER_DAY * times).astype(np.int64)
    histories = Histories(
        user_ids=np.array([f"u{each}" for each in range(n_users)], dtype=object),
        offsets=np.concatenate([[0], np.cumsum(np.bincount(users, minlength=n_users))]).astype(np.int64),
        items=items.astype(np.int32),
        events=np.zeros(len(items), dtype=np.int16),
        timestamps=seconds,
        week_hours=(seconds // 3600 % 168).astype(np.int16),
        values=np.full(len(items), np.nan, dtype=np.float32),
    )
    categories = sparse.csr_array((np.ones(n_items, dtype=bool), (np.arange(n_items), topics)), (n_items, n_topics))
    catalogue = Items(
        np.array([f"i{each}" for each in range(n_items)], dtype=object),
        np.full(n_items, "", dtype=object),
        tuple(f"topic {each}" for each in range(n_topics)),
        categories,
    )
    return Population(histories, catalogue, ("purchase",), pd.DataFrame(index=range(n_users)), False, False)
