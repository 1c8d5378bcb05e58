"""A recipe fitted again to a part of the users: by the same attributes, with sizes that fit the part."""

from dataclasses import replace

import numpy as np
import pytest

from core.compute.vectors import unit_rows
from core.encoders.attributes import Attributes
from core.pipeline import run
from core.registry import make_encoder
from core.results.run import Options
from core.trust.refit import Refit, columns_of, scale_sizes
from core.types import Recipe
from tests.contracts.logs import shop

DENSE = Recipe("counts", "hdbscan", clusterer_params={"min_cluster_size": 90})
BY_ATTRIBUTES = {"attributes": {}, "blend": {"text": 0.0, "attributes": 1.0}}


def groups(n_users):
    """Three dense groups of a third of the users each."""
    rng = np.random.default_rng(0)
    return unit_rows(np.eye(4)[np.arange(n_users) % 3] + 0.05 * rng.normal(size=(n_users, 4)))


@pytest.mark.parametrize("n_users", [300, 90, 30])
def test_a_smallest_size_in_users_shrinks_with_the_sample(n_users):
    X = groups(300)[:n_users]
    labels = Refit(DENSE, None, n_users=300).recluster(X, 0)
    assert np.bincount(labels + 1).tolist() == [0] + [n_users // 3] * 3


def test_a_size_is_kept_for_everybody_and_no_smaller_than_two():
    sizes = [scale_sizes(DENSE, share).clusterer_params for share in (1.5, 1.0, 0.5, 0.001)]
    assert sizes == [{"min_cluster_size": size} for size in (90, 90, 45, 2)]
    others = {"min_samples": 7, "min_cluster_size": 0}
    assert scale_sizes(replace(DENSE, clusterer_params=others), 0.1).clusterer_params == others


def with_one_guest(n_users=30):
    """A log with an attribute that is the same for everybody where its last user is left out."""
    log = shop(n_users)
    attributes = log.attributes.assign(plan=["member"] * (n_users - 1) + ["guest"], town=["Leeds", "York"] * 15)
    return replace(log, attributes=attributes)


@pytest.mark.parametrize("encoder", BY_ATTRIBUTES)
def test_a_part_of_the_users_is_compared_by_the_attributes_of_all(encoder):
    recipe, log = Recipe(encoder, "kmeans", 2, 0, BY_ATTRIBUTES[encoder]), with_one_guest()
    fitted = make_encoder(recipe)
    fitted.fit_transform(log)
    some = log.of_users(np.arange(29))
    again = Refit(recipe, 2, encoder=fitted).fit(some)[0]
    assert "plan" in columns_of(again)
    assert columns_of(again) == columns_of(fitted)
    assert "plan" not in columns_of(Refit(recipe, 2).fit(some)[0])


def test_an_encoder_that_compares_no_attributes_has_no_columns():
    assert columns_of(make_encoder(Recipe("counts"))) is None


@pytest.mark.parametrize("encoder", BY_ATTRIBUTES)
def test_every_refit_of_a_run_compares_by_the_same_attributes(encoder, monkeypatch):
    seen = []
    fit = Attributes.fit_transform

    def remember(self, population):
        vectors = fit(self, population)
        seen.append(tuple(self.columns_))
        return vectors

    monkeypatch.setattr(Attributes, "fit_transform", remember)
    run(with_one_guest(), Recipe(encoder, "kmeans", 2, 0, BY_ATTRIBUTES[encoder]), Options(with_map=False))
    assert len(seen) > 10
    assert len(set(seen)) == 1
