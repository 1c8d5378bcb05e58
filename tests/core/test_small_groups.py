"""Which small groups are not shown in what leaves, and the setting that says what is small."""

from __future__ import annotations

import pytest

from core.errors import SettingsError
from core.export.small_groups import Guarded, guard_groups
from core.settings import load_settings


def test_small_groups_are_hidden_and_so_is_a_total_that_would_give_them_away() -> None:
    assert guard_groups({1: 900, 2: 70, -1: 30}, 50) == Guarded((1, 2), (-1,), hides_total=True)
    assert guard_groups({1: 900, 2: 49, -1: 30}, 50) == Guarded((1,), (2, -1), hides_total=False)
    assert guard_groups({1: 50, 2: 0}, 50) == Guarded((1, 2), (), hides_total=False)


def test_what_is_small_is_a_setting_and_never_below_twenty(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().small_group == 50
    monkeypatch.setenv("ATLAS_SMALL_GROUP", "20")
    assert load_settings().small_group == 20
    monkeypatch.setenv("ATLAS_SMALL_GROUP", "19")
    with pytest.raises(SettingsError, match=r"ATLAS_SMALL_GROUP is 19, which is below 20\."):
        load_settings()
