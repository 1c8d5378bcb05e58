"""Facts that are counted once, so that what any group of users has more often can be counted at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from statistics import NormalDist

import numpy as np
import numpy.typing as npt
from scipy import sparse

from core.profiles.facts import Facts
from core.profiles.lifts import evidence, strongest, with_interval
from core.types import BoolArray, FloatArray, IntArray, Lift

_USERS_AT_ONCE = 100_000
_TWO_SIDED = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True)
class CountedFacts:
    """Facts of one kind, and how many users have each."""

    facts: Facts
    """Without ``leads_to``."""
    counts: FloatArray
    """(n_facts,) among all users."""

    def count(self, is_member: BoolArray) -> FloatArray:
        """Count the users of a group who have each fact, (n_facts,); ``is_member`` is (n_users,)."""
        is_most = 2 * np.count_nonzero(is_member) > len(is_member)
        counts = _count(self.facts, np.flatnonzero(~is_member if is_most else is_member))
        return self.counts - counts if is_most else counts


def counted(facts: Facts) -> CountedFacts:
    """Count every user once, and say directly who has what."""
    if not facts.n_facts:
        return CountedFacts(facts, np.empty(0))
    direct = _direct(facts)
    return CountedFacts(direct, np.bincount(direct.has.indices, minlength=direct.n_facts).astype(np.float64))


def group_lifts(
    kinds: Iterable[CountedFacts], is_member: BoolArray, n_lifts: int = 10, is_reference: BoolArray | None = None
) -> tuple[Lift, ...]:
    """Return what a group has more often than others, strongest evidence first, over all kinds, with 95 % intervals.

    Nobody has no such marks, nor a group that holds everybody it is compared with.

    Parameters
    ----------
    is_member
        (n_users,) who is in the group.
    is_reference
        (n_users,) with whom it is compared; all users when not given.
    """
    n_members = int(np.count_nonzero(is_member))
    if not n_members:
        return ()
    n_others = len(is_member) if is_reference is None else int(np.count_nonzero(is_reference))
    is_either = None if is_reference is None else is_member | is_reference
    n_either = n_others if is_either is None else int(np.count_nonzero(is_either))
    marks: list[tuple[float, Lift]] = []
    for kind in (each for each in kinds if each.facts.n_facts):
        inside = kind.count(is_member)
        either = kind.counts if is_either is None else kind.count(is_either)
        own = strongest(np.stack([inside, either]), np.array([n_members, n_either], dtype=np.float64))
        others = either if is_reference is None else kind.count(is_reference)
        marks += [
            (
                float(evidence(inside[fact], n_members, either[fact], n_either)),
                _lift(kind.facts, int(fact), (inside[fact], n_members), (others[fact], n_others)),
            )
            for fact in own[:n_lifts]
            if others[fact] and inside[fact] * n_others > others[fact] * n_members
        ]
    marks.sort(key=lambda mark: -mark[0])
    lifts = [lift for _strength, lift in marks]
    marks = [mark for mark in marks if not any(is_part_of(mark[1], other) for other in lifts)]
    return tuple(
        with_interval(lift, n_members) if is_reference is None else with_ratio_interval(lift, n_members, n_others)
        for _strength, lift in marks[:n_lifts]
    )


def is_part_of(word: Lift, phrase: Lift) -> bool:
    """Whether a word of titles is one of a phrase of the same users: "tidy" beside "desk tidy".

    >>> tidy, desk, lamp = (Lift("term", name, 6, 0.6, 0.3, 2.0) for name in ("tidy", "desk tidy", "lamp"))
    >>> is_part_of(tidy, desk), is_part_of(desk, tidy), is_part_of(lamp, desk)
    (True, False, False)
    """
    if not word.kind == phrase.kind == "term" or word.name == phrase.name:
        return False
    same_users = (word.count, word.overall_share) == (phrase.count, phrase.overall_share)
    return same_users and set(str(word.name).split()) < set(str(phrase.name).split())


def with_ratio_interval(lift: Lift, size: float, reference_size: float) -> Lift:
    """Return a lift over another group with its 95 % interval; both groups are taken as samples.

    References
    ----------
    Katz, D., Baptista, J., Azen, S. P. and Pike, M. C. (1978). Obtaining confidence intervals for the risk ratio in
    cohort studies. Biometrics 34(3), 469-474.

    Examples
    --------
    >>> found = with_ratio_interval(Lift("item", "Tea", 20, 0.2, 0.1, 2.0), 100, 1000)
    >>> round(found.low, 2), round(found.high, 2)
    (1.29, 3.1)
    """
    counts = lift.share * size, lift.overall_share * reference_size
    error = np.sqrt(1 / counts[0] - 1 / size + 1 / counts[1] - 1 / reference_size)
    factor = float(np.exp(_TWO_SIDED * error))
    return replace(lift, low=lift.lift / factor, high=lift.lift * factor)


def _lift(facts: Facts, fact: int, own: tuple[float, int], others: tuple[float, int]) -> Lift:
    (count, size), (other_count, other_size) = own, others
    share, usual = float(count / size), float(other_count / other_size)
    return Lift(facts.kind, facts.names[fact], int(count), share, usual, share / usual, facts.keys[fact])


def _count(facts: Facts, rows: IntArray) -> FloatArray:
    return np.bincount(facts.has[rows].indices, minlength=facts.n_facts).astype(np.float64)


def _direct(facts: Facts) -> Facts:
    """Return the same facts with who has them in one matrix, made a bounded number of users at a time."""
    if facts.leads_to is None:
        return facts
    leads = facts.leads_to.astype(np.float32)
    blocks = [_block(facts.has[start : start + _USERS_AT_ONCE], leads) for start in _starts(facts.has.shape[0])]
    return replace(facts, has=sparse.csr_array(sparse.vstack(blocks, format="csr")), leads_to=None)


def _starts(n_users: int) -> range:
    return range(0, max(n_users, 1), _USERS_AT_ONCE)


def _block(has: sparse.csr_array, leads: sparse.csr_array) -> sparse.csr_array:
    found = sparse.csr_array(has.astype(np.float32) @ leads)
    marks: npt.NDArray[np.bool_] = np.ones(len(found.data), dtype=bool)
    return sparse.csr_array((marks, found.indices, found.indptr), shape=found.shape)
