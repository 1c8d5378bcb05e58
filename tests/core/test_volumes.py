from __future__ import annotations

from pathlib import Path

import pandas as pd

from core.ingest.load import load_log
from core.ingest.tables.source import LogSource
from core.population.volumes import Volumes, volumes_of
from core.settings import load_settings
from core.store.store import Store

LOG = """user_id,item_id,event,timestamp
a,1,view,2026-01-05 23:30
a,2,buy,2026-01-05 23:40
b,1,view,2026-01-07 10:00
"""


def volumes(path: Path, timezone: str) -> Volumes:
    path.write_text(LOG)
    with Store(load_settings()) as store:
        dataset_id = load_log(store, LogSource(path), "local").dataset_id
        found = volumes_of(store.population(dataset_id), timezone)
        store.delete_dataset(dataset_id)
    return found


def counts(found: Volumes) -> dict[tuple[str, str], int]:
    rows = found.per_day.itertuples(index=False)
    return {(f"{day:%a}", event): n_events for day, event, n_events in rows}


def test_every_day_has_a_count_for_every_event(tmp_path: Path) -> None:
    found = volumes(tmp_path / "log.csv", "UTC")
    assert counts(found) == {
        ("Mon", "view"): 1, ("Tue", "view"): 0, ("Wed", "view"): 1,
        ("Mon", "buy"): 1, ("Tue", "buy"): 0, ("Wed", "buy"): 0,
    }  # fmt: skip
    assert (found.first_day, found.last_day) == (pd.Timestamp("2026-01-05"), pd.Timestamp("2026-01-07"))
    assert (found.n_users, found.n_items, found.n_events) == (2, 2, 3)


def test_a_day_begins_where_the_log_is(tmp_path: Path) -> None:
    found = volumes(tmp_path / "log.csv", "Europe/Berlin")
    assert counts(found)["Tue", "view"] == 1
    assert ("Mon", "view") not in counts(found)


def test_hours_of_the_week(tmp_path: Path) -> None:
    found = volumes(tmp_path / "log.csv", "UTC")
    assert found.per_hour.shape == (7, 24)
    assert found.per_hour[0, 23] == 2
    assert found.per_hour[2, 10] == 1
    assert found.per_hour.sum() == 3
