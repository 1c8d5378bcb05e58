"""What an edit did not touch keeps what was measured of it, and so its verdict."""

import math
from dataclasses import replace

import numpy as np
import pytest

from core.interests.segments import NO_FRESH, FreshShares, shares_kept
from core.personas.kept import Kept
from core.pipeline import appraise, run
from core.pipeline.edited_run import Start, measured_of, members_in, run_shaped
from core.results.make import make_results
from core.results.run import Options
from core.results.tables import users_table
from core.shaping.edits import Members
from core.trust.grade import Grade
from core.trust.untouched import NOTHING_MEASURED, facts_kept, measured_again, offers_kept, with_untouched
from core.types import Column, Lift, Profile, Recipe
from core.types.figures import Contrast
from core.views.offers import offers_of
from core.views.verdict_changes import verdict_changes
from tests.core.trust_help import planted

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
        "The segments predict better than chance. The stability of 1 of 3 segments is not known, since an edit made "
        "it; the others keep theirs."
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


@pytest.fixture(scope="module")
def found():
    """A run with its model."""
    return run(LOG, Recipe("counts", "kmeans", 4), Options(with_map=False))


@pytest.fixture(scope="module")
def edits(found):
    """Results before, after segments 3 and 4 were merged, after segment 3 was divided by chance; and as before."""
    before = make_results(found)
    known, vectors = found.model.vectors(LOG)
    start = Members(before.user_ids, before.labels, 4)
    results = [before]
    merged = np.where(start.labels == 4, 3, start.labels).astype(np.int32)
    is_part = np.random.default_rng(0).random(len(merged)) < 0.5
    for labels in (merged, np.where((merged == 3) & is_part, 5, merged).astype(np.int32)):
        last = results[-1]
        was, after = members_in(known, Members(last.user_ids, last.labels, 4))[0], start.relabelled(labels)
        names = {each: last.names[each] for each in (1, 2)}
        options = Options(with_map=False, with_model=False, measured=measured_of(last, was, after), kept=Kept(names))
        results.append(make_results(run_shaped(Start(found.model, known, vectors, was, {}, None), labels, options)))
    options = Options(with_map=False, with_model=False, measured=measured_of(before, start, start))
    results.append(make_results(run_shaped(Start(found.model, known, vectors, start, {}, None), start.labels, options)))
    return results


def test_segments_that_are_those_of_the_run_again_are_judged_as_there(edits):
    before, merged, _divided, again = edits
    note = "The segments are those of an earlier version again, so its trust card holds."
    assert again.record.trust == before.record.trust
    assert again.record.scores.holdout == before.record.scores.holdout
    assert again.record.scores.offers == before.record.scores.offers
    assert np.array_equal(again.stabilities, before.stabilities, equal_nan=True)
    assert note in again.notes
    assert merged.record.trust.reason_code == "stability_not_computed"
    assert note not in merged.notes


def test_a_segment_that_is_merged_again_keeps_what_the_run_measured_of_it(found):
    root = make_results(found)
    known, vectors = found.model.vectors(LOG)
    start = Members(root.user_ids, root.labels, 4)
    is_part = np.random.default_rng(0).random(len(start.labels)) < 0.5
    half = [np.where((start.labels == each) & is_part, each + 2, start.labels) for each in (3, 4)]
    both = np.where(start.labels == 4, half[1], half[0]).astype(np.int32)

    def edited(labels, measured):
        options = Options(with_map=False, with_model=False, measured=measured)
        return make_results(run_shaped(Start(found.model, known, vectors, start, {}, None), labels, options))

    split = edited(both, measured_of(root, start, start.relabelled(both)))
    after = start.relabelled(half[1].astype(np.int32))
    first, last = (measured_of(each, Members(each.user_ids, each.labels, 6), after) for each in (root, split))
    assert (sorted(first.stays), sorted(last.stays)) == ([1, 2, 3], [1, 2, 4, 6])
    now, without = (edited(after.labels, each) for each in (measured_again(first, last, after.labels), last))
    was, is_now, lost = (each.record.trust.by_segment()[3] for each in (root, now, without))
    assert [getattr(is_now, name) for name in MEASURED] == [getattr(was, name) for name in MEASURED]
    assert (is_now.verdict, is_now.reason_code) == (was.verdict, was.reason_code)
    assert math.isnan(lost.jaccard)
    assert [plain(each) for each in now.profiles[2].lifts] == [plain(each) for each in root.profiles[2].lifts]
    scores = ([each for each in of.record.scores.offers.scores if each.segment == 3] for of in (root, now))
    assert next(scores) == next(scores)
    is_in = after.labels == 3
    assert np.array_equal(now.stabilities[is_in], root.stabilities[is_in], equal_nan=True)
    assert all(math.isnan(now.record.trust.by_segment()[each].jaccard) for each in (4, 6))
    assert measured_again(measured_of(root, start, start), last, start.labels).is_all
    assert measured_again(first, first, after.labels) is first
    for missing in (replace(first, card=None), replace(first, card=replace(root.record.trust, predictive_gain=None))):
        assert measured_again(missing, last, after.labels) is last


@pytest.mark.parametrize("after", [1, 2])
def test_segments_that_an_edit_left_alone_keep_facts_offers_interests_and_the_stability_of_users(edits, after):
    before, now = edits[0], edits[after]
    for segment in (1, 2):
        was, is_now = (
            [next(each for each in own if each.segment == segment) for own in (found.profiles, found.personas)]
            for found in (before, now)
        )
        assert (is_now[0].behaviour, is_now[0].typical_users) == (was[0].behaviour, was[0].typical_users)
        assert [plain(each) for each in is_now[0].lifts] == [plain(each) for each in was[0].lifts]
        assert len(was[0].lifts) > 5
        assert (is_now[1].name, is_now[1].sentence) == (was[1].name, was[1].sentence)
        lists = [each.recommendations[each.recommendations[Column.SEGMENT] == segment] for each in (before, now)]
        assert len(lists[0]) == 20
        assert lists[1].reset_index(drop=True).equals(lists[0].reset_index(drop=True))
        assert lists[1][Column.EXPECTED_RESPONSE].notna().all()
        shown = [[each for each in found.interests.segments if each.segment == segment] for found in (before, now)]
        assert shown[1] == shown[0] != []
        scores = [[each for each in found.record.scores.offers.scores if each.segment == segment] for found in edits]
        assert scores[after] == scores[0] != []
    stays = np.isin(before.labels, [1, 2])
    assert np.array_equal(now.stabilities[stays], before.stabilities[stays])
    assert np.isfinite(now.stabilities[stays]).all()
    assert np.isnan(now.stabilities[~stays]).all()
    in_file = users_table(now)[Column.STABILITY].to_pandas()
    assert in_file[stays].notna().all()
    assert in_file[~stays].isna().all()


def plain(lift):
    """A fact without what the other segments have of it, which an edit may raise."""
    return replace(lift, contrast=None)


def test_a_page_lists_what_the_run_of_an_edit_lists(edits):
    for found in edits:
        fitted = offers_of(found, LOG)
        for segment in found.segments:
            own = found.recommendations[found.recommendations[Column.SEGMENT] == segment]
            assert fitted.listed(segment, 20)[Column.ITEM_ID].tolist() == own[Column.ITEM_ID].tolist()


def test_what_a_changed_segment_has_more_of_stands_beside_a_fact_that_stays():
    contrast = Contrast(event_share=0.5, overall_event_share=0.2, next_share=0.3, next_event_share=0.25, n_items=3)
    tea = Lift("category", "Tea", 60, 0.6, 0.3, 2.0, "tea", contrast=contrast)
    more = replace(tea, share=0.7, contrast=replace(contrast, event_share=0.55))
    less = replace(tea, share=0.2, contrast=replace(contrast, event_share=0.1))
    was = Profile(1, 100, 0.5, (tea,), ())
    for other, shares in ((more, (0.7, 0.55)), (less, (0.3, 0.25)), (replace(more, key="jam"), (0.3, 0.25))):
        now = [replace(was, lifts=()), Profile(3, 100, 0.5, (other,), ())]
        kept, changed = facts_kept(now, {1: was})
        assert (kept.lifts[0].contrast.next_share, kept.lifts[0].contrast.next_event_share) == shares
        assert plain(kept.lifts[0]) == plain(tea)
        assert changed == now[1]
    assert facts_kept(now, {}) == now


def test_nothing_is_kept_where_no_segment_stays_or_other_users_were_drawn(edits):
    before, now = (each.record.scores.offers for each in edits[:2])
    assert offers_kept(now, before, ()) is now
    assert offers_kept(now, None, (1,)) is now
    assert offers_kept(None, before, (1,)) is None
    assert NOTHING_MEASURED.kept_basis is None
    fresh = FreshShares(np.array([1, 2, 2], np.int32), np.zeros(3, np.int8), NO_FRESH.lowest, {1: "few", 3: "few"})
    assert shares_kept(fresh, NO_FRESH, (1,)) is fresh
    was = replace(fresh, labels=np.array([3, 1, 2], np.int32), why_none={1: "none"})
    kept = shares_kept(fresh, was, (1,))
    assert (kept.labels.tolist(), kept.why_none) == ([-1, 1, 2], {1: "none", 3: "few"})
