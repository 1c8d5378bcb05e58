"""Lists for a million users, and 100,000 new events over them: how long, and with how much memory.

``python -m benchmarks.many_users`` makes users who take ten of 20,000 items each, most of them from tastes of their
own, learns what leads to what (EASE over the 5,000 most popular items, unless ``--recommender`` names another), and
writes lists of 20 for everybody as the command ``recommend --per-user`` does. Then new events of users drawn at random
join the log, and the users who have one are assigned to segments anew by a model of 20,000 users, and get new
lists.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import sparse

from benchmarks.logs import scratch
from benchmarks.measure import KB_PER_MB, print_table
from benchmarks.run import print_machine
from core.export.user_lists import write_user_lists
from core.model.segment_model import SegmentModel, make_model
from core.pipeline.given_run import clustering_of
from core.recommenders.for_users import Popularity
from core.recommenders.user_lists import Wish
from core.registry import USER_RECOMMENDERS, make_encoder, make_user_recommender
from core.trust.refit import Refit, cluster
from core.types import Histories, IntArray, Items, Population, Recipe

N_TASTES, OF_TASTE, K, LENGTH = 50, 0.7, 8, 20
MODEL_USERS = 20_000
"""Users on whom the model that assigns is made."""
DAYS = 365
_DAY = 86_400


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--users", type=int, default=1_000_000)
    parser.add_argument("--items", type=int, default=20_000)
    parser.add_argument("--events", type=int, default=10, help="of each user")
    parser.add_argument("--new", type=int, default=100_000, help="new events")
    parser.add_argument("--recommender", choices=tuple(USER_RECOMMENDERS), default="ease")
    args = parser.parse_args()
    print_machine()
    with scratch() as folder:
        print_table(["step", "seconds", "of CPU, all cores", "peak MB so far"], [*steps(args, folder)])
    return 0


def steps(args: argparse.Namespace, folder: Path) -> Iterator[list[str]]:
    """Take the steps one after another, and yield what each took."""
    taken: dict[str, tuple[float, float]] = {}

    @contextmanager
    def timed(name: str) -> Iterator[None]:
        start, start_cpu = time.perf_counter(), time.process_time()
        yield
        taken[name] = time.perf_counter() - start, time.process_time() - start_cpu

    def row(name: str) -> list[str]:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KB_PER_MB
        return [name, *(f"{each:.1f}" for each in taken[name]), f"{peak:,.0f}"]

    log = log_of(*picks_of(args.users, args.items, args.users * args.events), args)
    model = model_of(log, folder)
    with timed(name := f"learn: {args.recommender}"):
        fitted, popularity = make_user_recommender(args.recommender, folder).fit(log), Popularity().fit(log)
    yield row(name)
    with timed(name := f"write lists of {LENGTH} for {log.n_users:,} users"):
        write_user_lists(folder / "lists.csv", fitted, popularity, log, Wish(LENGTH))
    yield row(name)
    with timed(name := f"join {args.new:,} new events to {log.histories.n_events:,}"):
        longer, changed = joined(log, *picks_of(args.users, args.items, args.new, 1))
    yield row(name)
    some = longer.of_users(changed)
    with timed(name := f"assign the {len(changed):,} users who have one"):
        model.assign(some)
    yield row(name)
    with timed(name := "write their lists"):
        write_user_lists(folder / "new_lists.csv", fitted, popularity, some, Wish(LENGTH))
    yield row(name)


def picks_of(n_users: int, n_items: int, n_picks: int, random_state: int = 0) -> tuple[IntArray, IntArray]:
    """Draw who picks what, (n_picks,) each: each user from one of some tastes, or what is popular anywhere."""
    rng = np.random.default_rng(random_state)
    users = np.arange(n_picks) % n_users if not random_state else rng.integers(0, n_users, n_picks)
    popular = np.minimum(rng.zipf(1.3, n_picks) - 1, n_items - 1)
    per_taste = n_items // N_TASTES
    taste = users % N_TASTES
    own = taste + N_TASTES * np.minimum(rng.geometric(0.02, n_picks) - 1, per_taste - 1)
    return users, np.where(rng.random(n_picks) < OF_TASTE, own, popular)


def log_of(users: IntArray, items: IntArray, args: argparse.Namespace) -> Population:
    """Make a log of picks on days drawn at random."""
    times = np.random.default_rng(2).integers(0, DAYS, len(users)) * _DAY
    ids = np.array([f"i{item:05}" for item in range(args.items)], dtype=object)
    catalogue = Items(ids, np.full(args.items, "", dtype=object), (), sparse.csr_array((args.items, 0), dtype=bool))
    user_ids = np.array([f"u{user:07}" for user in range(args.users)], dtype=object)
    histories = histories_of(user_ids, users, items, times)
    attributes = pd.DataFrame(index=range(args.users))
    return Population(histories, catalogue, ("purchase",), attributes, False, False)


def histories_of(user_ids: np.ndarray, users: IntArray, items: IntArray, times: IntArray) -> Histories:
    """Put picks in the order of users and times."""
    order = np.lexsort((times, users))
    counts = np.bincount(users, minlength=len(user_ids))
    return Histories(
        user_ids=user_ids,
        offsets=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        items=items[order].astype(np.int32),
        events=np.zeros(len(users), dtype=np.int16),
        timestamps=times[order].astype(np.int64),
        week_hours=np.zeros(len(users), dtype=np.int16),
        values=np.full(len(users), np.nan, dtype=np.float32),
    )


def joined(log: Population, users: IntArray, items: IntArray) -> tuple[Population, IntArray]:
    """Add picks of the day after the last one; return the log, and the rows of the users who have one."""
    own = log.histories
    times = np.full(len(users), DAYS * _DAY)
    columns = ((own.users, users), (own.items, items), (own.timestamps, times))
    longer = histories_of(own.user_ids, *(np.concatenate(each) for each in columns))
    return replace(log, histories=longer), np.unique(users)


def model_of(log: Population, folder: Path) -> SegmentModel:
    """Make a model on some of the users."""
    some = log.of_users(np.arange(min(MODEL_USERS, log.n_users)))
    recipe = Recipe("counts", k=K)
    encoder = make_encoder(recipe, folder)
    vectors = encoder.fit_transform(some)
    labels = cluster(vectors, recipe, K)[1]
    return make_model(some, Refit(recipe, K, folder, some.n_users, encoder), vectors, clustering_of(vectors, labels, 0))


if __name__ == "__main__":
    raise SystemExit(main())
