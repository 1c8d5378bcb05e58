"""The leading axes of a matrix are those of scikit-learn, which is not loaded for them."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from scipy import sparse

from core.compute.sparse_axes import sparse_axes


@pytest.mark.parametrize("shape", [(60, 25), (25, 60), (40, 40)])
def test_axes_are_those_of_scikit_learn_but_for_signs(shape):
    from sklearn.utils.extmath import randomized_svd

    drawn = np.random.default_rng(0).random(shape, dtype=np.float32)
    matrix = sparse.csr_array(drawn * (drawn > 0.8))
    expected = randomized_svd(matrix, 8, random_state=0, n_iter=4)[2]
    found = sparse_axes(matrix, 8, 4)
    assert found.dtype == np.float32
    signs = np.sign((found * expected).sum(axis=1, keepdims=True))
    np.testing.assert_allclose(found * signs, expected, atol=1e-6)


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
