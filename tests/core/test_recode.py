"""Titles that a run knew, for a log that comes without them."""

from core.model.recode import with_known_titles
from tests.populations import population


def test_items_without_a_title_get_the_one_that_the_run_knew():
    run = population([("ann", "i1")], titles={"i1": "Green tea", "i2": "Mug", "i3": "Hat"})
    log = population([("bob", "i9"), ("bob", "i2"), ("bob", "i1")], titles={"i1": "Black tea"})
    found = with_known_titles(log, run.items)
    assert dict(zip(found.items.item_ids, found.items.titles, strict=True)) == {
        "i1": "Black tea",
        "i9": "",
        "i2": "Mug",
    }
    assert found.items.item_ids.tolist() == log.items.item_ids.tolist()
    assert found.histories is log.histories
