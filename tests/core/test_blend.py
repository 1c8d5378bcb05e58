"""Several views in one vector."""

from dataclasses import replace

import numpy as np
import pytest

from core import registry
from core.encoders.blend import VIEWS, Blend
from core.encoders.counts import Counts
from core.errors import RecipeError
from core.params import params_of
from tests.contracts.logs import shop
from tests.populations import DAY, MONDAY, population

pytestmark = pytest.mark.usefixtures("without_the_model")

SHOP = shop()


def test_a_view_of_the_blend_has_its_stated_energy():
    blend = Blend(counts=1.0, text=0.25, behaviour=0.3)
    blend.fit_transform(SHOP)
    for name, view in blend.views_.items():
        part = blend._centred(name, view.transform(SHOP))
        assert np.square(part).sum(axis=1).mean() == pytest.approx(getattr(blend, name), rel=1e-4)
        np.testing.assert_allclose(part.mean(axis=0), 0, atol=1e-5)


@pytest.mark.parametrize("left_out", ["counts", "text", "behaviour"])
def test_a_view_of_energy_0_is_left_out(left_out):
    blend = Blend(**{left_out: 0})
    blend.fit_transform(SHOP)
    assert left_out not in blend.views_
    assert len(blend.views_) == 2


def test_the_views_of_a_blend_take_the_square_root_of_idf():
    blend = Blend()
    blend.fit_transform(SHOP)
    assert (blend.views_["counts"].idf_power, blend.views_["text"].idf_power) == (0.5, 0.5)


def test_a_blend_of_nothing_is_refused():
    with pytest.raises(RecipeError, match=r"Every view of the blend has energy 0\."):
        Blend(counts=0, text=0, behaviour=0).fit_transform(SHOP)
    untitled = replace(SHOP, items=replace(SHOP.items, titles=np.full(40, "", dtype=object)))
    with pytest.raises(RecipeError, match=r"Every view of the blend has energy 0\."):
        Blend(counts=0, text=1, behaviour=0).fit_transform(untitled)


def test_any_encoder_can_be_a_view():
    blend = Blend(counts=0, text=0, behaviour=0, attributes=0.5, factors=2.0, n_dims=4)
    vectors = blend.fit_transform(SHOP)
    assert list(blend.views_) == ["attributes", "factors"]
    assert blend.views_["factors"].n_dims == 4
    assert vectors.shape[1] == blend.views_["attributes"].fit_transform(SHOP).shape[1] + 4
    assert {key.split(".")[1] for key in blend.get_state() if key.startswith("views.")} == {"attributes", "factors"}


def test_progress_of_several_views_never_goes_back():
    reported = []
    Blend(factors=1.0, progress=lambda stage, fraction: reported.append(fraction)).fit_transform(SHOP)
    assert reported == sorted(reported)
    assert 0.7 < reported[-1] < 1


def test_a_view_that_is_in_the_table_can_be_used_at_once(monkeypatch):
    monkeypatch.setitem(registry.ENCODERS, "graph", Counts)
    blend = Blend(graph=1.0, n_dims=4)
    blend.fit_transform(SHOP)
    assert list(blend.views_) == ["counts", "text", "behaviour", "graph"]


def test_a_view_that_is_not_in_the_table_is_reported(monkeypatch):
    monkeypatch.delitem(registry.ENCODERS, "graph", raising=False)
    with pytest.raises(RecipeError, match=r"There is no encoder 'graph'"):
        Blend(graph=1.0).fit_transform(SHOP)


def test_each_view_has_an_energy_and_each_encoder_is_a_view():
    energies = [info.name for info in params_of(Blend) if info.help.startswith("Energy of")]
    assert tuple(energies) == VIEWS
    assert registry.ENCODERS.keys() - {"blend"} <= set(VIEWS)


def test_the_blend_passes_on_the_notes_of_its_views():
    untitled = replace(SHOP, items=replace(SHOP.items, titles=np.full(40, "", dtype=object)))
    people = SHOP.attributes.assign(consent="yes")
    blend = Blend(attributes=1.0)
    blend.fit_transform(replace(untitled, attributes=people))
    assert blend.notes_ == (
        "The log has no titles, so the blend goes without its text view.",
        "The attribute consent is not compared: its name says that it is consent.",
    )


def test_a_view_in_which_nobody_differs_adds_nothing():
    log = population([(user, "tea", "view", MONDAY + day * DAY) for user, day in [("ann", 0), ("bob", 9)]])
    blend = Blend()
    vectors = blend.fit_transform(log)
    assert blend.scales_["counts"] == 0
    assert blend.scales_["behaviour"] > 0
    assert vectors[0] @ vectors[1] == pytest.approx(-1, abs=1e-5)
