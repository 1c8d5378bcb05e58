"""The name that an analyst gives an interest names segments of later runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from core.demo.write import write_demo
from core.ingest.load import load_log
from core.ingest.tables.source import LogSource
from core.interests.edits import EditKind
from core.jobs.interest_edits import Wish
from core.server import Server
from core.stages.table import Stage
from core.store.store import Store
from core.types import Recipe
from tests.core.jobs_help import settings, wait_until_ended, work_here

LEFT_OUT = (Stage.MAP, Stage.HOLDOUT, Stage.TRUST, Stage.MODEL)
RECIPE = Recipe(encoder="tastes", k=4)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A workspace with a small log of items with categories, and without titles, which would have to be read."""
    write_demo(tmp_path / "demo", n_users=150)
    items, catalogue = tmp_path / "items.csv", pd.read_csv(tmp_path / "demo" / "items.csv")
    catalogue[["item_id", "category"]].to_csv(items, index=False)
    with Store(settings(tmp_path)) as store:
        load_log(store, LogSource(tmp_path / "demo" / "events.csv", items), "local")
    with pytest.MonkeyPatch.context() as patch:
        work_here(patch)
        opened = Server(settings(tmp_path))
        yield opened
        opened.close()


def run_of(server: Server, random_state: int) -> str:
    dataset_id = server.store.datasets()[0].dataset_id
    asked = server.submit(dataset_id, replace(RECIPE, random_state=random_state), LEFT_OUT)
    return wait_until_ended(server, asked.run_id).run_id


@pytest.mark.slow
def test_a_renamed_interest_names_the_segments_of_the_next_run(server: Server) -> None:
    results = server.results(run_of(server, 0))
    assert results.interests
    names = " ".join(results.names.values())
    node = next(each for each in results.interests.shown if each.layer == 1 and each.name in names)
    seen = server.tree_edits.of(server.store.datasets()[0].dataset_id)
    server.tree_edits.add(seen, results.interests, Wish(EditKind.RENAME, node.id, "Zebra things"))
    again = server.results(run_of(server, 1)).names.values()
    assert any("Zebra things" in name for name in again)
    assert not any(node.name in name for name in again)
