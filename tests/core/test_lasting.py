"""Lasting tastes: what they are made of, and where they are tried in place of broad tastes."""

from __future__ import annotations

import numpy as np
import pytest

from core.pipeline.view import Encoded, View, choose_view
from core.registry import make_encoder
from core.results.run import Options
from core.stages.progress import silent
from core.trust.k_choice import KChoice, choose
from core.trust.k_score import KScore
from core.types import Population, Recipe
from tests.contracts.logs import shop, without_titles
from tests.populations import population


def few_words() -> Population:
    return without_titles(shop())


def test_lasting_tastes_are_later_items_beside_broad_tastes() -> None:
    log, weights = few_words(), {"counts": 0.0, "behaviour": 0.0, "text": 1.5, "tastes": 2.0, "future": 2.0}
    same = make_encoder(Recipe("blend", encoder_params={**weights, "n_dims": 12}))
    vectors = make_encoder(Recipe("lasting")).fit_transform(log)
    as_a_blend = same.fit_transform(log)
    np.testing.assert_allclose(vectors @ vectors.T, as_a_blend @ as_a_blend.T, atol=1e-5)  # views in another order


EVENTS = [(user, item) for user in "abc" for item in "123456"]
CATEGORISED = population(EVENTS, categories={item: f"kind {item}" for item in "123456"})


@pytest.mark.parametrize(("log", "other"), [(CATEGORISED, "tastes"), (population(EVENTS), "lasting")])
def test_which_view_is_tried_depends_on_categories(
    log: Population, other: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def chosen(_log: Population, encoded: Encoded, recipe: Recipe, *_: object) -> View:
        return View(encoded, recipe, 4, KChoice(4, (), 300, rank=3 if recipe.encoder != "blend" else 0))

    monkeypatch.setattr("core.pipeline.view._choose", chosen)
    monkeypatch.setattr("core.pipeline.view.encode", lambda *_: Encoded(np.zeros((3, 1)), object(), (), {}))
    encoded = Encoded(np.zeros((3, 1)), object(), (), {})  # type: ignore[arg-type]
    assert choose_view(log, encoded, Recipe(), Options(), silent).recipe.encoder == other


def score(k: int, held: float, uplift_pct: float) -> KScore:
    known = {"stable": 1.0, "distinct": 1.0, "predictive": 1.0, "smallest": 60}
    return KScore(k, silhouette=0.1, held=held, bits=0.1, bits_error=0.01, uplift_pct=uplift_pct, **known)


@pytest.mark.parametrize(("kept", "k", "rank"), [(0.71, 6, 2), (0.69, 3, 1)])
def test_where_no_number_holds_and_keeps_most_one_that_holds_for_half_keeps_seven_tenths(
    kept: float, k: int, rank: int
) -> None:
    coarse, middle, fine = score(3, 0.9, 20.0), score(6, 0.6, 70 * kept), score(12, 0.3, 70.0)
    found = choose([coarse, middle, fine], 300)
    assert (found.k, found.rank) == (k, rank)
