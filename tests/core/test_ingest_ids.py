"""Ids that a spreadsheet changed are repaired and counted; stand-ins for nobody are rejected."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from core.errors import IngestError
from core.ingest.tables.source import IngestReport
from tests.core.ingest_help import load as load_log
from tests.core.ingest_help import load_path, open_store, write

MAP = {"user": "user", "item": "item", "timestamp": "time"}
UUID = "6f1c2eab-00de-4000-8000-00000000000f"
STAND_IN = "a stand-in for no user, such as undefined or #N/A"


def load(folder: Path, text: str, **more: object) -> IngestReport:
    return load_log(folder, text, **{"map": MAP, **more})  # type: ignore[arg-type]


def log_of(*users: str) -> str:
    rows = "".join(f"{user},a{row % 7},2026-01-05 10:{row % 60:02}:{row // 60:02}\n" for row, user in enumerate(users))
    return "user,item,time\n" + rows


def user_ids(folder: Path, report: IngestReport) -> list[str]:
    with open_store(folder) as store:
        return [str(each) for each in store.population(report.dataset_id).histories.user_ids]


@pytest.mark.parametrize(
    ("written", "stored", "note"),
    [
        (
            [" u1", "u1", "u2"],
            ["u1", "u2"],
            "1 user ids in 1 records had blanks around them; the blanks were cut off. An example: ' u1'.",
        ),
        (["u1\u00a0", "u2"], ["u1", "u2"], "1 user ids in 1 records had blanks around them"),
        (['"=""00123"""', "00124"], ["00123", "00124"], "1 user ids in 1 records were written as formulas"),
        (["'00123", "00124"], ["00123", "00124"], "1 user ids in 1 records had an apostrophe before them"),
        (["1001", "1001.0", "1002.0"], ["1001", "1002"], "2 user ids in 2 records were written as decimals"),
        (["4.0017123456E10", "7"], ["40017123456", "7"], "1 user ids in 1 records were written with an exponent"),
        (['"1,001.0"', '"1,002.0"'], ["1001", "1002"], "2 user ids in 2 records had commas between thousands"),
        (['"1,001"', '"12,002"', "7"], ["1001", "12002", "7"], "2 user ids in 2 records had commas between thousands"),
        (["Pat@x.com", "pat@x.com", "pat@x.com", "Bo@x.com"], ["Bo@x.com", "pat@x.com"], "1 user ids in 1 records are"),
        (["mailto:pat@x.com", "pat@x.com", "pat@x.com"], ["pat@x.com"], "1 user ids in 1 records are e-mail addresses"),
        (["u\u200b1", "u1", "u\u00ad2"], ["u1", "u2"], "2 user ids in 2 records held signs that do not show"),
        (
            ["\uff11\uff10\uff10\uff15", "1005", "ju\u0308rgen"],
            ["1005", "jürgen"],
            "2 user ids in 2 records held signs that do not show",
        ),
        (["+49 30 1234567", "+49301234567", "+49301234567"], ["+49301234567"], "1 user ids in 1 records are phone"),
        ([UUID.upper(), UUID, UUID, f"{{{UUID}}}"], [UUID], "2 user ids in 2 records are UUIDs or hashes"),
    ],
)
def test_repaired_ids_are_counted(tmp_path: Path, written: list[str], stored: list[str], note: str) -> None:
    report = load(tmp_path, log_of(*written), user_ids="keep")
    assert user_ids(tmp_path, report) == stored
    assert [each for each in report.notes if each.startswith(note)]


@pytest.mark.parametrize(
    "users",
    [
        ["1.0", "1.1", "2.0"],
        ["'t Hooft", "O'Neil"],
        ["#1001", "#1002"],
        ["U1", "u1"],
        ["ann @ home <b>", "bob @ home <b>"],
        ["1E5", "12e4"],
        ["u7", '"1,001"'],
        ["Ｔシャツ", "Tシャツ"],
        ["\u0645\u06cc\u200c\u062e", "\u0645\u06cc\u062e"],
    ],
)
def test_ids_that_need_no_repair_stay_as_they_are(tmp_path: Path, users: list[str]) -> None:
    report = load(tmp_path, log_of(*users))
    assert user_ids(tmp_path, report) == sorted(each.strip('"') for each in users)
    assert [note for note in report.notes if "user ids" in note] == []


def test_stand_ins_for_nobody_are_rejected(tmp_path: Path) -> None:
    stand_ins = [
        "undefined",
        "[object Object]",
        "(not set)",
        "00000000-0000-0000-0000-000000000000",
        "Anonymous",
        "#N/A",
        "#REF!",
        "nicht angegeben",
        "Walk-in customer",
        "[deleted]",
        "undefined undefined",
        "{}",
        "*",
    ]
    report = load(tmp_path, log_of("u1", *stand_ins, "u2", *stand_ins))
    assert report.rejected == {STAND_IN: 2 * len(stand_ins)}
    assert user_ids(tmp_path, report) == ["u1", "u2"]


@pytest.mark.parametrize("stand_in", ["undefined", "0"])
def test_a_stand_in_for_nobody_is_named(tmp_path: Path, stand_in: str) -> None:
    report = load(tmp_path, log_of("u1", stand_in, "u2", stand_in))
    assert report.rejected == {STAND_IN: 2}
    assert f"2 records have {stand_in} as one of the user ids: {STAND_IN}. They were rejected." in report.notes


def test_zero_is_a_user_where_the_others_run_on_from_it(tmp_path: Path) -> None:
    assert load(tmp_path, log_of("0", "1", "2")).n_users == 3


@pytest.mark.parametrize(
    ("ids", "n_users"),
    [
        (range(0, 1300, 100), 13),
        ([0, *range(700, 1900, 100)], 12),
        ([0, *range(100, 1300, 100), 1250], 13),
        ([0, *range(100, 600, 100)], 5),
        ([0, *range(10, 1300, 130)], 10),
    ],
    ids=["each hundredth", "from 700", "one between", "few", "far between"],
)
def test_zero_is_a_user_where_each_hundredth_was_drawn(tmp_path: Path, ids: Iterable[int], n_users: int) -> None:
    assert load(tmp_path, log_of(*map(str, ids))).n_users == n_users


def test_zero_with_twenty_times_the_events_of_others_is_nobody(tmp_path: Path) -> None:
    report = load(tmp_path, log_of(*["0"] * 50, "1", "2", "3"))
    assert report.rejected == {STAND_IN: 50}


@pytest.mark.parametrize("lost", ["4.0017E+10", '"4,0017E+10"'])
def test_an_id_whose_digits_are_lost_is_rejected(tmp_path: Path, lost: str) -> None:
    report = load(tmp_path, log_of(lost, "u1"))
    assert report.rejected == {"an id whose digits a spreadsheet dropped, such as 4.0017E+10": 1}


def test_ids_of_two_files_are_settled_together(tmp_path: Path) -> None:
    write(tmp_path / "log" / "a.csv", log_of("1001", "1002"))
    write(tmp_path / "log" / "b.csv", log_of("1001.0", "1003.0"))
    write(tmp_path / "log" / "c.csv", log_of('"1,002"', '"1,003"'))
    assert user_ids(tmp_path, load_path(tmp_path, tmp_path / "log", map=MAP)) == ["1001", "1002", "1003"]


def test_ids_with_and_without_zeros_in_front_are_noted(tmp_path: Path) -> None:
    report = load(tmp_path, log_of("007", "7", "008"))
    assert report.n_users == 3
    assert (
        "1 user ids are there with and without zeros in front; they were not put together. If they are the same, write "
        "them alike. An example: 007 and 7."
    ) in report.notes


def test_no_example_is_given_of_ids_that_may_not_be_shown(tmp_path: Path) -> None:
    users = write(tmp_path / "users.csv", "user,city\n123,Leeds\n")
    log = log_of("007", "7", " 008", "00123", *["till"] * 90)
    report = load(tmp_path, log, users=users, user_ids="pseudonymise")
    assert sorted(each for each in report.notes if " user ids " in each or "of all events" in each) == [
        "1 user ids are there with and without zeros in front; they were not put together. If they are the same, write "
        "them alike.",
        "1 user ids in 1 records had blanks around them; the blanks were cut off.",
        "1 user ids of the log would be in the users file without their leading zeros: a spreadsheet drops them. They "
        "are not matched.",
        "One user has 96% of all events (90): is that one person, or a till, a test or a bot?",
    ]


def test_a_user_with_a_share_of_all_events_is_named(tmp_path: Path) -> None:
    report = load(tmp_path, log_of(*["till"] * 60, "u1", "u2", "u3"))
    assert "The user 'till' has 95% of all events (60): is that one person, or a till, a test or a bot?" in report.notes


def test_a_user_in_two_spellings_is_named_by_the_sum_of_its_events(tmp_path: Path) -> None:
    report = load(tmp_path, log_of(*["till"] * 15, *[" till"] * 15, "u1", "u2", "u3"))
    assert "The user 'till' has 91% of all events (30): is that one person, or a till, a test or a bot?" in report.notes
    few = load(tmp_path, log_of(*["till"] * 10, *[" till"] * 10, "u1", "u2", "u3"))
    assert not any("of all events" in note for note in few.notes)


def test_leading_zeros_that_the_users_file_lost_are_noted(tmp_path: Path) -> None:
    users = write(tmp_path / "users.csv", "user,city\n123,Leeds\n124,York\n")
    report = load(tmp_path, log_of("00123", "00124", "00125"), users=users)
    assert user_ids(tmp_path, report) == ["00123", "00124", "00125"]
    note = (
        "2 user ids of the log would be in the users file without their leading zeros: a spreadsheet drops them. They "
        "are not matched. An example: 00123 and 123."
    )
    assert note in report.notes


@pytest.mark.parametrize("user_ids", ["keep", "pseudonymise"])
@pytest.mark.parametrize(
    ("in_log", "in_file"),
    [
        ("pat@x.com", "PAT@x.com"),
        ("Pat <pat@x.com>", "pat@x.com"),
        (UUID.upper(), UUID),
        ("+49 30 1234567", "+49301234567"),
    ],
)
def test_an_id_of_the_users_file_takes_the_spelling_of_the_log(
    tmp_path: Path, user_ids: str, in_log: str, in_file: str
) -> None:
    users = write(tmp_path / "users.csv", f"user,city\n{in_file},Leeds\n")
    columns = {**MAP, "attribute": ["city"]}
    report = load(tmp_path, log_of(in_log, "bo@x.com"), users=users, map=columns, user_ids=user_ids)
    with open_store(tmp_path) as store:
        assert store.population(report.dataset_id).attributes["city"].dropna().tolist() == ["Leeds"]


@pytest.mark.parametrize("n", [3, 12, 40])
def test_zero_on_all_rows_is_nobody(tmp_path: Path, n: int) -> None:
    with pytest.raises(IngestError, match="a stand-in for no user"):
        load(tmp_path, log_of(*["0"] * n))
    assert load(tmp_path, log_of(*["1"] * n)).n_users == 1
