"""Implicit matrix factorisation."""

import os
import subprocess
import sys

import numpy as np
import pytest

from core.compute.vectors import unit_rows
from core.encoders.factors import Factors
from core.population.interactions import interactions
from tests.conftest import PROJECT
from tests.contracts.logs import shop, with_unseen
from tests.populations import population

SHOP = shop()


def test_a_user_solves_the_equation_of_hu_koren_and_volinsky():
    encoder = Factors(n_dims=4, alpha=5, regularisation=0.5, iterations=10, half_life_days=0)
    vectors = encoder.fit_transform(SHOP)
    Y, weights = encoder.item_factors_, interactions(SHOP).toarray()[7].astype(np.float64)
    confidence, preference = 1 + 5 * weights, weights > 0
    solved = np.linalg.solve(Y.T * confidence @ Y + 0.5 * np.eye(4), Y.T @ (confidence * preference))
    np.testing.assert_allclose(vectors[7], unit_rows(solved[None])[0], atol=1e-5)


def test_training_separates_the_tastes_and_no_training_does_not():
    def margin(iterations):
        vectors = Factors(n_dims=4, iterations=iterations).fit_transform(SHOP)
        odd = np.arange(60) % 2 == 1
        return (vectors[odd] @ vectors[odd].T).mean() - (vectors[odd] @ vectors[~odd].T).mean()

    assert margin(50) > margin(0) + 0.3


def test_two_seeds_agree_once_it_has_converged():
    first, second = (Factors(n_dims=2, random_state=random_state).fit_transform(SHOP) for random_state in (0, 1))
    np.testing.assert_allclose(first @ first.T, second @ second.T, atol=1e-3)


def test_progress_reaches_nine_tenths():
    reported = []
    Factors(iterations=4, progress=lambda stage, fraction: reported.append((stage, fraction))).fit_transform(SHOP)
    assert reported == [("encode", pytest.approx(0.9 * step / 4)) for step in (1, 2, 3, 4)]


def test_unseen_items_take_no_part():
    encoder = Factors()
    encoder.fit_transform(SHOP)
    assert encoder.transform(with_unseen(SHOP)).shape == (61, 16)


def test_a_weak_interaction_says_more_than_none():
    log = population(
        [("ann", "tea", "view"), ("bob", "tea", "purchase"), ("cat", "mug", "purchase"), ("dan", "mug", "view")]
    )
    vectors = Factors(n_dims=2, alpha=1.0).fit_transform(log)
    assert vectors[0] @ vectors[1] > 0.9 > vectors[0] @ vectors[2]


@pytest.mark.slow
def test_threads_of_blas_are_held_without_a_warning():
    imports = "from core.encoders.factors import Factors; from tests.contracts.logs import shop"
    script = f"{imports}; Factors().fit_transform(shop())"
    command = [sys.executable, "-W", "error::RuntimeWarning", "-c", script]
    free = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
    done = subprocess.run(command, cwd=PROJECT, env=free, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
