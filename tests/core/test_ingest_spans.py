"""Logs without kinds of events whose value is how long users did something."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.core.ingest_help import load


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("ms_played", "listens"),
        ("listening_time", "listens"),
        ("minutes_watched", "watches"),
        ("watch_time", "watches"),
        ("playtime", "plays"),
        ("price", "other interactions"),
        ("session_duration", "other interactions"),
        ("rating", "ratings"),
    ],
)
def test_events_are_what_users_did_for_so_long(tmp_path: Path, value: str, meant: str) -> None:
    rows = [f"u{n % 9},i{n * 7 % 11},2031-01-{n % 28 + 1:02} 10:00:00,{n % 5 + 1}" for n in range(60)]
    report = load(tmp_path, "\n".join([f"user_id,item_id,timestamp,{value}", *rows, ""]), map={"value": value})
    [note] = [str(each) for each in report.notes if str(each).startswith("What events mean")]
    assert f"60 'event' are {meant}" in note


@pytest.mark.parametrize(
    ("time", "value", "name"),
    [
        ("Donation Received Date", "Donation Amount", "purchase"),
        ("date", "pledged", "purchase"),
        ("Datum", "Spendenbetrag", "purchase"),
        ("fecha", "importe donación", "purchase"),
        ("date", "suspended_amount", "event"),
        ("date", "amount", "event"),
        ("donation_date", "rating", "event"),
    ],
)
def test_what_was_donated_was_paid(tmp_path: Path, time: str, value: str, name: str) -> None:
    rows = [f"d{n % 9},p{n * 7 % 11},2031-01-{n % 28 + 1:02} 10:00:00,{n % 5 + 1}.50" for n in range(60)]
    report = load(tmp_path, "\n".join([f"donor_id,item_id,{time},{value}", *rows, ""]), map={"value": value})
    [note] = [str(each) for each in report.notes if str(each).startswith("What events mean")]
    assert f"60 '{name}' are " in note
