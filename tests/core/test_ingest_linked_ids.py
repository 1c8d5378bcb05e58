"""The column of a log that a file about users or items refers to is asked about where names say another one."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import IngestError
from core.ingest.inspect import inspect_log
from core.ingest.tables.source import IngestReport, LogSource
from tests.core.ingest_help import chosen, load_path, open_store, settings, table, write

HEADER = "order_no,ordered_at,customer_id,email,sku,amount"


def log(n: int = 240) -> str:
    """Return lines of orders; every sixth was placed by a guest, who has an address and no number."""
    rows = [
        f"{n_row},2031-03-{n_row % 28 + 1:02} 10:{n_row % 60:02}:00,{'' if n_row % 6 == 0 else f'C{500 + n_row % 60}'},"
        f"u{n_row % 60}@mail.example,S{n_row * 7 % 25},{n_row % 90 + 5}.50"
        for n_row in range(n)
    ]
    return table(HEADER, rows)


def people(key: str, ids: list[str], more: str = "newsletter") -> str:
    return table(f"{key},{more}", [f"{each},{'yes' if n % 2 else 'no'}" for n, each in enumerate(ids)])


def load(folder: Path, users: str, **more: object) -> IngestReport:
    path = write(folder / "log.csv", log())
    return load_path(folder, path, users=write(folder / "people.csv", users), **more)


NUMBERS = [f"C{500 + n}" for n in range(60) if n % 6]


def test_the_column_that_a_file_of_users_refers_to_is_asked_about(tmp_path: Path) -> None:
    users = people("customer_id", NUMBERS)
    with pytest.raises(IngestError, match=r"50 of the 50 ids of people.csv are in 'customer_id' of the log"):
        load(tmp_path, users)
    report = load(tmp_path, users, accepts_guesses=True)
    assert chosen(report)["user"] == "customer_id"
    with open_store(tmp_path) as store:
        assert store.population(report.dataset_id).attributes.notna().sum().tolist() == [50]


def test_the_form_asks_it_too(tmp_path: Path) -> None:
    source = LogSource(write(tmp_path / "log.csv", log()), users=write(tmp_path / "p.csv", people("nr", NUMBERS)))
    events = inspect_log(source, settings(tmp_path)).files[0]
    [question] = events.questions
    assert [each.column for each in question.candidates] == ["customer_id", "email"]


def test_an_answer_is_taken_and_one_note_names_what_it_loses(tmp_path: Path) -> None:
    report = load(tmp_path, people("customer_id", NUMBERS), map={"events.user": "email"})
    [note] = [each for each in report.notes if "people.csv" in each and "ids" in each]
    assert "Nothing in people.csv is known of any of the 60 users of the log: none of its ids is in 'email'." in note
    assert not any("not in the users file" in each for each in report.notes)


@pytest.mark.parametrize(
    ("key", "ids"),
    [
        ("email", [f"u{n}@mail.example" for n in range(60)]),
        ("email", [f"u{n}@mail.example" for n in range(5)]),
        ("email", [f"x{n}@mail.example" for n in range(60)]),
        ("customer_id", [f"X{n}" for n in range(60)]),
        ("customer_id", [str(n) for n in range(240)]),
        ("customer_id", ["C501", "C502", *(f"Z{n}" for n in range(60))]),
        ("member", ["S1", "S2", "S3", "S4", "S5"]),
        ("customer_id", ["C501"] * 30),
    ],
    ids=["all", "few", "others", "other numbers", "rows", "hardly any", "of items", "of one"],
)
def test_nothing_is_asked_where_no_other_column_holds_the_ids(tmp_path: Path, key: str, ids: list[str]) -> None:
    assert chosen(load(tmp_path, people(key, ids)))["user"] == "email"


def test_the_column_that_a_file_of_items_refers_to_is_asked_about(tmp_path: Path) -> None:
    rows = [f"u{n % 20},A{n % 25},B{100 + n % 25},2031-03-{n % 28 + 1:02} 10:00:00" for n in range(200)]
    path = write(tmp_path / "log.csv", table("user_id,item_id,style,timestamp", rows))
    items = write(tmp_path / "styles.csv", table("style,title", [f"B{100 + n},Shirt {n}" for n in range(25)]))
    with pytest.raises(IngestError, match=r"25 of the 25 ids of styles.csv are in 'style' of the log"):
        load_path(tmp_path, path, items=items)
