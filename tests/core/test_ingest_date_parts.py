"""Dates in three columns, of year, month and day, with what stands beside them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.errors import IngestError
from tests.core.ingest_help import chosen, columns, load, open_store

_ENGLISH = [
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
]
_GERMAN = ["Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."]


def log(header: str, of_row: Callable[[int], str]) -> str:
    rows = [f"u{n * n % 31},p{n % 23},{of_row(n)}" for n in range(120)]
    return "\n".join([f"user_id,product_id,{header}", *rows, ""])


def ymd(n: int) -> str:
    return f"2031,{n % 12 + 1},{n % 28 + 1}"


@pytest.mark.parametrize(
    ("header", "of_row", "first"),
    [
        ("Year,Month,Day,Time", lambda n: f"{ymd(n)},{n % 24:02}:17", (0, 17)),
        ("Year,Month,Day,Time", lambda n: f"2031.0,{n % 12 + 1}.0,{n % 28 + 1}.0,{n % 12 + 1}:30 PM", (13, 30)),
        ("year,month,day,hour,minute", lambda n: f"{ymd(n)},{n % 24},{n % 60}", (0, 0)),
        ("year,month,day,hour,minute,second", lambda n: f"{ymd(n)},{n % 24},{n % 60},{n % 7 + 5}", (0, 0, 5)),
        (
            "date_day,date_month,date_year,date_hour,date_minute,date_second",
            lambda n: f"{n % 28 + 1},{n % 12 + 1},2031,{n % 24},{n % 60},{n % 7 + 5}",
            (0, 0, 5),
        ),
        ("order year,order month,order day,order hour,order minute", lambda n: f"{ymd(n)},{n % 24},{n % 60}", (0, 0)),
        ("year,month,day,ship_hour,ship_minute", lambda n: f"{ymd(n)},{n % 24 or 5},{n % 60}", (0, 0)),
        ("year,month,day,hour", lambda n: f"{ymd(n)},{n % 24}", (0, 0)),
        ("Year,Month,Day", lambda n: f"2031,{_ENGLISH[n % 12]},{n % 28 + 1}", (0, 0)),
        ("Jahr,Monat,Tag,Uhrzeit", lambda n: f"2031,{_GERMAN[n % 12]},{n % 28 + 1},{n % 24:02}:05", (0, 5)),
        (
            "arrival_date_year,arrival_date_week_number,arrival_date_month,arrival_date_day_of_month",
            lambda n: f"2031,{n % 53},{_ENGLISH[n % 12]},{n % 28 + 1}",
            (0, 0),
        ),
        ("last_login,year,month,day", lambda n: f"2030-01-01 10:00:00,{ymd(n)}", (0, 0)),
    ],
)
def test_year_month_and_day_are_one_date(
    tmp_path: Path, header: str, of_row: Callable[[int], str], first: tuple[int, ...]
) -> None:
    report = load(tmp_path, log(header, of_row))
    assert chosen(report)["timestamp"] == "date"
    with open_store(tmp_path) as store:
        stamps = store.population(report.dataset_id).histories.timestamps
    assert (report.n_stored, min(stamps)) == (120, datetime(2031, 1, 1, *first, tzinfo=UTC).timestamp())


def test_hours_and_minutes_are_part_of_the_date(tmp_path: Path) -> None:
    report = load(tmp_path, log("year,month,day,hour,minute", lambda n: f"{ymd(n)},{n % 24},{n % 60}"))
    assert "'date' was put together from 'year', 'month', 'day', 'hour' and 'minute'." in report.notes
    assert "time_of_day" not in chosen(report)
    with open_store(tmp_path) as store:
        stamps = store.population(report.dataset_id).histories.timestamps
    assert {datetime.fromtimestamp(float(each), UTC).minute for each in stamps} == set(range(60))


@pytest.mark.parametrize(
    ("header", "of_row"),
    [
        ("pickup,year,month,day", lambda n: f"2031-01-{n % 28 + 1:02} 10:{n % 60:02}:00,{ymd(n)}"),
        ("Time,Year,Month,Day", lambda n: f"2031-01-{n % 28 + 1:02} 10:{n % 60:02}:00,{ymd(n)}"),
        ("time,year,month,day", lambda n: f"{1_925_000_000 + n * 9_000},{ymd(n)}"),
        ("updated_at,year,month,day", lambda n: f"2031-01-{n % 28 + 1:02} 10:{n % 60:02}:00,{ymd(n)}"),
        ("order_time,birth_year,birth_month,birth_day", lambda n: f"2031-01-05 10:{n % 60:02}:00,1980,{n % 12 + 1},3"),
    ],
)
def test_no_date_is_put_together_beside_real_ones(tmp_path: Path, header: str, of_row: Callable[[int], str]) -> None:
    assert chosen(columns(tmp_path, log(header, of_row)))["timestamp"] == header.split(",")[0]


@pytest.mark.parametrize("of", ["birth", "exp", "expiry", "release", "warranty", "delivery"])
def test_parts_of_a_date_of_birth_or_of_a_thing_are_no_time(tmp_path: Path, of: str) -> None:
    rows = log(f"{of}_year,{of}_month,{of}_day", lambda n: f"1980,{n % 12 + 1},{n % 28 + 1}")
    with pytest.raises(IngestError, match="no column looks like the timestamp"):
        columns(tmp_path, rows)
