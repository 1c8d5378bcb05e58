"""Exports as tools really write them: what is no item, what was not used, and how a log is called."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from core.errors import IngestError
from core.ingest.load import load_log
from core.ingest.tables.source import LogSource
from tests.core.ingest_help import chosen, columns, load, load_path, open_store, write

GRID = "ID,Purchase Date,Bill-to Name,Grand Total (Base),Customer Email\n" + "".join(
    f"{n:09},2024-01-{n % 27 + 1:02} 10:00:00,Ann Bee {n % 9},$99.00,ann{n % 30}@x.com\n" for n in range(90)
)
TA_FENG = "TRANSACTION_DT,CUSTOMER_ID,PRODUCT_ID,AMOUNT,SALES_PRICE\n" + "".join(
    f"{n % 12 + 1}/{n % 27 + 1}/2000,{1000 + n % 30},{4710000 + n % 25},{n % 4 + 1},{(n % 25 + 3) * 17}\n"
    for n in range(120)
)
TWO_CLOCKS = "user_id,item_id,date,time\n" + "".join(
    f"u{n % 9},i{n % 5},2026-01-{n % 27 + 1:02} 10:{n % 60:02}:00,23:{n % 60:02}\n" for n in range(60)
)


def test_the_name_of_a_customer_is_no_item(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match="No column names what was bought or chosen"):
        load(tmp_path, GRID)


def test_pieces_are_no_amount_beside_prices(tmp_path: Path) -> None:
    assert chosen(columns(tmp_path, TA_FENG))["value"] == "SALES_PRICE"


def test_a_time_of_day_beside_a_time_is_reported_as_unused(tmp_path: Path) -> None:
    assert "'time' was not used: 'date' has a time of day." in load(tmp_path, TWO_CLOCKS).notes


def test_columns_without_names_are_shown_with_a_value(tmp_path: Path) -> None:
    rows = "".join(f" {n % 7:05} 199701{n % 27 + 1:02} {n % 3 + 1:2} {n % 90}.77\n" for n in range(60))
    with pytest.raises(IngestError) as caught:
        load(tmp_path, rows)
    assert "column_1 (such as 00000), column_2 (such as 19970101)" in caught.value.hint


def test_the_folder_of_an_upload_is_no_part_of_the_name(tmp_path: Path) -> None:
    path = write(tmp_path / "log-4185c0de" / "may.csv", TWO_CLOCKS)
    with open_store(tmp_path) as store:
        report = load_log(store, LogSource(path), "local")
        info = store.dataset(report.dataset_id)
    assert info is not None
    assert info.meta["name"] == "may.csv"


def test_tables_of_one_shop_are_separated(tmp_path: Path) -> None:
    sales = "".join(
        f"{n},c{n % 30},p{n % 20},2026-01-{n % 27 + 1:02} 10:{n % 60:02}:00,{n % 9}.50\n" for n in range(120)
    )
    write(tmp_path / "dump" / "sales.csv", "sale_id,customer,product,sold_at,amount\n" + sales)
    write(tmp_path / "dump" / "products.csv", "product,name\n" + "".join(f"p{n},Lamp {n}\n" for n in range(20)))
    write(tmp_path / "dump" / "customers.csv", "customer,city\n" + "".join(f"c{n},Rome\n" for n in range(30)))
    write(tmp_path / "dump" / "shops.csv", "shop,manager_no,size\n" + "".join(f"s{n},{n},9\n" for n in range(3)))
    with zipfile.ZipFile(tmp_path / "dump.zip", "w") as archive:
        for file in (tmp_path / "dump").iterdir():
            archive.write(file, file.name)
    report = load_path(tmp_path, tmp_path / "dump.zip")
    assert (report.n_stored, report.n_users, report.n_items) == (120, 30, 20)
    assert chosen(report, "items") == {"item": "product", "text": "name"}
    assert chosen(report, "users") == {"user": "customer", "attribute": "city"}
    assert {
        "products.csv describes the items.",
        "customers.csv describes the users.",
        "shops.csv was not used: it describes neither the items nor the users of the log.",
    } <= set(report.notes)


def test_two_logs_of_other_columns_are_refused(tmp_path: Path) -> None:
    write(tmp_path / "log" / "a.csv", TWO_CLOCKS)
    write(tmp_path / "log" / "b.csv", TA_FENG)
    with pytest.raises(IngestError, match=r"b\.csv and a\.csv are both logs, but their columns differ"):
        load_path(tmp_path, tmp_path / "log")


def test_a_log_under_doubtful_names_is_not_passed_over(tmp_path: Path) -> None:
    lines = [(f"u{n % 30}", f"i{n % 13}", f"2026-01-{n % 27 + 1:02} 10:{n % 60:02}:00") for n in range(200)]
    write(tmp_path / "log" / "a.csv", "user_id,item_id,timestamp\n" + "".join(f"{','.join(row)}\n" for row in lines))
    write(tmp_path / "log" / "b.csv", "a,b,when,c\n" + "".join(f"{','.join(row)},x{row[1]}\n" for row in lines))
    with pytest.raises(IngestError, match=r"a\.csv and b\.csv are both logs") as caught:
        load_path(tmp_path, tmp_path / "log")
    assert caught.value.hint == "Load each as a log of its own, or give both the same columns."


def test_a_table_of_users_with_dates_is_no_second_log(tmp_path: Path) -> None:
    sales = "".join(f"u{n % 30},i{n % 13},2026-01-{n % 27 + 1:02} 10:{n % 60:02}:00\n" for n in range(200))
    write(tmp_path / "log" / "a.csv", "user_id,item_id,timestamp\n" + sales)
    users = "".join(f"u{n},2025-01-{n % 27 + 1:02} 10:00:00,{'FI' if n % 2 else 'NO'}\n" for n in range(30))
    write(tmp_path / "log" / "b.csv", "user_id,created_at,country\n" + users)
    report = load_path(tmp_path, tmp_path / "log")
    assert (report.n_stored, report.n_users) == (200, 30)
    assert chosen(report, "users")["user"] == "user_id"
    assert "b.csv describes the users." in report.notes
