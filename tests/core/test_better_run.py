from dataclasses import replace

import numpy as np
import pytest

from core.store.dataset_info import DatasetVersion
from core.trust.card import SegmentTrust, TrustCard
from core.trust.grade import Grade
from core.trust.intervals import Estimate
from core.trust.run_evidence import RunGain, RunStability
from core.types import Profile
from core.views.better_run import OLDER_AND_NEWER, Made, better_by_data, better_run, which_to_use
from tests.results import results_of, with_record

STABILITY = RunStability(n_resamples=6, is_refitted=True)
OLD = RunStability(n_resamples=20, is_refitted=False)


def run(grade=None, bits=(0.4, 0.3, 0.5), jaccard=0.8, k=2, stability=STABILITY):
    """Results with a card of this grade; without a grade there is no card."""
    profiles = tuple(Profile(segment, 10, 1 / k, (), ()) for segment in range(1, k + 1))
    found = results_of(
        np.array(["a"], dtype=object), np.array([1]), np.array([1.0]), np.array([0.5]), profiles=profiles
    )
    if grade is None:
        return found
    segment = SegmentTrust(verdict=grade, reason="", segment=1, size=10, jaccard=jaccard)
    gain = RunGain(min_events=10, item_bits=Estimate(*bits))
    card = TrustCard(verdict=grade, reason="", segments=(segment,), predictive_gain=gain, stability=stability)
    return with_record(found, trust=card)


@pytest.mark.parametrize(
    ("first", "second", "place", "part"),
    [
        (run(Grade.WEAK), run(Grade.USABLE), 1, "Its verdict is usable, that of the other run weak."),
        (run(Grade.STRONG), run(), 0, "no trust card"),
        (run(), run(), None, "Neither run has a trust card"),
        (run(Grade.NONE), run(Grade.NONE), None, "use none of them"),
        (run(Grade.USABLE, bits=(1.4, 1.3, 1.5)), run(Grade.USABLE), 0, "2.00 times as likely"),
        (run(Grade.USABLE, bits=(1.4, 1.3, 1.5), k=3), run(Grade.USABLE), None, "what they predict cannot be compared"),
        (run(Grade.STRONG, stability=OLD), run(Grade.WEAK), None, "Check it thoroughly, or run it again"),
        (run(Grade.USABLE, jaccard=float("nan")), run(Grade.USABLE), None, "what else is known does not decide"),
        (run(Grade.USABLE, jaccard=0.7), run(Grade.USABLE), 1, "0.80 against 0.70"),
        (run(Grade.USABLE), run(Grade.USABLE), None, "neither is clearly more predictive or stable"),
    ],
)
def test_the_run_to_use_is_that_of_the_better_verdict_then_usefulness_then_stability(first, second, place, part):
    found = better_run(first, second)
    assert found.place == place
    assert part in found.reason


def test_stability_does_not_decide_where_that_of_an_edited_segment_is_not_known():
    """The mean of the others is higher where the least stable one was edited."""
    own = [SegmentTrust(verdict="usable", reason="", segment=n, size=10, jaccard=j) for n, j in ((1, 0.6), (2, 0.95))]
    whole, edited = run(Grade.USABLE), run(Grade.USABLE)
    whole, edited = (
        with_record(
            each, trust=replace(each.trust, segments=tuple(segments), stability=replace(STABILITY, jaccard=mean))
        )
        for each, segments, mean in (
            (whole, own, 0.775),
            (edited, [replace(own[0], jaccard=float("nan")), own[1]], 0.95),
        )
    )
    found = better_run(whole, edited)
    assert (found.place, "what else is known does not decide" in found.reason) == (None, True)
    better = with_record(whole, trust=replace(whole.trust, stability=replace(STABILITY, jaccard=0.95)))
    assert better_run(whole, better).place == 1


def of_data(version, found):
    """The results of a run of a version of the data."""
    return with_record(found, dataset=DatasetVersion("d", version))


@pytest.mark.parametrize(
    ("older", "newer", "place", "part"),
    [
        (run(Grade.USABLE, jaccard=0.9), run(Grade.USABLE, jaccard=0.8), 1, "version 2 instead of 1"),
        (
            run(Grade.USABLE),
            run(Grade.STRONG),
            1,
            "strong, is no worse than that of the other run, usable",
        ),
        (run(Grade.STRONG), run(Grade.USABLE), None, "its verdict is usable, that of the run of version 1 strong"),
        (run(Grade.STRONG), run(Grade.NONE), None, "look at both"),
        (run(Grade.NONE), run(Grade.NONE), None, "use none of them"),
        (run(Grade.STRONG), run(), None, "but it has no trust card: run it in full"),
        (run(), run(Grade.WEAK), 1, "it alone has a trust card"),
    ],
)
def test_newer_data_are_a_reason_of_their_own_unless_the_verdict_is_worse(older, newer, place, part):
    found = better_run(of_data(1, older), of_data(2, newer))
    assert found.place == place
    assert part in found.reason
    turned = better_run(of_data(2, newer), of_data(1, older))
    assert turned.reason == found.reason
    assert turned.place == (None if place is None else 1 - place)


def test_two_runs_of_the_same_data_are_compared_by_what_was_measured():
    first, second = run(Grade.USABLE, jaccard=0.7), run(Grade.USABLE)
    assert better_run(of_data(2, first), of_data(2, second)) == better_run(first, second)
    assert better_by_data(Made(3, Grade.WEAK), Made(3, Grade.STRONG)) is None
    found = better_run(of_data(1, first), of_data(2, second))
    assert which_to_use(found, OLDER_AND_NEWER).startswith("Use the newer run. It is of newer data")


def test_newer_data_do_not_decide_between_verdicts_of_two_programs():
    before = of_data(1, run(Grade.WEAK))
    assert better_run(before, of_data(2, run(Grade.STRONG))).place == 1
    found = better_run(before, of_data(2, run(Grade.STRONG, stability=OLD)))
    assert (found.place, "Check it thoroughly, or run it again" in found.reason) == (None, True)
