"""The choice of a number from made-up evidence: what is not measured, and gains that are none."""

from dataclasses import replace

import pytest

from core.pipeline.view import Encoded, View, _better
from core.trust.k_choice import KChoice, choose
from core.trust.k_score import KScore
from core.types import Recipe
from core.ui.shared.k_chart import LOWEST, about_bars, gain_shares, k_chart

NAN = float("nan")
MEASURED = {"stable": 1.0, "distinct": 1.0, "predictive": 1.0, "smallest": 60}
UNMEASURED = {**MEASURED, "distinct": NAN, "predictive": NAN}


def score(k, held=0.9, **changes):
    values = {"silhouette": 0.1, "bits": 0.1, "bits_error": 0.01, "uplift_pct": 50.0, **MEASURED, **changes}
    return KScore(k, held=held, **values)


def test_an_uplift_below_0_rules_no_number_out():
    found = choose([score(2, uplift_pct=-3.0), score(3, uplift_pct=-2.0, bits=0.15), score(4, uplift_pct=-2.5)], 300)
    assert (found.k, found.rank, found.advice) == (3, 3, "")
    assert choose([score(2, bits=-0.2), score(3, bits=-0.1)], 300).rank == 3


def test_an_uplift_of_which_less_than_its_error_may_be_lost_rules_no_number_out():
    some, most = score(3, uplift_pct=1.0), score(4, uplift_pct=6.0)
    assert choose([some, replace(most, uplift_error=1.1)], 300).plausible == (4,)
    assert choose([some, replace(most, uplift_error=1.3)], 300).plausible == (3, 4)


def test_each_number_counts_once():
    found = choose([score(2, bits=0.01), score(3), score(3, bits=0.2), score(3)], 300)
    assert ([each.k for each in found.scores], found.plausible) == ([2, 3], (3,))
    assert found.scores[1].bits == 0.1


def test_what_was_not_measured_is_not_claimed():
    found = choose([score(2, **{**UNMEASURED, "bits": NAN}), score(3, **{**UNMEASURED, "bits": NAN})], 300)
    assert "in segments of 50 users or more that are stable; what they predict was not measured." in found.reason
    assert found.reason.endswith("2 segments are plausible too.") or found.reason.endswith(
        "3 segments are plausible too."
    )
    none = choose([score(2, 0.4, **UNMEASURED)], 300)
    assert none.reason == (
        "No number of segments holds: with 2, the best of them, 40 % of the users are in segments that are stable and "
        "large enough, and 75 % are needed."
    )
    unknown = choose([score(2, 0.0, **{**UNMEASURED, "stable": NAN, "jaccard": NAN})], 300)
    assert unknown.reason.startswith("No number of segments holds: too few users or events")


def test_a_segment_that_is_too_small_is_named():
    found = choose([score(2, 0.95, smallest=20)], 300)
    assert found.reason == (
        "No number of segments holds: with 2, the best of them, the smallest segment has 20 users, and 50 are needed."
    )


def test_why_a_number_with_more_users_in_segments_that_hold_is_not_taken():
    found = choose([score(2, 0.3), score(4, 0.74, bits=0.06), score(5, 0.6)], 300)
    assert (found.k, found.rank) == (5, 2)
    assert found.reason.endswith(
        "No number reaches the 75 % that are asked for. 4 segments come nearest, with 74 %, but predict only 60 % of "
        "what 5 predict. With 2 segments, fewer users are in such ones."
    )


@pytest.mark.parametrize(
    "other",
    [
        score(4, 0.6, bits=0.06),  # no nearer
        score(4, 0.5, bits=0.06),
        score(4, 0.74, bits=-0.01),  # of no gain, no part can be stated
        score(4, 0.74, bits=0.06, smallest=20),  # its size is the reason, and another sentence says so
        score(4, 0.74, bits=0.06, bits_by_time=0.06),
    ],
)
def test_no_nearer_number_is_named_where_none_fails_by_what_it_predicts(other):
    found = choose([score(2, 0.3), other, score(5, 0.6)], 300)
    assert found.k == 5
    assert "come nearest" not in found.reason


def test_half_of_the_users_where_no_number_holds():
    found = choose([score(2, 0.3), score(3, 0.4), score(5, 0.6), score(6, 0.55)], 300)
    assert (found.k, found.rank) == (5, 2)
    assert found.reason.endswith(
        "distinct and predictive enough to use. No number reaches the 75 % that are asked for. With 2, 3 or 6 "
        "segments, fewer users are in such ones."
    )


def view(recipe, rank, **changes):
    choice = KChoice(4, (score(3), score(4, **changes)), 300, rank=rank)
    return View(Encoded(None, object(), (), {}), recipe, 4, choice)


def test_the_note_on_another_view_says_which_holds():
    tastes = Recipe("tastes")
    assert _better(view(Recipe(), 0), view(tastes, 3)).notes[0] == (
        "No number of segments holds with “Blend”, so users are compared by “Broad tastes”, where 4 segments hold."
    )
    assert _better(view(Recipe(), 1), view(tastes, 3)).notes[0] == (
        "Users are compared by “Broad tastes”: its 4 segments pass more of the checks than any number of segments with "
        "“Blend”."
    )
    assert _better(view(Recipe(), 2), view(tastes, 2)).notes == ()
    assert _better(view(Recipe(), 2, held=0.54), view(tastes, 2, held=0.63)).recipe.encoder == "tastes"
    assert _better(view(Recipe(), 2, held=0.56), view(tastes, 2, held=0.63)).notes == ()


def test_where_nothing_holds_the_view_is_taken_in_which_more_users_are_in_segments_that_hold():
    other = view(Recipe("tastes"), 0, held=0.45)
    found = _better(view(Recipe(), 0, held=0.3), other)
    assert (found.recipe.encoder, found.notes[0]) == (
        "tastes",
        "No number of segments holds with “Blend” or “Broad tastes”. Users are compared by “Broad tastes”, where more "
        "of them are in segments that hold.",
    )
    assert _better(view(Recipe(), 0, held=0.4), other).recipe == Recipe()
    assert _better(view(Recipe(), 0, held=NAN), other).recipe.encoder == "tastes"
    assert _better(view(Recipe(), 0, held=0.1), view(Recipe("tastes"), 0, held=0.9, bits_by_time=0.1)).notes == ()


def test_the_reason_names_what_holds_and_what_predicts_more_as_the_chart_shows_it():
    bits = {5: 0.33, 6: 0.35, 7: 0.41, 8: 0.42, 9: 0.30}
    held = {5: 0.97, 6: 0.93, 7: 0.76, 8: 0.70, 9: 0.60}
    scores = [score(k, held[k], bits=bits[k]) for k in bits]
    found = choose(scores, 300)
    assert found.k == 7
    assert found.reason.endswith(
        "are stable, distinct and predictive enough to use. A number of segments holds where at least 75 % of the "
        "users are in such segments, each segment has 50 users or more, and they predict more than the time of events "
        "does. "
        "Other numbers that hold, but predict less: 5, 6. 8 segments would predict more, but do not hold. "
        "This compares divisions of all users; where the trust card advises to split one segment, it compares that "
        "one's two groups alone, so both can be right."
    )
    chart = k_chart(scores, 7)
    gains = dict(zip(bits, chart.data[2].y, strict=True))
    assert [k for k in bits if gains[k] > gains[7]] == [8]
    assert (chart.layout.shapes[0].y0, chart.data[0].y[2]) == (75, 76)
    alone = choose([score(4, 0.5), score(7, 0.8)], 300)
    assert "No other number holds. This compares divisions" in alone.reason


def test_without_any_gain_no_line_of_gains_is_drawn():
    def drawn(bits):
        return [trace.name for trace in k_chart([score(2, bits=bits)], 2).data]

    assert "how much is predicted, compared with the best number" in drawn(0.05)
    assert "how much is predicted, compared with the best number" not in drawn(-0.05)


def test_the_line_is_no_condition_that_the_chosen_number_fails():
    reaching = choose([score(2, 0.8), score(3, 0.5)], 300)
    assert reaching.k == 2
    assert "A bar should reach the thin line at 75 %, and the segments must predict more" in about_bars(reaching)
    half = choose([score(2, 0.9, bits=0.05, uplift_pct=10.0), score(3, 0.6, bits=0.3, uplift_pct=60.0)], 300)
    assert (half.k, half.rank) == (3, 2)
    assert "That of the chosen number does not" in about_bars(half)
    assert "Numbers that hold for more users lose too much of what is predicted." in half.reason


def test_the_axis_ends_where_a_loss_says_no_more():
    scores = [score(2, bits=-0.6), score(3, bits=0.1), score(4, bits=0.05)]
    assert gain_shares(scores) == pytest.approx([-600.0, 100.0, 50.0])
    earlier = [score(2, bits=NAN, uplift_pct=4.0), score(3, bits=NAN, uplift_pct=8.0)]
    assert gain_shares(earlier) == [50.0, 100.0]
    assert list(k_chart(scores, 3).layout.yaxis.range) == [LOWEST - 5, 105]
    assert k_chart(scores[1:], 3).layout.yaxis.range is None


def test_better_numbers_that_fail_by_the_size_of_a_segment_alone_are_named():
    holding, small = score(2), score(3, 0.2, bits=0.12, smallest=41, of_any_size=0.9)
    found = choose([holding, small, replace(small, k=4, bits=0.13, smallest=9)], 300)
    assert (found.k, found.rank) == (2, 3)
    assert found.reason.endswith(
        " No other number holds. 3 and 4 segments would predict more, and fail by the size of a segment alone: the "
        "smallest have 41 and 9 of the 50 users that are needed. This compares divisions of all users; where the trust "
        "card advises to split one segment, it compares that one's two groups alone, so both can be right."
    )
    assert "but do not hold" not in found.reason
    none = choose([score(2, 0.4), small], 300)
    assert (none.k, none.rank, "3 segments would predict more, and fail by" in none.reason) == (2, 0, True)
    by_shape = choose([score(2, bits=NAN, silhouette=0.2), replace(small, bits=NAN, silhouette=0.5)], 300)
    assert by_shape.reason.endswith(
        " 3 segments would separate users better, and fail by the size of a segment alone: the smallest has 41 of the "
        "50 users that are needed."
    )


def test_where_the_best_number_itself_fails_by_size_alone_its_smallest_segment_is_named():
    less = score(2, 0.0, bits=0.02, smallest=45, silhouette=0.05)
    found = choose([less, score(3, 0.0, bits=0.1, smallest=30, of_any_size=1.0)], 90)
    assert (found.k, found.rank) == (3, 0)
    assert found.reason == (
        "No number of segments holds: with 3, the best of them, the smallest segment has 30 users, and 50 are needed."
    )
    other = choose([score(3, 0.0, bits=0.1, smallest=30, of_any_size=0.7)], 90)
    assert "with 3, the best of them, 0 % of the users are in segments that are stable" in other.reason
    by_time = choose([score(3, 0.0, bits=0.1, smallest=30, of_any_size=1.0, bits_by_time=0.1)], 90)
    assert "than groups of users by when they were active" in by_time.reason


@pytest.mark.parametrize(
    "other",
    [
        score(3, 0.2, bits=0.05, smallest=41, of_any_size=0.9),  # predicts less
        score(3, 0.2, bits=0.2, smallest=41, of_any_size=0.7),  # would not hold either
        score(3, 0.2, bits=0.2, smallest=60, of_any_size=0.2),  # is large enough
        score(3, 0.2, bits=0.2, smallest=41),  # of an earlier version
        score(3, 0.2, bits=0.2, smallest=41, of_any_size=0.9, bits_by_time=0.2),  # differs by time alone
    ],
)
def test_numbers_that_fail_otherwise_too_are_not_named_as_only_too_small(other):
    assert "size of a segment alone" not in choose([score(2), other], 300).reason
