"""Which small groups are not shown in what leaves, and the setting that says what is small."""

from __future__ import annotations

import pytest

from core.errors import SettingsError
from core.export.small_groups import Guarded, guard_groups, is_small, shown_counts
from core.settings import load_settings


def test_small_groups_are_hidden_and_so_is_a_total_that_would_give_them_away() -> None:
    assert guard_groups({1: 900, 2: 70, -1: 30}, 50) == Guarded((1, 2), (-1,), hides_total=True)
    assert guard_groups({1: 900, 2: 49, -1: 30}, 50) == Guarded((1,), (2, -1), hides_total=False)
    assert guard_groups({1: 50, 2: 0}, 50) == Guarded((1, 2), (), hides_total=False)


def test_beside_a_known_total_the_next_smallest_count_goes_too() -> None:
    assert shown_counts({1: 900, 2: 70, 3: 30}, 50) == {1: 900, 2: None, 3: None}
    assert shown_counts({1: 900, 2: 70, 3: 30, 4: 30}, 50) == {1: 900, 2: 70, 3: None, 4: None}
    assert shown_counts({1: 30, 2: 0}, 50) == {1: None, 2: 0}


def test_no_rule_asks_for_groups_below_twenty() -> None:
    assert guard_groups({1: 900, 2: 19, 3: 20}, 1) == Guarded((1, 3), (2,), hides_total=True)
    assert (is_small(19, 1), is_small(20, 1)) == (True, False)


def test_what_is_small_is_a_setting_and_never_below_twenty(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().small_group == 50
    monkeypatch.setenv("ATLAS_SMALL_GROUP", "20")
    assert load_settings().small_group == 20
    monkeypatch.setenv("ATLAS_SMALL_GROUP", "19")
    with pytest.raises(SettingsError, match=r"ATLAS_SMALL_GROUP is 19, which is below 20\."):
        load_settings()
