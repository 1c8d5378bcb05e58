"""Logs for tests that run over every method: one ordinary shop, and every odd log that a person might bring."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import numpy as np

from core.types import Population
from tests.populations import DAY, HOUR, MONDAY, population

WORDS = ("green tea leaf", "black tea tin", "steel hammer tool", "long nail box")


def shop(n_users: int = 60, n_items: int = 40, random_state: int = 0) -> Population:
    """Two tastes (odd users buy the second half of the items), two event types, values, hours, categories, titles."""
    draw = np.random.default_rng(random_state)
    half = n_items // 2
    events = [
        (
            f"user{user}",
            f"item{(user % 2) * half + int(draw.integers(half))}",
            "purchase" if draw.random() < 0.3 + 0.4 * (user % 3 == 0) else "view",
            MONDAY + int(draw.integers(60)) * DAY + int(draw.integers(8 + user % 2 * 8, 24)) * HOUR,
            float(draw.integers(1, 100)),
        )
        for user in range(n_users)
        for _ in range(8 + user % 5)
    ]
    titles = {f"item{number}": f"{WORDS[number * 4 // n_items]} {number}" for number in range(n_items)}
    categories = {f"item{number}": f"kind {number // 5}" for number in range(n_items)}
    return population(events, titles=titles, categories=categories)


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

ODD_LOGS: dict[str, Population] = {
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


def embed_words(titles: list[str], progress: object = None) -> np.ndarray:
    """Stand in for the language model: a title is the mean of its words, each a direction of its own."""
    vectors = [np.mean([_word(word) for word in title.split() or [""]], axis=0) for title in titles]
    return np.array([vector / np.linalg.norm(vector) for vector in vectors], dtype=np.float32)


def _word(word: str) -> np.ndarray:
    digest = hashlib.sha256(word.encode()).digest()
    return np.random.default_rng(int.from_bytes(digest[:8], "big")).normal(size=384)
