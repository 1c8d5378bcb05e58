"""Times counted from a start that nobody knows, in logs without any date."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from core.errors import IngestError
from tests.core.ingest_help import chosen, columns, load
from tests.core.test_ingest_exports import csv_of, moment, stored

N = 120
Cell = Callable[[int], object]
WHO: dict[str, Cell] = {"user_id": lambda n: f"u{(5 * n + n // 11) % 11}", "item_id": lambda n: f"p{n % 7}"}


def table(cells: Mapping[str, Cell]) -> str:
    cells = WHO | cells
    return csv_of(",".join(cells), [tuple(cell(n) for cell in cells.values()) for n in range(N)])


@pytest.mark.parametrize(
    ("cells", "last"),
    [
        ({"hours_since_start": lambda n: f"{0.5 * n:g}"}, "2000-01-03 11:30:00"),
        ({"MinutesSinceStart": lambda n: 13 * n}, "2000-01-02 01:47:00"),
        ({"elapsed_seconds": lambda n: 60 * n}, "2000-01-01 01:59:00"),
        ({"Tage seit Beginn": lambda n: n // 3}, "2000-02-09 00:00:00"),
        ({"days since study start": lambda n: n // 3}, "2000-02-09 00:00:00"),
        ({"day": lambda n: 1 + n // 2}, "2000-02-29 00:00:00"),
        ({"day": lambda n: n // 2}, "2000-02-29 00:00:00"),
        ({"day": lambda n: 1 + n // 24, "hour": lambda n: n % 24}, "2000-01-05 23:00:00"),
        ({"day": lambda n: 1 + n // 24, "hour": lambda n: n % 24, "minute": lambda n: n % 60}, "2000-01-05 23:59:00"),
    ],
)
def test_times_since_a_start_keep_their_distances(tmp_path: Path, cells: dict[str, Cell], last: str) -> None:
    report = load(tmp_path, table(cells))
    assert (chosen(report)["timestamp"], report.n_stored, report.unused) == ("relative time", N, {})
    assert stored(tmp_path, "select min(ts)::varchar, max(ts)::varchar from events") == [("2000-01-01 00:00:00", last)]
    assert any("The log has no dates" in note for note in map(str, report.notes))


@pytest.mark.parametrize(
    ("cells", "time"),
    [
        ({"order_date": moment, "days_since_start": lambda n: n // 3}, "order_date"),
        ({"day": lambda n: 1 + n // 6, "hour": lambda n: n % 24, "signup date": moment}, "signup date"),
        ({"days_since_start": lambda n: n // 3, "ts": lambda n: 1_740_800_000 + 900 * n}, "ts"),
        ({"year": lambda n: 2026, "month": lambda n: 1 + n % 3, "day": lambda n: 1 + n % 28}, "date"),
        ({"hours_since_start": lambda n: n, "moment": lambda n: f"{1 + n % 28:02}.03.2026"}, "moment"),
    ],
)
def test_a_real_date_goes_before_times_since_a_start(tmp_path: Path, cells: dict[str, Cell], time: str) -> None:
    log = columns(tmp_path, table(cells))
    assert chosen(log)["timestamp"] == time
    assert "relative time" not in log.events.raws[0].headers


@pytest.mark.parametrize(
    "cells",
    [
        {"days_since_prior_order": lambda n: n % 30},
        {"days_since_signup": lambda n: n // 3},
        {"days_since_last_visit": lambda n: n % 9},
        {"days since epoch": lambda n: 19_000 + n},
        {"month": lambda n: 1 + n % 12, "day": lambda n: 1 + n % 28},
        {"week": lambda n: 1 + n // 7},
        {"hour": lambda n: n % 24},
        {"day": lambda n: ("Mon", "Tue", "Wed")[n % 3]},
        {"day": lambda n: 1},
        {"day": lambda n: 1 + n % 7},
        {"day": lambda n: 1 + n // 6, "hour": lambda n: 30 + n},
        {"step": lambda n: 1 + n // 4},
        {"seconds_since_session_start": lambda n: 37 * (n % 6)},
        {"watch_hours": lambda n: n},
    ],
)
def test_other_numbers_of_days_and_hours_are_no_times(tmp_path: Path, cells: dict[str, Cell]) -> None:
    with pytest.raises(IngestError, match="no column looks like the timestamp"):
        columns(tmp_path, table(cells))
