"""Which small groups are not shown in what leaves, and the setting that says what is small."""

from __future__ import annotations

import pytest

from core.errors import SettingsError
from core.export.small_groups import Guarded, Step, guard_groups, is_small, shown_counts, shown_steps
from core.settings import load_settings


def test_small_groups_are_hidden_and_so_is_a_total_that_would_give_them_away() -> None:
    assert guard_groups({1: 900, 2: 70, -1: 30}, 50) == Guarded((1, 2), (-1,), hides_total=True)
    assert guard_groups({1: 900, 2: 49, -1: 30}, 50) == Guarded((1,), (2, -1), hides_total=False)
    assert guard_groups({1: 50, 2: 0}, 50) == Guarded((1, 2), (), hides_total=False)


def test_beside_a_known_total_the_next_smallest_count_goes_too() -> None:
    assert shown_counts({1: 900, 2: 70, 3: 30}, 50) == {1: 900, 2: None, 3: None}
    assert shown_counts({1: 900, 2: 70, 3: 30, 4: 30}, 50) == {1: 900, 2: 70, 3: None, 4: None}
    assert shown_counts({1: 30, 2: 0}, 50) == {1: None, 2: 0}


@pytest.mark.parametrize(
    ("n_rows", "held", "shared", "totals", "listed", "expected"),
    [
        (78, 15, 0, (93, 93, 93, 150), False, (None, 0, None, None, None, 150)),
        (78, 15, 0, (93, 96, 97, 110), False, (None, 0, None, None, None, None)),
        (800, 90, 10, (900, 1200, 1200, 1300), False, (None, None, 900, 1200, 1200, 1300)),
        (800, 90, 0, (890, 920, 930, 1300), False, (90, 0, 890, None, None, 1300)),
        (78, 15, 0, (93, 193, 193, 193), False, (None, 0, None, 193, 193, 193)),
        (78, 15, 0, (93, 193, 193, 193), True, (None, 0, None, None, None, None)),
        (0, 60, 0, (90, 90, 90, 90), False, (None, 0, 90, 90, 90, 90)),
        (0, 5, 0, (40, 40, 45, 95), False, (None, 0, None, None, None, 95)),
        (93, 0, 0, (93, 93, 97, 99), False, (0, 0, 93, 93, 97, 99)),
    ],
)
def test_no_small_group_is_the_difference_of_counts_and_rows(
    n_rows: int, held: int, shared: int, totals: tuple[int, ...], listed: bool, expected: tuple[int | None, ...]
) -> None:
    consenting, usable, found, users = totals
    steps = [
        Step("consenting", consenting),
        Step("usable", usable, is_listed=listed),
        Step("found", found, is_plain=True),
        Step("users", users, is_plain=True),
    ]
    shown = shown_steps(n_rows, {"held": held, "shared": shared}, steps, 50)
    assert tuple(shown.values()) == expected


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
