"""Look-alikes: the users nearest to a list, and whether nearness finds users of the list that were hidden.

A list with several tastes has no middle, so a user is as near to it as to the few of its users who are nearest: the
mean cosine of the two vectors. Beyond some thousands of users the list is represented by a sample of it.

Each user of the list is hidden once with half of the list, and looked for by the other half. The share that is found
among as many users as are asked for is the proof, beside the share that users drawn at random would find.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.errors import DataError
from core.sentences import Sentence, say, say_n
from core.types import NOISE, BoolArray, FloatArray, IntArray, Labels, Vectors

N_NEIGHBOURS = 10
"""Users of the list that a user is compared with: measured by ``python -m benchmarks.lookalikes``."""
LEAST_USERS = 20
"""Users that a list needs so that it can be checked, and nearness be stated beside that of its own users."""
MOST_COMPARED = 2_000
"""Users of the list that all are compared with; of a longer one, so many are drawn."""
_WHOLE = 0.9
"""Share of a segment from which on a list holds nearly all of it."""
_CHANCE = 0.01
"""Of the binomial test. The halves depend on each other, so that lists drawn at random pass it a little more often."""
_CELLS = 1 << 24
"""Cosines that are computed at once."""
_NONE = np.float32(-2.0)
"""In place of the cosine to a user who is not to be compared: lower than any cosine."""


@dataclass(frozen=True, slots=True)
class HiddenCheck:
    """What became of users of the list who were hidden with half of it."""

    n_hidden: int
    """All users of the list, each hidden once."""
    n_nearest: int
    """How many of the nearest users were looked through, once for each half."""
    recall: float
    """Share of the hidden users among them."""
    at_random: float
    """The same share, expected of as many users drawn at random."""

    @property
    def is_beyond_chance(self) -> bool:
        """Whether so many hidden users are seldom among as many users drawn at random: one time in a hundred."""
        from scipy.stats import binom

        n_found = round(self.recall * self.n_hidden)
        return bool(binom.sf(n_found - 1, self.n_hidden, self.at_random) < _CHANCE)

    def sentences(self) -> list[Sentence]:
        """State the proof, and that there is none where chance alone finds as many."""
        found = say(
            "Half of the list was hidden, then the other half: {found:.0f} % of the hidden users are among the "
            "{n:,} users nearest to the rest; of {n:,} users drawn at random it would be {usual:.1f} %.",
            found=100 * self.recall,
            n=self.n_nearest,
            usual=100 * self.at_random,
        )
        no_better = say("By this check look-alikes of this list are no better than chance.")
        return [found] if self.is_beyond_chance else [found, no_better]


@dataclass(frozen=True, slots=True)
class LookAlikes:
    """The users nearest to a list, none of whom is on it."""

    rows: IntArray
    """(n_nearest,) rows of users, the nearest first."""
    cosines: FloatArray
    """(n_nearest,) mean cosine to the nearest users of the list, -1 to 1."""
    nearness: FloatArray
    """(n_nearest,) share of the list's own users who are less near to the rest of the list; NaN for a short list."""
    n_listed: int
    """Users of the list who were compared with."""
    n_candidates: int
    """Users who are not on the list, of whom something is known."""
    n_blank: int
    """Users of the list of whom nothing is known, so that nobody is like them."""
    check: HiddenCheck | None
    """None for a list that is too short."""

    def sentences(self) -> list[Sentence]:
        """State how many were found, how near they are, and the proof."""
        found = say_n(
            "{n:,} user who is nearest to the {listed:,} of the list, of {others:,} others.",
            "{n:,} users who are nearest to the {listed:,} of the list, of {others:,} others.",
            len(self.rows),
            listed=self.n_listed,
            others=self.n_candidates,
        )
        blank = say_n(
            "{n:,} user of the list has interacted with no item that the run knows, and is left out.",
            "{n:,} users of the list have interacted with no item that the run knows, and are left out.",
            self.n_blank,
        )
        return [found, *([blank] if self.n_blank else []), *self._proof()]

    def _proof(self) -> list[Sentence]:
        if self.check is None:
            return [
                say("A list of fewer than {least} users cannot be checked: too few could be hidden.", least=LEAST_USERS)
            ]
        return self.check.sentences()


def find_nearest(
    vectors: Vectors, is_listed: BoolArray, is_known: BoolArray, n: int, random_state: int = 0
) -> LookAlikes:
    """Find the users nearest to a list.

    Parameters
    ----------
    vectors
        (n_users, n_dims) unit rows.
    is_listed, is_known
        (n_users,) who is on the list, and of whom anything is known: others stand anywhere, so nobody is like them.
    n
        How many, at least 1; fewer where there are not so many others.

    Raises
    ------
    DataError
        Nobody of the list is known, or everybody is on it.
    """
    listed, others = np.flatnonzero(is_listed & is_known), np.flatnonzero(~is_listed & is_known)
    if not len(listed):
        raise DataError(say("Nobody of the list is known to the run."), say("Check that the ids are those of the log."))
    if not len(others):
        raise DataError(say("All users are on the list."), say("Give a list of some of them."))
    halves = _halves(listed, random_state)
    users = np.sort(np.concatenate([listed, others]))
    nearest = _nearest_cosines(vectors, users, [each[: MOST_COMPARED // 2] for each in halves])
    scores = _mean_of_best(np.concatenate(nearest, axis=1))
    is_other = ~is_listed[users]
    order = np.flatnonzero(is_other)[np.argsort(-scores[is_other], kind="stable")[:n]]
    is_checked = len(listed) >= LEAST_USERS
    own = np.sort(scores[~is_other])
    nearness = np.searchsorted(own, scores[order]) / len(own) if is_checked else np.full(len(order), np.nan)
    return LookAlikes(
        rows=users[order],
        cosines=scores[order],
        nearness=nearness,
        n_listed=len(listed),
        n_candidates=len(others),
        n_blank=int(np.count_nonzero(is_listed & ~is_known)),
        check=_check(users, halves, nearest, n) if is_checked else None,
    )


def is_of_whole_segments(labels: Labels, is_listed: BoolArray) -> bool:
    """Say whether most users of a list are in segments that it holds nearly whole.

    Segments were formed by nearness, so that hidden users of one are found again whatever they are like.
    """
    found = [is_listed[labels == segment] for segment in np.unique(labels[labels != NOISE])]
    n_of_whole = sum(int(own.sum()) for own in found if own.mean() >= _WHOLE)
    return 2 * n_of_whole > int(is_listed.sum())


def on_whole_segments() -> Sentence:
    """Say what the proof is worth for such a list."""
    return say(
        "The list is one segment or several, which were formed by nearness: the proof says little. It is meant for "
        "lists that come from elsewhere."
    )


def _halves(listed: IntArray, random_state: int) -> tuple[IntArray, IntArray]:
    shuffled = np.random.default_rng(random_state).permutation(listed)
    middle = (len(listed) + 1) // 2
    return shuffled[:middle], shuffled[middle:]


def _nearest_cosines(vectors: Vectors, users: IntArray, groups: list[IntArray]) -> list[FloatArray]:
    """Return the cosines of users to the nearest of each group, (n_users, at most ``N_NEIGHBOURS``) each.

    A user is not compared with itself: ``_NONE`` stands in its place.
    """
    found = [np.empty((len(users), min(N_NEIGHBOURS, len(group))), np.float32) for group in groups]
    at_once = max(1, _CELLS // max(map(len, groups), default=1))
    for start in range(0, len(users), at_once):
        block = users[start : start + at_once]
        for group, kept in zip(groups, found, strict=True):
            cosines = vectors[block] @ vectors[group].T
            own, places = np.flatnonzero(np.isin(block, group)), np.argsort(group)
            cosines[own, places[np.searchsorted(group, block[own], sorter=places)]] = _NONE
            n = kept.shape[1]
            kept[start : start + len(block)] = np.partition(cosines, -n, axis=1)[:, -n:] if n else 0
    return found


def _mean_of_best(cosines: FloatArray) -> FloatArray:
    """Return the mean of the ``N_NEIGHBOURS`` highest of each row, or of as many as anybody has."""
    n = max(1, min(N_NEIGHBOURS, cosines.shape[1] - 1))
    return np.asarray(np.sort(cosines, axis=1)[:, -n:].mean(axis=1, dtype=np.float64))


def _check(users: IntArray, halves: tuple[IntArray, IntArray], nearest: list[FloatArray], n: int) -> HiddenCheck:
    """Look for each half among all who are not in the other one."""
    n_nearest, n_found, expected = max(n, len(halves[0])), 0, 0.0
    for seen, hidden, cosines in zip(halves, halves[::-1], nearest, strict=True):
        is_sought = ~np.isin(users, seen)
        scores = cosines[is_sought].mean(axis=1, dtype=np.float64)
        is_hidden = np.isin(users[is_sought], hidden)
        n_found += int(is_hidden[np.argsort(-scores, kind="stable")[:n_nearest]].sum())
        expected += len(hidden) * min(1.0, n_nearest / len(scores))
    n_hidden = sum(map(len, halves))
    return HiddenCheck(n_hidden, n_nearest, n_found / n_hidden, expected / n_hidden)
