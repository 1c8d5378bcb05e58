"""What rows hold that no row of the sample shows: another spelling, a decimal comma, times that are none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.core.ingest_help import load, open_store, table

MAP = {"user": "user", "item": "item", "timestamp": "time", "value": "amount"}
N = 400


@pytest.fixture(autouse=True)
def small_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.ingest.tables.sample._SAMPLE_ROWS", 20)


def log_of(times: dict[int, str], amounts: dict[int, str]) -> str:
    """Write views at plain times with plain amounts, but for the rows that are given."""
    cells = ((times.get(n, f"2031-03-{n % 28 + 1:02} 10:00:{n % 60:02}"), amounts.get(n, "7")) for n in range(N))
    return table("user;item;time;amount", [f"u{n % 13};i{n};{time};{paid}" for n, (time, paid) in enumerate(cells)])


def values(folder: Path, text: str) -> list[float]:
    report = load(folder, text, map=MAP)
    assert (report.n_stored, report.rejected) == (N, {})
    with open_store(folder) as store:
        return sorted(float(each) for each in store.population(report.dataset_id).histories.values)


def test_another_spelling_of_a_time_and_of_an_amount_is_read(tmp_path: Path) -> None:
    found = values(tmp_path, log_of({350: "5 March 2031 10:00"}, {350: "1,234.50"}))
    assert found == [*[7.0] * (N - 1), 1234.5]


def test_a_decimal_comma_settles_how_amounts_are_written(tmp_path: Path) -> None:
    found = values(tmp_path, log_of({}, {340: "1,234", 350: "12,50"}))  # alone, the first could be a thousand
    assert found == [pytest.approx(1.234), *[7.0] * (N - 2), 12.5]


def test_times_that_are_none_are_rejected_and_named(tmp_path: Path) -> None:
    default = ("0000-00-00 00:00:00", "1970-01-01 00:00:00", "1900-01-01 00:00:00", "0001-01-01 00:00:00")
    others = ("soon", "9999-12-31", "2131-01-01 10:00:00", "1931-01-01 10:00:00")
    times = {330 + n: time for n, time in enumerate((*default, *others))}
    report = load(tmp_path, log_of(times, {}), map=MAP)
    assert report.rejected == {
        "a stand-in for no time, such as 1970-01-01": len(default),
        "no usable time": len(others),
    }
    note = "4 times are not understood or lie outside 1970 to 2100, such as '1931-01-01 10:00:00'; they were rejected."
    assert note in report.notes


@pytest.mark.parametrize(
    ("later", "is_opened"), [('"{""a"": 1}"', True), ("a remark", False)], ids=["objects", "texts"]
)
def test_what_cells_hold_is_known_by_rows_from_the_middle_too(tmp_path: Path, later: str, is_opened: bool) -> None:
    cells = ('"{""a"": 1}"' if n < 5 else later if n >= 1_500 else "" for n in range(3_000))
    rows = [f"u{n % 13},i{n % 7},2031-03-01 10:00:{n % 60:02},{n},{cell}" for n, cell in enumerate(cells)]
    report = load(
        tmp_path, table("user,item,time,n,note", rows), map={"user": "user", "item": "item", "timestamp": "time"}
    )
    assert any("note hold objects" in note for note in report.notes) == is_opened
