"""Made shops in several languages: what users like is planted, and titles hold makes and variants as in real ones."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.logs import load
from benchmarks.made_words import LANGUAGES, VARIANTS, Language
from core.ingest.tables.source import LogSource
from core.types import Population

N_USERS, DAYS = 1_000, 90
OWN, COMMON = 0.8, 0.1
"""Shares of a user's events that are with items of the own taste, and with those for everybody; the rest is any."""
START = 1_780_000_000
"""Epoch seconds."""


@dataclass(frozen=True, slots=True)
class Shop:
    """A kind of shop."""

    language: str
    n_tastes: int
    n_items: int
    has_makes: bool = False
    """Where there are few items of a taste; where there are more items than things, all have a make and a variant."""
    pattern: str = ""
    """Of a title, of {make}, {line}, {thing} and {variant}; "" for a make, a thing and a variant."""

    @property
    def name(self) -> str:
        """As in a table."""
        return (
            f"{self.language}, {self.n_tastes} tastes, {self.n_items} items"
            + (", makes" if self.has_makes else "")
            + (f", “{self.pattern}”" if self.pattern else "")
        )


SHOPS = (
    Shop("German", 5, 66),
    Shop("German", 6, 300),
    Shop("German", 4, 60, has_makes=True),
    Shop("French", 6, 78),
    Shop("French", 4, 200),
    Shop("Spanish", 5, 66),
    Shop("Spanish", 6, 600),
    Shop("English", 6, 78),
    Shop("English", 4, 120, has_makes=True),
    Shop("Chinese", 6, 78),
    Shop("Chinese", 5, 250),
    Shop("German", 3, 60),
    Shop("Spanish", 6, 78, has_makes=True),
)
OTHER_SHOPS = (
    Shop("Italian", 5, 260, pattern="{thing} {make} {variant}"),
    Shop("Italian", 5, 66, has_makes=True, pattern="{thing} {make}"),
    Shop("Portuguese", 4, 160, pattern="{make} {line} {thing}"),
    Shop("Portuguese", 5, 400, pattern="{thing} {variant} - {make}"),
    Shop("Dutch", 6, 300, pattern="{make} {thing} {variant}"),
    Shop("Dutch", 4, 120, pattern="{thing} {line}, {make}"),
    Shop("English, other words", 5, 300, pattern="{make} {line} {thing} {variant}"),
    Shop("English, other words", 4, 54, has_makes=True, pattern="{make} {thing}"),
    Shop("English, other words", 5, 600, pattern="{thing} {variant} by {make}"),
    Shop("Chinese, other words", 5, 240, pattern="{make}{line}{thing}{variant}"),
    Shop("Chinese, other words", 4, 52, has_makes=True, pattern="{make}{thing}"),
)
"""Other words, and titles in other orders, than in ``SHOPS``; the states 4 and 5 chose no rule (decision 0073)."""


def make_shop(folder: Path, shop: Shop, random_state: int) -> Population:
    """Write a shop's events and items, whose category is the planted taste, and load them."""
    rng = np.random.default_rng([random_state, *shop.name.encode()])
    tastes = _titles(shop, rng)
    common = LANGUAGES[shop.language].common.split("|")
    titles = [*common, *(title for own in tastes for title in own)]
    taste_of = np.r_[np.full(len(common), -1), np.repeat(np.arange(shop.n_tastes), [len(own) for own in tastes])]
    with (folder / "items.csv").open("w", encoding="utf-8", newline="") as file:
        rows = (
            [f"A{place:04d}", title, "" if taste < 0 else f"taste {taste}"]
            for place, (title, taste) in enumerate(zip(titles, taste_of.tolist(), strict=True))
        )
        csv.writer(file).writerows([["item_id", "title", "category"], *rows])
    favour = rng.random(len(titles)) ** 1.5 + 0.1
    with (folder / "events.csv").open("w", encoding="utf-8", newline="") as file:
        write = csv.writer(file)
        write.writerow(["user_id", "item_id", "event", "timestamp"])
        for user in range(N_USERS):
            own = int(rng.random() ** 1.2 * shop.n_tastes)
            for taste in _tastes_of_events(rng, own, shop.n_tastes):
                items = np.flatnonzero(taste_of == taste)
                item = rng.choice(items, p=favour[items] / favour[items].sum())
                event = "purchase" if rng.random() < 0.5 else "view"
                write.writerow([f"K{user:05d}", f"A{item:04d}", event, START + int(rng.integers(DAYS * 86_400))])
    return load(folder, LogSource(folder / "events.csv", folder / "items.csv"))


def things_of(shop: Shop) -> list[list[str]]:
    """Return the things of each taste, and at last those for everybody."""
    words = LANGUAGES[shop.language]
    return [each.split("|") for each in [*words.tastes[: shop.n_tastes], words.common]]


def _titles(shop: Shop, rng: np.random.Generator) -> list[list[str]]:
    """Return the titles of each taste."""
    words, tastes = LANGUAGES[shop.language], things_of(shop)[:-1]
    n_each = max(8, (shop.n_items - len(words.common.split("|"))) // shop.n_tastes)
    found = list[list[str]]()
    for things in tastes:
        is_large, own = n_each > len(things), dict[str, None]()
        for turn in range(100 * n_each):
            own[_title(shop, words, things[turn % len(things)], is_large, rng)] = None
            if len(own) == n_each:
                break
        found.append([*own])
    return found


def _title(shop: Shop, words: Language, thing: str, is_large: bool, rng: np.random.Generator) -> str:
    """Return the title of a thing; makes and variants are drawn where there are any."""
    makes, lines = words.makes.split("|"), words.lines.split("|")
    if shop.pattern:
        parts = {"make": rng.choice(makes), "line": rng.choice(lines), "variant": rng.choice(VARIANTS)}
        return shop.pattern.format(thing=thing, **parts)
    title = f"{rng.choice(makes)}{words.space}{thing}" if shop.has_makes or is_large else thing
    return f"{title} {rng.choice(VARIANTS)}" if is_large else title


def _tastes_of_events(rng: np.random.Generator, own: int, n_tastes: int) -> list[int]:
    """Return the taste of the item of each event of a user; -1 for what everybody buys."""
    kinds = rng.random(max(4, int(rng.normal(14, 6))))
    others = rng.integers(n_tastes, size=len(kinds))
    return [int(each) for each in np.where(kinds < OWN, own, np.where(kinds < OWN + COMMON, -1, others))]
