"""Items predicted from a user's other items by a linear model in closed form (EASE).

References
----------
Steck, H. (2019). Embarrassingly shallow autoencoders for sparse data. WWW '19, 3251-3257. doi:10.1145/3308558.3313710
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from core.types import FloatArray


def fit_ease(has: sparse.csr_array, regularisation: float) -> FloatArray:
    """Fit the weights from each item to each other one.

    Parameters
    ----------
    has
        (n_users, n_items), anything above 0 is an interaction.
    regularisation
        Above 0; in users who have an item.

    Returns
    -------
    (n_items, n_items) float32 with zeros on the diagonal; ``has @ weights`` scores every item for every user.

    Notes
    -----
    Memory is some 12 bytes times the square of the items, time grows with their cube. Single precision halves both: the
    matrix that is inverted has no eigenvalue below the regularisation.

    Examples
    --------
    >>> has = sparse.csr_array(np.array([[1, 1, 0], [1, 1, 0], [0, 0, 1]]))
    >>> fit_ease(has, 1.0).round(2).tolist()
    [[0.0, 0.67, 0.0], [0.67, 0.0, 0.0], [0.0, 0.0, 0.0]]
    """
    from scipy.linalg import cho_factor, lapack

    ones = sparse.csr_array((np.ones(has.nnz, dtype=np.float32), has.indices, has.indptr), shape=has.shape)
    gram = (ones.T @ ones + regularisation * sparse.eye_array(ones.shape[1], dtype=np.float32)).toarray(order="F")
    factor, is_lower = cho_factor(gram, lower=True, overwrite_a=True, check_finite=False)
    half, _info = lapack.spotri(factor, lower=is_lower, overwrite_c=True)
    weights = np.tril(half, -1)
    weights += weights.T.copy()
    weights /= -np.diag(half)
    return np.asarray(weights)
