"""What an edit did not touch keeps what was measured of it, and so its verdict."""

import math
from dataclasses import replace

import numpy as np
import pytest

from core.pipeline import appraise, run
from core.results.run import Options
from core.trust.grade import Grade
from core.trust.untouched import with_untouched
from core.types import Recipe
from core.views.verdict_changes import verdict_changes
from tests.core.trust_help import planted

pytestmark = pytest.mark.usefixtures("few_starts")

LOG = planted((90, 90, 90, 90))
NO_MAP = Options(with_map=False, with_model=False)
MEASURED = ("jaccard", "jaccard_error", "jaccard_vectors", "n_judged", "recall_uplift_pct", "item_bits", "habit_bits")


@pytest.fixture(scope="module")
def whole():
    return run(LOG, Recipe("counts", "kmeans", 4), NO_MAP)


@pytest.fixture(scope="module")
def merged(whole):
    """The card after segments 3 and 4 were merged."""
    labels = whole.clustering.labels
    return appraise(LOG, np.where(labels == 4, 3, labels).astype(np.int32), options=NO_MAP).trust


def test_segments_beside_a_merged_one_keep_their_figures_and_verdicts(whole, merged):
    before = whole.trust
    assert all(math.isnan(each.jaccard) for each in merged.segments)
    card = with_untouched(merged, before, (1, 2))
    was, now = before.by_segment(), card.by_segment()
    assert {before.by_segment()[each].grade for each in (1, 2)} == {Grade.STRONG}
    for segment in (1, 2):
        assert [getattr(now[segment], name) for name in MEASURED] == [getattr(was[segment], name) for name in MEASURED]
        assert (now[segment].grade, now[segment].reason) == (was[segment].grade, was[segment].reason)
        assert "not computed" not in now[segment].detail
    assert math.isnan(now[3].jaccard)
    assert now[3].detail.endswith("stability not computed")
    assert verdict_changes(before, card, (1, 2), int) == ()
    assert len(verdict_changes(before, merged, (1, 2), int)) == 1


def test_the_run_says_of_how_many_segments_stability_is_not_known(whole, merged):
    card = with_untouched(merged, whole.trust, (1, 2))
    assert (card.verdict, card.reason_code) == (Grade.USABLE, "stability_not_computed")
    assert card.reason == (
        "The segments predict better than chance. Of 1 of 3 the stability was not computed, since an edit made it; the "
        "others are as they were and keep theirs."
    )
    assert "recipe" not in card.advice


def test_what_compares_a_segment_with_a_changed_one_is_found_anew(whole, merged):
    before = whole.trust
    one = before.by_segment()[1]
    beside_changed = replace(before, segments=(replace(one, neighbour=replace(one.neighbour, segment=4)),))
    card = with_untouched(merged, beside_changed, (1,)).by_segment()
    assert card[1].neighbour == merged.by_segment()[1].neighbour
    assert card[1].item_bits == one.item_bits
    assert card[2].item_bits == merged.by_segment()[2].item_bits
    weak = replace(beside_changed.segments[0], jaccard=0.4)
    unstable = with_untouched(merged, replace(before, segments=(weak,)), (1,)).by_segment()[1]
    assert (unstable.grade, unstable.reason_code, unstable.advice) == (
        "weak",
        "unstable",
        "Treat its users like all others.",
    )


def test_without_a_holdout_or_a_card_before_nothing_is_kept(whole, merged):
    assert with_untouched(merged, None, (1, 2)) is merged
    assert with_untouched(None, whole.trust, (1, 2)) is None
    assert with_untouched(merged, replace(whole.trust, predictive_gain=None), (1, 2)) is merged
    nobody = with_untouched(merged, whole.trust, ())
    assert [each.verdict for each in nobody.segments] == [each.verdict for each in merged.segments]
    assert nobody.reason == merged.reason
