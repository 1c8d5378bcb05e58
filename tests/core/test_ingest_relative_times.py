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
        {"seconds_since_session_start": lambda n: 37 * (n % 6)},
        {"watch_hours": lambda n: n},
    ],
)
def test_other_numbers_of_days_and_hours_are_no_times(tmp_path: Path, cells: dict[str, Cell]) -> None:
    with pytest.raises(IngestError, match="no column looks like the timestamp"):
        columns(tmp_path, table(cells))


@pytest.mark.parametrize(
    ("name", "cell", "taken", "last", "is_asked"),
    [
        ("step", lambda n: n * 179 // N, "step as days since the start", "2000-06-26 00:00:00", True),
        ("time", lambda n: n * 714 // N, "time as hours since the start", "2000-01-30 12:00:00", True),
        ("t", lambda n: 7_000_000 * n, "t as milliseconds since the start", "2000-01-10 15:23:20", True),
        ("timestamp", lambda n: 200_000 * n, "timestamp as seconds since the start", "2000-10-02 11:06:40", False),
        ("hour", lambda n: f"1410{n // 24 + 1:02}{n % 24:02}", "hour as YYMMDDHH", "2014-10-05 23:00:00", False),
    ],
)
def test_numbers_from_0_under_a_plain_name_are_times_whose_unit_is_asked(
    tmp_path: Path, name: str, cell: Cell, taken: str, last: str, is_asked: bool
) -> None:
    text = table({name: cell})
    if is_asked:
        with pytest.raises(IngestError, match="counts from a start that the log does not name"):
            load(tmp_path, text)
    report = load(tmp_path, text, accepts_guesses=is_asked)
    assert (chosen(report)["timestamp"], report.n_stored, report.unused) == (taken, N, {})
    assert stored(tmp_path, "select max(ts)::varchar from events") == [(last,)]


@pytest.mark.parametrize("most", [4_300_000_000, 60_000_000_000])
def test_milliseconds_that_begin_anew_for_each_user_are_no_seconds_since_1970(tmp_path: Path, most: int) -> None:
    rows = [f"u{n // 8},p{n % 7},{most * (n % 8) ** 2 // 49}" for n in range(160)]
    report = load(tmp_path, "\n".join(["user_id,item_id,timestamp", *rows, ""]))
    assert (chosen(report)["timestamp"], report.n_stored) == ("timestamp as milliseconds since the start", 160)
    assert any(str(each).startswith("'timestamp' begins anew with its lowest number") for each in report.notes)


@pytest.mark.parametrize(
    ("cell", "first"),
    [
        (lambda n: 850_000_000 + n * 999, "1996"),
        (lambda n: (1_700_000_000 + n * 999) * 1_000, "2023"),
        (lambda n: (1_700_000_000 + n * 999) * (1, 1_000)[n % 2], "2023"),
        (lambda n: 0 if n % 4 == 0 else 1_700_000_000 + n * 999, "2023"),
        (lambda n: -1 if n % 4 == 0 else 1_700_000_000 + n * 999, "2023"),
        (lambda n: n if n % 20 == 0 else 1_700_000_000 + n * 999, "2023"),
        (lambda n: 45_000 + n // 3, "2023"),
        (lambda n: f"{45_000 + n // 3}.25", "2023"),
        (lambda n: 1 if n % 20 == 0 else 45_000 + n // 3, "2023"),
        (lambda n: f"202303{1 + n % 28:02}", "2023"),
    ],
)
def test_numbers_with_few_that_are_no_times_are_times(tmp_path: Path, cell: Cell, first: str) -> None:
    report = load(tmp_path, table({"timestamp": cell}))
    assert chosen(report)["timestamp"] == "timestamp"
    assert stored(tmp_path, "select left(min(ts)::varchar, 4) from events") == [(first,)]


@pytest.mark.parametrize(
    "cell", [lambda n: 900 + n * n * 17 % 61_000, lambda n: 9_000_000 + n * 7_654_321, lambda n: n * n * 1_900_000]
)
def test_numbers_of_all_sizes_are_no_times(tmp_path: Path, cell: Cell) -> None:
    with pytest.raises(IngestError, match="no column looks like the timestamp"):
        load(tmp_path, table({"overlap_time": cell}))


@pytest.mark.parametrize(
    ("cell", "is_asked"),
    [
        (lambda n: f"{41_000_000 + n * n * 7_919 % 4_000_000}.26", True),
        (lambda n: 39_420 + n * n * 7_919 % 4_000_000, True),
        (lambda n: 45_000 + n // 3, False),
        (lambda n: f"202303{1 + n % 28:02}", False),
        (lambda n: f"2303{1 + n % 28:02}", False),
        (lambda n: 1_700_000_000 + n * 999, False),
        (lambda n: (1_700_000_000 + n * 999) * 1_000, False),
        (lambda n: moment(n), False),
        (lambda n: f"2023-03-{1 + n % 28:02}", False),
        (lambda n: f"{1 + n % 28}/3/2023", False),
    ],
)
def test_numbers_that_are_given_as_the_time_are_asked_for_their_unit(
    tmp_path: Path, cell: Cell, is_asked: bool
) -> None:
    """What could be read before still is, whatever its name."""
    if is_asked:
        with pytest.raises(IngestError, match="'when_it_was' counts from a start that the log does not name"):
            load(tmp_path, table({"when_it_was": cell}), map={"timestamp": "when_it_was"})
    else:
        report = load(tmp_path, table({"when_it_was": cell}), map={"timestamp": "when_it_was"})
        assert (report.n_stored, report.n_rejected, chosen(report)["timestamp"]) == (N, 0, "when_it_was")


def test_another_unit_can_be_given(tmp_path: Path) -> None:
    load(tmp_path, table({"step": lambda n: n * 179 // N}), map={"timestamp": "step as hours since the start"})
    assert stored(tmp_path, "select max(ts)::varchar from events") == [("2000-01-08 09:00:00",)]


@pytest.mark.parametrize(
    "cells",
    [
        {"time": lambda n: n * 37 % 900},
        {"time": lambda n: f"{8 + n // 12}{n * 7 % 60:02}"},
        {"time": lambda n: n % 40 * 2_000},
        {"step": lambda n: n + 1},
        {"t": lambda n: n // 5 - 9},
        {"dt": lambda n: 10_000_000 + n * 7_654_321 % 80_000_000},
        {"score": lambda n: n // 2},
    ],
)
def test_spans_clocks_and_numbers_of_rows_are_no_times(tmp_path: Path, cells: dict[str, Cell]) -> None:
    with pytest.raises(IngestError, match="no column looks like the timestamp"):
        load(tmp_path, table(cells))


def test_a_refusal_shows_the_time_that_is_not_understood(tmp_path: Path) -> None:
    with pytest.raises(IngestError) as refused:
        load(tmp_path, table({"Date de commande": lambda n: f"le jour {n}"}))
    assert "'le jour 0' of 'Date de commande' is not understood as a time." in str(refused.value.hint)


@pytest.mark.parametrize(
    ("cells", "time"),
    [
        ({"x": lambda n: 1_740_787_200 + 7_200 * n, "date": lambda n: f"2025-03-{1 + n // 12:02}"}, "x"),
        ({"x": lambda n: 1_740_787_200 + 7_200 * n, "date": lambda n: f"202503{1 + n // 12:02}"}, "x"),
        ({"x": lambda n: 1_700_000_000 + n, "date": lambda n: f"202503{1 + n // 12:02}"}, "date"),
        ({"x": lambda n: 1_740_787_200 + 7_200 * n, "date": moment}, "date"),
        ({"release_date": lambda n: f"2004-07-{1 + n % 28:02}", "ts": lambda n: 1_740_787_200 + 7_200 * n}, "ts"),
    ],
)
def test_seconds_of_the_day_that_a_date_names_have_its_hours(tmp_path: Path, cells: dict[str, Cell], time: str) -> None:
    assert chosen(columns(tmp_path, table(cells)))["timestamp"] == time
