"""Lifts: what a segment has more often than everybody, the strongest evidence first."""

from __future__ import annotations

from dataclasses import replace
from statistics import NormalDist
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from core.profiles.facts import Facts, count_users
from core.types import FloatArray, IntArray, Lift

MIN_USERS = 5
"""Fewer users of a segment than this are never shown as a mark."""
MIN_LIFT = 1.1
FALSE_MARKS = 0.01
"""Chance that a segment drawn at random gets any mark of one kind: the more facts, the more evidence is asked for."""
PRIOR_USERS = 20.0


def over_indexed(facts: Facts, members: sparse.csr_array, n_lifts: int = 20) -> list[tuple[Lift, ...]]:
    """Return up to ``n_lifts`` facts per segment that it has more often than all users, strongest evidence first.

    ``members`` is (n_segments + 1, n_users), the last row being everybody. A share is users of the segment who have
    the fact over all its users; the overall share is the same among all users, those in no segment included.
    """
    counts = count_users(facts, members)
    sizes = np.asarray(members.sum(axis=1), dtype=np.float64)
    shares = counts / np.maximum(sizes, 1.0)[:, None]
    return [
        tuple(_lift(facts, fact, shares[row, fact], shares[-1, fact], int(counts[row, fact])) for fact in marks)
        for row in range(len(sizes) - 1)
        for marks in [strongest(counts[[row, -1]], sizes[[row, -1]])[:n_lifts]]
    ]


def evidence(
    count: npt.ArrayLike, size: float, overall_count: npt.ArrayLike, n_users: float, prior_users: float = PRIOR_USERS
) -> FloatArray:
    """Measure how certainly the users of a segment have a fact more often than the other users, in standard errors.

    The difference of log-odds, each smoothed by ``prior_users`` users who are like everybody, over its standard
    error. Frequent facts of modest lift and rare ones of high lift meet on one scale, and a handful of users does not
    win. A segment that holds everybody has nothing to differ from: 0.

    References
    ----------
    Monroe, Colaresi and Quinn (2008), Fightin' Words, doi:10.1093/pan/mpn018.

    Examples
    --------
    >>> evidence([50, 5], 100, [100, 5], 1000).round(1)
    array([10.9,  1.9])
    """
    inside, overall = np.asarray(count, dtype=np.float64), np.asarray(overall_count, dtype=np.float64)
    if size >= n_users:
        return np.zeros(np.broadcast(inside, overall).shape)
    usual = (overall + 0.5) / (n_users + 1.0)
    yes, no = inside + prior_users * usual, size - inside + prior_users * (1.0 - usual)
    rest = overall - inside
    rest_yes, rest_no = rest + prior_users * usual, n_users - size - rest + prior_users * (1.0 - usual)
    difference = np.log(yes / no) - np.log(rest_yes / rest_no)
    return np.asarray(difference / np.sqrt(1.0 / yes + 1.0 / no + 1.0 / rest_yes + 1.0 / rest_no))


def evidence_of(lift: Lift, size: int, n_users: int) -> float:
    """Return by how much evidence a lift of a segment of ``size`` users was chosen, measured again where unknown."""
    if lift.strength is not None:
        return lift.strength
    return float(evidence(lift.count, size, round(lift.overall_share * n_users), n_users))


def with_interval(lift: Lift, size: float) -> Lift:
    """Return a lift with its 95 % interval; ``size`` is that of the segment that was counted.

    >>> found = with_interval(Lift("item", "Tea", 20, 0.2, 0.1, 2.0), 100)
    >>> round(found.low, 2), round(found.high, 2)
    (1.27, 2.92)
    """
    low, high = share_interval(lift.share * size, size)
    return replace(lift, low=float(low / lift.overall_share), high=float(high / lift.overall_share))


def share_interval(count: npt.ArrayLike, size: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return the ends of the exact 95 % interval of the share ``count`` / ``size``, which need not be whole numbers.

    References
    ----------
    Clopper, C. J. and Pearson, E. S. (1934). The use of confidence or fiducial limits illustrated in the case of the
    binomial. Biometrika 26(4), 404-413.
    """
    from scipy.special import betaincinv

    inside, n = np.asarray(count, dtype=np.float64), np.asarray(size, dtype=np.float64)
    rest = np.maximum(n - inside, 0.0)
    low = np.where(inside > 0, betaincinv(np.maximum(inside, 1e-9), rest + 1, 0.025), 0.0)
    high = np.where(rest > 0, betaincinv(inside + 1, np.maximum(rest, 1e-9), 0.975), 1.0)
    return low, high


def strongest(counts: FloatArray, sizes: FloatArray, false_marks: float = FALSE_MARKS) -> IntArray:
    """Return the facts that mark a segment out, strongest evidence first.

    ``counts`` is (2, n_facts) and ``sizes`` (2,): segment, everybody.
    """
    inside, overall = counts
    size, n_users = sizes
    strengths = evidence(inside, float(size), overall, float(n_users))
    lifts = inside * n_users / (size * np.maximum(overall, 1.0))
    min_evidence = NormalDist().inv_cdf(1 - false_marks / max(len(inside), 1))
    marks = np.flatnonzero((inside >= MIN_USERS) & (lifts >= MIN_LIFT) & (strengths >= min_evidence))
    return np.asarray(marks[np.argsort(-strengths[marks], kind="stable")])


def _lift(facts: Facts, fact: np.integer[Any], share: float, overall_share: float, count: int) -> Lift:
    return Lift(
        kind=facts.kind,
        name=facts.names[fact],
        count=count,
        share=float(share),
        overall_share=float(overall_share),
        lift=float(share / overall_share),
        key=facts.keys[fact],
    )
