"""Lists that stand side by side in a record: of what one user did, and when."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from core.ingest.reader.nested import rows_of
from core.ingest.reader.parallel_lists import as_events
from tests.core.ingest_help import chosen, load_path

N = 40
START = datetime(2031, 1, 5, 10)
N_EVENTS = sum(n % 4 + 1 for n in range(N))


def many(n: int, of: Callable[[int], Any]) -> list[Any]:
    """Return one to four values of a user."""
    return [of(n * 7 + place * 3) for place in range(n % 4 + 1)]


def moment(n: int) -> datetime:
    return START + timedelta(hours=n)


def records(**lists: Callable[[int], Any]) -> list[dict[str, Any]]:
    return [{"user_id": f"u{n}"} | {name: many(n, of) for name, of in lists.items()} for n in range(N)]


@pytest.mark.parametrize(
    "made",
    [
        records(item_ids=lambda n: f"B{n % 9}", timestamps=lambda n: 1_925_000_000 + n),
        records(products=lambda n: f"B{n % 9}", times=lambda n: str(moment(n))),
        records(movie_id=lambda n: n % 9, watched_at=lambda n: moment(n).isoformat(), ratings=lambda n: n % 5 + 1),
    ],
)
def test_lists_of_things_and_times_are_events(tmp_path: Path, made: list[dict[str, Any]]) -> None:
    path = tmp_path / "log.jsonl"
    path.write_text("".join(json.dumps(each) + "\n" for each in made), encoding="utf-8")
    report = load_path(tmp_path, path)
    assert (report.n_stored, report.n_users, report.n_items, report.n_rejected) == (N_EVENTS, N, 9, 0)


@pytest.mark.parametrize("name", ["clicked_at", "moments"])
def test_lists_in_parquet_are_events_by_name_or_type(tmp_path: Path, name: str) -> None:
    made = records(article_ids=lambda n: n % 9, **{name: moment}, read_seconds=lambda n: n * 0.5)
    pq.write_table(pa.table({key: [each[key] for each in made] for key in made[0]}), tmp_path / "log.parquet")
    report = load_path(tmp_path, tmp_path / "log.parquet")
    assert (report.n_stored, report.n_users, report.n_items, report.n_rejected) == (N_EVENTS, N, 9, 0)
    assert chosen(report)["timestamp"] == f"events.{name}"


def test_lists_in_cells_are_events(tmp_path: Path) -> None:
    made = records(item_ids=lambda n: n % 9, timestamps=lambda n: 1_925_000_000 + n)
    lines = [f'{each["user_id"]},"{each["item_ids"]}","{each["timestamps"]}"' for each in made]
    (tmp_path / "log.csv").write_text("\n".join(["user_id,item_ids,timestamps", *lines, ""]), encoding="utf-8")
    report = load_path(tmp_path, tmp_path / "log.csv")
    assert (report.n_stored, report.n_users, report.n_items, report.n_rejected) == (N_EVENTS, N, 9, 0)


@pytest.mark.parametrize(
    "record",
    [
        {"product_id": "p1", "title": "Mug", "price_dates": ["2031-01-05", "2031-02-05"], "prices": [3, 4]},
        {"id": "p1", "price_dates": ["2031-01-05", "2031-02-05"], "prices": [3, 4]},
        {"user_id": "u1", "created_at": "2031-01-05", "tags": ["a", "b"], "visit_dates": ["2031-01-05", "2031-01-06"]},
        {"user_id": "u1", "item_id": "i1", "tags": ["a", "b"], "dates": ["2031-01-05", "2031-01-06"]},
        {"user_id": "u1", "items": ["a", "b", "c"], "login_times": ["2031-01-05", "2031-01-06"]},
        {"user_id": "u1", "tags": ["a", "b"], "colours": ["red", "blue"]},
        {"user_id": "u1", "times": ["2031-01-05", "2031-01-06"]},
        {"user_id": "u1", "items": [{"sku": "a"}, {"sku": "b"}], "times": ["2031-01-05", "2031-01-06"]},
        {"user_id": "u1", "pages": [["a"], ["b"]], "times": ["2031-01-05", "2031-01-06"]},
        {"user_id": "u1", "items": [], "times": []},
        {"user_id": "u1", "events": [{"sku": "a"}], "items": ["a", "b"], "times": ["2031-01-05", "2031-01-06"]},
    ],
)
def test_other_lists_stay_as_they_are(record: Mapping[str, Any]) -> None:
    assert as_events(record) is record


def test_what_stands_beside_the_lists_is_on_each_row() -> None:
    assert rows_of({"id": 7, "items": ["a", "b"], "times": ["2031-01-05", "2031-01-06"], "tags": ["x"]}) == [
        {"id": "7", "tags": "x", "events.item": "a", "events.time": "2031-01-05"},
        {"id": "7", "tags": "x", "events.item": "b", "events.time": "2031-01-06"},
    ]
