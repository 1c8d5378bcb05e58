"""Weights of several recommenders under which what users picked is likeliest among what they might have picked.

References
----------
McFadden, D. (1974). Conditional logit analysis of qualitative choice behavior. Frontiers in Econometrics, 105-142.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.types import BoolArray, FloatArray

_PENALTY = 0.01
"""Of the square of the weights, beside the mean logarithm of how likely a pick is: it settles what picks do not."""
_ROUNDS = 60


def likeliest_weights(scores: Sequence[FloatArray], is_free: BoolArray, is_target: BoolArray) -> FloatArray:
    """Return weights from 0 that add up to 1, (n_parts,); all alike where nobody picks anything.

    Parameters
    ----------
    scores
        Of each recommender, standardised, (n_users, n_candidates).
    is_free
        (n_users, n_candidates) what a user might have picked.
    is_target
        (n_users, n_candidates) what the user picked, each of it free.

    Examples
    --------
    >>> right, wrong = np.array([[1.0, -1.0], [1.0, -1.0]]), np.array([[-1.0, 1.0], [1.0, -1.0]])
    >>> likeliest_weights([right, wrong], right > -2, right > 0).round(1).tolist()
    [1.0, 0.0]
    """
    from scipy.optimize import minimize

    n_parts, has_target = len(scores), is_target.any(axis=1)
    free, target = is_free[has_target], is_target[has_target]
    if not has_target.any():
        return np.full(n_parts, 1 / n_parts)
    parts = np.stack([np.where(free, part[has_target], 0) for part in scores], axis=2).astype(np.float32)
    rows = parts.reshape(-1, n_parts)
    picked = target / target.sum(axis=1, keepdims=True)

    def loss(weights: FloatArray) -> tuple[float, FloatArray]:
        totals = np.where(free, (rows @ weights.astype(np.float32)).reshape(free.shape), -np.inf)
        totals -= totals.max(axis=1, keepdims=True)
        likely = np.exp(totals)
        sums = likely.sum(axis=1, keepdims=True)
        logs = (totals - np.log(sums))[target] @ picked[target]
        slopes = rows.T @ (picked - likely / sums).astype(np.float32).ravel()
        n_users = len(free)
        return float(_PENALTY * weights @ weights - logs / n_users), 2 * _PENALTY * weights - slopes / n_users

    found = minimize(
        loss, np.full(n_parts, 0.1), jac=True, method="L-BFGS-B", bounds=[(0, None)] * n_parts,
        options={"maxiter": _ROUNDS},
    ).x  # fmt: skip
    total = found.sum()
    return np.asarray(found / total) if total > 0 else np.full(n_parts, 1 / n_parts)
