import numpy as np
import pytest

from core.trust.across_k import Fate, follow, other_ks

SHOWN = np.repeat([1, 2, 3], [40, 30, 30])


def fates(cluster_at):
    found = follow(SHOWN, cluster_at)
    return {(each.segment, each.k): (each.fate, each.n_parts) for each in found.fates}


def test_a_segment_that_stays_splits_or_merges():
    merged = np.repeat([1, 2], [40, 60])
    split = np.repeat([1, 2, 3, 4], [40, 30, 16, 14])
    assert fates({2: merged, 4: split}) == {
        (1, 2): (Fate.SAME, 1),
        (1, 4): (Fate.SAME, 1),
        (2, 2): (Fate.MERGED, 1),
        (2, 4): (Fate.SAME, 1),
        (3, 2): (Fate.MERGED, 1),
        (3, 4): (Fate.SPLIT, 2),
    }


def test_pure_parts_of_any_number_are_a_split():
    whole, parts = np.repeat([1, 2], [100, 50]), np.repeat([1, 2, 3, 4, 5], [30, 30, 20, 20, 50])
    found = {each.segment: each for each in follow(whole, {5: parts}).fates}
    assert (found[1].fate, found[1].n_parts) == (Fate.SPLIT, 4)
    assert found[2].fate is Fate.SAME


def test_users_spread_over_all_segments_have_gone():
    spread = np.tile([1, 2, 3, 4], 25)
    assert {fate for fate, _parts in fates({4: spread}).values()} == {Fate.GONE}


def test_links_share_the_users_of_neighbouring_numbers():
    found = follow(SHOWN, {2: np.repeat([1, 2], [40, 60])})
    links = {(each.segment, each.to_segment): (each.k, each.to_k, each.n_users) for each in found.links}
    assert links == {(1, 1): (2, 3, 40), (2, 2): (2, 3, 30), (2, 3): (2, 3, 30)}
    assert [each.jaccard for each in found.links] == pytest.approx([1, 0.5, 0.5])
    assert [(each.k, each.segment, each.size, each.home) for each in found.segments] == [
        (2, 1, 40, 1),
        (2, 2, 60, 2),
        (3, 1, 40, 1),
        (3, 2, 30, 2),
        (3, 3, 30, 3),
    ]
    assert (found.ks, found.same_at(1), found.same_at(2)) == ((2, 3), (2,), ())


def test_numbers_to_either_side_are_those_that_users_can_form():
    assert other_ks(8, 1000) == [5, 6, 7, 9, 10, 11]
    assert other_ks(2, 4) == [3]


def test_one_segment_is_not_followed():
    assert follow(np.array([1, 1, -1]), {2: np.array([1, 2, 1])}) is None
