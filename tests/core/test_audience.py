"""The audience for an item, and what typical users did and would get."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.errors import DataError
from core.export.audience import AUDIENCE_COLUMNS, audience_of, audience_table
from core.recommenders.for_users import Ease, Popularity
from core.types import Profile
from core.views.typical import HISTORY, OFFER, typical_frame, typical_users
from tests.populations import DAY, MONDAY, population

USERS = ["both1", "both2", "both3", "bag", "zoo", "none"]
LABELS = np.array([1, 1, 1, 1, 2, -1], dtype=np.int32)


@pytest.fixture(scope="module")
def log():
    """Who has the bag has the pot, but for one; the zoo user has something else, and one has nothing."""
    rows = [(f"both{n}", item) for n in (1, 2, 3) for item in ("bag", "pot")]
    rows += [("bag", "bag"), ("zoo", "map"), ("zoo", "map", "view", MONDAY + DAY)]
    return population(rows, users=USERS, titles={"pot": "Pot"}, categories={"pot": "Tea"})


@pytest.fixture(scope="module")
def fitted(log):
    return Ease(regularisation=1.0).fit(log)


def code_of(log, item):
    return log.items.item_ids.tolist().index(item)


def test_who_wants_an_item_comes_first_and_the_others_are_counted(log, fitted):
    found = audience_of(fitted, log, code_of(log, "pot"))
    assert [USERS[row] for row in found.rows] == ["bag"]
    assert list(found.sentences()) == [
        "1 of 6 users is listed.",
        "Left out: 3 users who have the item, gave it back or rated it low.",
        "Left out: 1 user of whom no item is known that could lead to it.",
        "Left out: 1 user whose items do not lead to it.",
    ]
    table = audience_table(found, log, LABELS, {1: "Tea lovers"}, "ease").to_pandas()
    assert table.columns.tolist() == list(AUDIENCE_COLUMNS)
    assert table.drop(columns="score").iloc[0].tolist() == [
        "bag", 1, "pot", "Pot", 1, "Tea lovers", "ease", "warm",
    ]  # fmt: skip


def test_who_did_not_consent_or_comes_too_late_is_counted(log, fitted):
    nobody = np.zeros(len(USERS), dtype=bool)
    refused = audience_of(fitted, log, code_of(log, "pot"), nobody)
    assert (refused.n_refused, len(refused.rows)) == (1, 0)
    assert audience_table(refused, log, LABELS, {}, "ease").num_rows == 0
    beyond = audience_of(fitted, log, code_of(log, "pot"), at_most=0)
    assert (beyond.n_beyond, len(beyond.rows)) == (1, 0)


def test_an_item_that_is_not_offered_has_no_ranked_users(log):
    few = Ease(max_items=2).fit(log)
    with pytest.raises(DataError, match="No user can be ranked for map"):
        audience_of(few, log, code_of(log, "map"))


def test_a_typical_user_did_this_and_would_get_that(log, fitted):
    profile = Profile(2, 1, 0.2, (), ("zoo", "gone"))
    (zoo,) = typical_users(profile, log, fitted, Popularity().fit(log))
    assert zoo.user_id == "zoo"
    frame = typical_frame([zoo], log)
    twins = typical_frame([replace(zoo, user_id=each) for each in ("sub_715379", "sub_701479")], log)
    assert twins["user_id"].unique().tolist() == ["su…79 (A)", "su…79 (B)"]
    did = frame[frame["kind"] == HISTORY]
    assert did[["rank", "date", "meaning", "title"]].to_numpy().tolist() == [
        [1, "2024-01-02", "viewed", "map"],
        [2, "2024-01-01", "bought", "map"],
    ]
    gets = frame[frame["kind"] == OFFER]
    assert gets["item_id"].tolist() == ["bag", "pot"]
    assert gets["category"].tolist() == ["", "Tea"]


def test_typical_users_of_another_log_get_what_the_log_of_the_run_leads_to(log, fitted):
    profile = Profile(1, 1, 0.2, (), ("bag", "zoo"))
    later = log.of_users(np.array([USERS.index("bag")]))
    (bag,) = typical_users(profile, later, fitted, Popularity().fit(log))
    assert typical_frame([bag], later)["item_id"].tolist() == ["bag", "pot", "map"]
