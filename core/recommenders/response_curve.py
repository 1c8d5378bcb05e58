"""From the responses by which offers are scored to the share of a segment's users who pick an item."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.types import FloatArray


@dataclass(frozen=True, slots=True)
class ResponseCurve:
    """A curve that rises; what lies between two of its points is interpolated."""

    responses: tuple[float, ...]
    """Ascending."""
    shares: tuple[float, ...]
    """Share of a segment's users who pick an item of such a response."""

    def expected(self, responses: FloatArray) -> FloatArray:
        """Return the share of users who will pick items; above the last point it grows as the response does.

        >>> ResponseCurve((0.0, 1.0, 2.0), (0.0, 0.1, 0.3)).expected(np.array([0.5, 1.5, 3.0])).round(3).tolist()
        [0.05, 0.2, 0.45]
        """
        x, y = np.asarray(self.responses), np.asarray(self.shares)
        further = y[-1] * responses / x[-1] if x[-1] > 0 else np.full(responses.shape, y[-1])
        return np.asarray(np.where(responses > x[-1], np.minimum(further, 1.0), np.interp(responses, x, y)))


def fit_curve(responses: FloatArray, picked: FloatArray, users: FloatArray) -> ResponseCurve:
    """Fit a curve to pairs of segment and item: how many of how many users picked an item of which response.

    Each step of an isotonic regression stands at the mean response of its pairs.
    """
    from sklearn.isotonic import IsotonicRegression

    known = (users > 0) & (responses > 0)
    if not known.any():
        return ResponseCurve((0.0,), (0.0,))
    responses, shares, weights = responses[known], picked[known] / users[known], users[known]
    fitted = IsotonicRegression().fit(responses, shares, weights).predict(responses)
    steps, step_of = np.unique(fitted, return_inverse=True)
    totals = np.bincount(step_of, weights)
    means = np.bincount(step_of, weights * responses) / totals
    top = float(responses.max())
    x, y = np.concatenate([[0.0], means]), np.concatenate([[0.0], steps])
    if top > means[-1]:
        x, y = np.append(x, top), np.append(y, min(1.0, steps[-1] * top / means[-1]))
    return ResponseCurve(tuple(x.tolist()), tuple(y.tolist()))
