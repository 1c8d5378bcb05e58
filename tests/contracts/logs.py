"""Logs for tests that run over every method: one ordinary shop, and every odd log that a person might bring."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from scipy import sparse

from core.types import Histories, Population
from tests.populations import DAY, HOUR, MONDAY, population

WORDS = ("green tea leaf", "black tea tin", "steel hammer tool", "long nail box")


def shop(n_users: int = 60, n_items: int = 40, random_state: int = 0) -> Population:
    """Two tastes (odd users buy the second half of the items), two event types, values, hours, categories, titles."""
    rng = np.random.default_rng(random_state)
    half = n_items // 2
    events = [
        (
            f"user{user}",
            f"item{(user % 2) * half + int(rng.integers(half))}",
            "purchase" if rng.random() < 0.3 + 0.4 * (user % 3 == 0) else "view",
            MONDAY + int(rng.integers(60)) * DAY + int(rng.integers(8 + user % 2 * 8, 24)) * HOUR,
            float(rng.integers(1, 100)),
        )
        for user in range(n_users)
        for _ in range(8 + user % 5)
    ]
    titles = {f"item{number}": f"{WORDS[number * 4 // n_items]} {number}" for number in range(n_items)}
    categories = {f"item{number}": f"kind {number // 5}" for number in range(n_items)}
    return with_attributes(population(events, titles=titles, categories=categories))


def with_attributes(log: Population) -> Population:
    """The same log, whose users have a city (by the half of the catalogue they began in), a town and an age."""
    histories = log.histories
    has_any = histories.counts > 0
    first, age = np.zeros(log.n_users, int), np.full(log.n_users, np.nan)
    first[has_any] = histories.items[histories.offsets[:-1][has_any]]
    age[has_any] = 20.0 + histories.counts[has_any]
    city = np.where(first < log.n_items / 2, "Leeds", "York").astype(object)
    town = np.array([f"town {number % 13}" for number in first], dtype=object)
    return replace(log, attributes=pd.DataFrame({"city": city, "town": town, "age": age}))


def with_unseen(log: Population, title: str = "green tea leaf") -> Population:
    """The same log and after it a user, an event name and two items that it did not have: "new", and "odd" untitled."""
    end = int(log.histories.timestamps.max())
    old, items = log.histories, log.items
    new_codes = np.array([log.n_items, log.n_items + 1, 0], np.int32)
    histories = Histories(
        user_ids=np.append(old.user_ids, "newcomer"),
        offsets=np.append(old.offsets, old.n_events + 3),
        items=np.append(old.items, new_codes),
        events=np.append(old.events, np.array([0, 0, len(log.event_names)], np.int16)),
        timestamps=np.append(old.timestamps, [end - 2, end - 1, end]),
        week_hours=np.append(old.week_hours, np.zeros(3, np.int16)),
        values=np.append(old.values, np.ones(3, np.float32)),
    )
    no_categories = sparse.csr_array((2, len(items.category_names)), dtype=bool)
    seen = replace(
        items,
        item_ids=np.append(items.item_ids, ["new", "odd"]),
        titles=np.append(items.titles, [title, ""]),
        categories=sparse.csr_array(sparse.vstack([items.categories, no_categories])),
    )
    newcomer = pd.DataFrame({"city": ["Leeds"], "town": ["Nowhere"], "age": [33.0]})
    return replace(
        log,
        histories=histories,
        items=seen,
        event_names=(*log.event_names, "swipe"),
        attributes=pd.concat([log.attributes, newcomer], ignore_index=True),
    )


def write_item_vectors(path: Path) -> Path:
    """Write vectors for every item of the logs here, apart from "odd" and "mug"."""
    item_ids = [*(f"item{number}" for number in range(80)), "tea", "hat", "new", *"abcdef", *"xyz"]
    rows = np.array([_word(str(number * 4 // 40)) + 0.5 * _word(name) for number, name in enumerate(item_ids)])
    pq.write_table(pa.table({"item_id": item_ids, "vector": list(rows[:, :48])}), path)
    return path


def without_titles(log: Population) -> Population:
    """The same log, whose items have no titles."""
    return replace(log, items=replace(log.items, titles=np.full(log.n_items, "", dtype=object)))


def _same_events(n_users: int, n_items: int, event: str = "purchase", value: float = 2.0) -> Population:
    events = [
        (f"user{user}", f"item{item}", event, MONDAY + item * DAY + 9 * HOUR, value)
        for user in range(n_users)
        for item in range(n_items)
    ]
    return population(events, titles={f"item{item}": f"tea {item}" for item in range(n_items)})


TWO = {"tea": "Green tea", "mug": "Blue mug"}

_ODD_LOGS: dict[str, Population] = {
    "one user": _same_events(1, 3),
    "one user, more items than dimensions": _same_events(1, 80),
    "two users": population([("ann", "tea"), ("bob", "mug"), ("bob", "tea")], titles=TWO),
    "three users": population([("ann", "tea"), ("bob", "mug"), ("cat", "mug")], titles=TWO),
    "identical users": _same_events(20, 3),
    "identical users, more items than dimensions": _same_events(20, 80),
    "one item": _same_events(9, 1),
    "one title for all": population([("ann", "tea"), ("bob", "mug")], titles={"tea": "Tea", "mug": "TEA"}),
    "one item has no title": population([("ann", "tea"), ("bob", "mug")], titles={"tea": "Tea", "mug": ""}),
    "no time of day": replace(shop(20), has_time_of_day=False),
    "no values": population([("ann", "tea", "view"), ("bob", "mug", "purchase")], titles=TWO),
    "one event type": _same_events(5, 4, "view"),
    "a user with only refunds": population(
        [("ann", "tea"), ("bob", "mug"), ("cat", "tea", "refund", MONDAY, -3.0)], titles=TWO
    ),
    "only refunds": _same_events(6, 3, "refund", -1.0),
    "only refunds, more items than dimensions": _same_events(6, 80, "refund", -1.0),
    "an item that nobody touches": population([("ann", "tea"), ("bob", "tea")], titles={**TWO, "hat": "Red hat"}),
    "a user without events": population([("ann", "tea"), ("bob", "mug")], users=["zoe"], titles=TWO),
}

ODD_LOGS = {name: with_attributes(log) for name, log in _ODD_LOGS.items()}


def embed_words(titles: list[str], model: str = "english", *_surroundings: object) -> np.ndarray:
    """Stand in for the language model: a title is the mean of its words, each a direction of its own."""
    start = "" if model == "english" else model
    vectors = [np.mean([_word(start + word) for word in title.split() or [""]], axis=0) for title in titles]
    return np.array([vector / np.linalg.norm(vector) for vector in vectors], dtype=np.float32)


def _word(word: str) -> np.ndarray:
    digest = hashlib.sha256(word.encode()).digest()
    return np.random.default_rng(int.from_bytes(digest[:8], "big")).normal(size=64)
