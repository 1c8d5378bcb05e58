"""Names that stay: what a run takes over from an earlier one, and what analysts answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import numpy as np
import pytest
from scipy import sparse

from core.audiences.choose import users_of
from core.compute.matching import match_segments
from core.export.decisions_file import decisions_table, has_decisions
from core.interests.edits import Edit, EditKind, anchor_of, edits_to_plain
from core.interests.tree import Node
from core.interests.users import Interests, TreeItems
from core.jobs.kinds.edit import first_version
from core.jobs.written_with import WrittenWith
from core.results.carried import Earlier, carry_over, earlier_of, lost_interests, with_weak
from core.results.carried_numbers import N_COLOURS, OnTheWay
from core.results.edited import with_interests_called
from core.results.results import Results, with_naming
from core.results.waiting import not_confirmed, waiting_on, waiting_sentence
from core.sentences import say
from core.shaping.edits import Members
from core.store.carried import CarriedState, Unplaced, origin_from_text, origin_to_text
from core.store.interest_edits import InterestEdits
from core.store.segment_decision import Approved, DecidedBefore, Decision, DecisionState
from core.store.segmentations import Mark, Segmentation
from core.types import Lift, Persona, Profile
from core.ui.shared.palette import COLOURS
from core.views.carried import (
    decided_before,
    left_behind,
    not_exported,
    rejected_before,
    set_aside_before,
    waiting_before,
)
from tests.results import results_of

CARRIED, STALE, ASKED = CarriedState.CARRIED, CarriedState.STALE, CarriedState.ASKED


def run_of(labels: list[int], first_user: int = 0, tastes: dict[int, tuple[str, ...]] | None = None) -> Results:
    """Return a run with a user for each label; tastes by segment."""
    found = np.array(labels, dtype=np.int32)
    users = np.array([f"u{first_user + place}" for place in range(len(found))], dtype=object)
    segments = sorted(set(labels) - {-1})
    profiles = tuple(
        Profile(each, labels.count(each), 0.1, tuple(map(taste, (tastes or {}).get(each, ()))), ()) for each in segments
    )
    personas = tuple(Persona(each, f"Found {each}", "", ()) for each in segments)
    zeros = np.zeros(len(found))
    return results_of(users, found, zeros, zeros, profiles=profiles, personas=personas)


def taste(name: str) -> Lift:
    return Lift("category", name, 50, 0.6, 0.2, 3.0, name)


def one_interest(name: str) -> Interests:
    ids, ones = np.array(["tent", "stove"], dtype=object), np.ones(2, dtype=np.int64)
    items = TreeItems(ids, ids, ones, ones, np.zeros(2, np.int32))
    nobody = sparse.csr_array(np.empty((0, 1), np.float32))
    return Interests((Node(0, -1, 1, name, (0, 1), 2),), items, 180.0, nobody, nobody, np.empty(0, np.float32))


def rename(liked: Interests, name: str) -> Edit:
    return Edit(EditKind.RENAME, anchor_of(liked, 0), "ann", datetime(2026, 1, 1), name)


def version(names: dict[int, str] | None = None, **more: object) -> Segmentation:
    return Segmentation("new", 0, None, "local", datetime(2026, 1, 1), names or {}, {}, **more)


def earlier(results: Results, names: dict[int, str], notes: dict[int, str] | None = None, **more: object):
    return earlier_of(results, Segmentation("old", 2, 1, "ann", datetime(2026, 1, 1), names, notes or {}, **more))


def states(found: Segmentation) -> dict[int, CarriedState]:
    return {each.segment: each.state for each in found.origin.segments}


def test_the_same_segments_under_other_labels_keep_names_notes_and_numbers():
    was, now = run_of([1] * 20 + [2] * 20), run_of([2] * 20 + [1] * 20)
    found = carry_over(earlier(was, {1: "Coffee lovers"}, {2: "Call them."}), now, version())
    assert (found.names, found.notes, found.numbers) == ({2: "Coffee lovers"}, {1: "Call them."}, {1: 2, 2: 1})
    assert (found.origin.run_id, found.origin.version, found.origin.n_common) == ("old", 2, 40)
    assert states(found) == {1: CARRIED, 2: CARRIED}
    assert [each.share for each in found.origin.segments] == [1.0, 1.0]


def test_generated_names_are_made_anew():
    was = run_of([1] * 20 + [2] * 20)
    before, seen = replace(earlier(was, {}), version=0), version()
    assert carry_over(before, was, seen) is seen
    found = carry_over(replace(before, version=2), was, seen)  # so that codes do not begin with 0 again
    assert (found.names, found.numbers, found.origin.version) == ({}, {}, 2)
    assert found.origin.is_of_numbers_alone
    unlike = run_of([1] * 20 + [2] * 20, first_user=100)
    assert carry_over(replace(before, version=2), unlike, seen) is seen


def test_a_name_is_stale_where_members_changed():
    was, now = run_of([1] * 20 + [2] * 20), run_of([1] * 14 + [2] * 26)
    found = carry_over(earlier(was, {1: "Coffee lovers"}), now, version())
    assert found.names == {1: "Coffee lovers"}
    assert states(found) == {1: STALE, 2: CARRIED}  # 14 of 20, and 20 of 26 users in either


def test_a_name_is_stale_where_interests_changed():
    was, now = run_of([1] * 20, tastes={1: ("Coffee",)}), run_of([1] * 20, tastes={1: ("Tea",)})
    found = carry_over(earlier(was, {1: "Coffee lovers"}), now, version())
    assert (states(found), found.origin.segments[0].lost_interests) == ({1: STALE}, ("Coffee",))


def test_interests_have_not_changed_where_one_of_them_is_still_stated_or_none_is_any_more():
    was, now, silent = (run_of([1], tastes={1: each}).profiles[0] for each in (("Coffee", "Tea"), ("Rum", "Tea"), ()))
    assert lost_interests(was, now) == lost_interests(was, silent) == ()


def test_a_weak_match_waits_for_an_answer():
    was, now = run_of([1] * 20 + [2] * 20), run_of([1] * 10 + [2] * 15 + [1] * 15)
    found = carry_over(earlier(was, {1: "Coffee lovers"}, {1: "Call them."}), now, version())
    assert (found.names, found.notes, states(found)) == ({}, {}, {1: CARRIED, 2: ASKED})
    assert found.numbers == {1: 2, 2: 3}
    taken = found.answered(2, takes=True)
    assert (taken.names, taken.notes, taken.number_of(2)) == ({2: "Coffee lovers"}, {2: "Call them."}, 1)
    assert states(taken)[2] is CarriedState.TAKEN
    own = replace(found, numbers={}).answered(2, takes=True)
    assert (own.number_of(1), own.number_of(2)) == (2, 1)  # no two segments are shown under one number
    left = found.answered(2, takes=False)
    assert (left.names, states(left)[2]) == ({}, CarriedState.REFUSED)
    assert left.answered(2, takes=True) is left
    assert with_weak(found, now).names == {2: "Coffee lovers"}


def test_what_was_taken_over_is_replaced_by_another_run_and_not_by_the_same_again():
    was = run_of([1] * 20 + [2] * 20)
    first = carry_over(earlier(was, {1: "Coffee lovers", 2: "Gardeners"}), was, version())
    assert carry_over(earlier(was, {1: "Coffee lovers", 2: "Gardeners"}), was, first) is first
    named = first.renamed({1: "Mine", 2: "Gardeners"}, {})
    other = earlier_of(was, Segmentation("other", 1, 0, "bob", datetime(2026, 1, 1), {1: "Tea", 2: "Growers"}, {}))
    assert carry_over(other, was, named).names == {1: "Mine", 2: "Growers"}


def test_an_analyst_keeps_a_stale_name_or_goes_back_to_the_generated_one():
    was, now = run_of([1] * 20 + [2] * 20), run_of([1] * 14 + [2] * 26)
    found = carry_over(earlier(was, {1: "Coffee lovers"}), now, version())
    kept, left = found.answered(1, takes=True), found.answered(1, takes=False)
    assert (kept.names, states(kept)[1]) == ({1: "Coffee lovers"}, CarriedState.KEPT)
    assert (left.names, states(left)[1]) == ({}, CarriedState.REFUSED)
    assert states(found.renamed({1: "Tea lovers"}, {}))[1] is CarriedState.KEPT
    assert states(found.renamed(found.names, {1: "A note."}))[1] is STALE


def test_users_are_matched_by_id_and_newcomers_make_a_name_stale():
    was = run_of([1] * 20 + [2] * 20)
    now = run_of([2] * 20 + [1] * 30, first_user=20)  # u20 to u69: half of the users are known
    found = carry_over(earlier(was, {1: "Coffee lovers", 2: "Gardeners"}), now, version())
    assert (found.names, found.origin.n_common, found.numbers) == ({2: "Gardeners"}, 20, {1: 3, 2: 2})
    assert found.origin.unplaced == (Unplaced(name="Coffee lovers", note=""),)
    newer = run_of([1] * 12 + [1] * 20 + [2] * 18, first_user=8)  # 12 of segment 1, 20 of segment 2, 18 new ones
    assert states(carry_over(earlier(was, {2: "Gardeners"}), newer, version())) == {1: STALE}
    few = run_of([1] * 3 + [2] * 30, first_user=37)
    assert states(carry_over(earlier(was, {2: "Gardeners"}), few, version())) == {1: CARRIED}
    fewer = run_of([1] * 30, first_user=37)
    assert states(carry_over(earlier(was, {2: "Gardeners"}), fewer, version())) == {1: ASKED}


def test_a_name_of_its_own_stays_and_two_segments_never_have_one_name():
    was = run_of([1] * 20 + [2] * 20)
    own = carry_over(earlier(was, {1: "Coffee lovers", 2: "Gardeners"}), was, version({1: "Mine"}))
    assert own.names == {1: "Mine", 2: "Gardeners"}
    assert own.origin.unplaced == (Unplaced(name="Coffee lovers", note="", is_taken=True),)
    rival = carry_over(earlier(was, {1: "found 2"}), was, version())
    assert (rival.names, states(rival)[1]) == ({}, ASKED)
    assert with_weak(rival, was).names == {}


def test_new_segments_get_numbers_and_colours_that_none_had():
    was = run_of([segment for segment in range(1, N_COLOURS + 1) for _user in range(12)])
    labels, last = was.labels.tolist(), N_COLOURS
    labels[-12:] = [1] * 4 + [2] * 4 + [3] * 4  # the last segment is spread
    labels[:6], labels[12:18], labels[24:30] = [last] * 6, [last] * 6, [last] * 6  # and another one has its label
    found = carry_over(earlier(was, {}), run_of(labels), version())
    assert found.numbers[last] == 2 * N_COLOURS
    assert {number: found.number_of(number) for number in range(4, last)} == {n: n for n in range(4, last)}
    assert len(COLOURS) == N_COLOURS


def merged_before(sizes: tuple[int, int]) -> Earlier:
    """Return segments of which 1 and 3, of these sizes, were merged."""
    root = run_of([1] * sizes[0] + [2] * 40 + [3] * sizes[1])
    merged = run_of([1] * sizes[0] + [2] * 40 + [1] * sizes[1])
    way = OnTheWay(root.user_ids, root.labels)
    return earlier_of(merged, Segmentation("old", 2, 1, "ann", datetime(2026, 1, 1), {1: "Garden"}, {}), (way,))


@pytest.mark.parametrize(
    ("sizes", "numbers", "names"),
    [
        ((45, 30), {1: 1, 2: 2, 3: 3}, {1: "Garden"}),  # the larger part is the merged one, the other one has its own
        ((30, 45), {1: 4, 2: 2, 3: 1}, {3: "Garden"}),  # no number means what another number meant before
    ],
)
def test_segments_that_were_merged_and_are_found_again_have_no_number_of_each_other(sizes, numbers, names):
    labels = [1] * sizes[0] + [2] * 40 + [3] * sizes[1]
    for places in ((1, 2, 3), (3, 1, 2), (2, 3, 1)):  # labels of another random state are others
        again = [places[each - 1] for each in labels]
        found = carry_over(merged_before(sizes), run_of(again), version())
        assert {each: found.number_of(places[each - 1]) for each in (1, 2, 3)} == numbers
        assert {places.index(each) + 1: name for each, name in found.names.items()} == names


def test_parts_that_are_all_too_small_to_be_the_merged_one_have_their_own_numbers_again():
    sizes = (30, 31, 32)
    labels = [each for each, size in zip((1, 2, 3), sizes, strict=True) for _user in range(size)]
    root, merged = run_of(labels + [4] * 20), run_of([1] * sum(sizes) + [4] * 20)
    was = earlier_of(merged, version(), (OnTheWay(root.user_ids, root.labels),))
    found = carry_over(was, run_of([{1: 4, 2: 3, 3: 2}[each] for each in labels] + [1] * 20), version())
    assert found.numbers == {1: 4, 2: 3, 3: 2, 4: 1}


def test_a_number_that_went_is_not_given_to_a_new_segment():
    merged = run_of([1] * 40 + [4] * 40)
    record = replace(merged.record, highest_segment=6)
    found = carry_over(earlier(replace(merged, record=record), {}), run_of([1] * 40 + [2] * 38 + [3] * 2), version())
    assert found.numbers == {1: 1, 2: 4, 3: 7}


def test_a_strong_match_keeps_its_number_though_two_weaker_ones_would_weigh_more():
    was, now = [1] * 86 + [2] * 29, [3] * 58 + [4] * 28 + [3] * 28 + [4]
    assert match_segments(np.array(now), np.array(was)).partner_of() == {3: 2, 4: 1}
    assert match_segments(np.array(now), np.array(was), 0.5).partner_of() == {3: 1, 4: 2}
    found = carry_over(earlier(run_of(was), {1: "Garden"}), run_of(now), version())
    assert (found.names, found.numbers) == ({3: "Garden"}, {3: 1, 4: 3})


def test_numbers_follow_through_a_chain_of_runs():
    first = run_of([1] * 20 + [2] * 20)
    second = carry_over(earlier(first, {}), run_of([2] * 20 + [1] * 20), version())
    third = carry_over(earlier(run_of([2] * 20 + [1] * 20), {}, numbers=second.numbers), first, version())
    assert (second.numbers, third.numbers) == ({1: 2, 2: 1}, {})


def test_pages_show_numbers_in_names_and_sentences_and_labels_stay():
    found = run_of([1] * 3 + [2] * 3)
    numbered = (Persona(1, say("Segment {other}", other=1), "", ()), found.personas[1])
    shown = with_naming(
        results_of(found.user_ids, found.labels, found.probabilities, found.silhouettes, profiles=found.profiles,
                   personas=numbered),
        version({2: "Gardeners"}, numbers={1: 7, 2: 1}),
    )  # fmt: skip
    assert shown.names == {1: "Segment 7", 2: "Gardeners"}
    assert [shown.number_of(segment) for segment in (1, 2, -1)] == [7, 1, -1]
    assert shown.labels.tolist() == [1, 1, 1, 2, 2, 2]


@pytest.mark.parametrize("labels", [[-1] * 10, [1] * 10])
def test_a_run_without_common_users_takes_nothing_over(labels):
    was, now = run_of([1] * 10), run_of(labels, first_user=100)
    found = carry_over(earlier(was, {1: "Coffee lovers"}), now, version())
    assert (found.names, found.origin.n_common, found.origin.segments) == ({}, 0, ())
    assert found.origin.unplaced == (Unplaced(name="Coffee lovers", note=""),)


def test_an_interest_that_an_analyst_renamed_has_not_changed():
    was = run_of([1] * 20, tastes={1: ("Camping",)})
    lift = replace(taste("Camping"), kind="node", key="0")
    profile = replace(was.profiles[0], lifts=(lift,))
    liked = one_interest("Camping")
    changes = InterestEdits("log", 1, "ann", None, tuple(edits_to_plain([rename(liked, "Outdoor life")])))
    called = with_interests_called(replace(was, profiles=(profile,), interests=liked), changes)
    assert [each.name for each in called.profiles[0].lifts] == ["Outdoor life"]
    now = replace(profile, lifts=(replace(lift, name="Outdoor life"),))
    assert lost_interests(profile, now) == ("Camping",)
    assert lost_interests(called.profiles[0], now) == ()


def approve(**more: object) -> Decision:
    return Decision(state=DecisionState.APPROVED, owner="Ann", author="ann", **more)


def test_a_decision_waits_beside_the_segment_that_matches_and_does_not_hold_there():
    was, now = run_of([1] * 20 + [2] * 20), run_of([2] * 20 + [1] * 20)
    decided = approve(due=date(2026, 5, 12), comment="Mail them", approved=Approved(version=1, name="Tea", number=1))
    found = carry_over(earlier(was, {}, decisions={1: decided}), now, version())
    assert (found.decisions, found.as_approved().approved_in) == ({}, {})
    waiting = found.decided_before(2).decided
    assert waiting == DecidedBefore(decision=decided, run_id="old", name="Found 1")
    assert found.decided_before(1) is None
    assert decided_before(found, 2) == (
        "Decided for the earlier run old on “Found 1”, in which 100 % of these users were, of those whom that run "
        "knew: approved; owner: Ann; due: 2026-05-12; “Mail them”. It holds here only once it is confirmed."
    )
    assert origin_from_text(origin_to_text(found.origin)) == found.origin
    again = Decision(state=DecisionState.APPROVED, owner="Ann", comment="Mail them")
    assert waiting.confirmed(date(2026, 5, 13)) == again  # its day has passed
    assert waiting.confirmed(date(2026, 5, 12)) == replace(again, due=date(2026, 5, 12))
    confirmed = found.decided(2, again)
    assert (confirmed.decided_before(2), decided_before(confirmed, 2)) == (None, "")


def test_a_decision_names_a_segment_without_a_name_by_the_number_that_was_shown():
    was = run_of([1] * 20 + [2] * 20)
    personas = tuple(replace(each, name=say("Segment {other}", other=each.segment)) for each in was.personas)
    before = earlier(replace(was, personas=personas), {}, decisions={1: approve()}, numbers={1: 7, 2: 1})
    assert before.decided[1].name == "Segment 7"


def test_a_decision_goes_on_to_the_run_after_until_somebody_confirms_it_and_a_later_one_counts():
    was = run_of([1] * 20 + [2] * 20)
    first = carry_over(earlier(was, {}, decisions={1: approve(), 2: approve()}), was, version())
    rejected = Decision(state=DecisionState.REJECTED)
    found = carry_over(earlier_of(was, first.decided(2, rejected)), was, replace(version(), run_id="newest"))
    assert decided_before(found, 1) == (
        "Decided for the earlier run old on “Found 1”: approved; owner: Ann. It holds here only once it is confirmed."
    )
    assert found.decided_before(2).decided == DecidedBefore(decision=rejected, run_id="new", name="Found 2")


def test_a_decision_on_a_segment_that_matches_none_well_is_stated():
    was, now = run_of([1] * 20 + [2] * 20), run_of([1] * 10 + [2] * 15 + [1] * 15)
    found = carry_over(earlier(was, {}, decisions={1: approve()}), now, version())
    assert [found.decided_before(each) for each in (1, 2)] == [None, None]
    assert list(left_behind(found.origin)) == [
        "Decided for the earlier run old on “Found 1”, which no segment here matches well: approved; owner: Ann."
    ]


def test_an_edit_keeps_what_waits_on_segments_whom_nobody_joined_or_left():
    was = run_of([1] * 20 + [2] * 20)
    seen = carry_over(earlier(was, {}, decisions={1: approve(), 2: approve()}), was, version())
    before = Members(was.user_ids, was.labels, 2)
    after = before.moved(np.arange(40) > 30, 3)
    made = first_version(seen, before, after, "edited", WrittenWith())
    assert decided_before(made, 1) == decided_before(seen, 1)
    assert [made.decided_before(each) for each in (2, 3)] == [None, None]


def test_a_segment_that_was_set_aside_stays_so_on_the_segment_that_matches_and_says_why():
    was, now = run_of([1] * 20 + [2] * 20), run_of([2] * 20 + [1] * 20)
    before = earlier(was, {}, marks={1: Mark(colour=5, is_set_aside=True)})
    found = carry_over(before, now, version(marks={2: Mark(place=1)}))
    assert (found.set_aside, found.marks) == ((2,), {2: Mark(is_set_aside=True, place=1)})
    assert set_aside_before(found, 2) == "Set aside as in run old: 100 % of its users were in segment 1."
    assert set_aside_before(found, 1) == ""
    assert origin_from_text(origin_to_text(found.origin)) == found.origin
    acted_on = found.marked(2, Mark())
    assert set_aside_before(acted_on, 2) == ""
    assert carry_over(replace(before, version=3), now, acted_on).set_aside == ()  # taken back here


def test_a_segment_that_was_set_aside_and_matches_none_well_is_stated():
    was, now = run_of([1] * 20 + [2] * 20), run_of([1] * 10 + [2] * 15 + [1] * 15)
    found = carry_over(earlier(was, {}, marks={1: Mark(is_set_aside=True)}), now, version())
    assert found.set_aside == ()
    assert list(left_behind(found.origin)) == [
        "“Found 1” was set aside in run old, and no segment here matches it well: set aside what is meant."
    ]


def test_a_rejection_that_waits_is_warned_of_until_somebody_decides():
    was = run_of([1] * 20 + [2] * 20)
    rejected = Decision(state=DecisionState.REJECTED)
    found = carry_over(earlier(was, {}, decisions={1: approve(), 2: rejected}), was, version())
    assert (found.not_acted_on, not_exported(found)) == ((), (2,))
    which = "“Found 2” was rejected in the earlier run old. Segment 2, which matches it, is "
    waits = "the decision waits until somebody confirms it."
    assert list(rejected_before(found, [1])) == [f"{which}left out unless you choose it: {waits}"]
    assert list(rejected_before(found, [1, 2])) == [f"{which}in the files all the same: {waits}"]
    decided = found.decided(2, approve())
    assert (not_exported(decided), not_exported(found.decided(2, rejected))) == ((), (2,))
    assert list(rejected_before(decided, [])) == list(rejected_before(version(), [])) == []


def test_decisions_of_an_earlier_run_that_wait_are_stated_wherever_files_leave():
    was = run_of([1] * 20 + [2] * 20)
    rejected = Decision(state=DecisionState.REJECTED)
    found = carry_over(earlier(was, {}, decisions={1: approve(), 2: rejected}), was, version())
    waits = (
        "2 decisions of an earlier run wait to be confirmed: on segments 1, 2. Confirm them on One segment, or with "
        "decide --confirm."
    )
    assert list(waiting_before(found, [1, 2])) == [waits, *rejected_before(found, [1, 2])]
    assert not_confirmed(found, 2) == "reject, for “Found 2” of run old"
    one = found.decided(2, rejected)
    assert str(waiting_sentence(one)).startswith("A decision of an earlier run waits to be confirmed: on segment 1.")
    assert (waiting_on(one), not_confirmed(one, 2), waiting_sentence(version())) == ((1,), None, None)
    left = with_naming(was, found)
    assert has_decisions(left)
    assert decisions_table(left)["not_confirmed"].to_pylist() == [
        "approve, for “Found 1” of run old", "reject, for “Found 2” of run old",
    ]  # fmt: skip
    assert users_of(left, "r1").waiting == waits
