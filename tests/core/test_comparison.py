from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from core.cli.comparison import write_comparison
from core.errors import DataError
from core.population.excluded import NOTHING_EXCLUDED, Excluded, Exclusion
from core.results.results import Results
from core.views.comparison import adjusted_mutual, compare_runs, excluded_apart
from core.views.moves import moves_with


def results(users: str, labels: list[int]) -> Results:
    made = SimpleNamespace(user_ids=np.array(list(users), dtype=object), labels=np.array(labels, dtype=np.int32))
    return cast(Results, made)


def test_users_are_matched_by_id() -> None:
    found = compare_runs(results("abcd", [1, 1, 2, -1]), results("dcbae", [2, 1, 1, 1, 2]))
    assert found.segments == (1, 2, -1)
    assert found.other_segments == (1, 2)
    assert found.moved.tolist() == [[2, 0], [1, 0], [0, 1]]
    assert found.n_common == 4


def test_other_numbers_for_the_same_segments_agree_fully() -> None:
    assert compare_runs(results("abcd", [1, 1, 2, 2]), results("abcd", [2, 2, 1, 1])).adjusted_rand == 1.0


def test_one_segment_each_agrees() -> None:
    assert compare_runs(results("ab", [1, 1]), results("ab", [2, 2])).adjusted_rand == 1.0


def test_nobody_in_common() -> None:
    found = compare_runs(results("ab", [1, 2]), results("cd", [1, 2]))
    assert (found.n_common, found.adjusted_rand) == (0, 1.0)


def test_users_who_leave_the_partner_of_their_segment_have_moved() -> None:
    found = compare_runs(results("abcdef", [1, 1, 1, 2, 2, -1]), results("abcdef", [7, 7, 4, 4, 4, -1]))
    assert found.matches.partner_of() == {1: 7, 2: 4}
    assert (found.n_common, found.n_moved) == (6, 1)


def test_as_many_have_moved_as_home_says() -> None:
    """Of a match too weak for a name to go over, nobody stayed, whichever page counts."""
    one, other = np.repeat([1, 2, 3], (40, 30, 30)), np.r_[np.repeat([1, 2], (35, 5)), np.tile(np.arange(2, 9), 9)[:60]]
    older, newer = (results("".join(map(chr, range(200, 300))), list(labels)) for labels in (one, other))
    moves = moves_with(newer, older)
    all_matches = moves.matches.n_moved(moves.n_common, moves.stayed, 0.0)
    assert 0 < all_matches < moves.n_moved  # a weak match is among them
    assert compare_runs(older, newer).n_moved == moves.n_moved


def without(*keys: str) -> Results:
    parts = tuple(Exclusion("bots", "users", 1, key) for key in keys)
    excluded = Excluded(parts, n_users=len(keys), n_events=101) if keys else NOTHING_EXCLUDED
    return cast(Results, SimpleNamespace(record=SimpleNamespace(excluded=excluded)))


def test_runs_without_different_users_say_which_each_lacks() -> None:
    assert excluded_apart(without("a"), without("a")) == excluded_apart(without(), without()) == ""
    assert excluded_apart(without(), without("a")) == (
        "Data health excluded other users or events from the older run than from the newer one. The older run: Nothing "
        "is excluded by data health. The newer run: 1 user and 101 events excluded by data health."
    )
    assert "The newer run: 2 users and 101 events" in excluded_apart(without("a"), without("a", "b"))


def test_agreement_by_mutual_information_is_one_for_equal_segments_and_near_none_for_random_ones() -> None:
    rng = np.random.default_rng(0)
    labels, other = rng.integers(0, 4, 2000), rng.integers(0, 4, 2000)
    assert adjusted_mutual(labels, labels + 3) == pytest.approx(1)
    assert adjusted_mutual(labels, other) == pytest.approx(0, abs=0.01)
    assert adjusted_mutual(labels[:0], other[:0]) == 1.0


def test_runs_without_a_user_in_common_are_not_compared(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no user in common"):
        write_comparison(tmp_path, ("r1", results("ab", [1, 2])), ("r2", results("cd", [1, 2])))
