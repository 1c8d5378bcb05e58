"""Several views in one vector."""

from dataclasses import replace

import numpy as np
import pytest

from core.encoders.counts import Counts
from core.errors import RecipeError
from core.params import Method
from core.registry import ENCODERS, make_encoder
from core.sentences import say
from core.types import Recipe
from tests.contracts.logs import shop
from tests.populations import DAY, MONDAY, population

pytestmark = pytest.mark.usefixtures("without_the_model")

SHOP = shop()


def blend_of(progress=None, **params):
    return make_encoder(Recipe(encoder_params=params), **({"progress": progress} if progress else {}))


def test_a_view_of_the_blend_has_its_stated_energy():
    energies = {"counts": 1.0, "text": 0.25, "behaviour": 0.3}
    blend = blend_of(**energies)
    blend.fit_transform(SHOP)
    for name, view in blend.views_.items():
        part = blend._centred(name, view.transform(SHOP))
        assert np.square(part).sum(axis=1).mean() == pytest.approx(energies[name], rel=1e-4)
        np.testing.assert_allclose(part.mean(axis=0), 0, atol=1e-5)


@pytest.mark.parametrize("left_out", ["counts", "text", "behaviour"])
def test_a_view_of_energy_0_is_left_out(left_out):
    blend = blend_of(**{left_out: 0.0})
    blend.fit_transform(SHOP)
    assert left_out not in blend.views_
    assert len(blend.views_) == 2


def test_the_views_of_a_blend_take_the_square_root_of_idf():
    blend = blend_of()
    blend.fit_transform(SHOP)
    assert (blend.views_["counts"].idf_power, blend.views_["text"].idf_power) == (0.5, 0.5)


def test_a_blend_of_nothing_is_refused():
    with pytest.raises(RecipeError, match=r"Every view of the blend has energy 0\."):
        blend_of(counts=0, text=0, behaviour=0).fit_transform(SHOP)
    untitled = replace(SHOP, items=replace(SHOP.items, titles=np.full(40, "", dtype=object)))
    with pytest.raises(RecipeError, match=r"Every view of the blend has energy 0\."):
        blend_of(counts=0, text=1, behaviour=0).fit_transform(untitled)


def test_any_encoder_can_be_a_view():
    blend = blend_of(counts=0, text=0, behaviour=0, attributes=0.5, factors=2.0, n_dims=4)
    vectors = blend.fit_transform(SHOP)
    assert list(blend.views_) == ["attributes", "factors"]
    assert blend.views_["factors"].n_dims == 4
    assert vectors.shape[1] == blend.views_["attributes"].fit_transform(SHOP).shape[1] + 4
    assert {key.split(".")[1] for key in blend.get_state() if key.startswith("views.")} == {"attributes", "factors"}


def test_progress_of_several_views_never_goes_back():
    reported = []
    blend_of(lambda stage, fraction: reported.append(fraction), factors=1.0).fit_transform(SHOP)
    assert reported == sorted(reported)
    assert 0.7 < reported[-1] < 1


def test_views_come_from_the_table(monkeypatch):
    monkeypatch.setitem(ENCODERS, "twice", Method(Counts, say("Twice"), say("Compares twice."), energy=0.0))
    blend = blend_of(twice=1.0, n_dims=4)
    blend.fit_transform(SHOP)
    assert list(blend.views_) == ["counts", "text", "behaviour", "twice"]
    monkeypatch.delitem(ENCODERS, "twice")
    with pytest.raises(RecipeError, match=r"Blend has no parameter 'twice'\."):
        blend_of(twice=1.0)


def test_an_encoder_without_an_energy_is_no_view(monkeypatch):
    monkeypatch.setitem(ENCODERS, "twice", Method(Counts, say("Twice"), say("Compares twice.")))
    assert "twice" not in {info.name for info in ENCODERS["blend"].params}


def test_the_parameters_of_the_blend_keep_their_names_and_defaults():
    """Old runs and their ids hold them."""
    assert {info.name: info.default for info in ENCODERS["blend"].params} == {
        "counts": 1.0,
        "text": 0.25,
        "behaviour": 0.4,
        **dict.fromkeys(["tastes", "attributes", "factors", "future", "items"], 0.0),
        **dict.fromkeys(["autoencoder", "sequence", "graph"], 0.0),
        "n_dims": 16,
        "random_state": 0,
        "items_path": "",
    }


def test_views_stand_in_the_order_in_which_they_were_kept():
    blend = blend_of()
    vectors = blend.fit_transform(SHOP)
    state = blend.get_state()
    state["views"] = state["views"][::-1]
    other = blend_of()
    other.set_state(state)
    assert list(other.views_) == ["behaviour", "text", "counts"]
    np.testing.assert_allclose(other.transform(SHOP)[:, -16:], vectors[:, :16], atol=1e-6)


def test_the_blend_passes_on_the_notes_of_its_views():
    untitled = replace(SHOP, items=replace(SHOP.items, titles=np.full(40, "", dtype=object)))
    people = SHOP.attributes.assign(consent="yes")
    blend = blend_of(attributes=1.0)
    blend.fit_transform(replace(untitled, attributes=people))
    assert blend.notes_ == (
        "The log has no titles, so “Titles” is left out.",
        "The attribute consent is not compared: its name says that it is consent.",
    )


def test_a_view_in_which_nobody_differs_adds_nothing():
    log = population([(user, "tea", "view", MONDAY + day * DAY) for user, day in [("ann", 0), ("bob", 9)]])
    blend = blend_of()
    vectors = blend.fit_transform(log)
    assert blend.scales_["counts"] == 0
    assert blend.scales_["behaviour"] > 0
    assert vectors[0] @ vectors[1] == pytest.approx(-1, abs=1e-5)
