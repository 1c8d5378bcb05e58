from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import IngestError
from core.ingest.inspect import inspect_log
from core.ingest.load import load_log
from core.ingest.tables.source import LogSource
from core.settings import load_settings
from core.store.store import Store

EVENTS = "user_id,item_id,timestamp,note\n" + "\n".join(
    f"u{n % 12},i{n % 15},2026-01-{n % 28 + 1:02d} 10:00,n{n}" for n in range(60)
)
ITEMS = "sku,item_id,title\n" + "\n".join(f"i{n},x{n},Title {n}" for n in range(15))


@pytest.fixture
def source(tmp_path: Path) -> LogSource:
    (tmp_path / "events.csv").write_text(EVENTS)
    (tmp_path / "items.csv").write_text(ITEMS)
    return LogSource(tmp_path / "events.csv", tmp_path / "items.csv")


def roles(source: LogSource, file: str) -> dict[str, str]:
    found = next(each for each in inspect_log(source, load_settings()).files if each.file == file)
    return {choice.role: choice.column for choice in found.choices}


def test_columns_roles_reasons_and_rows(source: LogSource) -> None:
    events, items = inspect_log(source, load_settings()).files
    assert (events.name, events.n_rows, events.columns) == (
        "events.csv",
        60,
        ("user_id", "item_id", "timestamp", "note"),
    )
    assert len(events.preview) == 20
    assert events.preview[0] == ("u0", "i0", "2026-01-01 10:00", "n0")
    assert all(choice.reason for choice in events.choices)
    assert {choice.role: choice.column for choice in items.choices} == {"item": "sku", "text": "title"}


def test_a_missing_role_is_reported_and_no_error(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("a,b\n1,x\n2,y\n")
    inspection = inspect_log(LogSource(tmp_path / "log.csv"), load_settings())
    assert not inspection.is_complete
    assert inspection.files[0].missing == ("user", "item", "timestamp")


def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("<html></html>")
    with pytest.raises(IngestError, match="is a web page"):
        inspect_log(LogSource(tmp_path / "log.csv"), load_settings())


def test_a_column_can_be_given_for_one_file(source: LogSource) -> None:
    corrected = replace(source, map={"items.item": "sku"})
    assert roles(corrected, "items")["item"] == "sku"
    assert roles(corrected, "events")["item"] == "item_id"


def test_a_role_can_be_taken_away(source: LogSource) -> None:
    assert "text" not in roles(replace(source, map={"items.text": []}), "items")


def test_the_load_follows_what_was_given_for_one_file(source: LogSource) -> None:
    with Store(load_settings()) as store:
        report = load_log(store, replace(source, map={"items.item": "sku", "items.text": []}), "local")
        assert {(each.file, each.role, each.column) for each in report.choices if each.file == "items"} == {
            ("items", "item", "sku")
        }
        info = store.dataset(report.dataset_id)
        assert info
        assert str(info.meta["name"]).endswith("/events.csv")
        store.delete_dataset(report.dataset_id)


def test_an_unknown_file_or_role_is_refused(source: LogSource) -> None:
    with Store(load_settings()) as store, pytest.raises(IngestError, match=r"There is no role 'things\.item'"):
        load_log(store, replace(source, map={"things.item": "sku"}), "local")


def test_a_published_layout_is_recognised(tmp_path: Path) -> None:
    (tmp_path / "ratings.csv").write_text("userId,movieId,rating,timestamp\n1,10,4.0,964982703\n2,10,3.0,964982931\n")
    (tmp_path / "movies.csv").write_text("movieId,title,genres\n10,GoldenEye (1995),Action|Adventure\n")
    inspection = inspect_log(LogSource(tmp_path / "ratings.csv"), load_settings())
    assert inspection.preset == "movielens"
    with_preset = inspect_log(LogSource(tmp_path / "ratings.csv", preset="movielens"), load_settings())
    assert [each.file for each in with_preset.files] == ["events", "items"]
    assert with_preset.files[0].choices[0].reason == "set by the preset"


def test_a_published_layout_without_a_header_is_recognised_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "u.data").write_text("1\t2\t5\t881250950\n2\t1\t3\t978300760\n")
    inspection = inspect_log(LogSource(tmp_path / "u.data"), load_settings())
    assert inspection.preset == "movielens"
    assert inspection.files[0].columns == ("user_id", "item_id", "rating", "timestamp")
    assert inspection.is_complete


def test_an_unknown_time_zone_is_an_error(source: LogSource) -> None:
    with pytest.raises(IngestError, match=r"There is no time zone 'Europe/Atlantis'\."):
        inspect_log(replace(source, timezone="Europe/Atlantis"), load_settings())


def test_lines_that_are_no_records_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text(EVENTS + "\nu1,i2,2026-01-05 10:00,n,more,cells\n,,,\n")
    [events] = inspect_log(LogSource(path), load_settings()).files
    note = (
        "2 lines are no records, so they are not among these rows and will be rejected, such as line 62 of "
        "events.csv: more cells than columns."
    )
    assert (events.n_rows, note in events.notes) == (60, True)
    path.write_text(EVENTS + "\n,,,\n")
    [events] = inspect_log(LogSource(path), load_settings()).files
    assert (
        "1 line is no record, so it is not among these rows and will be rejected: line 62 of events.csv, empty line."
        in events.notes
    )
    path.write_text(EVENTS)
    assert not inspect_log(LogSource(path), load_settings()).files[0].notes


def test_turkish_names_of_materials_are_titles(tmp_path: Path) -> None:
    path = tmp_path / "satis.csv"
    rows = [f"2026-03-{n % 28 + 1:02d},m{n % 7},k{n % 5},Çay {'ABCDE'[n % 5]}" for n in range(40)]
    path.write_text("Tarih,Müşteri No,Malzeme Kodu,Malzeme Ad\u0131\n" + "\n".join(rows))
    found = roles(LogSource(path), "events")
    assert (found["item"], found["text"]) == ("Malzeme Kodu", "Malzeme Ad\u0131")
