"""Edits made again on another run: on segments that match by their users, or with the reason why not."""

from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest

from core.errors import DataError
from core.results.carried_edits import Common, ReplayState, Was, replay, replay_names
from core.shaping.edits import Means, Members, Merge, Move, Select, Split
from core.store.segment_decision import Decision, DecisionState
from core.store.segmentations import Mark, Segmentation

CARRIED, ALREADY, LEFT = ReplayState.CARRIED, ReplayState.ALREADY, ReplayState.LEFT
USERS = np.array([f"u{place}" for place in range(12)], dtype=object)
OLD = np.array([1] * 4 + [2] * 4 + [3] * 4, dtype=np.int32)
NEW = np.array([2] * 4 + [3] * 4 + [1] * 4, dtype=np.int32)
"""The same segments under other numbers."""


def naming(**more):
    return Segmentation("run", 0, None, "ann", datetime(2026, 1, 1), {}, {}, **more)


def was(edit, after, before=OLD):
    return Was(edit, before, np.asarray(after, dtype=np.int32), "It was done.", naming(), {1: "Cooks"})


def rules(rule, labels):
    """Choose the first two of a segment."""
    return (labels == int(rule.split(":")[1])) & (np.cumsum(labels == int(rule.split(":")[1])) <= 2)


def carried(*edits, here=NEW, users=USERS):
    members = Members(users, here, 3)
    found = replay(Common.of(USERS, users), edits, members, Means(lambda *_: pytest.fail("divided"), rules))
    return found, [(each.state, str(each.why)) for each in found.steps]


def test_a_merge_is_made_of_the_segments_that_match():
    found, steps = carried(was(Merge((1, 3)), [1] * 4 + [2] * 4 + [1] * 4))
    assert found.edits == (Merge((1, 2)),)
    assert steps == [(CARRIED, "Segments 1, 2 were merged: segment 1 has 8 users.")]
    assert found.members.labels.tolist() == [1] * 4 + [3] * 4 + [1] * 4


def test_what_the_run_has_found_by_itself_is_not_made_again():
    merged = np.array([2] * 4 + [3] * 4 + [2] * 4, dtype=np.int32)
    _, steps = carried(was(Merge((1, 3)), [1] * 4 + [2] * 4 + [1] * 4), here=merged)
    assert steps == [
        (
            ALREADY,
            "This run has such segments without the edit: segment 1 of that run is segment 2 here (100 % of the users "
            "of either are in both).",
        )
    ]
    assert ALREADY.value == "not applied, not needed"


def test_parts_that_a_run_has_found_by_itself_are_each_named_as_they_are_shown():
    before = np.array([1] * 8 + [2] * 4, dtype=np.int32)
    after, here = [1] * 4 + [3] * 4 + [2] * 4, np.array([4] * 4 + [1] * 4 + [2] * 4, dtype=np.int32)
    members = Members(USERS, here, 4, {4: 7})
    found = replay(Common.of(USERS, USERS), [was(Split(1, 2), after, before)], members, Means(None, None))
    assert [(each.state, str(each.why)) for each in found.steps] == [
        (
            ALREADY,
            "This run has such segments without the edit: segment 1 of that run is segment 7 here (100 % of the users "
            "of either are in both), segment 3 of that run is segment 1 here (100 % of the users of either are in "
            "both).",
        )
    ]


@pytest.mark.parametrize(
    ("here", "why"),
    [
        (
            [1, 1, 2, 2, 3, 3, 4, 4, 1, 2, 3, 4],
            "Segment 1 of that run matches segment 1 too weakly: 40 % of the users of either are in both.",
        ),
        ([-1] * 4 + [1] * 4 + [2] * 4, "Segment 1 of that run has no match here."),
    ],
)
def test_an_edit_of_segments_that_hardly_match_is_left_with_the_reason(here, why):
    found, steps = carried(was(Merge((1, 2)), [1] * 8 + [3] * 4), here=np.array(here, dtype=np.int32))
    assert (found.edits, steps) == ((), [(LEFT, why)])


def test_users_move_as_far_as_they_are_still_there():
    kept = slice(2, 12)
    move = Move(("u0", "u1", "u4"), 3)
    found, steps = carried(was(move, [3, 3, 1, 1, 3, 2, 2, 2, 3, 3, 3, 3]), here=NEW[kept], users=USERS[kept])
    assert steps == [(CARRIED, "1 user was moved to segment 1. 2 of the list are not in the log.")]
    assert found.members.labels.tolist() == [2, 2, 1, 3, 3, 3, 1, 1, 1, 1]
    gone = Move(("u0", "u1"), None)
    _, steps = carried(was(gone, [4, 4, *OLD[2:]]), here=NEW[kept], users=USERS[kept])
    assert steps == [(LEFT, "None of the 2 users is in the log.")]


@pytest.mark.parametrize("segment", ["1", "cooks"])
def test_a_rule_follows_its_segment(segment):
    found, steps = carried(was(Select(f"segment:{segment}"), [4, 4, *OLD[2:]]))
    assert found.edits == (Select("segment:2"),)
    assert steps == [(CARRIED, "Segment 4 was made of 2 users: segment:2.")]


def test_a_segment_that_was_divided_by_what_its_users_do_is_left_to_the_analyst_and_later_edits_go_on():
    divided = np.array([1, 1, 4, 4, *OLD[4:]], dtype=np.int32)
    after = np.where(divided == 3, 2, divided)
    found, steps = carried(was(Split(1, 2), divided), was(Merge((2, 3)), after, divided))
    assert steps[0] == (LEFT, "It was split by what its users do. Split segment 2 here, and choose.")
    assert (steps[1][0], found.edits) == (CARRIED, (Merge((1, 3)),))


def test_runs_without_common_users_are_refused():
    with pytest.raises(DataError, match="no users in common"):
        Common.of(USERS, np.array(["v"], dtype=object))


def test_names_notes_and_marks_go_over_where_nobody_wrote_and_say_where_not():
    theirs = replace(
        naming(
            marks={1: Mark(is_set_aside=True), 3: Mark(colour=9)}, decisions={1: Decision(state=DecisionState.CHANGE)}
        ),
        names={1: "Cooks", 2: "Bakers", 3: "Guests"},
        notes={2: "Ask them."},
    )
    seen = replace(naming(), names={3: "Millers", 1: "Guests"})
    members = Members(USERS, NEW, 3)
    partners = Common.of(USERS, USERS).partners(OLD, NEW)
    made, steps = replay_names(partners, theirs, seen, members)
    assert made.names == {3: "Millers", 1: "Guests", 2: "Cooks"}
    assert (made.notes, made.marks) == ({3: "Ask them."}, {2: Mark(is_set_aside=True), 1: Mark(colour=9)})
    assert [(str(each.what), each.state, str(each.why)) for each in steps] == [
        ("Segment 1 is called “Cooks”.", CARRIED, "It holds for segment 2 here."),
        ("Segment 1 is set aside.", CARRIED, "It holds for segment 2 here."),
        ("Segment 2 is called “Bakers”.", LEFT, "Somebody wrote something else of segment 3 here."),
        ("A note stands on segment 2.", CARRIED, "It holds for segment 3 here."),
        ("Segment 3 is called “Guests”.", ALREADY, "The same is written of segment 1 here."),
        ("Segment 3 has a colour of its own.", CARRIED, "It holds for segment 1 here."),
        ("Decisions on segments: 1.", LEFT, "They were taken on other users. Decide again."),
    ]
