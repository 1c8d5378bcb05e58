"""Lifts drawn to what else a segment's facts came to, so that those that are stated are not the lucky ones.

Of many facts that are counted, those that clearly exceed chance are stated, and the strongest are shown: among them are
more that came out too high than too low, the more so the fewer users have them. So the true lifts of the facts of one
kind that a segment was suggested, stated or not, are taken as drawn from one gamma distribution, which is fitted to all
their counts, and what is stated is the mean of a lift given its count. That is right for facts that were selected by
their counts, too, and a fact that many users have hardly moves.

References
----------
DuMouchel, W. (1999). Bayesian data mining in large frequency tables, with an application to the FDA spontaneous
reporting system. The American Statistician 53(3), 177-190 (a gamma distribution of observed over expected counts).
Senn, S. (2008). A note concerning a selection "paradox" of Dawid's. The American Statistician 62(3), 206-210.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.types import FloatArray

MIN_FACTS = 5
"""Of fewer facts, the distribution is hardly known: they stay as they were counted."""
_MOST_ALIKE = 12.0
"""Logarithm of the largest shape of the distribution: beyond it, all lifts are one."""


@dataclass(frozen=True, slots=True)
class DrawnLifts:
    """Of each fact, (n_facts,) each; the ends are those of the interval that holds 95 % of the distribution."""

    lifts: FloatArray
    low: FloatArray
    high: FloatArray


def draw(counts: FloatArray, expected: FloatArray, sizes: FloatArray) -> DrawnLifts | None:
    """Draw the lifts of a segment's facts of one kind to each other; None where there are too few facts.

    Parameters
    ----------
    counts
        (n_facts,) users of the segment who have each, over all halves that were counted.
    expected
        (n_facts,) the same if the segment were like everybody; 0 where nobody has it, which says nothing of the others.
    sizes
        (n_facts,) users of the segment, over the same halves.

    Examples
    --------
    >>> counts, expected = np.array([8, 90, 100, 160, 200, 50]), np.array([2, 30, 50, 100, 110, 40])
    >>> draw(counts, expected, np.full(6, 1000)).lifts.round(1).tolist()
    [2.5, 2.8, 2.0, 1.6, 1.8, 1.4]
    """
    from scipy.special import gammaincinv

    if len(counts) < MIN_FACTS:
        return None
    certainty = (sizes + 1.0) / (sizes - counts + 0.5)  # counts of users vary less than a Poisson count of their size
    seen, usual = counts * certainty, expected * certainty
    shape, rate = _fit(seen, usual)
    shapes, rates = shape + seen, rate + usual
    low, high = (gammaincinv(shapes, end) / rates for end in (0.025, 0.975))
    return DrawnLifts(shapes / rates, low, high)


def _fit(counts: FloatArray, expected: FloatArray) -> tuple[float, float]:
    """Return shape and rate of the gamma distribution under which the counts are most likely.

    Each count is then negative binomial; factors that depend on neither are left out.
    """
    from scipy.optimize import minimize
    from scipy.special import gammaln

    def improbability(logs: FloatArray) -> float:
        shape, mean = np.exp(logs)
        rate = shape / mean
        of_counts = gammaln(shape + counts) - (shape + counts) * np.log(rate + expected)
        return -float((of_counts + shape * np.log(rate) - gammaln(shape)).sum())

    start = np.array([1.0, np.log(max(float(counts.sum() / expected.sum()), 1e-3))])
    bounds = ((-_MOST_ALIKE, _MOST_ALIKE), (-_MOST_ALIKE, _MOST_ALIKE))
    shape, mean = np.exp(minimize(improbability, start, method="L-BFGS-B", bounds=bounds).x)
    return float(shape), float(shape / mean)
