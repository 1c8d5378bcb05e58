"""Make ``values.json``: a small log, lists of five items, and what RecTools 0.19.0 computes of them.

RecTools pins an older pandas, so it has an environment of its own: ``python -m venv rt``, ``rt/bin/pip install
rectools==0.19.0``, ``rt/bin/python tests/data/judge/make_values.py``. It has no Gini index.
"""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
from rectools import Columns
from rectools.metrics import (
    MRR,
    NDCG,
    CatalogCoverage,
    CoveredUsers,
    HitRate,
    IntraListDiversity,
    MeanInvUserFreq,
    PairwiseHammingDistanceCalculator,
    Recall,
    calc_metrics,
)

N_USERS, N_ITEMS, N_COLD, LENGTH = 60, 40, 12, 5


def main() -> None:
    """Draw the log, compute the values and write both."""
    rng = np.random.default_rng(0)
    weights = 1 / np.arange(2, N_ITEMS + 2)
    had = [sorted(rng.choice(N_ITEMS, rng.integers(2, 9), replace=False, p=weights / weights.sum()).tolist())
           if user >= N_COLD else [] for user in range(N_USERS)]  # fmt: skip
    targets = [sorted(rng.choice(N_ITEMS, rng.integers(1, 9), replace=False).tolist()) for _ in range(N_USERS)]
    known = sorted(set().union(*had))
    lists = [rng.choice(known[:30], LENGTH, replace=False).tolist() for _ in range(N_USERS)]
    lists[3] = lists[7] = []  # two cold users get no list
    categories = rng.integers(0, 4, N_ITEMS).tolist()
    made = {
        "rectools": version("rectools"),
        "had": had,
        "targets": targets,
        "lists": lists,
        "categories": categories,
        "values": values(had, targets, lists, categories),
    }
    Path(__file__).with_name("values.json").write_text(json.dumps(made) + "\n", encoding="utf-8")


def values(had: list, targets: list, lists: list, categories: list) -> dict[str, float]:
    """Compute each figure by RecTools."""
    before, later = pairs(had), pairs(targets)
    recommended = pairs(lists)
    recommended[Columns.Rank] = recommended.groupby(Columns.User).cumcount() + 1
    features = pd.DataFrame({"category": categories}, index=pd.Index(range(N_ITEMS), name=Columns.Item))
    metrics = {
        "recall": Recall(LENGTH),
        "ndcg": NDCG(LENGTH, divide_by_achievable=True),
        "hit": HitRate(LENGTH),
        "reciprocal_rank": MRR(LENGTH),
        "coverage": CatalogCoverage(LENGTH, normalize=True),
        "novelty": MeanInvUserFreq(LENGTH),
        "diversity": IntraListDiversity(LENGTH, PairwiseHammingDistanceCalculator(features)),
    }
    found = calc_metrics(metrics, recommended, later, before, catalog=sorted(set(before[Columns.Item])))
    cold = later[later[Columns.User] < N_COLD]
    served = calc_metrics({"cold_served": CoveredUsers(LENGTH)}, recommended, cold)
    return {name: float(value) for name, value in (found | served).items()}


def pairs(of_users: list) -> pd.DataFrame:
    """Put users and their items under each other."""
    return pd.DataFrame(
        [(user, item) for user, items in enumerate(of_users) for item in items], columns=[Columns.User, Columns.Item]
    )


if __name__ == "__main__":
    main()
