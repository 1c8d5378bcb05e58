"""The judge of lists gives what RecTools gives; ``tests/data/judge/make_values.py`` made the values."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse

from core.recommenders.user_lists import NOTHING
from core.trust.list_metrics import grade_lists, mix_of, share_served

MADE = json.loads((Path(__file__).parents[1] / "data" / "judge" / "values.json").read_text(encoding="utf-8"))


def pairs(of_users):
    rows = [user for user, items in enumerate(of_users) for _ in items]
    shape = (len(of_users), len(MADE["categories"]))
    return sparse.csr_array((np.ones(len(rows), bool), (rows, [item for items in of_users for item in items])), shape)


@pytest.fixture(scope="module")
def lists():
    length = max(map(len, MADE["lists"]))
    return np.array([[*items, *[NOTHING] * (length - len(items))] for items in MADE["lists"]])


def test_grades_are_those_of_rectools(lists):
    grades = grade_lists(lists, pairs(MADE["targets"]))
    for name in ("recall", "ndcg", "hit", "reciprocal_rank"):
        assert getattr(grades, name).mean() == pytest.approx(MADE["values"][name], abs=1e-12), name


def test_what_stands_on_lists_is_as_rectools_sees_it(lists):
    had = pairs(MADE["had"]).astype(float)
    n_users = np.count_nonzero(np.diff(had.indptr))
    categories = sparse.csr_array(np.eye(4, dtype=bool)[MADE["categories"]])
    mix = mix_of(lists, had.sum(axis=0) / n_users, categories)
    for name in ("coverage", "novelty", "diversity"):
        assert getattr(mix, name) == pytest.approx(MADE["values"][name], abs=1e-12), name
    is_cold = np.diff(had.indptr) == 0
    assert share_served(lists, is_cold) == pytest.approx(MADE["values"]["cold_served"])
    assert np.isnan(share_served(lists, np.zeros_like(is_cold)))
