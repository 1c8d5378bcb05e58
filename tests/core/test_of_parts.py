"""The verdict that parts of a segment would have is that of their card once the segment is divided."""

import numpy as np
import pytest

from core.compute.machine import Machine
from core.pipeline import appraise, run
from core.results.run import Options, Space
from core.shaping.divide import ways_to_divide
from core.trust.grade import Grade
from core.trust.of_parts import parts_judge
from core.types import Recipe
from tests.core.trust_help import planted
from tests.populations import MONDAY, population

LOG = planted((90, 90, 120, 60))
NO_MAP = Options(with_map=False, with_interests=False)


@pytest.fixture(scope="module")
def found():
    return run(LOG, Recipe("counts", "kmeans", 4), NO_MAP)


@pytest.fixture(scope="module")
def judge(found):
    return parts_judge(LOG, found.model.vectors(LOG)[1], 0, Machine())


@pytest.mark.parametrize(
    ("merged", "segment", "grades"),
    [
        ((1, 2), 1, {Grade.USABLE}),  # two tastes that were put together
        ((), 1, {Grade.WEAK}),  # one taste that is cut in two
    ],
)
def test_the_preview_states_the_verdicts_of_the_card(found, judge, merged, segment, grades):
    labels, vectors = found.clustering.labels, found.model.vectors(LOG)[1]
    before = np.where(np.isin(labels, merged), segment, labels).astype(np.int32)
    is_own = before == segment
    _parts, own = next(ways_to_divide(vectors[is_own], 0))
    after = before.copy()
    after[is_own] = 4 + own
    stated = judge.grades(after, (5, 6))
    card = appraise(LOG, after, None, Space(vectors), NO_MAP).trust.by_segment()
    assert stated == tuple(card[each].verdict for each in (5, 6))
    assert {*stated} == grades


def test_where_nobody_can_be_judged_nothing_is_stated(judge):
    few = population([(f"u{user}", "tea", "view", MONDAY + user) for user in range(20)])
    assert parts_judge(few, np.ones((20, 1), np.float32), 0, Machine()) is None
    assert judge.grades(np.ones(360, np.int32), (1,)) == ()
