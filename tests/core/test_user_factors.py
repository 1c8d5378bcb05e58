"""Factors of users are the exact leading ones, and lists are made without scikit-learn, which is slow to load."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from core.recommenders.ease import pairs_of
from core.recommenders.for_users import Factors
from tests.populations import population


@pytest.mark.parametrize(("n_users", "n_items", "n_dims"), [(30, 12, 4), (150, 120, 6), (150, 120, 500), (90, 140, 1)])
def test_factors_project_onto_the_leading_axes(n_users, n_items, n_dims):
    log = population([(f"u{n}", f"i{(n * step + n // 7) % n_items}") for n in range(n_users) for step in (1, 5, 7, 11)])
    fitted = Factors(n_dims).fit(log)
    has = pairs_of(log)[:, fitted.items_]
    of_user = np.sqrt(np.asarray(has.sum(axis=1)))
    of_item = np.sqrt(np.asarray(has.sum(axis=0)))
    _, values, axes = np.linalg.svd(has.toarray() / of_user[:, None] / of_item, full_matrices=False)
    n_kept = min(n_dims, min(has.shape) - 1)
    near = axes[:n_kept].T @ axes[:n_kept]
    if n_kept < 100 and values[n_kept - 1] - values[n_kept] > 1e-3:
        expected = (has.toarray() / of_item) @ near * of_item
        np.testing.assert_allclose(fitted.scores(has), expected, atol=1e-4)
    assert fitted.from_items_.shape == (len(fitted.items_), n_kept)
    np.testing.assert_array_equal(Factors(n_dims).fit(log).to_items_, fitted.to_items_)


@pytest.mark.parametrize(("n_users", "n_items"), [(1, 1), (1, 5), (200, 1), (300, 200)])
def test_factors_of_a_log_with_few_directions_are_numbers(n_users, n_items):
    log = population([(f"u{n}", f"i{item}") for n in range(n_users) for item in range(n_items)])
    fitted = Factors().fit(log)
    assert np.isfinite(fitted.scores(pairs_of(log)[:, fitted.items_])).all()


def test_lists_of_users_are_made_without_loading_scikit_learn():
    """It takes a second, and lists for thousands of users are wanted in less than five."""
    code = """
import sys
from core.recommenders.for_users import Ease, Factors, ItemNeighbours, Popularity
from core.recommenders.hybrid import Hybrid
from core.recommenders.user_lists import Wish, user_lists
from tests.populations import population
import numpy as np
log = population([(f"u{n}", f"i{(n * step) % 12}") for n in range(60) for step in (1, 5, 7)])
fitted = Hybrid([Ease(), ItemNeighbours(), Factors(4)], chosen=np.ones((3, 3))).fit(log)
assert len(next(user_lists(fitted, Popularity().fit(log), log, Wish(3, n_threads=2))).items)
print([each for each in sys.modules if each.split(".")[0] == "sklearn"])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
