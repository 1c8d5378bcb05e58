"""Whatever table in whatever dialect: it is read as it was written, and no record gets lost."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.ingest.load import load_log
from core.ingest.reader.dialect import Dialect
from core.ingest.reader.read import ReadOptions, read_tables
from core.ingest.reader.repair import repair
from core.ingest.reader.sniff import sniff
from core.ingest.tables.source import LogSource
from core.settings import Settings
from core.store.scratch import Scratch
from core.store.store import Store
from tests.properties.tables import QUOTING, Table, tables


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tables")


@pytest.fixture(scope="module")
def scratch(folder: Path) -> Iterator[Scratch]:
    options = Settings(folder / "workspace", "UTC", "500MB", 2)
    with (
        tempfile.TemporaryDirectory(dir=folder) as own,
        Scratch(Path(own), [folder / "t.csv"], "UTC", options) as opened,
    ):
        yield opened


def written(folder: Path, text: str) -> Path:
    path = folder / "t.csv"
    path.write_bytes(text.encode())
    return path


@given(table=tables())
def test_the_dialect_of_a_table_is_found(folder: Path, table: Table) -> None:
    found = sniff(written(folder, table.text), "t.csv")
    assert (found.delimiter, list(found.headers), found.header_lines) == (table.delimiter, table.headers, 1)


@settings(max_examples=25)
@given(table=tables())
def test_a_table_is_read_as_it_was_written(folder: Path, scratch: Scratch, table: Table) -> None:
    raw = read_tables(scratch, [written(folder, table.text)], ReadOptions())[0]
    found = scratch.rows(f"select * exclude (row_no) from {raw.sql} order by row_no") if raw.n_rows else []  # noqa: S608 - built by read
    assert [[cell or "" for cell in row] for row in found] == table.rows
    assert raw.found.malformed == []


LINES = st.lists(st.text('ab,;" ', max_size=12), max_size=12)


@given(lines=LINES, delimiter=st.sampled_from(QUOTING), n_columns=st.integers(2, 4))
def test_every_line_is_a_record_or_malformed_or_blank(
    folder: Path, lines: list[str], delimiter: str, n_columns: int
) -> None:
    source, target = written(folder, "".join(f"{line}\n" for line in ["header", *lines])), folder / "good.csv"
    found = repair(source, Dialect(delimiter, headers=tuple("abcd"[:n_columns])), target)
    text = target.read_text(encoding="utf-8")
    records = list(csv.reader(text.splitlines(keepends=True), delimiter=delimiter, strict=True))
    assert [len(record) for record in records] == [n_columns] * found.n_rows
    assert text.count("\n") + len(found.malformed) + found.n_blank == len(lines)
    assert all(lines[each.line - 2] == each.text for each in found.malformed)


@given(lines=LINES)
@settings(max_examples=6)
def test_records_are_stored_or_rejected(lines: list[str]) -> None:
    """Whatever stands between lines of a log, as long as these are the most of them."""
    good = [f"u{number},i{number},2026-01-05 10:00" for number in range(len(lines) + 2)]
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder), "\n".join(["user,item,time", *good[:-1], *lines, good[-1]]))
        with Store(Settings(Path(folder) / "workspace", "UTC", "500MB", 2)) as store:
            report = load_log(store, LogSource(path), "local")
            rejected = [row for batch in store.rejected(report.dataset_id) for row in batch.to_pylist()]
    n_blank = sum(not line.strip() for line in lines)
    assert report.n_records == report.n_stored + report.n_rejected
    assert report.n_records <= len(lines) - n_blank + len(good)
    assert report.n_stored >= 1
    assert len(rejected) == report.n_rejected == sum(report.rejected.values())
