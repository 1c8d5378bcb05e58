"""Saved selections: kept by name, found by list or by rule, and compared."""

from dataclasses import replace

import numpy as np
import pytest

from core.errors import DataError
from core.shaping.known import Known
from core.store.selections import NewSelection, add_selection, delete_selection, read_listed, read_selections
from core.store.store import Store
from core.views.saved import Overlap, SavedUsers, overlap_of, users_who_meet
from tests.core.jobs_help import settings
from tests.populations import labels, population

LOG = population([("ann", "tea"), ("bob", "tea"), ("bob", "mug"), ("cat", "mug")])
KNOWN = Known(LOG, labels(1, 1, 2), {}, pytest.fail)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    with Store(settings(tmp_path_factory.mktemp("saved"))) as opened:
        yield opened


def save(store, name, rule="", user_ids=None):
    return add_selection(store, NewSelection("log", name, "run", 2, rule, user_ids), "eve")


def test_selections_are_kept_by_name_and_refer_to_each_other(store):
    save(store, " tea drinkers ", "item:tea")
    save(store, "two", user_ids=["ann", "cat"])
    save(store, "both", 'selection:"tea drinkers" and selection:two')
    assert [(each.name, each.rule, each.author) for each in read_selections(store, "log")] == [
        ("both", 'selection:"tea drinkers" and selection:two', "eve"),
        ("two", "", "eve"),
        ("tea drinkers", "item:tea", "eve"),
    ]
    assert [read_listed(store, each) for each in read_selections(store, "log")] == [[], ["ann", "cat"], []]
    saved = SavedUsers(read_selections(store, "log"), lambda each: read_listed(store, each), lambda run: KNOWN, "run")
    assert saved.users("both") == ["ann"]
    assert users_who_meet("not selection:two", saved.with_selections(KNOWN)) == ["bob"]
    with pytest.raises(DataError, match="There is a selection 'two' already"):
        save(store, "two", "item:mug")
    with pytest.raises(DataError, match="A selection needs a name"):
        save(store, " ", "item:mug")
    with pytest.raises(DataError, match="Nothing says who is in the selection"):
        save(store, "everybody")
    delete_selection(store, "log", "two")
    assert [each.name for each in read_selections(store, "log")] == ["both", "tea drinkers"]
    with pytest.raises(DataError, match="There is no saved selection 'two'"):
        delete_selection(store, "log", "two")


def test_a_selection_that_leads_back_to_itself_is_refused(store):
    save(store, "one", "selection:other")
    save(store, "other", "not selection:one")
    saved = SavedUsers(read_selections(store, "log"), lambda each: [], lambda run: KNOWN, "run")
    with pytest.raises(DataError, match="The rule of the selection 'one' leads back to itself"):
        saved.users("one")


def test_two_groups_are_compared_by_their_users():
    found = overlap_of(["ann", "bob", "cat"], ["cat", "dan"])
    assert found == Overlap(3, 2, 1)
    assert (found.n_either, found.jaccard) == (4, 0.25)
    rows = found.frame().to_dict("list")
    assert (rows["who"], rows["count"]) == (["only_first", "both", "only_second"], [2, 1, 1])
    np.testing.assert_array_equal(rows["share_of_first"], [2 / 3, 1 / 3, np.nan])
    np.testing.assert_array_equal(rows["share_of_second"], [np.nan, 0.5, 0.5])
    assert overlap_of([], []).jaccard == 0.0


def test_a_rule_about_the_log_follows_new_data_and_one_about_a_run_does_not(store):
    save(store, "tea later", "item:tea")
    save(store, "those of segment 1", "segment:1 and item:tea")
    later = replace(KNOWN, population=population([("ann", "tea"), ("bob", "tea"), ("cat", "mug")]))
    asked = []

    def known_on(run):
        asked.append(run)
        return later if run == "later" else KNOWN

    saved = SavedUsers(read_selections(store, "log"), lambda each: [], known_on, "later")
    assert saved.users("tea later") == ["ann", "bob"]
    assert saved.users("those of segment 1") == list(users_who_meet("segment:1 and item:tea", KNOWN))
    assert asked == ["later", "run"]
