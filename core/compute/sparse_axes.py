"""The leading axes of a matrix: what little of it, laid in few dimensions, says most of it."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from core.types import FloatArray

_MORE_DIMS = 10
"""Drawn beside those that are kept, so that these come out nearly exact."""


def sparse_axes(matrix: sparse.csr_array, n_dims: int, n_rounds: int, random_state: int = 0) -> FloatArray:
    """Return the right singular vectors of the largest singular values, (n_dims, n_columns), by random projection.

    Parameters
    ----------
    matrix
        (n_rows, n_columns), both above ``n_dims``.
    n_rounds
        So often the projection is multiplied by the matrix and back; more find smaller differences.

    References
    ----------
    Halko, N., Martinsson, P.-G. and Tropp, J. A. (2011). Finding structure with randomness: probabilistic algorithms
    for constructing approximate matrix decompositions. SIAM Review 53(2), 217-288. doi:10.1137/090771806

    Notes
    -----
    The same as ``sklearn.utils.extmath.randomized_svd`` but for signs, without the second that it takes to load that.

    Examples
    --------
    >>> matrix = sparse.csr_array(np.diag([3.0, 1.0, 2.0]))
    >>> np.abs(sparse_axes(matrix, 2, 4)).round(6).tolist()
    [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]
    """
    from scipy.linalg import lu, qr, svd

    is_wide = matrix.shape[0] < matrix.shape[1]
    tall = sparse.csr_array(matrix.T) if is_wide else matrix
    back = sparse.csr_array(tall.T)
    drawn = np.random.RandomState(random_state).normal(size=(tall.shape[1], n_dims + _MORE_DIMS))
    basis = drawn.astype(tall.dtype)
    for _round in range(n_rounds):
        basis, _ = lu(tall @ basis, permute_l=True, check_finite=False, overwrite_a=True)
        basis, _ = lu(back @ basis, permute_l=True, check_finite=False, overwrite_a=True)
    basis, _ = qr(tall @ basis, mode="economic", check_finite=False, overwrite_a=True)
    left, _, right = svd((back @ basis).T, full_matrices=False, check_finite=False, overwrite_a=True)
    return np.asarray((basis @ left)[:, :n_dims].T if is_wide else right[:n_dims])
