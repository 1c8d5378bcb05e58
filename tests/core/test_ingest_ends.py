"""The start of something is the time of its event, and its end is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import IngestError
from tests.core.ingest_help import chosen, columns


def log(header: str, first: str = "", second: str = "") -> str:
    """Write a log of two times, the second a day after the first; texts take their place where given."""
    days = [f"2031-{n % 12 + 1:02}-{{:02}} 10:{n % 60:02}:00" for n in range(200)]
    rows = [
        f"u{n * n % 61},p{n * 7 % 23},{first or day.format(n % 27 + 1)},{second or day.format(n % 27 + 2)}"
        for n, day in enumerate(days)
    ]
    return "\n".join([f"user_id,product_id,{header}", *rows, ""])


@pytest.mark.parametrize(
    "header",
    [
        *("checkin,checkout", "check-in,check-out", "pickup_datetime,dropoff_datetime", "borrowed,returned"),
        *("from,to", "date_add,date_upd", "startedAt,endedAt", "start,stop", "login_time,logout_time"),
        *("Beginn,Ende", "Fecha inicio,Fecha fin", "Date de début,Date de fin", "inizio,fine", "data_inicio,data_fim"),
        *("入住时间,离店时间", "開始日時,終了日時", "Anreise,Abreise"),
    ],
)
def test_the_start_is_the_time_and_nothing_is_asked(tmp_path: Path, header: str) -> None:
    start, end = header.split(",")
    assert chosen(columns(tmp_path, log(header)))["timestamp"] == start
    assert chosen(columns(tmp_path, log(f"{end},{start}")))["timestamp"] == start


@pytest.mark.parametrize("header", ["departure,arrival", "departure_date,arrival_date", "moved,sealed"])
def test_two_times_of_which_none_is_an_end_are_asked_for(tmp_path: Path, header: str) -> None:
    with pytest.raises(IngestError, match="the timestamp, or is it"):
        columns(tmp_path, log(header))


def test_an_end_is_the_time_where_its_start_is_none(tmp_path: Path) -> None:
    assert chosen(columns(tmp_path, log("start_station,end_time", first="Bern")))["timestamp"] == "end_time"
    blank = log("start_time,end_time").replace(",2031-01", ",,2031-01", 1)
    rows = [row.split(",") for row in blank.splitlines()]
    sparse = "\n".join(
        ",".join([*row[:2], row[2] if n % 10 == 0 else "", row[-1]]) for n, row in enumerate(rows) if len(row) == 4
    )
    assert chosen(columns(tmp_path, sparse))["timestamp"] == "end_time"
