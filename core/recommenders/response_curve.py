"""From the responses by which offers are scored to the share of a segment's users who pick an item."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.types import FloatArray

N_POINTS = 60
"""Of a curve, at most; with twice as many, or fewer than half of them, shares were less true on made logs."""

LEAST_POWER = 0.5
"""Of the response, by which shares rise at least where half of all picks are; a step would state one share for all that
is on it. With less, lists of films found less; with one, or from the least response on, shares were less true."""


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

    An isotonic regression of the share over a power of the response, so that no two of the likelier items have the same
    share; each of its steps has as many picks as were seen. It is cut into points that stand for as many picks each,
    which levels out short steps that follow chance. The lowest step reaches down to the least response.
    """
    from sklearn.isotonic import IsotonicRegression

    known = (users > 0) & (responses > 0)
    order = np.flatnonzero(known)[np.argsort(responses[known], kind="stable")]
    responses, picked, users = responses[order], picked[order], users[order]
    usual = np.maximum(responses, _half_of_picks(responses, picked)) ** LEAST_POWER
    fitted = responses
    if len(order):
        fitted = usual * IsotonicRegression().fit(responses, picked / (users * usual), users * usual).predict(responses)
    n_picks = np.cumsum(fitted * users)
    if not len(order) or not n_picks[-1] > 0:
        return ResponseCurve((0.0,), (0.0,))
    middles = n_picks - fitted * users / 2
    point_of = np.minimum((N_POINTS * middles / n_picks[-1]).astype(int), N_POINTS - 1)
    totals = np.bincount(point_of, users, N_POINTS)
    sums = (np.bincount(point_of, users * each, N_POINTS) for each in (responses, fitted))
    means, shares = (each[totals > 0] / totals[totals > 0] for each in sums)
    x, y = np.concatenate([[0.0], responses[:1], means]), np.concatenate([[0.0], shares[:1], shares])
    y = np.maximum.accumulate(y)
    if (top := float(responses[-1])) > x[-1]:
        x, y = np.append(x, top), np.append(y, min(1.0, y[-1] * top / x[-1]))
    x, first = np.unique(x, return_index=True)  # equal responses have equal shares
    return ResponseCurve(tuple(x.tolist()), tuple(y[first].tolist()))


def _half_of_picks(responses: FloatArray, picked: FloatArray) -> float:
    """Return the response from which on half of all picks are, of ascending ones; 0 without any pick."""
    n_picks = np.cumsum(picked)
    return float(responses[np.searchsorted(n_picks, n_picks[-1] / 2)]) if picked.any() else 0.0
