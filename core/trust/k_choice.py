"""The choice of a number of segments, from what is known of every number that was tried.

A number holds when three quarters of the users are in segments that are stable, distinct, predictive and large. Of
those that hold and keep four fifths of what the best number gains, all are plausible that predict as well as the best
of them, within one standard error. The smallest is taken in which about as many users are in segments that hold, or are
left over and called so. A leftover is no group: the same groups without those who fit none of them are taken first.

References
----------
Breiman, L., Friedman, J., Olshen, R. and Stone, C. (1984). Classification and Regression Trees. Wadsworth, section
3.4.3 (the rule of one standard error).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.sentences import say
from core.trust.intervals import NAN
from core.trust.k_reasons import reason_for_half, reason_for_none, reason_of, with_too_small
from core.trust.k_score import KScore, gain, holds, may_hold
from core.trust.reach import MIN_SIZE

KEPT_UPLIFT = 0.8
"""Of the uplift of the best number of segments: how much the chosen one must keep. On other events the
share may be smaller, and 0.7 is to be kept there."""
LEAST_UPLIFT = 0.7
"""The same where no number holds for three quarters of the users: then one that holds for half may lose more."""
KEPT_BITS = 0.75
"""The same of the bits."""
HALF = 0.5
"""Of the users: how many must be in segments that hold where no number that holds keeps most of the gain."""
ABOUT_AS_MANY = 0.1
"""Share of the users by which the segments of a smaller number may hold fewer."""
WHAT_TO_TRY = say("Compare users by something else, bring a longer log, or treat all users alike.")
COARSE = say("Other numbers of segments would predict more of what users pick, but they do not hold.")


@dataclass(frozen=True, slots=True)
class KChoice:
    """The chosen k and the evidence for it."""

    k: int
    scores: tuple[KScore, ...]
    n_sampled: int
    plausible: tuple[int, ...] = ()
    """Numbers that hold and predict as well as the best of them, within one standard error; the chosen one is first."""
    holds: bool = True
    """Whether the chosen number holds, at least for half of the users."""
    reason: str = ""
    advice: str = ""
    """What to try where none holds; "" else."""
    encoder: str = ""
    """What users are compared by where that is not what the recipe says, since no number held with it; "" else."""
    rank: int = 3
    """3 where a number holds that keeps most of the gain; 2 where one that keeps it holds for half of the users; 1
    where only one that does not keep it holds; 0 where none holds."""

    @property
    def keeps_most(self) -> bool:
        """Whether the chosen number holds and keeps most of what the best number gains."""
        return self.rank == 3

    @property
    def held(self) -> float:
        """Share of users in segments of the chosen number that hold; 0 where its segments differ by time alone."""
        chosen = next(each for each in self.scores if each.k == self.k)
        return 0.0 if chosen.is_by_time or math.isnan(chosen.held) else chosen.held


def choose(scores: Sequence[KScore], n_sampled: int) -> KChoice:
    """Choose from all that is known, and say which better numbers fail by the size of a segment alone.

    Parameters
    ----------
    scores
        By rising k; where few kinds of users differ, several may have the same k: the first of them counts.
    n_sampled
        Users on whom it was measured.
    """
    scores = list({each.k: each for each in reversed(scores)}.values())[::-1]
    keeps = _keep_most(scores, KEPT_UPLIFT)
    holding = [each for each in scores if holds(each)]
    both = [each for each, is_kept in zip(scores, keeps, strict=True) if is_kept and holds(each)]
    most = _keep_most(scores, LEAST_UPLIFT)
    half = [
        each for each, is_kept in zip(scores, most, strict=True) if is_kept and may_hold(each) and each.held >= HALF
    ]
    if both or (holding and not half):
        chosen, plausible = _choose_plausible(both or holding)
        reason = reason_of(chosen, plausible, scores, names_better=bool(both))
        found = KChoice(chosen.k, tuple(scores), n_sampled, plausible, reason=reason)
        return found if both else replace(found, advice=COARSE, rank=1)
    if half:
        chosen = max(half, key=lambda each: (round(each.held, 1), gain(each)))
        reason = with_too_small(reason_for_half(chosen, scores), chosen, scores)
        return KChoice(chosen.k, tuple(scores), n_sampled, (chosen.k,), reason=reason, rank=2)
    place = max(range(len(scores)), key=lambda place: _order(scores[place], is_kept=keeps[place]))
    least_bad = scores[place]
    reason = with_too_small(reason_for_none(least_bad), least_bad, scores)
    return KChoice(least_bad.k, tuple(scores), n_sampled, (), False, reason, WHAT_TO_TRY, rank=0)


def _choose_plausible(tried: Sequence[KScore]) -> tuple[KScore, tuple[int, ...]]:
    """Return the chosen number of those that hold, and all that are plausible, the chosen one first."""
    best = max(tried, key=gain)
    plausible = [each for each in tried if gain(each) >= gain(best) - _error(best)]
    most_served = max(map(_served, plausible))
    about_as_many = [each for each in plausible if _served(each) >= most_served - ABOUT_AS_MANY]
    chosen = min(about_as_many, key=lambda each: (each.n_groups, -each.n_mixed))
    return chosen, (chosen.k, *(each.k for each in plausible if each is not chosen))


def _served(score: KScore) -> float:
    """Return the share of users who are in a segment that holds, or in one that is called what is left over."""
    return score.held + score.mixed


def _keep_most(scores: Sequence[KScore], kept_uplift: float) -> list[bool]:
    """Say of each number whether it keeps most of the best gain; no gain, and what is not known, rule nothing out."""
    uplift = _certain([(each.uplift_pct, each.uplift_error) for each in scores], kept_uplift)
    bits = _certain([(each.bits, each.bits_error) for each in scores], KEPT_BITS)
    return [not (each.uplift_pct < kept_uplift * uplift or each.bits < KEPT_BITS * bits) for each in scores]


def _certain(gains: Sequence[tuple[float, float]], kept: float) -> float:
    """Return the best of gains with their errors; NaN where none is above 0 or the part that may be lost is uncertain.

    So it is in fine catalogues, where lists of 20 hold a few percent more.
    """
    best, error = max((each for each in gains if each[0] > 0), default=(NAN, NAN))
    return NAN if (1 - kept) * best < error else best


def _error(score: KScore) -> float:
    return 0.0 if math.isnan(score.bits_error) else score.bits_error


def _order(score: KScore, *, is_kept: bool) -> tuple[float, ...]:
    """Order numbers none of which holds: by the users in segments that hold, then the smaller first."""
    held, stable = (0.0 if math.isnan(share) else share for share in (score.held, score.stable))
    return (
        float(score.smallest >= MIN_SIZE),
        float(is_kept),
        round(held, 2),
        round(stable, 2),
        -score.k,
    )
