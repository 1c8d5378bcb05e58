"""Files of one log whose columns are renamed from one to the next."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.core.ingest_help import chosen, load_path, write
from tests.core.test_ingest_exports import stored

N = 40


def months(folder: Path, first: str, second: str, *, ids: str = "u{}", price: float = 2.0) -> Path:
    """Write two files of one log with other headers."""
    for number, header in enumerate((first, second), 1):
        rows = [
            f"{('u{}' if number == 1 else ids).format(n % 11)},p{n % 7},2031-0{number}-{n % 28 + 1:02} 10:00:00,{price}"
            for n in range(N)
        ]
        write(folder / f"2031-0{number}.csv", "\n".join([header, *rows, ""]))
    return folder


@pytest.mark.parametrize(
    "second",
    [
        "user,item_id,event_time,price",
        "customer_id,item_id,event_time,price",
        "user_id,product_id,event_time,price",
        "user_id,item_id,timestamp,price",
    ],
)
def test_a_column_of_another_name_with_the_same_ids_is_the_same(tmp_path: Path, second: str) -> None:
    report = load_path(tmp_path, months(tmp_path / "log", "user_id,item_id,event_time,price", second))
    assert (report.n_stored, report.n_rejected, report.n_users, report.n_items) == (2 * N, 0, 11, 7)
    assert chosen(report)["user"] == "user_id"
    assert any("is read as" in note for note in report.notes)
    assert not any("it is empty in the others" in note for note in report.notes)
    assert stored(tmp_path, "select count(*), sum(value) from events") == [(2 * N, 4.0 * N)]


@pytest.mark.parametrize(
    ("second", "ids"),
    [
        ("user,item_id,event_time,price", "x{}"),
        ("user_id,item_id,event_time,total", "u{}"),
    ],
)
def test_other_ids_and_other_amounts_stay_columns_of_their_own(tmp_path: Path, second: str, ids: str) -> None:
    folder = months(tmp_path / "log", "user_id,item_id,event_time,price", second, ids=ids)
    report = load_path(tmp_path, folder, accepts_guesses=True)
    assert not any("is read as" in note for note in report.notes)
    assert any("it is empty in the others" in note for note in report.notes)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("user_id,video_id,event_time,price", "user_id,product_id,event_time,price"),
        ("user_id,item_id,event_time,amount_usd", "user_id,item_id,event_time,amount_eur"),
        ("user_id,item_id,event_time,amount", "user_id,item_id,event_time,amount_cents"),
        ("user_id,item_id,event_time,rating", "user_id,item_id,event_time,amount"),
    ],
)
def test_small_numbers_and_amounts_of_another_unit_are_not_one_column(tmp_path: Path, first: str, second: str) -> None:
    folder = months(tmp_path / "log", first, second)
    for file in folder.iterdir():
        write(file, file.read_text().replace(",p", ",").replace("u", "1000").replace("1000ser", "user"))
    notes = load_path(tmp_path, folder, accepts_guesses=True).notes
    assert not any("is read as" in note for note in notes)


def spelled(now: str, *, both: bool = False, both_filled: bool = True) -> str:
    """Return lines whose user stands under ``userId`` first and under another name later."""
    rows = []
    for n in range(N):
        keys = {"userId" if n < N // 2 else now: f"u{n % 7}"}
        if both and n == N // 4:
            keys[now] = "other" if both_filled else " "
        rows.append(json.dumps({**keys, "sku": f"p{n % 5}", "ts": f"2031-01-{n % 28 + 1:02}T10:00:{n:02}Z"}))
    return "\n".join(rows) + "\n"


@pytest.mark.parametrize("now", ["user_id", "UserID", "user id"])
@pytest.mark.parametrize("both", [True, False])
def test_a_key_that_is_spelled_another_way_later_is_the_same(tmp_path: Path, now: str, both: bool) -> None:
    report = load_path(tmp_path, write(tmp_path / "log.jsonl", spelled(now, both=both, both_filled=False)))
    assert (report.n_stored, report.n_users) == (N, 7)
    assert f"'userId' was filled from {now!r}: no row has both." in report.notes


@pytest.mark.parametrize(("now", "both"), [("user_id", True), ("account", False), ("user", False)])
def test_keys_that_rows_have_both_of_and_other_names_stay_apart(tmp_path: Path, now: str, both: bool) -> None:
    report = load_path(tmp_path, write(tmp_path / "log.jsonl", spelled(now, both=both)), map={"user": "userId"})
    assert report.n_stored == N // 2
    assert not any("was filled from" in note for note in report.notes)


@pytest.mark.parametrize(("one", "other"), [("Price $", "Price €"), ("Amount +", "Amount -"), ("votes #", "votes %")])
def test_columns_that_differ_by_a_sign_with_a_meaning_are_not_one(tmp_path: Path, one: str, other: str) -> None:
    rows = "".join(
        f"u{n % 7},p{n % 5},2031-01-05 10:00:{n:02},{'' if n % 2 else '5.5'},{'9.5' if n % 2 else ''}\n"
        for n in range(N)
    )
    report = load_path(tmp_path, write(tmp_path / "log.csv", f"user_id,item_id,time,{one},{other}\n{rows}"))
    assert not any("was filled from" in note for note in report.notes)
