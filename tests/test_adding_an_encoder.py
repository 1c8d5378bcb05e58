"""The documented example of a new encoder is one file and one line, and works as it stands in the docs."""

from __future__ import annotations

import re
import sys
import types
from pathlib import Path

import numpy as np
import pytest

from core import registry
from core.params import params_of
from core.pipeline import run
from core.registry import make_encoder
from core.results.run import Options
from core.types import Recipe
from tests.conftest import PROJECT
from tests.contracts.logs import ODD_LOGS, shop

GUIDE = PROJECT / "docs" / "adding-an-encoder.md"
FILE, LINE = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture(autouse=True)
def added(monkeypatch: pytest.MonkeyPatch) -> type:
    """Do what the guide says: the file as a module of its own, the line in the table."""
    module = types.ModuleType("week_of_the_guide")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    exec(compile(FILE, str(GUIDE), "exec"), module.__dict__)  # noqa: S102 - our own guide
    name, made = re.fullmatch(r'"(\w+)": (\w+),\s*', LINE).groups()
    monkeypatch.setitem(registry.ENCODERS, name, module.__dict__[made])
    return module.__dict__[made]


def test_the_guide_names_a_file_that_is_not_there_yet() -> None:
    path = Path(re.search(r"The file: `(.+?)`", GUIDE.read_text(encoding="utf-8")).group(1))
    assert (PROJECT / path.parent).is_dir()
    assert not (PROJECT / path).exists()


@pytest.mark.parametrize("log", ODD_LOGS.values(), ids=ODD_LOGS)
def test_it_keeps_the_promises_of_an_encoder(log) -> None:
    encoder = make_encoder(Recipe("week"))
    vectors = encoder.fit_transform(log)
    assert vectors.shape == (log.n_users, 168)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors.astype(np.float64), axis=1), 1, atol=1e-5)
    other = make_encoder(Recipe("week"))
    other.set_state(encoder.get_state())
    np.testing.assert_allclose(other.transform(log), vectors, atol=1e-5)


def test_its_parameters_are_known(added: type) -> None:
    assert [info.name for info in params_of(added)] == ["prior_events", "random_state"]


def test_a_run_takes_it() -> None:
    found = run(shop(60), Recipe("week", k=2), Options(with_map=False, with_holdout=False, with_trust=False))
    assert found.clustering.k == 2
