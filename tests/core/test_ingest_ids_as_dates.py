"""Ids of codes that a spreadsheet turned into dates."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.core.ingest_help import load, table


def log(ids: list[str]) -> str:
    rows = [f"u{n % 20},{ids[n % len(ids)]},2031-03-{n % 28 + 1:02} 10:{n % 60:02}:00" for n in range(120)]
    return table("user_id,sku,time", rows)


CODES = [f"MAR{n}" for n in range(13, 20)] + [f"SEP{n}" for n in range(31, 35)] + ["AB12", "XY-7"]


@pytest.mark.parametrize(
    ("made", "n"),
    [(["1-Mar", "2-Mar"], 2), (["Mar-31"], 1), (["01. Mrz", "02. Mrz"], 2), (["3-Sep", "Sep-40"], 2), (["1-mars"], 1)],
)
def test_codes_that_became_dates_are_counted_and_named(tmp_path: Path, made: list[str], n: int) -> None:
    report = load(tmp_path, log([*CODES, *made]))
    [note] = [str(each) for each in report.notes if "dates among codes" in str(each)]
    assert note.startswith(f"{n} item ids are dates among codes")
    assert repr(min(made)) in note
    assert report.n_stored == 120


@pytest.mark.parametrize(
    "ids",
    [
        CODES,
        ["1-Mar", "2-Mar", "3-Apr", "4-May"],
        [*"abcdefgh", "1-Mar"],
        ["Summer mix", "Jazz no 4", "Road trip", "Jan 05"],
        [*CODES, "MAR-1A"],
        [*CODES, "13-MARKET"],
        [*CODES, "2031-03-01-A"],
        [*CODES, "1-MX"],
        [*CODES, "Mar"],
    ],
)
def test_other_ids_are_no_dates(tmp_path: Path, ids: list[str]) -> None:
    report = load(tmp_path, log(ids), map={"item": "sku", "user": "user_id", "timestamp": "time"})
    assert not any("dates among codes" in str(note) for note in report.notes)
