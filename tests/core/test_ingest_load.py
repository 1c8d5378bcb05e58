from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from core.errors import IngestError
from core.ingest.load import load_log
from core.ingest.tables.source import IngestReport, LogSource
from tests.core.ingest_help import HEADER, LOG, ROWS, load, load_path, open_store, rejected_rows, write


def test_the_same_log_is_loaded_once(tmp_path: Path) -> None:
    source = LogSource(write(tmp_path / "events.csv", LOG))
    with open_store(tmp_path) as store:
        first = load_log(store, source, "local")
        assert load_log(store, source, "local") == first
        elsewhere = load_log(store, replace(source, timezone="Asia/Shanghai"), "local")
        assert elsewhere.dataset_id != first.dataset_id
        assert len(store.datasets()) == 2


def test_a_report_survives_json(tmp_path: Path) -> None:
    report = load(tmp_path, LOG)
    assert IngestReport.from_dict(report.as_dict()) == report


def test_every_reason_is_counted_and_written_with_its_line(tmp_path: Path) -> None:
    bad = (
        ",apple,view,2026-01-05 10:00:00,1\n"
        "u1,,view,2026-01-05 10:00:00,1\n"
        "u1,apple,view,soon,1\n"
        "u1,apple,view,infinity,1\n"
        "u1,apple,view,99999-01-01,1\n"
        "u1,apple,view,1969-12-31 23:59:59,1\n"
        "u1,apple\n"
        '"u2,pear",view,2026-01-06 23:30:00,\n'
        "u2,pear,view,2026-01-06 23:30:00,\n"
    )
    report = load(
        tmp_path, LOG + ROWS.replace("-05 ", "-15 ").replace("-06 ", "-16 ").replace("-07 ", "-17 ") * 3 + bad
    )
    assert report.rejected == {
        "exact duplicate": 9,
        "no usable time": 6,
        "no item": 1,
        "no user": 1,
    }
    assert (report.n_records, report.n_stored, report.n_rejected) == (25, 8, 17)
    rows = rejected_rows(tmp_path, report)
    assert rows[0] == ("10", "exact duplicate", "u1,apple,view,2026-01-15 10:00:00,")
    assert rows[8:] == [
        ("18", "no user", ",apple,view,2026-01-05 10:00:00,1"),
        ("19", "no item", "u1,,view,2026-01-05 10:00:00,1"),
        ("20", "no usable time", "u1,apple,view,soon,1"),
        ("21", "no usable time", "u1,apple,view,infinity,1"),
        ("22", "no usable time", "u1,apple,view,99999-01-01,1"),
        ("23", "no usable time", "u1,apple,view,1969-12-31 23:59:59,1"),
        ("24", "no usable time", "u1,apple,,,"),
        ("25", "no usable time", '"u2,pear",view,2026-01-06 23:30:00,,'),
        ("26", "exact duplicate", "u2,pear,view,2026-01-06 23:30:00,"),
    ]


def test_duplicates_stay_where_times_are_dates_only(tmp_path: Path) -> None:
    report = load(tmp_path, "user,item,date\nu1,a,2026-01-05\nu1,a,2026-01-05\nu2,b,2026-01-06\n")
    assert (report.n_stored, report.n_rejected) == (3, 0)
    assert "Times hold only a date: equal rows are kept, and hours of the day are not used." in report.notes


def test_rows_that_differ_in_any_column_are_no_duplicates(tmp_path: Path) -> None:
    rows = "u1,a,2026-01-05 10:00,x\nu1,a,2026-01-05 10:00,y\nu1,a,2026-01-05 10:00,x\n"
    report = load(tmp_path, "user,item,time,order\n" + rows)
    assert (report.n_stored, report.rejected) == (2, {"exact duplicate": 1})


def test_events_of_one_user_at_one_time_keep_the_order_of_the_file(tmp_path: Path) -> None:
    rows = "".join(f"u1,i{place:03},2026-01-05 10:00:00\n" for place in range(99, -1, -1))
    report = load(tmp_path, "user,item,time\n" + rows)
    with open_store(tmp_path) as store:
        assert store.population(report.dataset_id).histories.items.tolist() == list(range(99, -1, -1))


def test_refunds_have_many_names(tmp_path: Path) -> None:
    names = ["Refund", "RETURN ", "cancelled", "退款", "退货", "Purchase", ""]
    rows = "".join(f"u1,i{place},{name},2026-01-05 10:00:00\n" for place, name in enumerate(names))
    report = load(tmp_path, "user,item,event,time\n" + rows)
    with open_store(tmp_path) as store:
        assert store.population(report.dataset_id).event_names == ("event", "purchase", "refund")
    assert report.n_refunds == 5


def test_a_log_without_event_column_says_so(tmp_path: Path) -> None:
    report = load(tmp_path, "user,item,time\nu1,a,2026-01-05 10:00\n")
    assert "The log has no event column: every event is called 'event'." in report.notes


def test_values_that_are_no_numbers_are_kept_without_value(tmp_path: Path) -> None:
    rows = "".join(f"u1,i{place},2026-01-05 10:00,{value}\n" for place, value in enumerate([1, 2, 3, 4, 5, 6, 7, 8]))
    report = load(tmp_path, "user,item,time,value\n" + rows + "u2,x,2026-01-05 10:00,free\nu2,y,2026-01-05 10:00,nan\n")
    assert report.n_stored == 10
    assert "2 events have a value that is not a number or too large; they are kept without a value." in report.notes
    with open_store(tmp_path) as store:
        assert np.isnan(store.population(report.dataset_id).histories.values[8:]).all()


def test_negative_values_are_no_refunds_of_their_own(tmp_path: Path) -> None:
    report = load(tmp_path, HEADER + "u1,a,purchase,2026-01-05 10:00,-3\nu1,b,purchase,2026-01-05 11:00,3\n")
    assert report.n_refunds == 0
    assert any(note.startswith("1 events have a negative value") for note in report.notes)


@pytest.mark.parametrize(
    ("style", "expected"), [("12,5", 12.5), ("$1", 1.0), ("1.234,5", 1234.5), ("–2,5 TL", -2.5), ("2,5원", 2.5)]
)
def test_numbers_in_other_styles(tmp_path: Path, style: str, expected: float) -> None:
    report = load(tmp_path, f"user;item;time;amount\nu1;a;2026-01-05 10:00;{style}\n")
    with open_store(tmp_path) as store:
        assert store.population(report.dataset_id).histories.values.tolist() == [expected]


def test_ids_written_as_floats_lose_the_point(tmp_path: Path) -> None:
    report = load(
        tmp_path, "user,item,time\n17850.0,7,2026-01-05 10:00\n,7,2026-01-05 10:00\n12.0,8,2026-01-05 10:00\n"
    )
    with open_store(tmp_path) as store:
        assert store.population(report.dataset_id).histories.user_ids.tolist() == ["12", "17850"]
    assert report.rejected == {"no user": 1}


def test_parquet_with_its_own_types(tmp_path: Path) -> None:
    table = pa.table(
        {
            "user": pa.array([1, 2, None], pa.int64()),
            "item": ["a", "b", "c"],
            "time": pa.array([1_767_607_200_000_000_000, None, 1], pa.timestamp("ns")),
            "amount": [1.5, float("nan"), 2.0],
            "genres": [["x", "y"], [], None],
        }
    )
    pq.write_table(table, tmp_path / "e.parquet")
    report = load_path(tmp_path, tmp_path / "e.parquet")
    assert report.rejected == {"no usable time": 1, "no user": 1}
    assert rejected_rows(tmp_path, report)[1][:2] == ("3", "no user")
    with open_store(tmp_path) as store:
        population = store.population(report.dataset_id)
    assert population.histories.timestamps.tolist() == [1_767_607_200]
    assert population.items.category_names == ("x", "y")


def test_parquet_with_zoned_times(tmp_path: Path) -> None:
    times = pa.array([1_767_607_200_000_000], pa.timestamp("us", tz="America/New_York"))
    pq.write_table(pa.table({"user": ["u"], "item": ["a"], "time": times}), tmp_path / "e.parquet")
    report = load_path(tmp_path, tmp_path / "e.parquet", timezone="Asia/Shanghai")
    with open_store(tmp_path) as store:
        histories = store.population(report.dataset_id).histories
    assert (histories.timestamps.tolist(), histories.week_hours.tolist()) == ([1_767_607_200], [18])


def test_a_folder_is_one_log_and_lines_carry_the_file(tmp_path: Path) -> None:
    write(tmp_path / "log" / "a.csv", LOG)
    write(tmp_path / "log" / "b.csv", "timestamp,value,event,user_id,item_id\n2026-02-01 10:00,,view,,x\nbroken\n")
    write(tmp_path / "log" / "readme.md", "not a table")
    report = load_path(tmp_path, tmp_path / "log")
    assert (report.n_records, report.n_stored) == (6, 4)
    assert rejected_rows(tmp_path, report) == [
        ("b.csv:2", "no user", "2026-02-01 10:00,,view,,x"),
        ("b.csv:3", "no user", "broken,,,,"),
    ]


def test_a_table_of_items_in_the_folder_of_a_log_gives_titles(tmp_path: Path) -> None:
    write(tmp_path / "log" / "a.csv", LOG)
    write(tmp_path / "log" / "b.csv", "item_id,title,brand\napple,tea,x\n")
    report = load_path(tmp_path, tmp_path / "log")
    assert (report.n_records, report.n_stored) == (4, 4)
    assert "b.csv describes the items." in report.notes
    with open_store(tmp_path) as store:
        assert store.population(report.dataset_id).items.titles.tolist() == ["tea", ""]


def test_tables_of_which_none_is_a_log_are_refused(tmp_path: Path) -> None:
    write(tmp_path / "log" / "a.csv", "item_id,title,brand\napple,tea,x\n")
    write(tmp_path / "log" / "b.csv", "user_id,city,age\nu1,Bern,30\nu2,Rome,31\n")
    with pytest.raises(IngestError, match=r"a\.csv has no column 'user_id', which b\.csv has: "):
        load_path(tmp_path, tmp_path / "log")


def test_catalogue_and_users_files(tmp_path: Path) -> None:
    write(
        tmp_path / "items.csv", "item_id,name,category\napple,Red apple,fruit\napple,Other,veg\nkiwi,Kiwi,fruit\n,,\n"
    )
    write(
        tmp_path / "users.csv",
        "user_id,email,phone,city,age,account_id\n"
        "u1,a@example.com,+44 20 7946 0958,Leeds,31,9\nu9,b@example.com,+44 20 7946 0000,York,40,8\n",
    )
    source = LogSource(write(tmp_path / "e.csv", LOG), tmp_path / "items.csv", tmp_path / "users.csv")
    with open_store(tmp_path) as store:
        report = load_log(store, source, "local")
        population = store.population(report.dataset_id)
    assert population.items.titles.tolist() == ["Red apple", ""]
    assert population.attributes.columns.tolist() == ["city", "age"]
    assert population.attributes["age"].tolist()[0] == 31.0
    assert [each.column for each in report.choices if each.role == "attribute"] == ["city", "age"]
    assert population.attributes["city"].isna().tolist() == [False, True]
    assert set(report.notes) == {
        "items.csv: 1 malformed lines were left out, such as line 5.",
        "items.csv: 1 rows repeat an id; the first row of each id counts.",
        "1 items of the items file occur in no event; they are left out.",
        "1 items of the log are not in the items file.",
        "1 users of the users file have no event that was stored; they are left out.",
        "1 users of the log are not in the users file.",
        "users.csv: the column 'email' is not used as an attribute: it holds e-mail addresses.",
        "users.csv: the column 'phone' is not used as an attribute: it holds phone numbers.",
        "Columns that identify people are not stored, and masked in rejected rows: 'email' (e-mail addresses), 'phone' "
        "(phone numbers).",
        "users.csv: the column 'account_id' is not used as an attribute: it looks like an id.",
        "What events mean: 2 'view' are views, weight 0.2; 1 'purchase' are purchases, weight 1; "
        "1 'refund' are refunds, weight -1.",
        "Columns that no role uses: email, phone, account_id (users).",
    }


@pytest.mark.parametrize(
    ("columns", "named"), [(["till", "shelf"], "till, shelf (events)"), ([f"x{n}" for n in range(23)], None), ([], "")]
)
def test_columns_that_no_role_uses_are_named_in_one_sentence(
    tmp_path: Path, columns: list[str], named: str | None
) -> None:
    header, *rows = LOG.splitlines()
    log = "\n".join([",".join([header, *columns]), *(",".join([row, *("7" * len(columns))]) for row in rows)])
    named = ", ".join(columns[:20]) + " and 3 more (events)" if named is None else named
    notes = [note for note in load(tmp_path, log, map={"attribute": []}).notes if "no role uses" in note]
    assert notes == ([f"Columns that no role uses: {named}."] if named else [])


def test_texts_and_attributes_from_the_log_itself(tmp_path: Path) -> None:
    rows = (
        "u1,a,2026-01-05 10:00,Tea,drinks,Leeds\n"
        "u1,a,2026-01-05 11:00,Green tea,drinks,\n"
        "u2,a,2026-01-05 12:00,Green tea,drinks,York\n"
        "u2,a,2026-01-04 12:00,Tea,other,Hull\n"
        "u2,a,2026-01-04 13:00,Tea,drinks,Hull\n"
    )
    report = load(tmp_path, "user,item,time,title,category,city\n" + rows)
    with open_store(tmp_path) as store:
        population = store.population(report.dataset_id)
    assert population.items.titles.tolist() == ["Tea"]
    assert population.items.category_names == ("drinks",)
    assert population.attributes["city"].tolist() == ["Leeds", "York"]


def test_header_only_and_nothing_usable(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match="The log holds no events"):
        load(tmp_path, HEADER)
    with pytest.raises(IngestError, match="None of 1 records can be used: 1 no user"):
        load(tmp_path, HEADER + ",a,view,2026-01-05 10:00,\n")


def test_an_unknown_time_zone_or_preset(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match="There is no time zone 'Mars/Base'"):
        load(tmp_path, LOG, timezone="Mars/Base")
    with pytest.raises(IngestError, match="There is no preset 'netflix'"):
        load(tmp_path, LOG, preset="netflix")


def test_progress_goes_from_read_to_store(tmp_path: Path) -> None:
    reported: list[tuple[str, float]] = []
    with open_store(tmp_path) as store:
        load_log(
            store, LogSource(write(tmp_path / "e.csv", LOG)), "local", progress=lambda *each: reported.append(each)
        )
    assert list(dict.fromkeys(stage for stage, _ in reported)) == ["read", "clean", "store"]
    assert all(0 <= fraction <= 1 for _, fraction in reported)
    assert reported[-1] == ("store", 1.0)


def test_equal_rows_in_two_files_are_duplicates(tmp_path: Path) -> None:
    write(tmp_path / "log" / "a.csv", "user,item,time\nu1,a,2026-01-05 10:00\n")
    write(tmp_path / "log" / "b.csv", "item,user,time\na,u1,2026-01-05 10:00\nb,u1,2026-01-05 10:00\n")
    report = load_path(tmp_path, tmp_path / "log")
    assert (report.n_stored, report.rejected) == (2, {"exact duplicate": 1})
    assert [line for line, _, _ in rejected_rows(tmp_path, report)] == ["b.csv:2"]
