"""Edits of segments: whatever is done, everybody is in one segment or in none, and the same edits give the same."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.audiences.excel import workbook_blocks
from core.errors import AtlasError, DataError
from core.shaping.divide import dividing
from core.shaping.edits import Means, Members, Merge, Move, Select, Split, apply_edits
from core.shaping.small import small_left
from core.shaping.user_list import read_user_list

USERS = np.array([f"u{place}" for place in range(8)], dtype=object)
START = Members(USERS, np.array([1, 1, 1, 2, 2, 3, 3, -1], dtype=np.int32), 3)


def halves(is_member, n_parts):
    """Divide users in their order, the first part the largest."""
    return np.sort(np.arange(is_member.sum()) % n_parts) + 1


def first_of_rule(rule, labels):
    """Choose so many users as the rule says."""
    return np.arange(len(labels)) < int(rule)


MEANS = Means(halves, first_of_rule)


def edited(*edits):
    members, done = apply_edits(START, edits, MEANS)
    return members.labels.tolist(), [str(each.sentence) for each in done]


def test_a_merged_segment_has_the_lowest_number():
    assert edited(Merge((3, 2))) == (
        [1, 1, 1, 2, 2, 2, 2, -1],
        ["Segments 2, 3 were merged: segment 2 has 4 users."],
    )


def test_of_segments_that_are_shown_under_other_numbers_the_lowest_one_that_is_shown_stays():
    members, (done,) = apply_edits(replace(START, numbers={2: 5}), [Merge((2, 3))], MEANS)
    assert members.labels.tolist() == [1, 1, 1, 3, 3, 3, 3, -1]
    assert str(done.sentence) == "Segments 3, 5 were merged: segment 3 has 4 users."


def test_the_largest_part_keeps_the_number_and_others_get_new_ones():
    assert edited(Split(1, 2)) == ([1, 1, 4, 2, 2, 3, 3, -1], ["Segment 1 was split: 1: 2; 4: 1."])


def test_segments_that_edits_leave_too_small_are_named():
    members = Members(np.arange(120).astype(str).astype(object), np.repeat([1, 2], [70, 50]).astype(np.int32), 2)
    after, _done = apply_edits(members, [Move(tuple(str(each) for each in range(30)), None)], MEANS)
    assert [str(each) for each in small_left(members, after)] == [
        "Segment 1 has 40 users then, fewer than the 50 that are worth acting on.",
        "Segment 3 has 30 users then, fewer than the 50 that are worth acting on.",
    ]
    assert list(small_left(after, after)) == []


def test_a_number_that_went_is_not_given_again():
    labels, _ = edited(Merge((2, 3)), Split(1, 2), Merge((1, 4)), Split(2, 2))
    assert labels == [1, 1, 1, 2, 2, 5, 5, -1]


@pytest.mark.parametrize(
    ("segment", "number", "sentence"),
    [
        (2, 2, "2 users were moved to segment 2. 1 of the list is not in the log."),
        (None, 4, "2 users were moved to segment 4. 1 of the list is not in the log."),
        (-1, -1, "2 users were taken out of all segments. 1 of the list is not in the log."),
    ],
)
def test_users_move_to_a_segment_to_one_of_their_own_or_out_of_all(segment, number, sentence):
    assert edited(Move(("u0", "u7", "nobody"), segment)) == ([number, 1, 1, 2, 2, 3, 3, number], [sentence])


def test_users_who_meet_a_rule_become_a_segment():
    assert edited(Select("4")) == ([4, 4, 4, 4, 2, 3, 3, -1], ["Segment 4 was made of 4 users: 4."])


@pytest.mark.parametrize(
    ("edits", "message"),
    [
        ([Select("0")], "Nobody meets 0."),
        ([Merge((2,))], "One segment cannot be merged."),
        ([Merge((2, 9))], "There is no segment 9. Segments are 1, 2, 3."),
        ([Merge((2, 3)), Split(3, 2)], "There is no segment 3. Segments are 1, 2."),
        ([Split(2, 1)], "A segment of 2 users cannot be split into 1."),
        ([Split(2, 3)], "A segment of 2 users cannot be split into 3."),
        ([Move(("nobody",), 1)], "None of the 1 users is in the log."),
        ([Move(("u0",), 7)], "There is no segment 7."),
        ([Move(tuple(USERS), -1)], "No segment is left."),
    ],
)
def test_an_edit_that_does_not_fit_is_refused(edits, message):
    with pytest.raises(DataError) as caught:
        apply_edits(START, edits, MEANS)
    assert f"{caught.value.message} {caught.value.hint}".startswith(message)


def test_users_who_are_all_alike_are_not_divided():
    with pytest.raises(DataError, match="Segment 1 cannot be split: its users are all alike"):
        apply_edits(START, [Split(1, 2)], Means(dividing(np.ones((8, 2), np.float32), 0), first_of_rule))


def test_a_segment_is_divided_by_what_its_users_do():
    vectors = np.eye(2, dtype=np.float32)[[0, 1, 0, 0, 1, 0, 1, 0]]
    assert apply_edits(START, [Split(1, 2)], Means(dividing(vectors, 0), first_of_rule))[0].labels.tolist() == [
        1,
        4,
        1,
        2,
        2,
        3,
        3,
        -1,
    ]


NUMBERS = st.integers(-1, 6)
EDITS = st.lists(
    st.one_of(
        st.builds(Merge, st.lists(NUMBERS, min_size=1, max_size=3).map(tuple)),
        st.builds(Split, NUMBERS, st.integers(0, 4)),
        st.builds(Select, st.sampled_from("0135")),
        st.builds(Move, st.lists(st.sampled_from(list(USERS)), min_size=1).map(tuple), st.one_of(st.none(), NUMBERS)),
    ),
    max_size=8,
)


@settings(deadline=None)
@given(EDITS)
def test_whatever_is_done_everybody_is_in_one_segment_or_in_none(edits):
    members = START
    for edit in edits:
        before = members
        try:
            members, _ = apply_edits(before, [edit], MEANS)
        except DataError:
            continue
        assert members.user_ids is USERS
        assert len(members.labels) == len(USERS)
        assert all(each == -1 or 1 <= each <= members.highest for each in members.labels.tolist())
        stayed = set(before.segments) & set(members.segments)
        assert all(each in stayed or each > before.highest for each in members.segments)
        again, _ = apply_edits(before, [edit], MEANS)
        assert again.labels.tolist() == members.labels.tolist()


def test_a_list_of_users_is_a_file_with_their_ids(tmp_path):
    path = tmp_path / "users.csv"
    path.write_text("\ufeffuser_id,segment\n007,1\n u2 ,1\n007,2\n,3\n", encoding="utf-8")
    assert read_user_list(path) == ("007", "u2")
    path.write_text("user_id\n007\na;b\n'c'\n", encoding="utf-8")
    assert read_user_list(path) == ("007", "a;b", "'c'")
    with workbook_blocks(tmp_path / "users.xlsx", ["user_id"]) as write_rows:
        write_rows(pa.record_batch({"user_id": ["007", "=c"]}))
    assert read_user_list(tmp_path / "users.xlsx") == ("007", "=c")


@pytest.mark.parametrize(
    ("text", "message"),
    [(None, "cannot be read"), ("id,a\n1,\n", "has no column user_id"), ("user_id\n\n", "names no user")],
)
def test_a_file_without_users_is_refused(tmp_path, text, message):
    if text:
        (tmp_path / "users.csv").write_text(text, encoding="utf-8")
    with pytest.raises(AtlasError, match=message):
        read_user_list(tmp_path / "users.csv")
