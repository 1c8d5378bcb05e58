"""Files that this program writes about users, read back by everything that reads ids: each id as it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from core.audiences.held import Control
from core.audiences.identity import read_identities
from core.audiences.identity_file import IdentityFile, open_identities
from core.campaigns.outcomes import read_outcomes
from core.errors import DataError, IngestError
from core.files.csv_files import write_csv, write_excel_csv
from core.ingest.tables.user_files import read_columns, read_user_file
from core.ingest.values.identity import as_in_log, code_of
from core.model.given import find_given
from core.model.labels import labels_in_log, read_labels
from core.settings import load_settings
from core.shaping.edits import Move
from core.shaping.user_list import in_log, read_user_list
from core.store.scratch import Scratch
from core.types import Column
from core.views.item_lists import decoded, match_users
from tests.core.audience_help import asked_for, make, users_of_sizes, write_identities
from tests.core.ingest_help import HEADER, load, open_store

ODD = (
    "=1+1", "+491711234567", "@x", "-7", "00123", "123", "'quoted", "quoted", "''twice", "'00123", "'=1+1", "TRUE",
    "mar-1", "1e5", "1.0", "a,b", "a;b", 'say "hi"', "王", "=日本", "NA", "none", "{x}", "u u",
)  # fmt: skip
IDS = np.array([*ODD, *(f"u{each}" for each in range(60))], dtype=object)
"""Some are others with an apostrophe before them, so that only the form of a file says which is meant."""
LABELS = ("=Tea", "'=Tea", "-", "Tea")
READ_BACK = ("segments.csv", "segments_excel.csv", "campaign_users.csv", "control_group.csv", "left_out.csv",
             "csv_SEG-01-v2_all.csv", "excel_SEG-01-v2_all.xlsx", "parquet_SEG-01-v2_all.parquet",
             "braze_SEG-01-v2_all.csv")  # fmt: skip

CONTROL = Control(b"k" * 32, 20.0, "1", {})
IS_HELD = CONTROL.of(IDS)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every form of file about users that is written, and what is listed in it."""
    folder = tmp_path_factory.mktemp("written")
    users = replace(users_of_sizes([len(IDS)]), user_ids=IDS)
    people = write_identities(folder / "people.csv", [(each, f"mail{no}@x.example") for no, each in enumerate(IDS)])
    asked = asked_for(users, IdentityFile(people), "csv", "excel", "parquet", "braze")
    make(replace(asked, control=CONTROL), folder)
    table = pa.table(
        {
            Column.USER_ID: pa.array(IDS, pa.string()),
            Column.SEGMENT: pa.array([LABELS[no % len(LABELS)] for no in range(len(IDS))], pa.string()),
            "email": pa.array([f"mail{no}@x.example" for no in range(len(IDS))], pa.string()),
        }
    )
    write_csv(table, folder / "out" / "segments.csv")
    write_excel_csv(table, folder / "out" / "segments_excel.csv")
    return folder / "out"


def found_as_list(path: Path, _folder: Path) -> list[str]:
    move = in_log(Move(read_user_list(path), 1), IDS, None)
    assert isinstance(move, Move)
    return list(move.user_ids)


def found_on_explore(path: Path, _folder: Path) -> list[str]:
    return list(match_users(decoded(path.read_bytes(), path.name), IDS.tolist()).matched)


def found_as_outcomes(path: Path, folder: Path) -> list[str]:
    with Scratch(folder, [path], "UTC", load_settings()) as scratch:
        given = {"user_id": "external_id"} if path.name.startswith("braze") else {}
        return list(IDS[read_outcomes(scratch, path, IDS, None, given).converted == 1])


def found_as_identities(path: Path, folder: Path) -> list[str]:
    columns = {"user_id": "external_id"} if path.name.startswith("braze") else {}
    everybody = np.ones(len(IDS), dtype=bool)
    with Scratch(folder, [path], "UTC", load_settings()) as scratch:
        file = IdentityFile(path, columns)
        read_identities(scratch, file, open_identities(scratch, file), (IDS, everybody, None), None)
        rows = scratch.rows("select row, email from identities order by row")
    assert all(email == f"mail{row}@x.example" for row, email in rows)
    return [IDS[row] for row, _email in rows]


FORMS = ("segments_excel.csv", "excel_SEG-01-v2_all.xlsx", "braze_SEG-01-v2_all.csv")
PAIRS = [
    *((name, read) for name in READ_BACK for read in (found_as_list, found_on_explore)),
    *((name, read) for name in FORMS for read in (found_as_outcomes, found_as_identities)),
]


@pytest.mark.parametrize(("name", "read"), PAIRS)
def test_ids_of_every_file_are_read_back_as_they_were(
    name: str, read: Callable[[Path, Path], list[str]], written: Path, tmp_path: Path
) -> None:
    of_all = {"segments.csv", "segments_excel.csv", "campaign_users.csv"}
    of_held = {"left_out.csv", "control_group.csv"}
    expected = IDS if name in of_all else IDS[IS_HELD] if name in of_held else IDS[~IS_HELD]
    assert sorted(set(read(written / name, tmp_path))) == sorted(expected)


@pytest.mark.parametrize("name", ["segments.csv", "segments_excel.csv"])
def test_labels_are_read_back_as_they_were(name: str, written: Path, tmp_path: Path) -> None:
    labels = {user_id: LABELS[no % len(LABELS)] for no, user_id in enumerate(IDS)}
    assert labels_in_log(read_labels(written / name), IDS, None) == (labels, 0)
    pairs = read_columns(written / name, (Column.USER_ID, Column.SEGMENT), "")
    given = find_given(pairs, name, IDS, tmp_path, tmp_path)
    assert (given.labels, given.n_unknown, given.n_by_code) == (labels, 0, 0)


def test_a_users_file_that_was_written_for_a_spreadsheet_joins_the_log(tmp_path: Path) -> None:
    ids = ["=1+1", "@x", "-a", "b"]
    users = pa.table({Column.USER_ID: pa.array(ids), "tier": pa.array(["=1", "-", "tin", "tin"])})
    write_excel_csv(users, tmp_path / "users.csv")
    rows = "".join(f"{each},apple,view,2026-01-0{no} 10:00:00,1\n" for no, each in enumerate(ids, 1))
    report = load(tmp_path, HEADER + rows, users=tmp_path / "users.csv")
    with open_store(tmp_path) as store:
        population = store.population(report.dataset_id)
    found = dict(zip(population.histories.user_ids, population.attributes["tier"], strict=True))
    assert found == {"=1+1": "=1", "@x": "-", "-a": "tin", "b": "tin"}


def test_an_apostrophe_that_no_file_of_this_program_wrote_stays_where_somebody_is_called_so(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("user_id\n'00123\n+49\n'@x\n", encoding="utf-8-sig")
    assert read_user_file(path)["user_id"].tolist() == ["'00123", "+49", "'@x"]
    code = code_of("007", b"k")
    assert as_in_log(["'00123", "'@x", "'007", ""], [*IDS, code], b"k") == {
        "'00123": "'00123", "'@x": "@x", "'007": code, "": "",
    }  # fmt: skip


def test_a_line_that_cannot_be_read_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("user_id,segment\na,1\nb,2,3\n", encoding="utf-8")
    with pytest.raises(IngestError, match=r"^1 lines of list\.csv cannot be read, such as line 3\.$"):
        read_user_file(path)
    with pytest.raises(IngestError, match=r"none\.csv"):
        read_user_file(tmp_path / "none.csv")
    with pytest.raises(DataError, match=r"list\.csv cannot be read"):
        decoded(b"\x00\x01\xff", "list.csv")
