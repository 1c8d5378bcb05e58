"""From which probability on users are called confident, with refits whose answers are given."""

from __future__ import annotations

import numpy as np
import pytest

from core.model.assigner import Assignment
from core.model.confidence_rule import ConfidenceRule, find_confidence_rule
from core.stages.progress import silent
from core.types import Labels, Population, Vectors
from tests.populations import population

N_USERS = 600
LOG = population([(f"u{user}", f"i{user}{number}") for user in range(N_USERS) for number in range(2)])
SEGMENTS = (np.arange(N_USERS) % 2 + 1).astype(np.int32)


class Refitted:
    """A recipe fitted again that finds the run's segments; the second part of some users comes into the other one."""

    def __init__(self, share_elsewhere: float) -> None:
        self._share_elsewhere = share_elsewhere
        self._n_assigned = 0

    def transform(self, users: Population) -> Vectors:
        return np.array([[int(name[1:])] for name in users.histories.user_ids], dtype=np.float32)

    def assign(self, vectors: Vectors) -> Assignment:
        numbers = vectors[:, 0].astype(int)
        self._n_assigned += 1
        is_second_part = self._n_assigned == 3
        is_elsewhere = is_second_part & (np.random.default_rng(0).random(N_USERS) < self._share_elsewhere)[numbers]
        segments = np.where(is_elsewhere, 3 - SEGMENTS[numbers], SEGMENTS[numbers]).astype(np.int32)
        everyone, shares = np.ones(len(numbers)), np.eye(2, dtype=np.float32)[segments - 1]
        return Assignment(segments, everyone.astype(np.float32), 3 - segments, everyone.astype(bool), shares)


@pytest.mark.parametrize(("share_elsewhere", "least"), [(0.0, 0.5), (0.06, 0.5), (0.14, None)])
def test_two_parts_of_a_users_events_agree_on_nine_in_ten(share_elsewhere: float, least: float | None) -> None:
    """Each part is right 95 times in 100, so both are 0.95 * 0.95 = 90.25 times in 100."""

    def refit(users: Population) -> tuple[Refitted, Refitted, Labels]:
        refitted = Refitted(share_elsewhere)
        return refitted, refitted, SEGMENTS[refitted.transform(users)[:, 0].astype(int)]

    found = find_confidence_rule(LOG, SEGMENTS, refit, 0, silent)  # type: ignore[arg-type]
    assert found.least_probabilities == (least, least)


def test_segments_without_confident_users_are_named_by_their_own_numbers() -> None:
    (sentence,) = ConfidenceRule((0.5, None, None), 1, n_measured=9).sentences((2, 7, 9))
    assert sentence == (
        "All users of these segments are unsure: when users were left out and assigned again, too few came to the same "
        "segment: 7, 9. That is about single users; the trust card says how stable each segment is."
    )
