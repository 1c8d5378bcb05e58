import numpy as np

from core.compute.vectors import leading_axes


def test_axes_are_those_along_which_rows_vary_most_the_widest_first():
    rows = np.array([[0, 3, 0], [0, -3, 0], [2, 0, 0], [-2, 0, 0], [0, 0, 1], [0, 0, -1]], dtype=np.float64)
    axes = leading_axes(rows, 2)
    np.testing.assert_allclose(abs(axes), [[0, 1], [1, 0], [0, 0]], atol=1e-12)
    assert leading_axes(rows, 5).shape == (3, 3)


def test_axes_are_the_singular_vectors_apart_from_their_sign():
    rows = np.random.default_rng(0).normal(size=(50, 8)) * np.arange(1, 9)
    expected = np.linalg.svd(rows)[2][:4].T
    np.testing.assert_allclose(abs(leading_axes(rows, 4)), abs(expected), atol=1e-9)
