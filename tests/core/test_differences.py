"""Two groups of users differ by what each has more often than the other."""

from __future__ import annotations

import numpy as np
import pytest

from core.profiles.counted import counted
from core.profiles.profile import all_facts
from core.views.differences import differences, mask_of
from tests.populations import MONDAY, population

N = 120


@pytest.fixture(scope="module")
def kinds():
    """Users of whom the first 40 buy tea, the next 40 tea or rope, the last 40 rope; all of them buy salt."""
    events = []
    for user in range(N):
        own = "tea" if user < 40 or (user < 80 and user % 2) else "rope"
        events += [(f"u{user:03}", item, "purchase", MONDAY + user) for item in (own, "salt")]
    made = population(events, titles={"tea": "Tea", "rope": "Rope", "salt": "Salt"})
    return [counted(each) for each in all_facts(made)], made.histories.user_ids


def of(user_ids, start: int, end: int):
    return mask_of(user_ids, {f"u{user:03}" for user in range(start, end)})


def test_each_group_has_what_it_has_more_often_than_the_other(kinds) -> None:
    facts, users = kinds
    first, second = differences(facts, of(users, 0, 40), of(users, 80, 120), 5)
    assert (first.n_only, second.n_only) == (40, 40)
    named = {each.name for each in first.lifts}, {each.name for each in second.lifts}
    assert not any("Salt" in name for names in named for name in names)
    swapped = differences(facts, of(users, 80, 120), of(users, 0, 40), 5)
    assert swapped == (second, first)


def test_users_of_both_count_on_the_other_side_alone(kinds) -> None:
    facts, users = kinds
    first, second = differences(facts, of(users, 0, 80), of(users, 40, 120), 5)
    (tea,) = [each for each in first.lifts if each.name == "Tea"]
    assert (tea.count, tea.share) == (40, 1.0)  # of the 40 in the first group alone, all buy tea
    assert tea.overall_share == pytest.approx(20 / 80)  # of the 80 of the second group, 20 of those in both
    (rope,) = [each for each in second.lifts if each.name == "Rope"]
    assert rope.overall_share == pytest.approx(20 / 80)


def test_a_group_within_the_other_has_nobody_of_its_own(kinds) -> None:
    facts, users = kinds
    inner, outer = differences(facts, of(users, 0, 40), of(users, 0, 120), 5)
    assert (inner.n_only, inner.lifts, outer.n_only) == (0, (), 80)
    nobody = np.zeros(N, dtype=bool)
    assert [each.lifts for each in differences(facts, of(users, 0, 40), nobody, 5)] == [(), ()]
