"""Generalizability: a classifier assigns users of planted groups, and hardly those of a cut through noise."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.errors import DataError
from core.results.results import Results
from core.trust.card import TrustCard
from core.trust.generalizability import Generalizability, generalizability_of
from core.trust.grade import Grade
from core.trust.refit import FEWER_STARTS, Refit
from core.trust.run_figures import run_figures
from core.trust.segmented import Segmented
from core.types import NOISE, Population, Recipe
from core.views.trust_sentences import generalizability
from tests.core.trust_help import log_of, planted, popularity
from tests.results import results_of, with_record

FOUND = Generalizability(accuracy=0.914, ari=0.8, largest_share=0.25, n_users=400)


def measured(log: Population, k: int) -> tuple[Generalizability | None, Segmented, Refit]:
    refit = Refit(Recipe("counts", "kmeans", k), k)
    _, vectors, labels = refit.fit(log, FEWER_STARTS)
    segmented = Segmented(log, vectors, labels)
    return generalizability_of(segmented, refit), segmented, refit


def with_card(card: TrustCard) -> Results:
    users = np.array(["a"], dtype=object)
    results = results_of(users, np.ones(1, dtype=np.int32), np.ones(1, dtype=np.float32), np.ones(1))
    return with_record(results, trust=card)


def test_planted_groups_are_assigned_and_noise_is_not() -> None:
    groups, segmented, refit = measured(planted(), 3)
    noise = measured(log_of(np.tile(popularity(), (300, 1))), 3)[0]
    assert groups
    assert noise
    assert groups.accuracy > 0.95
    assert groups.ari > 0.9
    assert groups.n_users == 300
    assert groups.largest_share == pytest.approx(1 / 3, abs=0.02)
    assert noise.accuracy < 0.75
    assert noise.ari < groups.ari / 2
    most = replace(segmented, labels=np.where(np.arange(300) < 290, NOISE, segmented.labels))
    assert (left := generalizability_of(most, refit)) is None or left.n_users == 10


def test_one_segment_and_short_halves_say_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    log = planted((20, 20))
    refit = Refit(Recipe("counts", "kmeans", 2), 2)
    alone = Segmented(log, np.zeros((40, 2), dtype=np.float32), np.ones(40, dtype=np.int32))
    assert generalizability_of(alone, refit) is None

    def refuse(*_: object) -> None:
        raise DataError("nobody has two events", "")

    monkeypatch.setattr("core.trust.generalizability.encode_halves", refuse)
    assert generalizability_of(replace(alone, labels=np.repeat(np.int32([1, 2]), 20)), refit) is None


def test_the_card_says_it_in_a_sentence_and_under_its_standard_name() -> None:
    card = TrustCard(verdict=Grade.WEAK, reason="", generalizability=FOUND)
    results = with_card(card)
    assert generalizability(results) == (
        "A classifier that learns the segments from 80 % of the users puts 91 % of the others into the right segment, "
        "though it sees only half of their events. Always guessing the largest segment would be right for 25 %."
    )
    assert generalizability(with_card(replace(card, generalizability=None))) == ""
    (figure,) = run_figures(card, None)
    assert (figure.definition.label, figure.value) == ("Accuracy of a classifier, cross-validated", 0.914)
    assert figure.of == (
        "400 users by half of their events; adjusted Rand index 0.800; 0.250 by naming the largest segment"
    )
