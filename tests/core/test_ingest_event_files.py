"""Folders whose files say by their names what was done, and those whose files are of months, places or users."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from core.errors import IngestError
from core.ingest.reader.read import ReadOptions, read_groups
from core.store.scratch import Scratch
from tests.core.ingest_help import chosen, columns_of, events, load_path, settings, write

HEADER = "client_id,timestamp,sku"
N = 40


def rows(header: str, n_rows: int, start: int = 0) -> str:
    cells = {
        "client_id": lambda n: f"c{n % 9}",
        "timestamp": lambda n: f"2031-01-{n % 28 + 1:02} 10:{n % 60:02}:{start:02}",
        "sku": lambda n: f"s{n % 7}",
        "event": lambda n: "looked",
        "status": lambda n: "completed",
        "user_action": lambda n: ("swipe", "zoom")[n % 2],
        "url": lambda n: f"/p/{n % 5}",
    }
    lines = [",".join(cells[name](n) for name in header.split(",")) for n in range(n_rows)]
    return "\n".join([header, *lines, ""])


def folder_of(tmp_path: Path, names: Mapping[str, str]) -> Path:
    folder = tmp_path / "log"
    for place, (name, header) in enumerate(names.items()):
        write(folder / f"{name}.csv", rows(header, N + place, place))
    return folder


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["product_buy", "add_to_cart"], {"product_buy": 41, "add_to_cart": 40}),
        (["add_to_cart", "remove_from_cart"], {"add_to_cart": 40, "remove_from_cart": 41}),
        (["purchases", "views"], {"purchases": 40, "views": 41}),
        (["orders_2031", "returns_2031"], {"orders": 40, "refund": 41}),
        (["train_purchases", "train_sessions"], {"purchases": 40, "sessions": 41}),
        (["purchases-01", "purchases-02", "views-01"], {"purchases": 81, "views": 42}),
        (["购买", "浏览"], {"购买": 41, "浏览": 40}),
    ],
)  # fmt: skip
def test_names_of_files_say_what_was_done(tmp_path: Path, names: list[str], found: dict[str, int]) -> None:
    report = load_path(tmp_path, folder_of(tmp_path, dict.fromkeys(sorted(names), HEADER)))
    assert sum(events(tmp_path, report).values()) == sum(found.values()) == report.n_stored
    assert set(events(tmp_path, report)) == set(found)
    assert chosen(report)["event"] == "event"
    assert any(
        str(note).startswith("No column says what was done, so the names of the files do:") for note in report.notes
    )


@pytest.mark.parametrize(
    "names",
    [
        {"views_2031-01": HEADER, "views_2031-02": HEADER},
        {"january": HEADER, "february": HEADER},
        {"berlin": HEADER, "purchases_app": HEADER},
        {"shop_1": HEADER, "shop_2": HEADER},
        {"clicks": HEADER, "views": HEADER},
        {"train": HEADER, "test": HEADER},
        {"orders": f"{HEADER},status", "returns": f"{HEADER},status"},
        {"purchases": f"{HEADER},event", "views": f"{HEADER},event"},
        {"purchases": f"{HEADER},user_action", "views": f"{HEADER},user_action"},
        {"purchases": HEADER},
        {"sessions": HEADER, "events": HEADER},
        {"orders": HEADER, "reviews": HEADER},
    ],
)
def test_other_names_of_files_say_nothing(tmp_path: Path, names: dict[str, str]) -> None:
    report = load_path(tmp_path, folder_of(tmp_path, names))
    assert report.n_stored == sum(N + place for place in range(len(names)))
    assert not any(str(note).startswith("No column says what was done, so the names") for note in report.notes)


def test_the_one_log_among_several_tables_is_asked_about(tmp_path: Path) -> None:
    folder = tmp_path / "log"
    lines = [f"s{n % 13},p{n % 9},2031-01-{n % 28 + 1:02} 10:00:00" for n in range(80)]
    write(folder / "sessions.csv", "\n".join(["session_id,item_id,date", *lines, ""]))
    features = [f"p{n % 9},{n % 5},{n % 7}" for n in range(60)]
    write(folder / "item_features.csv", "\n".join(["item_id,feature_id,value_id", *features, ""]))
    with pytest.raises(IngestError, match="Should each 'session_id' count as a user"):
        load_path(tmp_path, folder)
    report = load_path(tmp_path, folder, map={"user": "session_id"})
    assert (report.n_stored, report.n_users, report.n_items) == (80, 13, 9)
    assert any(str(note).startswith("item_features.csv was not used:") for note in report.notes)


def test_two_tables_that_may_be_the_log_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "log"
    for name, item in (("sessions", "item_id"), ("visits", "page")):
        lines = [f"s{n % 13},p{n % 9},2031-01-{n % 28 + 1:02} 10:00:00,{n}" for n in range(80)]
        write(folder / f"{name}.csv", "\n".join([f"session_id,{item},date,{name}_no", *lines, ""]))
    with pytest.raises(IngestError, match=r"the two are no parts of one log|are both logs"):
        load_path(tmp_path, folder)


@pytest.mark.parametrize(
    ("headers", "name", "others", "other", "are_parts"),
    [
        ("id,country,city,region", "users.csv", "id,title,country,city,region", "items.csv", False),
        ("id,country,city", "dim_customer.csv", "id,country,city,name", "dim_product.csv", False),
        (
            "user_id,job_id,part,split,application_date",
            "apps.tsv",
            "user_id,part,split,city,degree",
            "users.tsv",
            False,
        ),
        ("user_id,sku,part,split,time", "log.csv", "user_id,part,split,step,job", "history.csv", False),
        ("card_id,merchant_id,city,part,time", "log.csv", "merchant_id,city,part,branch", "merchants.csv", False),
        ("user_id,sku,brand,shop,time", "log.csv", "sku,brand,shop,time", "others.csv", True),
        ("user_id,sku,time", "2031-01.csv", "user_id,sku,time,price", "2031-02.csv", True),
        ("user_id,sku,time", "clicks.csv", "user_id,url,time", "pages.csv", True),
        ("user_id,sku,time", "items.csv", "user_id,sku,time", "users.csv", True),
        ("user_id,time,query", "searches.csv", "user_id,time,sku", "views.csv", True),
        ("user_id,city,degree", "users_1.csv", "user_id,city,degree", "users_2.csv", True),
        ("item_id,title,brand", "items_1.csv", "item_id,title,colour", "items_2.csv", True),
        ("customer,article,date,shop", "north.csv", "customer,article,date,shop", "south.csv", True),
        ("user_id,session_id,time,page", "a.csv", "user_id,session_id,time,sku", "b.csv", True),
    ],
)
def test_tables_about_users_or_items_are_no_parts_of_a_log(
    tmp_path: Path, headers: str, name: str, others: str, other: str, are_parts: bool
) -> None:
    folder = tmp_path / "log"
    for place, (columns, file) in enumerate(((headers, name), (others, other))):
        sign = "\t" if file.endswith(".tsv") else ","
        lines = [sign.join(f"{each[:2]}{n * (place + 2) % 7}" for each in columns.split(",")) for n in range(30)]
        write(folder / file, "\n".join([columns.replace(",", sign), *lines, ""]))
    own = tmp_path / "own"
    own.mkdir()
    with Scratch(own, [], "UTC", settings(tmp_path)) as scratch:
        groups = read_groups(scratch, sorted(folder.iterdir()), ReadOptions(folder))
    assert (len(groups) == 1) is are_parts


@pytest.mark.parametrize(
    ("header", "cell", "is_attribute"),
    [
        ("", lambda n: n, False),
        ("Unnamed: 0", lambda n: n, False),
        ("index", lambda n: n + 1, False),
        ("", lambda n: n * 37 % 5, True),
        ("index", lambda n: n % 5, True),
        ("income", lambda n: n, True),
        ("age", lambda n: 20 + n, True),
        ("", lambda n: f"{n}.5", True),
        ("points", lambda n: 100 - n, True),
        ("", lambda n: ("north", "south")[n % 2], True),
        ("index", lambda n: ("low", "high")[n % 2], True),
    ],
)
def test_numbers_of_rows_are_no_facts_of_users(
    tmp_path: Path, header: str, cell: Callable[[int], object], is_attribute: bool
) -> None:
    folder = tmp_path / "log"
    write(folder / "log.csv", rows("client_id,timestamp,sku", N))
    lines = [f"{cell(n)},c{n},gold,Leeds" for n in range(9)]
    write(folder / "users.csv", "\n".join([f"{header},client_id,level,city", *lines, ""]))
    log = columns_of(tmp_path, folder)
    attributes = [each.column for each in log.choices if (each.file, each.role) == ("users", "attribute")]
    assert attributes == [*([header or "column_1"] if is_attribute else []), "level", "city"]
