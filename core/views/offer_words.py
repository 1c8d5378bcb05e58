"""What stands beside the offers of a segment: what they are ordered by, and what such a list finds."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from core.recommenders.segment_offers import MOST_HAD
from core.sentences import Sentence, say
from core.trust.claims import Claim, may_claim
from core.trust.grade import Grade, ReasonCode
from core.trust.offer_proof import MIN_JUDGED
from core.trust.uplift import finds_no_more, is_wide
from core.types import Column
from core.views.offers import judged_length, n_judged, score_of
from core.views.proof import CLEAR_GAIN_PCT
from core.views.trust import CheckResult, SegmentView, times_as_likely

if TYPE_CHECKING:
    import pandas as pd

    from core.results.results import Results
    from core.trust.intervals import Estimate

STRENGTH = say(
    "how many users of the segment are expected to choose an item, and how much more often the segment has it than all "
    "users, taken together"
)
OFFER_ORDER = say("The strongest first: {strength}.", strength=STRENGTH)
OWN_ORDER = say(
    "First ten that the segment has at least as often as all users, where there are so many, then the others; of each, "
    "the strongest first: {strength}.",
    strength=STRENGTH,
)

NEITHER = say("Neither finds more.")


def is_ordered(items: pd.DataFrame) -> bool:
    """Whether strength falls from place to place of a list, but for what stands last, which has none."""
    return bool(items[Column.STRENGTH].dropna().is_monotonic_decreasing)


def list_order(items: pd.DataFrame) -> Sentence:
    """Say what a whole list, in between most picks and most distinctive, is ordered by; ``OFFER_COLUMNS``.

    Files of a run hold no strength: there it is worked out from its parts, of all items but those that most have. Where
    no response is expected either, lists with items that the segment has less often are in two parts.
    """
    is_expected = bool(items[Column.EXPECTED_RESPONSE].notna().any())
    if items[Column.STRENGTH].isna().all() and not is_expected:
        return OWN_ORDER if (items[Column.LIFT] < 1).any() else OFFER_ORDER
    if items[Column.STRENGTH].isna().all():
        product = items[Column.EXPECTED_RESPONSE] * items[Column.LIFT]
        items = items.assign(**{Column.STRENGTH: product.where(items[Column.NEW_TO_PCT] >= 100 * (1 - MOST_HAD))})
    return OFFER_ORDER if is_ordered(items) else OWN_ORDER


def has_offers(results: Results, segment: int) -> bool:
    """Whether a meeting is shown items to offer a segment: none where lists of the run differ by chance alone."""
    judged = results.trust.by_segment().get(segment) if results.trust else None
    return judged is None or (judged.grade, judged.reason_code) != (Grade.NONE, ReasonCode.CHANCE)


def offers_doubt(results: Results, segment: int) -> Sentence | str:
    """Say what is not shown of a list, or why there is none; "" for a segment that predicts what its users choose."""
    judged = results.trust.by_segment().get(segment) if results.trust else None
    if judged is None or may_claim(judged.reason_code, Claim.ITEMS):
        return ""
    if not has_offers(results, segment):
        return say(
            "No item is its own: these segments predict choices no better than chance. Offer all users the same."
        )
    return say(
        "It is not shown that this segment predicts what its users choose: where its list differs from what is popular "
        "with all users, that may be chance."
    )


def expected_on_few(results: Results, segment: int) -> Sentence | str:
    """Say on whose choices expected responses rest where few of them are the segment's own; "" elsewhere."""
    n = n_judged(results, segment)
    if results.record.scores.offers is None or n >= MIN_JUDGED:
        return ""
    return say(
        "Expected: learnt from {total:,} users of all segments; fewer than {least} are of this one, too few to learn "
        "from.",
        total=n_judged(results, None),
        least=MIN_JUDGED,
    )


def offer_proof_sentence(results: Results, segment: int) -> Sentence | str:
    """Say what a list of its own held of what its users chose next, beside the best-sellers; "" where not judged."""
    own, usual = score_of(results, segment), score_of(results, segment, "popularity")
    if own is None or math.isnan(own.recall.value):
        return ""
    figures = {"n": judged_length(results), "own": f"{100 * own.recall.value:.1f}"}
    if usual is None or math.isnan(usual.recall.value):
        return say("A list of {n} made for it held {own} % of what its users chose next.", **figures)
    best = f"{100 * usual.recall.value:.1f}"
    compared = say(
        "A list of {n} made for it held {own} % of what its users chose next, the {n} items most popular with all "
        "users {usual} % of the same.",
        **figures,
        usual=best,
    )
    if math.isnan(own.gain_pct.low) or (own.gain_pct.value >= CLEAR_GAIN_PCT and own.gain_pct.is_above_zero):
        return compared
    is_level = figures["own"] == best and not own.gain_pct.is_above_zero
    return say("{compared} {size}", compared=compared, size=NEITHER if is_level else _size_of(own.gain_pct))


def offer_proof_beside(results: Results, segment: int, trust: SegmentView | None) -> Sentence | str:
    """Say the same beside what a card proves, and how that goes with a proof that counts single choices."""
    found = offer_proof_sentence(results, segment)
    if not found or trust is None or is_judged_on_few(trust) or trust.prediction_check is not CheckResult.YES:
        return found
    times = f"{times_as_likely(trust.items.value):.2f}"
    return say(
        "{found} This counts what is on a list; the proof, {times} times as likely, counts every single choice.",
        found=found,
        times=times,
    )


def is_judged_on_few(trust: SegmentView) -> bool:
    """Whether too few users of a segment are judged to prove what it predicts."""
    return 0 < trust.trust.n_judged < MIN_JUDGED  # 0: a card of an earlier program does not know


def _size_of(gain_pct: Estimate) -> Sentence:
    if gain_pct.is_above_zero:
        return say("That is a small gain, but more than chance.")
    if finds_no_more(gain_pct):
        return say("Its own list finds no more: offer its users what is most popular with all users.")
    return _difference_unsure(gain_pct)


def _difference_unsure(gain_pct: Estimate) -> Sentence:
    if is_wide(gain_pct):
        return say("Its users are too few to judge whether that is more than chance.")
    return say("The difference may be chance.")
