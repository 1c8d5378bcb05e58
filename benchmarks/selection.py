"""How long the page Explore takes for its map, for the answer to a lasso and for the live count of a rule.

    python -m benchmarks.selection [--users 1000000]

The log and the results are synthetic: users with twenty events each, in eight segments with a place on the map. What
the server does is timed, in one process; the browser then draws at most 20,000 dots of any map. Facts about the users
are counted once for as long as the program runs, and have a row of their own.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
import pandas as pd
from scipy import sparse

from benchmarks.measure import print_table
from core.interests.tree import ROOT, Node
from core.interests.users import Interests, TreeItems
from core.map.lasso import inside_any
from core.profiles.counted import CountedFacts, counted, group_lifts
from core.profiles.profile import all_facts
from core.results.results import Results, RunRecord, Scores
from core.results.tables import OFFER_FIELDS
from core.shaping.choice import choose_where
from core.shaping.known import Known
from core.types import BoolArray, Histories, Items, Labels, Persona, Population, Profile, Recipe
from core.ui.explore.map_figure import MapView, draw_users
from core.views.saved import known_of
from core.views.selection import selection_of

_N_SEGMENTS, _N_ITEMS, _EVENTS_PER_USER = 8, 5_000, 20
_YEAR = 365 * 86_400
_RULES = (
    "segment:3",
    "events>=20 and last_seen<30d",
    "active_days>10 or first_seen<100d",
    "bought:tea",
    "item:i100 and not bought:tea",
    'category:"category 7"',
    "event:purchase and value>=30",
    "seen:2024-03-01..2024-03-31",
    "first_seen>=2024-02-01",
    "probability>=0.8 and separation>0",
    "city:rome and age>=40",
    'interest:"interest 5"',
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.selection", description=__doc__)
    parser.add_argument("--users", type=int, default=1_000_000, metavar="N")
    options = parser.parse_args(arguments)
    population, results = make(options.users)
    known = known_of(results, population)
    print_table(["what", "first", "again"], [*_map_rows(results, known), *_lasso_rows(results, population)])
    print_table(["live count of a rule", "first", "again"], [_rule_row(rule, known) for rule in _RULES])
    return 0


def _map_rows(results: Results, known: Known) -> list[list[str]]:
    def draw(view: MapView, is_shown: BoolArray | None = None) -> str:
        return str(draw_users(view, results, lambda: known, is_shown).to_json())

    of_one = results.labels == 3
    return [
        _row("map, drawn and written for the browser", lambda: draw(MapView())),
        _row("map of one segment, the others grey", lambda: draw(MapView(digest="3"), of_one)),
        _row("map by membership probability", lambda: draw(MapView("probability"))),
        _row(
            "answer for everybody: the split by segment", lambda: selection_of(results, np.ones(results.n_users, bool))
        ),
    ]


def _lasso_rows(results: Results, population: Population) -> list[list[str]]:
    facts: list[list[CountedFacts]] = []
    points = results.points
    assert points is not None  # noqa: S101 - made below
    read = _row("once: facts about all users", lambda: facts.append([counted(each) for each in all_facts(population)]))
    turns = np.linspace(0, 2 * np.pi, 60)
    shapes = {size: {"lasso": [{"x": size * np.cos(turns), "y": size * np.sin(turns)}]} for size in (0.7, 3.0)}

    def answer(size: float, segment: int) -> int:
        drawn = inside_any(points, shapes[size])
        assert drawn is not None  # noqa: S101 - each shape is one
        chosen = selection_of(results, drawn)
        group_lifts(facts[0], drawn, 5, results.labels == segment if segment else None)
        return chosen.n_selected

    rows = [
        _row(f"answer to a lasso around {answer(size, 0):,} users, against {whom}", partial(answer, size, segment))
        for size in shapes
        for whom, segment in (("all", 0), ("a segment", 2))
    ]
    return [read, *rows]


def _rule_row(rule: str, known: Known) -> list[str]:
    n_users = int(choose_where("events>=0", known).sum())
    name, first, again = _row(rule, lambda: choose_where(rule, known))
    return [f"{name} ({int(choose_where(rule, known).sum()):,} of {n_users:,})", first, again]


def _row(name: str, do: Callable[[], object]) -> list[str]:
    seconds = []
    for _time in range(2):
        start = time.perf_counter()
        do()
        seconds.append(f"{time.perf_counter() - start:.2f} s")
    return [name, *seconds]


def make(n_users: int, random_state: int = 0) -> tuple[Population, Results]:
    """Make a log and results of it."""
    rng = np.random.default_rng(random_state)
    labels = rng.integers(1, _N_SEGMENTS + 1, n_users).astype(np.int32)
    population = Population(
        histories=_histories(labels, rng),
        items=_items(rng),
        event_names=("view", "cart", "purchase"),
        attributes=pd.DataFrame(
            {"city": rng.choice(["Rome", "Oslo", "Lima"], n_users), "age": rng.integers(18, 80, n_users).astype(float)}
        ),
        has_time_of_day=True,
        has_values=True,
    )
    angles = labels * (2 * np.pi / _N_SEGMENTS)
    points = np.column_stack([3 * np.cos(angles), 3 * np.sin(angles)]) + rng.normal(scale=0.8, size=(n_users, 2))
    sizes = np.bincount(labels)
    results = Results(
        record=_record(n_users),
        user_ids=population.histories.user_ids,
        labels=labels,
        probabilities=rng.random(n_users, dtype=np.float32),
        silhouettes=rng.uniform(-1, 1, n_users).astype(np.float32),
        recommendations=pd.DataFrame(columns=list(OFFER_FIELDS)),
        points=points.astype(np.float32),
        profiles=tuple(Profile(s, int(sizes[s]), sizes[s] / n_users, (), ()) for s in range(1, _N_SEGMENTS + 1)),
        personas=tuple(Persona(s, f"Buyers {s}", "", ()) for s in range(1, _N_SEGMENTS + 1)),
        stabilities=rng.random(n_users),
        interests=_interests(n_users, rng),
    )
    return population, results


def _record(n_users: int) -> RunRecord:
    return RunRecord(
        recipe=Recipe("counts", "kmeans", _N_SEGMENTS),
        n_users=n_users,
        n_items=_N_ITEMS,
        n_events=n_users * _EVENTS_PER_USER,
        n_segments=_N_SEGMENTS,
        n_unassigned=0,
        ingest=None,
        scores=Scores(k=_N_SEGMENTS, silhouette=0.0, silhouette_by_segment={}),
        map="drawn",
        notes=(),
        seconds={},
        peak_rss_mb=0.0,
        versions={},
    )


def _histories(labels: Labels, rng: np.random.Generator) -> Histories:
    n_users = len(labels)
    counts = np.maximum(1, rng.poisson(_EVENTS_PER_USER, n_users))
    users, n_events = np.repeat(np.arange(n_users), counts), int(counts.sum())
    own = _N_ITEMS // _N_SEGMENTS
    liked = (labels[users] - 1) * own + (rng.random(n_events) ** 3 * own).astype(np.int64)
    times = 1_704_067_200 + rng.integers(0, _YEAR, n_events)  # 2024
    times = times[np.lexsort((times, users))]
    events = rng.choice(3, n_events, p=[0.7, 0.2, 0.1]).astype(np.int16)
    return Histories(
        user_ids=np.array([f"user-{each:07d}" for each in range(n_users)], dtype=object),
        offsets=np.concatenate([[0], np.cumsum(counts)]),
        items=np.where(rng.random(n_events) < 0.6, liked, rng.integers(0, _N_ITEMS, n_events)).astype(np.int32),
        events=events,
        timestamps=times,
        week_hours=(times // 3600 % 168).astype(np.int16),
        values=np.where(events == 2, rng.gamma(2.0, 15.0, n_events), np.nan).astype(np.float32),
    )


def _items(rng: np.random.Generator) -> Items:
    words = np.array(["green", "blue", "tea", "mug", "straw", "hat", "wool", "lamp", "candle", "box", "card", "pen"])
    titles = [" ".join(rng.choice(words, 3)) for _item in range(_N_ITEMS)]
    places = np.arange(_N_ITEMS)
    categories = sparse.csr_array((np.ones(_N_ITEMS, bool), (places, places % 40)), shape=(_N_ITEMS, 40))
    ids = np.array([f"i{each}" for each in places], dtype=object)
    return Items(ids, np.array(titles, dtype=object), tuple(f"category {each}" for each in range(40)), categories)


def _interests(n_users: int, rng: np.random.Generator) -> Interests:
    """Make a tree of twelve broad interests, of which each user has four."""
    nodes = tuple(Node(each, ROOT, 1, f"interest {each}", (), 1) for each in range(12))
    chosen = np.argsort(rng.random((n_users, 12)), axis=1)[:, :4]
    weights = rng.dirichlet(np.ones(4), n_users).astype(np.float32)
    rows = np.repeat(np.arange(n_users), 4)
    lowest = sparse.csr_array((weights.ravel(), (rows, chosen.ravel())), shape=(n_users, 12))
    nothing = np.empty(0, dtype=np.int64)
    items = TreeItems(np.empty(0, object), np.empty(0, object), nothing, nothing, nothing.astype(np.int32))
    return Interests(nodes, items, 0.0, lowest, lowest, np.ones(n_users, np.float32))


if __name__ == "__main__":
    sys.exit(main())
