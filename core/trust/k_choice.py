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

from core.sentences import Sentence, say, say_n
from core.trust.distinct import MIN_BITS
from core.trust.intervals import NAN
from core.trust.reach import MIN_SIZE

HELD_SHARE = 0.75
"""Of the users: how many must be in segments that hold."""
KEPT_UPLIFT = 0.8
"""Of the uplift of the best number of segments: how much the chosen one must keep. On other events the
share may be smaller, and 0.7 is to be kept there."""
KEPT_BITS = 0.75
"""The same of the bits."""
HALF = 0.5
"""Of the users: how many must be in segments that hold where no number that holds keeps most of the gain."""
ABOUT_AS_MANY = 0.1
"""Share of the users by which the segments of a smaller number may hold fewer."""
WHAT_TO_TRY = say("Compare users by something else, bring a longer log, or treat all users alike.")
COARSE = say("Other numbers of segments would predict more of what users pick, but they do not hold.")


@dataclass(frozen=True, slots=True)
class KScore:
    """What is known of one number of segments; NaN where it was not measured, as in runs of earlier versions."""

    k: int
    silhouette: float
    """Mean over users, in the space that was clustered."""
    bits: float = NAN
    """Bits per event that the segments save on the validation part."""
    bits_error: float = NAN
    """Its standard error over users."""
    uplift_pct: float = NAN
    """Recall@20 over global popularity on the validation part, in percent."""
    uplift_error: float = NAN
    """Its standard error over users."""
    jaccard: float = NAN
    """Mean over users: how much of their segment is found again from resampled users and events."""
    """NaN where nothing could be fitted again; so is the next."""
    stable: float = NAN
    """Share of users in segments that are found again, each segment by its chance of it: a figure near its threshold
    may fall on either side of it on the trust card. The same follows for those that are distinct and predict."""
    distinct: float = NAN
    predictive: float = NAN
    held: float = NAN
    """Share of users in segments that are all of this and large enough; where too few are stable and large enough,
    whether they are distinct and predict is not measured, and does not count."""
    smallest: int = 0
    """Users in the smallest segment."""
    n_mixed: int = 0
    """Segments of what is left over."""
    mixed: float = 0.0
    """Share of users in them; they are in no segment that holds."""
    bits_by_time: float = NAN
    """Bits per event of as many groups of users by when they were active alone; measured where the number may hold."""

    @property
    def n_groups(self) -> int:
        """Segments that are groups of their own."""
        return self.k - self.n_mixed

    @property
    def is_by_time(self) -> bool:
        """Whether when users were active predicts anything, and the segments hardly more."""
        return self.bits_by_time >= MIN_BITS and self.bits < self.bits_by_time + MIN_BITS


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


def holds(score: KScore) -> bool:
    """Whether enough users are in segments that hold, none is too small, and they predict more than time does."""
    return score.held >= HELD_SHARE and _may_hold(score)


def _may_hold(score: KScore) -> bool:
    return score.smallest >= MIN_SIZE and not score.is_by_time


def choose(scores: Sequence[KScore], n_sampled: int) -> KChoice:
    """Choose from all that is known.

    Parameters
    ----------
    scores
        By rising k; where few kinds of users differ, several may have the same k: the first of them counts.
    n_sampled
        Users on whom it was measured.
    """
    scores = list({each.k: each for each in reversed(scores)}.values())[::-1]
    keeps = _keep_most(scores)
    holding = [each for each in scores if holds(each)]
    keeping = [each for each, is_kept in zip(scores, keeps, strict=True) if is_kept and _may_hold(each)]
    both = [each for each in holding if each in keeping]
    half = [each for each in keeping if each.held >= HALF]
    if both or (holding and not half):
        chosen, plausible = _choose_plausible(both or holding)
        reason = _reason(chosen, plausible, scores, names_better=bool(both))
        found = KChoice(chosen.k, tuple(scores), n_sampled, plausible, reason=reason)
        return found if both else replace(found, advice=COARSE, rank=1)
    if half:
        chosen = max(half, key=lambda each: (round(each.held, 1), _gain(each)))
        return KChoice(chosen.k, tuple(scores), n_sampled, (chosen.k,), reason=_half(chosen, bool(holding)), rank=2)
    place = max(range(len(scores)), key=lambda place: _order(scores[place], is_kept=keeps[place]))
    least_bad = scores[place]
    return KChoice(least_bad.k, tuple(scores), n_sampled, (), False, _none(least_bad), WHAT_TO_TRY, rank=0)


def _choose_plausible(tried: Sequence[KScore]) -> tuple[KScore, tuple[int, ...]]:
    """Return the chosen number of those that hold, and all that are plausible, the chosen one first."""
    best = max(tried, key=_gain)
    plausible = [each for each in tried if _gain(each) >= _gain(best) - _error(best)]
    most_served = max(map(_served, plausible))
    about_as_many = [each for each in plausible if _served(each) >= most_served - ABOUT_AS_MANY]
    chosen = min(about_as_many, key=lambda each: (each.n_groups, -each.n_mixed))
    return chosen, (chosen.k, *(each.k for each in plausible if each is not chosen))


def _served(score: KScore) -> float:
    """Return the share of users who are in a segment that holds, or in one that is called what is left over."""
    return score.held + score.mixed


def _keep_most(scores: Sequence[KScore]) -> list[bool]:
    """Say of each number whether it keeps most of the best gain; no gain, and what is not known, rule nothing out."""
    uplift = _certain([(each.uplift_pct, each.uplift_error) for each in scores], KEPT_UPLIFT)
    bits = _certain([(each.bits, each.bits_error) for each in scores], KEPT_BITS)
    return [not (each.uplift_pct < KEPT_UPLIFT * uplift or each.bits < KEPT_BITS * bits) for each in scores]


def _certain(gains: Sequence[tuple[float, float]], kept: float) -> float:
    """Return the best of gains with their errors; NaN where none is above 0 or the part that may be lost is uncertain.

    So it is in fine catalogues, where lists of 20 hold a few percent more.
    """
    best, error = max((each for each in gains if each[0] > 0), default=(NAN, NAN))
    return NAN if (1 - kept) * best < error else best


def _gain(score: KScore) -> float:
    """Return what numbers are compared by: bits, or the separation where nothing can be predicted."""
    return score.silhouette if math.isnan(score.bits) else score.bits


def _error(score: KScore) -> float:
    return 0.0 if math.isnan(score.bits_error) else score.bits_error


def _order(score: KScore, *, is_kept: bool) -> tuple[float, ...]:
    """Order numbers none of which holds: by the users in segments that hold, then by separation."""
    held, stable = (0.0 if math.isnan(share) else share for share in (score.held, score.stable))
    return (
        float(score.smallest >= MIN_SIZE),
        float(is_kept),
        round(held, 2),
        round(stable, 2),
        score.silhouette,
        -score.k,
    )


def _reason(chosen: KScore, plausible: Sequence[int], scores: Sequence[KScore], *, names_better: bool) -> Sentence:
    """Say for how many users the number holds, when any does, and what the others are, by the figures of the chart."""
    found = say(
        "{found} A number of segments holds where at least {least:.0f} % of the users are in such segments, each "
        "segment has {n} users or more, and they predict more than the time of events does.",
        found=_found(chosen),
        least=100 * HELD_SHARE,
        n=MIN_SIZE,
    )
    return say("{found} {more}", found=found, more=_others(chosen, plausible, scores, names_better=names_better))


def _others(chosen: KScore, plausible: Sequence[int], scores: Sequence[KScore], *, names_better: bool) -> Sentence:
    if len(plausible) > 1:
        return say("{others} segments are plausible too.", others=", ".join(map(str, plausible[1:])))
    others = [each for each in scores if each.k != chosen.k]
    less = ", ".join(str(each.k) for each in others if holds(each))
    if math.isnan(chosen.bits):
        return say("No other number that holds separates users as well.") if less else say("No other number holds.")
    found = (
        say("Other numbers that hold, but predict less: {numbers}.", numbers=less)
        if less
        else say("No other number holds.")
    )
    better = ", ".join(str(each.k) for each in others if not holds(each) and _gain(each) > _gain(chosen))
    if better and names_better:
        found = say(
            "{found} With {numbers} more would be predicted, but they do not hold.",
            found=found,
            numbers=better,
        )
    return say("{found} To split one segment and keep the others is judged on its own, on the trust card.", found=found)


def _half(score: KScore, others_hold: bool) -> Sentence:
    more = say("No number holds for the {least:.0f} % that are asked for.", least=100 * HELD_SHARE)
    if others_hold:
        more = say("Numbers that hold for more users lose too much of what is predicted.")
    return say("{found} {more}", found=_found(score), more=more)


def _found(score: KScore) -> Sentence:
    """Say for how many users a number holds, and in what."""
    if math.isnan(score.predictive):
        return say(
            "{k} segments: in a quick check of every number, {share:.0f} % of the users are in segments of {least} "
            "users or more that are stable; what they predict was not measured.",
            k=score.k,
            share=100 * score.held,
            least=MIN_SIZE,
        )
    return say(
        "{k} segments: in a quick check of every number, {share:.0f} % of the users are in segments of {least} users "
        "or more that are stable, distinct and predictive enough to use.",
        k=score.k,
        share=100 * score.held,
        least=MIN_SIZE,
    )


def _none(score: KScore) -> Sentence:
    """Say why not even the best number holds."""
    if math.isnan(score.stable):
        return say("No number of segments holds: too few users or events to find segments again in resampled logs.")
    if score.is_by_time:
        return say(
            "No number of segments holds: the {k} of the best of them hardly predict more of what users pick than "
            "groups of users by when they were active, since what is popular changes with time.",
            k=score.k,
        )
    if score.held >= HELD_SHARE:
        return say_n(
            "No number of segments holds: with {k}, the best of them, the smallest segment has {n} user, and {least} "
            "are needed.",
            "No number of segments holds: with {k}, the best of them, the smallest segment has {n} users, and {least} "
            "are needed.",
            score.smallest,
            k=score.k,
            least=MIN_SIZE,
        )
    values = {"k": score.k, "share": 100 * score.held, "least": 100 * HELD_SHARE}
    if math.isnan(score.predictive):
        return say(
            "No number of segments holds: with {k}, the best of them, {share:.0f} % of the users are in segments that "
            "are stable and large enough, and {least:.0f} % are needed.",
            **values,
        )
    return say(
        "No number of segments holds: with {k}, the best of them, {share:.0f} % of the users are in segments that are "
        "stable, distinct, predictive and large enough, and {least:.0f} % are needed.",
        **values,
    )
