"""How much there is to gain on any split: popularity, item neighbours and EASE.

``python -m benchmarks.ceiling --train F --test F`` prints recall@20 of three lists, averaged over the users of the test
file: what is popular, the nearest items of what they have (cosine, 100 neighbours an item), and EASE. Items of the
training file count as had; what is left of the test file counts as target. Files: see
``benchmarks.split_files``.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import sparse

from benchmarks.measure import print_table
from benchmarks.split_files import read
from core.recommenders.ease import fit_ease
from core.trust.ceiling import REGULARISATIONS, Scorer, recall_on
from core.trust.split import MIN_EVENTS
from core.types import IntArray

_N_NEIGHBOURS = 100
_VALIDATION_SHARE = 0.2


@dataclass(frozen=True)
class Pairs:
    """Who has what before and after."""

    has: sparse.csr_array
    """(n_users, n_items) ones."""
    targets: sparse.csr_array
    """(n_users, n_items) ones, none of them in ``has``."""
    n_known: int
    """Test rows whose user and item are known from training."""

    @property
    def users(self) -> IntArray:
        """Users with a target."""
        return np.flatnonzero(np.diff(self.targets.indptr))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--train", type=Path, required=True)
    parser.add_argument("--test", type=Path, required=True)
    parser.add_argument("--user", help="name of the column of users; without it the usual names are looked for")
    parser.add_argument("--item", help="name of the column of items")
    parser.add_argument(
        "--regularisation", type=float, help="of EASE; without it chosen on a part of the training file"
    )
    args = parser.parse_args()
    train, test = (read(path, args.user, args.item) for path in (args.train, args.test))
    pairs = read_pairs(train, test)
    regularisation = args.regularisation or choose_regularisation(train)
    n_left_out = len(test) - int(pairs.n_known)
    if n_left_out:
        print(f"{n_left_out:,} of {len(test):,} test rows have a user or an item that training lacks.\n")
    print(
        f"{len(pairs.users):,} users judged, {pairs.has.shape[1]:,} items, EASE with regularisation "
        f"{regularisation:g}\n"
    )
    print_table(
        ["lists", "recall@20", "recall@20 of at most 20"], [row(*each, pairs) for each in lists(pairs, regularisation)]
    )


def row(name: str, score: Scorer, pairs: Pairs) -> list[str]:
    """Grade one kind of list: hits over targets, and over targets or 20, whichever is fewer; means over users."""
    recall = recall_on(pairs.has, pairs.targets, pairs.users, score)
    n_targets = np.diff(pairs.targets.indptr)[pairs.users]
    return [name, f"{recall.mean():.4f}", f"{(recall * n_targets / np.minimum(n_targets, 20)).mean():.4f}"]


def lists(pairs: Pairs, regularisation: float) -> list[tuple[str, Scorer]]:
    """Return what makes each kind of list."""
    popular = np.asarray(pairs.has.sum(axis=0))
    near, weights = neighbours(pairs.has), fit_ease(pairs.has, regularisation)
    return [
        ("popularity", lambda users, _has: np.tile(popular, (len(users), 1))),
        ("item neighbours", lambda _users, has: (has @ near).toarray()),
        ("EASE", lambda _users, has: has @ weights),
    ]


def neighbours(has: sparse.csr_array) -> sparse.csr_array:
    """Return the cosine of each item with its nearest others, (n_items, n_items); a column holds those of its item."""
    scaled = has / np.maximum(np.sqrt(has.sum(axis=0)), 1.0)
    cosine = (scaled.T @ scaled).toarray()
    np.fill_diagonal(cosine, 0.0)
    n_kept = min(_N_NEIGHBOURS, cosine.shape[0])
    least = np.partition(cosine, -n_kept, axis=0)[-n_kept]
    return sparse.csr_array(np.where(cosine >= least, cosine, 0.0))


def choose_regularisation(train: pd.DataFrame) -> float:
    """Choose on the last fifth of each user's training rows, by time where the file has times, else as they stand."""
    ordered = train.sort_values("time", kind="stable")
    by_user = ordered.groupby("user", sort=False)
    place, size = by_user.cumcount(), by_user["item"].transform("size")
    is_held = (size >= MIN_EVENTS) & (place >= size * (1 - _VALIDATION_SHARE))
    if not is_held.any():
        return REGULARISATIONS[len(REGULARISATIONS) // 2]
    pairs = read_pairs(ordered[~is_held], ordered[is_held])

    def found(regularisation: float) -> float:
        weights = fit_ease(pairs.has, regularisation)
        return float(recall_on(pairs.has, pairs.targets, pairs.users, lambda _users, own: own @ weights).sum())

    return max(REGULARISATIONS, key=found)


def read_pairs(train: pd.DataFrame, test: pd.DataFrame) -> Pairs:
    """Make both matrices over the users and items of the training rows; others cannot be judged."""
    users, items = pd.Index(train["user"].unique()), pd.Index(train["item"].unique())
    has = matrix(train, users, items)
    is_known = test["user"].isin(users) & test["item"].isin(items)
    targets = matrix(test[is_known], users, items)
    new = sparse.csr_array(targets - targets.multiply(has))
    new.eliminate_zeros()
    return Pairs(has, new, int(is_known.sum()))


def matrix(frame: pd.DataFrame, users: pd.Index, items: pd.Index) -> sparse.csr_array:
    """Mark who has what with ones."""
    rows, columns = users.get_indexer(pd.Index(frame["user"])), items.get_indexer(pd.Index(frame["item"]))
    marked = sparse.csr_array((np.ones(len(frame)), (rows, columns)), shape=(len(users), len(items)))
    marked.sum_duplicates()
    marked.data[:] = 1.0
    return marked


if __name__ == "__main__":
    main()
