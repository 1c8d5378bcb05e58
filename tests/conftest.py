"""What every test shares: no network, an own workspace, and where to find the real log."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from benchmarks.run import find_online_retail
from core.encoders import titles
from tests.contracts.logs import embed_words

PROJECT = Path(__file__).resolve().parent.parent
SAMPLE = PROJECT / "data" / "sample"
"""A log of 200 users: see data/README.md."""

os.environ["HF_HUB_OFFLINE"] = "1"
settings.register_profile("same every time", derandomize=True, database=None, deadline=None, max_examples=50)
settings.load_profile("same every time")


TRAINED = {"autoencoder", "deep", "graph", "sequence"}
"""Methods that train a network."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what a test over the table of methods runs with a trained one."""
    for item in items:
        if "[" in item.name and TRAINED & set(re.findall(r"\w+", item.name.partition("[")[2])):
            item.add_marker(pytest.mark.training)


@pytest.fixture(scope="session", autouse=True)
def own_workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep tests away from the settings and the workspace of whoever runs them."""
    workspace = tmp_path_factory.mktemp("workspace")
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("ATLAS_") and name != "ATLAS_SHARED"]:
            patch.delenv(name)
        patch.setenv("ATLAS_WORKSPACE", str(workspace))
        yield workspace


@pytest.fixture
def without_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare a test the language model: titles become the counts of their words."""
    monkeypatch.setattr(titles, "_embed", embed_words)


@pytest.fixture(scope="session")
def online_retail() -> Path:
    """Where the Online Retail log is: below ``ATLAS_SHARED``, by default ``../shared`` beside the project."""
    try:
        return find_online_retail()
    except FileNotFoundError as error:
        pytest.skip(str(error))
