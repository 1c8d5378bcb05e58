"""Logs with planted groups and logs without any, and hand-made evidence, for the tests of the trust card."""

from dataclasses import replace

import numpy as np

from core.compute.silhouette import silhouette_samples
from core.trust.card import make_card
from core.trust.evidence import gather
from core.trust.refit import Refit
from core.trust.segmented import Segmented
from core.trust.split import MIN_EVENTS
from core.types import Recipe
from tests.populations import DAY, HOUR, MONDAY, population

N_ITEMS = 120
RECIPE = Recipe("counts", "kmeans", 3)


def log_of(chances, n_events=20, random_state=0, start_day=None):
    """Users who draw items by their own row of ``chances`` (n_users, n_items), at random times of 100 days."""
    rng = np.random.default_rng(random_state)
    n_users, n_items = chances.shape
    first = np.zeros(n_users) if start_day is None else start_day
    events = []
    for user, row in enumerate(chances):
        items = rng.choice(n_items, n_events, p=row)
        seconds = MONDAY + int(first[user]) * DAY + rng.integers(0, 100 * 24, n_events) * HOUR
        events += [(f"u{user}", f"i{item}", "purchase", int(at)) for item, at in zip(items, seconds, strict=True)]
    return population(events, titles={f"i{item}": f"item {item}" for item in range(n_items)})


def drifting(random_state):
    """Users come for 60 days each at any time of 360, while items come and go."""
    rng = np.random.default_rng(random_state)
    first = rng.integers(0, 300, 250)
    events = []
    for user in range(250):
        for hour in first[user] * 24 + rng.integers(0, 60 * 24, 20):
            is_near = np.exp(-(((np.arange(N_ITEMS) - hour / (360 * 24) * N_ITEMS) / 20) ** 2)) + 0.05
            events.append((f"u{user}", f"i{rng.choice(N_ITEMS, p=is_near / is_near.sum())}", "view", hour))
    return population([(user, item, event, int(MONDAY + hour * HOUR)) for user, item, event, hour in events])


def popularity(n_items=N_ITEMS):
    weights = 1 / (np.arange(n_items) + 5)
    return weights / weights.sum()


def tastes(sizes, strength=8.0, random_state=0):
    """Return (n_users, n_items) chances: each group likes its own items ``strength`` times as much as others do."""
    own = np.random.default_rng(random_state).permutation(N_ITEMS) % len(sizes)
    rows = np.array([popularity() * np.where(own == group, strength, 1.0) for group in range(len(sizes))])
    rows /= rows.sum(axis=1, keepdims=True)
    return np.repeat(rows, sizes, axis=0)


def planted(sizes=(100, 100, 100), strength=8.0, random_state=0):
    return log_of(tastes(sizes, strength, random_state), random_state=random_state)


def card_of(log, k, recipe=RECIPE, min_events=MIN_EVENTS):
    """Segment a log and judge the segments; returns the card and the labels."""
    refit = Refit(replace(recipe, k=k), k)
    _, vectors, labels = refit.fit(log)
    held = refit.hold_out(log, min_events)
    segmented = Segmented(log, vectors, labels, recipe.random_state)
    evidence = gather(segmented, held, refit)
    return make_card(segmented, silhouette_samples(vectors, labels), evidence, refit), labels
