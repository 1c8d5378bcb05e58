"""Recommenders for users side by side, on any split: popularity, content, item neighbours, EASE and the hybrid.

``python -m benchmarks.recommend --train F --test F`` prints recall@20, nDCG@20 and hit rate of the lists of every
recommender for users, over all users of the test file that are known from training, and over those with fewer than
five training rows, and below it recall@20 of popularity, item neighbours and EASE as published. Files are those of
``benchmarks.split_files``. ``--retail`` takes the holdout of Online Retail instead, with titles; ``--log FILE`` that of
any log, ``--preset`` as for ``python -m core run``, ``--made KIND`` that of a log of ``benchmarks.made_logs``, by
``--random-state``. ``--by-day`` holds out all events from one day on instead of each
user's last ones. ``--reduce 0.2`` first leaves a fifth of the users, drawn at random, with their last training row
alone, and says how many more of those with few events the hybrid gives a hit than popularity does. ``--draws 5`` draws
them, and the random state of the hybrid, so often, and prints how much more the hybrid finds than the best single
recommender of each draw, and of all draws together. ``--layers`` prints how much each layer of interests counts for all
users, and how many of a user's picks that weighs, and judges nothing.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import sparse

from benchmarks.ceiling import Pairs, lists, matrix, row
from benchmarks.logs import load, load_retail, scratch
from benchmarks.made_logs import SHAPES, make_log
from benchmarks.measure import print_table
from benchmarks.split_files import read
from core.ingest.tables.source import LogSource
from core.interests.build import layers_of_items
from core.recommenders.ease import pairs_of
from core.recommenders.for_users import Popularity
from core.recommenders.hybrid import Hybrid
from core.recommenders.interest_layers import InterestLayers
from core.recommenders.user_lists import Wish, user_lists
from core.recommenders.validation import FEW
from core.registry import USER_RECOMMENDERS, make_user_recommender
from core.trust.ceiling import regularisation_of
from core.trust.holdout import uplift_pct
from core.trust.intervals import ratio_estimate
from core.trust.list_metrics import ListGrades, grade_lists, mix_of, share_served
from core.trust.split import LIST_LENGTH, split_by_day, split_holdout
from core.types import BoolArray, FloatArray, Histories, IntArray, Items, Population
from core.views.interest_layers import levels_of

_SECONDS_AT_MOST = 1e11


@dataclass(frozen=True)
class Judged:
    """What recommenders learn from, and what users picked later."""

    train: Population
    targets: sparse.csr_array
    """(n_users, n_items) bool, new to the user."""

    @property
    def users(self) -> IntArray:
        """Rows of the users with a target."""
        return np.flatnonzero(np.diff(self.targets.indptr))

    def reduced(self, share: float, random_state: int = 0) -> Judged:
        """Leave a share of the users with their last event alone."""
        histories = self.train.histories
        is_cut = np.random.default_rng(random_state).random(histories.n_users) < share
        is_last = np.zeros(histories.n_events, dtype=bool)
        is_last[histories.offsets[1:][histories.counts > 0] - 1] = True
        kept = histories.keep(is_last | ~is_cut[histories.users])
        return replace(self, train=replace(self.train, histories=kept))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--train", type=Path)
    parser.add_argument("--test", type=Path)
    parser.add_argument("--user", help="name of the column of users; without it the usual names are looked for")
    parser.add_argument("--item", help="name of the column of items")
    parser.add_argument("--retail", action="store_true", help="take the holdout of Online Retail")
    parser.add_argument("--log", type=Path, help="take the holdout of a log")
    parser.add_argument("--preset", help="of the log")
    parser.add_argument("--made", choices=SHAPES, help="take the holdout of a made log")
    parser.add_argument("--random-state", type=int, default=0, help="of the made log")
    parser.add_argument("--by-day", action="store_true", help="hold out all events from one day on")
    parser.add_argument("--reduce", type=float, default=0.0, metavar="SHARE", help="of users, to their last event")
    parser.add_argument("--draws", type=int, default=0, metavar="N", help="compare the hybrid with the best single one")
    parser.add_argument("--layers", action="store_true", help="print what each layer of interests counts, nothing else")
    args = parser.parse_args()
    is_log = args.retail or args.log or args.made
    if not is_log and not (args.train and args.test):
        parser.error("give --train and --test, --log, --made, or --retail")
    if args.by_day and not is_log:
        parser.error("two files are split already")
    with scratch() as folder:
        judged = of_files(args) if args.train else of_log(args, folder)
        if args.layers:
            print_layers(judged.train, folder)
        elif args.draws:
            print_draws(judged, args.reduce, args.draws, folder)
        else:
            print_grades(judged.reduced(args.reduce) if args.reduce else judged, folder)


def print_grades(judged: Judged, folder: Path) -> None:
    """Fit every recommender and print what its lists find."""
    users = judged.users
    is_few = judged.train.histories.counts[users] < FEW
    print(
        f"{len(users):,} users judged, {int(is_few.sum()):,} with fewer than {FEW} events; seconds beside other work\n"
    )
    rows, mixes, hits = [], [], {}
    popularity = Popularity().fit(judged.train)
    for name in reversed(USER_RECOMMENDERS):
        start = time.perf_counter()
        recommender = make_user_recommender(name, folder / "cache").fit(judged.train)
        made = [each.items for each in user_lists(recommender, popularity, judged.train, Wish(LIST_LENGTH))]
        seconds = time.perf_counter() - start
        grades = grade_lists(padded(made)[users], judged.targets[users])
        hits[name] = grades.hit[is_few]
        rows.append([name, *figures(grades, np.ones_like(is_few)), *figures(grades, is_few), f"{seconds:.1f}"])
        mixes.append([name, *mix_figures(padded(made)[users], judged.train, is_few)])
    kinds = ("recall@20", "nDCG@20", "hit rate")
    print_table(["recommender", *kinds, *(f"{kind}, few events" for kind in kinds), "seconds"], rows)
    print_published(judged)
    print_table(["recommender", "coverage", "novelty", "diversity", "Gini", "served, few events"], mixes)
    if isinstance(recommender, Hybrid):
        for name, weights in recommender.weights.items():
            print(f"{name}: {', '.join(f'{each:.3g}' for each in weights)}")
    print_gain(hits[Hybrid.name] - hits[Popularity.name])


def print_published(judged: Judged) -> None:
    """Print what the methods find as they were published, without what the table of recommenders adds to them."""
    pairs = Pairs(pairs_of(judged.train), judged.targets.astype(np.float64), judged.targets.nnz)
    regularisation = regularisation_of(judged.train)
    rows = [row(*each, pairs)[:2] for each in lists(pairs, regularisation)]
    print_table([f"as published, EASE with {regularisation:g}", "recall@20"], rows)


def print_layers(train: Population, folder: Path) -> None:
    """Print the weights of layers for all users, and their strength beside a user's own picks."""
    fitted = InterestLayers(item_layers=partial(layers_of_items, cache_dir=folder / "cache")).fit(train)
    shares = [f"{100 * each:.0f} %" for each in fitted.overall_]
    print_table([*levels_of(fitted.layers_.n), "strength, picks"], [[*shares, f"{fitted.strength_:g}"]])


def print_draws(judged: Judged, share: float, n_draws: int, folder: Path) -> None:
    """Print for each draw what the best single recommender finds, and by how many percent the hybrid finds more.

    The last rows are of all draws together, beside the single recommender that finds most in all of them.
    """
    rows: list[list[str]] = []
    pooled: dict[str, tuple[dict[str, FloatArray], FloatArray]] = {}
    for draw in range(n_draws):
        cut = judged.reduced(share, draw) if share else judged
        found, users = recalls(cut, draw, folder), cut.users
        is_few = cut.train.histories.counts[users] < FEW
        for who, is_own in (("all", np.ones_like(is_few)), (f"fewer than {FEW} events", is_few)):
            if is_own.any():
                own = {name: np.where(is_own, each, 0.0) for name, each in found.items()}
                rows.append(gain_row(f"{draw}, {who}", own, is_own.astype(np.float64), draw))
                nothing = np.zeros(len(users))
                sums, times = pooled.get(who, (dict.fromkeys(own, nothing), nothing))
                pooled[who] = {name: sums[name] + own[name] for name in own}, times + is_own
    rows += [gain_row(f"all draws, {who}", sums, times, 0) for who, (sums, times) in pooled.items()]
    headings = ["draw, users", "judged", "best single one", "its recall@20"]
    print_table([*headings, "hybrid", "hybrid more, %", "95 % interval"], rows)


def gain_row(title: str, sums: Mapping[str, FloatArray], times: FloatArray, random_state: int) -> list[str]:
    """Compare the hybrid with the best single recommender.

    ``sums`` are recalls of users, added up over draws, (n_judged,), and ``times`` in how many draws each is judged.
    """
    is_own = times > 0
    means = {name: float(each.sum() / times.sum()) for name, each in sums.items()}
    best = max((name for name in means if name != Hybrid.name), key=means.__getitem__)
    gain = uplift_pct(sums[Hybrid.name][is_own], sums[best][is_own], random_state)
    texts = best, f"{means[best]:.4f}", f"{means[Hybrid.name]:.4f}", f"{gain.value:+.1f}"
    return [title, str(int(times.sum())), *texts, f"{gain.low:+.1f} to {gain.high:+.1f}"]


def recalls(judged: Judged, random_state: int, folder: Path) -> dict[str, FloatArray]:
    """Return recall@20 of the lists of every recommender, (n_judged,) each."""
    popularity, users = Popularity().fit(judged.train), judged.users
    found = {}
    for name in reversed(USER_RECOMMENDERS):
        recommender = make_user_recommender(name, folder / "cache")
        if isinstance(recommender, Hybrid):
            recommender.random_state = random_state
        fitted = recommender.fit(judged.train)
        made = padded([each.items for each in user_lists(fitted, popularity, judged.train, Wish(LIST_LENGTH))])
        found[name] = grade_lists(made[users], judged.targets[users]).recall
    return found


def print_gain(more_hits: FloatArray) -> None:
    """Say how many more users with few events the hybrid gives a hit than popularity does."""
    gain = ratio_estimate(more_hits, np.ones(len(more_hits))).scaled(100)
    if len(more_hits) > 1:
        print(
            f"\nOf 100 users with fewer than {FEW} events, {gain.value:+.1f} more get a hit from the hybrid than from "
            f"popularity (95 % interval {gain.low:+.1f} to {gain.high:+.1f})."
        )


def figures(grades: ListGrades, is_own: BoolArray) -> list[str]:
    """Return the means over some users as text."""
    if not is_own.any():
        return ["–"] * 3
    return [f"{each[is_own].mean():.4f}" for each in (grades.recall, grades.ndcg, grades.hit)]


def mix_figures(made: IntArray, train: Population, is_few: BoolArray) -> list[str]:
    """Return what stands on lists, and the share of users with few events who have one, as text."""
    shares = np.bincount(pairs_of(train).indices, minlength=train.n_items) / max(train.n_users, 1)
    mix = mix_of(made, shares, train.items.categories)
    figures = (mix.coverage, mix.novelty, mix.diversity, mix.gini, share_served(made, is_few))
    return ["–" if np.isnan(each) else f"{each:.3f}" for each in figures]


def padded(blocks: list[IntArray]) -> IntArray:
    """Put blocks of lists under each other, (n_users, 20)."""
    whole = np.concatenate(blocks)
    return np.pad(whole, ((0, 0), (0, LIST_LENGTH - whole.shape[1])), constant_values=-1)


def of_log(args: argparse.Namespace, folder: Path) -> Judged:
    """Split a log as runs do, or by day."""
    if args.made:
        log = make_log(args.made, args.random_state)
    else:
        log = load(folder, LogSource(args.log, preset=args.preset)) if args.log else load_retail(folder)
    split = split_by_day(log) if args.by_day else split_holdout(log)
    return Judged(split.train, split.targets)


def of_files(args: argparse.Namespace) -> Judged:
    """Read both files; what is not known from training cannot be judged, and is counted."""
    train, test = (read(path, args.user, args.item) for path in (args.train, args.test))
    population = population_of(train)
    users, items = pd.Index(population.histories.user_ids), pd.Index(population.items.item_ids)
    known = test[test["user"].isin(users) & test["item"].isin(items)]
    if len(known) < len(test):
        print(f"{len(test) - len(known):,} of {len(test):,} test rows have a user or an item that training lacks.\n")
    has, wanted = matrix(train, users, items), matrix(known, users, items)
    new = sparse.csr_array(wanted - wanted.multiply(has))
    new.eliminate_zeros()
    if not new.nnz:
        raise SystemExit("No row of the test file has a user and an item of the training file that are new together.")
    return Judged(population, sparse.csr_array(new.astype(bool)))


def population_of(frame: pd.DataFrame) -> Population:
    """Make a log of rows of user, item and time; without times, rows of a user are in time order."""
    users, user_ids = pd.factorize(frame["user"], sort=True)
    items, item_ids = pd.factorize(frame["item"], sort=True)
    times = seconds_of(frame["time"].to_numpy(dtype=np.float64))
    order = np.lexsort((times, users))
    n_events, n_items = len(frame), len(item_ids)
    histories = Histories(
        user_ids=np.asarray(user_ids, dtype=object),
        offsets=np.concatenate([[0], np.cumsum(np.bincount(users, minlength=len(user_ids)))]).astype(np.int64),
        items=items[order].astype(np.int32),
        events=np.zeros(n_events, dtype=np.int16),
        timestamps=times[order],
        week_hours=np.zeros(n_events, dtype=np.int16),
        values=np.full(n_events, np.nan, dtype=np.float32),
    )
    titles = np.full(n_items, "", dtype=object)
    catalogue = Items(np.asarray(item_ids, dtype=object), titles, (), sparse.csr_array((n_items, 0), dtype=bool))
    return Population(histories, catalogue, ("purchase",), pd.DataFrame(index=range(len(user_ids))), False, False)


def seconds_of(times: FloatArray) -> IntArray:
    """Bring times of any unit to seconds; places of rows, which stand for missing times, to 0."""
    if np.array_equal(times, np.arange(len(times))):
        return np.zeros(len(times), dtype=np.int64)
    known = np.nan_to_num(times, nan=float(np.nanmin(times)))
    while known.max() > _SECONDS_AT_MOST:
        known = known / 1000
    return known.astype(np.int64)


if __name__ == "__main__":
    main()
