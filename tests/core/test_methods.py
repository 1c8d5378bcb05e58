"""A line in the table of clusterers is all that a clusterer needs beside its class."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from core.cli.main import build_parser
from core.cli.methods import method_tables
from core.errors import RecipeError
from core.params import Method, param, read_params
from core.pipeline import run
from core.registry import CLUSTERERS, PROJECTORS, RECOMMENDERS, make_projector, make_recommender
from core.results.run import Options
from core.sentences import say
from core.types import Labels, Recipe, Vectors
from core.ui.shared.labels import clusterer_label, recipe_label
from tests.contracts.logs import shop


@dataclass
class Slices:
    """Users in the order of their first coordinate, cut into slices of equal size."""

    k: int = param(8, "Number of clusters.", low=1, high=1000)
    shift: int = param(0, "Users by which the cuts are shifted.", low=0, high=10)
    random_state: int = param(0, "Random seed; it changes nothing.", low=0, high=2**32 - 1)

    def fit_predict(self, X: Vectors, y: Any = None) -> Labels:
        """Return (n_users,) labels 0 to k - 1."""
        order = np.argsort(np.argsort(X[:, 0]))
        self.notes_ = (say("Users were sliced."),)
        return np.asarray((order + self.shift) * self.k // (len(X) + self.shift), dtype=np.int32)


@pytest.fixture
def added(monkeypatch):
    line = Method(Slices, say("Slices"), say("Cuts users into slices."), many_users=say("time grows with users"))
    monkeypatch.setitem(CLUSTERERS, "slices", line)


@pytest.mark.usefixtures("without_the_model")
def test_a_run_takes_it_with_its_parameters_and_notes(added):
    quick = Options(with_map=False, with_holdout=False, with_trust=False)
    recipe = Recipe("counts", "slices", 3, clusterer_params=read_params(CLUSTERERS["slices"], [("shift", "3")]))
    done = run(shop(60), recipe, quick)
    assert np.bincount(done.clustering.labels).tolist() == [0, 21, 21, 18]
    assert "Users were sliced." in done.notes
    assert done.model.recipe.clusterer_params == {"k": 3, "shift": 3, "random_state": 0}


def test_the_command_line_the_screen_and_the_readme_know_it(added):
    options = build_parser().parse_args(["run", "log.csv", "--clusterer", "slices", "--out", "out"])
    assert options.clusterer == "slices"
    assert clusterer_label("slices") == "Slices"
    assert recipe_label(Recipe("counts", "slices", 3, clusterer_params={"shift": 2})).endswith("3 segments, Shift 2")
    row = "| `slices` | Cuts users into slices. | `--k` | time grows with users |"
    assert row in "\n".join(method_tables()).splitlines()


def test_a_method_that_is_gone_is_shown_by_its_name():
    recipe = Recipe("old_encoder", "old_clusterer", 3, encoder_params={"old_param": 2})
    assert recipe_label(recipe) == "Old encoder + Old clusterer, 3 segments, Old param 2"


def test_projectors_and_recommenders_are_made_by_name():
    assert isinstance(make_projector(3), PROJECTORS["landmarks"].cls)
    assert make_projector(3).random_state == 3
    assert isinstance(make_recommender(), RECOMMENDERS["segment_offers"].cls)
    with pytest.raises(RecipeError, match=r"There is no projector 'landmark'; there are landmarks\.") as caught:
        make_projector(name="landmark")
    assert caught.value.hint == "Did you mean 'landmarks'?"
