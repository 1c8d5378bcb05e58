from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.errors import IngestError
from core.ingest.tables.source import IngestReport
from tests.core.ingest_help import LOG, chosen, columns, load, load_path, open_store, write


def times(folder: Path, report: IngestReport) -> list[int]:
    with open_store(folder) as store:
        return [int(each) for each in store.population(report.dataset_id).histories.timestamps]


def log_of(*stamps: str) -> str:
    return "user;item;time\n" + "".join(f"u1;i{place};{stamp}\n" for place, stamp in enumerate(stamps))


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("CustomerID,StockCode,InvoiceDate", ("CustomerID", "StockCode", "InvoiceDate")),
        ("visitor-id,product_id,event time", ("visitor-id", "product_id", "event time")),
        ("用户,商品,时间", ("用户", "商品", "时间")),
        ("会员ID,产品编号,下单时间", ("会员ID", "产品编号", "下单时间")),
        ("shop_customer_id,web_product_id,order_timestamp", ("shop_customer_id", "web_product_id", "order_timestamp")),
    ],
)
def test_names_are_recognised_in_many_forms(tmp_path: Path, header: str, expected: tuple[str, str, str]) -> None:
    roles = chosen(columns(tmp_path, header + "\n1,2,2026-01-05 10:00\n"))
    assert (roles["user"], roles["item"], roles["timestamp"]) == expected


def test_every_choice_has_a_reason(tmp_path: Path) -> None:
    report = columns(tmp_path, LOG, map={"event": "event"})
    assert {each.role: each.reason for each in report.choices} == {
        "event": "given",
        "user": "its name, 'user_id', is a known one",
        "item": "its name, 'item_id', is a known one",
        "timestamp": "its name, 'timestamp', is a known one",
        "value": "its name, 'value', is a known one",
    }


def test_columns_are_recognised_by_their_values(tmp_path: Path) -> None:
    rows = "".join(f"2026-01-05 10:{n % 60:02},p{n % 40},k{n % 15}\n" for n in range(200))
    report = load(tmp_path, "aa,bb,cc\n" + rows, accepts_guesses=True)
    assert chosen(report) == {"timestamp": "aa", "user": "bb", "item": "cc"}
    assert (
        "The user was not clear; 'bb' was taken, as proposed: its values repeat like ids: 40 different ones."
        in report.notes
    )


def test_a_question_is_open_until_it_is_answered(tmp_path: Path) -> None:
    rows = "".join(f"2026-01-05 10:{n % 60:02},p{n % 40},k{n % 15}\n" for n in range(200))
    with pytest.raises(IngestError, match="Is 'bb' the user, or is it 'cc'"):
        load(tmp_path, "aa,bb,cc\n" + rows)
    assert chosen(columns(tmp_path, "aa,bb,cc\n" + rows, map={"user": "cc", "item": "bb"}))["user"] == "cc"


def test_a_name_whose_values_do_not_suit_is_not_taken(tmp_path: Path) -> None:
    roles = chosen(columns(tmp_path, "user,item,date,event_time,value\nu,i,hello,2026-01-05 10:00,cheap\n"))
    assert roles == {"user": "user", "item": "item", "timestamp": "event_time"}


def test_country_like_columns_become_attributes(tmp_path: Path) -> None:
    assert chosen(columns(tmp_path, "user,item,time,Country\nu,i,2026-01-05 10:00,France\n"))["attribute"] == "Country"


def test_given_roles_apply_to_the_file_that_has_the_column(tmp_path: Path) -> None:
    write(tmp_path / "items.csv", "code,what,aisle\napple,An apple,7\n")
    report = columns(
        tmp_path,
        LOG.replace("item_id", "code"),
        items=tmp_path / "items.csv",
        map={"item": "code", "text": "what", "category": "aisle"},
    )
    assert chosen(report, "items") == {"item": "code", "text": "what", "category": "aisle"}
    assert chosen(report)["item"] == "code"


@pytest.mark.parametrize(
    ("given", "message", "hint"),
    [
        ({"user": "usr_id"}, "No file has a column 'usr_id'", "Did you mean 'user_id'?"),
        ({"buyer": "user_id"}, "There is no role 'buyer'", "Roles are user, item"),
        ({"user": ["user_id", "item_id"]}, "The role user is given twice", "Give it one column"),
    ],
)
def test_given_roles_that_cannot_be(tmp_path: Path, given: dict[str, str], message: str, hint: str) -> None:
    with pytest.raises(IngestError, match=message) as caught:
        load(tmp_path, LOG, map=given)
    assert hint in caught.value.hint


def test_a_missing_role_names_the_columns(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match="no column looks like the user of the events file") as caught:
        load(tmp_path, "x,item,time\n1,a,2026-01-05 10:00\n")
    assert caught.value.hint == "Name it with --map user=COLUMN; columns are x, item, time."


def test_times_that_nobody_understands(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match="The times in 'item' are not understood, such as 'i0'"):
        load(tmp_path, log_of("2026-01-05"), map={"timestamp": "item", "item": "time"})


PLAIN_TIMES = {
    "2026-01-05 10:00:00": 1767607200,
    "2026-01-05T10:00:00Z": 1767607200,
    "2026-01-05T10:00:00+02:00": 1767600000,
    "2026-01-05T10:00:00.250-0500": 1767625200,
    "2026-01-05 10:00": 1767607200,
    "2026/01/05 10:00:00": 1767607200,
    "2026-01-05": 1767571200,
    "20260105": 1767571200,
    "20260105100000": 1767607200,
    "2026.01.05 10:00": 1767607200,
    "2026年01月05日 10:00:00": 1767607200,
    "25/01/2026 10:00": 1769335200,
    "01/25/2026 10:00 AM": 1769335200,
    "25.1.26 10:00:00": 1769335200,
    "5 Jan 2026 10:00:00": 1767607200,
    "Mon, 05 Jan 2026 10:00:00 +0200": 1767600000,
    "1767607200": 1767607200,
    "1767607200.5": 1767607200,
    "1767607200123": 1767607200,
    "1767607200123456": 1767607200,
    "1767607200123456789": 1767607200,
    "881250949": 881250949,
}
"""Forms that one format of DuckDB reads."""
SPELLED_TIMES = {
    "[05/Jan/2026:10:00:00 +0000]": 1767607200,
    "25. 1. 2026 10:00:00": 1769335200,
    "Jan 5, 2026 @ 10:00:00.000": 1767607200,
    "5 de enero de 2026 10:00 hs.": 1767607200,
    "5 января 2026 10:00:00": 1767607200,
    "'2026-01-05 10:00:00'": 1767607200,
    "2026-01-05T10-00-00": 1767607200,
    "25/01/2026 10.00": 1769335200,
}


@pytest.mark.parametrize("forms", [PLAIN_TIMES, SPELLED_TIMES], ids=["plain", "spelled"])
def test_times_in_many_forms(tmp_path: Path, forms: dict[str, int]) -> None:
    for place, stamp in enumerate(forms):
        write(tmp_path / "log" / f"{place:02}.csv", f"user;item;time\nu{place:02};i;{stamp}\n")
    report = load_path(tmp_path, tmp_path / "log")
    assert dict(zip(forms, times(tmp_path, report), strict=True)) == forms


@pytest.mark.parametrize(
    ("header", "clocks"),
    [
        ("hour", ["9", "0", "23"]),
        ("Stunde", ["09", "00", "23"]),
        ("time", ["900", "0", "2300"]),
        ("time", ["900.0", "0.0", "2300.0"]),
        ("Uhrzeit", ["9.00 Uhr", "0.00 Uhr", "23.00 Uhr"]),
        ("heure", ["9h00", "0h00", "23h00"]),
    ],
)
def test_an_hour_beside_a_date_is_its_time(tmp_path: Path, header: str, clocks: list[str]) -> None:
    rows = "".join(f"u{n},i,2026-01-05,{clock}\n" for n, clock in enumerate(clocks))
    report = load(tmp_path, f"user_id,item_id,date,{header}\n{rows}")
    assert times(tmp_path, report) == [1767603600, 1767571200, 1767654000]


def test_how_long_something_took_is_no_time_of_day(tmp_path: Path) -> None:
    rows = "".join(f"u{n},i,2026-01-05,{clock}\n" for n, clock in enumerate(["0:12:05", "1:40:00", "00:03:59"]))
    assert times(tmp_path, load(tmp_path, f"user_id,item_id,date,visit_time\n{rows}")) == [1767571200] * 3


def test_naive_times_are_in_the_time_zone_and_offsets_are_honoured(tmp_path: Path) -> None:
    report = load(tmp_path, log_of("2026-07-05 10:00:00", "2026-07-05T10:00:00+08:00"), timezone="Europe/Berlin")
    with open_store(tmp_path) as store:
        histories = store.population(report.dataset_id).histories
    assert histories.timestamps.tolist() == [1783216800, 1783238400]
    assert histories.week_hours.tolist() == [6 * 24 + 10, 6 * 24 + 10]


def test_day_first_is_found_from_all_rows(tmp_path: Path) -> None:
    report = load(tmp_path, log_of(*["01/02/2026 10:00"] * 30_000, "02/13/2026 10:00"))
    assert report.rejected == {}
    assert times(tmp_path, report)[-1] == 1770976800
    assert times(tmp_path, report)[0] == 1767348000


def test_a_first_time_that_is_none_does_not_hide_the_others(tmp_path: Path) -> None:
    report = load(tmp_path, log_of("unknown", "13/02/2026 10:00", "14/02/2026 10:00"))
    assert report.rejected == {"no usable time": 1}


def test_dates_that_could_be_two_are_asked_for(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match="Dates such as 01/02/2026 could be day first or month first") as caught:
        load(tmp_path, log_of("01/02/2026", "03/04/2026"))
    assert caught.value.hint == "Say which with --date-order day or --date-order month; --yes takes day first."


def test_dates_that_could_be_two_are_read_as_given(tmp_path: Path) -> None:
    report = load(tmp_path, log_of("01/02/2026", "03/04/2026"), date_order="month")
    assert times(tmp_path, report) == [1767312000, 1772582400]
    assert "2 dates could be day first or month first; they were read month first." in report.notes


def test_dates_that_could_be_two_are_read_day_first_where_guesses_are_accepted(tmp_path: Path) -> None:
    report = load(tmp_path, log_of("01/02/2026", "03/04/2026"), accepts_guesses=True)
    assert times(tmp_path, report) == [1769904000, 1775174400]
    note = "Dates such as 01/02/2026 could be day first or month first; 2 were read day first."
    assert note in report.notes


@pytest.mark.parametrize(
    ("stamps", "first"),
    [
        (["25-03-07", *(f"26-02-0{day}" for day in range(1, 9))], "2025-03-07"),
        (["15-03-24", "15-04-25", "15-05-26"], "2024-03-15"),
        ([f"{day}-03-26" for day in range(10, 31)], "2026-03-10"),
        ([f"26-0{month}-{day:02}" for month in (1, 3, 5) for day in (1, 4, 9, 14, 19, 24, 29, 31)], "2026-01-01"),
        ([f"15/0{month}/{year}" for month in (1, 5, 9) for year in range(16, 26)], "2016-01-15"),
        ([f"{day}/{year}" for year in range(17, 25) for day in ("31/03", "30/06", "30/09")], "2017-03-31"),
        (["2569-03-15 10:00:00", "2026-03-15 10:00:00", "2026-03-16 10:00:00"], "2026-03-15 10:00:00"),
        (["2026010517", "2026010518"], "2026-01-05 17:00"),
        (["2026-W05-3", "2026-W06-1"], "2026-01-28"),
        (["2026-064", "2026-065"], "2026-03-05"),
        (["2026-03", "2026-04"], "2026-03-01"),
        (["15/03/2569", "16/03/2569"], "2026-03-15"),
    ],
)
def test_forms_of_dates_that_all_rows_settle(tmp_path: Path, stamps: list[str], first: str) -> None:
    rows = "".join(f"u{row},i{row % 3},{stamps[row % len(stamps)]}\n" for row in range(30))
    report = load(tmp_path, "user_id,item_id,date\n" + rows)
    assert report.n_stored == 30
    assert datetime.fromtimestamp(min(times(tmp_path, report)), UTC) == datetime.fromisoformat(first).replace(
        tzinfo=UTC
    )


def test_notes_name_months_and_years_of_another_calendar(tmp_path: Path) -> None:
    report = load(tmp_path, "user_id,item_id,date\nu1,i1,15/03/2569\nu2,i1,16/03/2569\n")
    assert "Years such as 2569 are of the Buddhist calendar; 2569 was read as 2026." in report.notes
    report = load(tmp_path, "user_id,item_id,date\nu1,i1,2026-03\nu2,i1,2026-04\n")
    assert "Times hold only a month: each event counts on the first day of its month." in report.notes


@pytest.mark.parametrize("stamp", ["2026-03-01 10:00:{:02}.2567", "17400000{:02}.2567"])
def test_fractions_of_seconds_are_no_years_of_another_calendar(tmp_path: Path, stamp: str) -> None:
    report = load(tmp_path, log_of(*map(stamp.format, range(30))))
    assert not [note for note in report.notes if "Buddhist" in note]


def test_years_in_front_are_reported_unless_the_order_is_given(tmp_path: Path) -> None:
    stamps = [f"26-03-{day:02}" for day in range(1, 32)]
    report = load(tmp_path, log_of(*stamps))
    assert "Dates such as 26-03-01 were read year first." in report.notes
    assert max(times(tmp_path, report)) == datetime(2026, 3, 31, tzinfo=UTC).timestamp()
    given = load(tmp_path, log_of(*stamps), date_order="day")
    assert not [note for note in given.notes if "year first" in note]
    assert min(times(tmp_path, given)) == datetime(2001, 3, 26, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(("header", "role"), [("user,item,time,invoice", "order"), ("user,title,time,item", "item")])
@pytest.mark.parametrize("number", ["2026-{:03}", "2026-{:02}", "H{}-5-3"])
def test_numbers_of_a_year_under_the_name_of_ids_are_no_dates(
    tmp_path: Path, header: str, role: str, number: str
) -> None:
    rows = "".join(f"u{n % 7},i{n % 5},2026-03-0{n % 9 + 1} 10:00:00,{number.format(n % 11 + 1)}\n" for n in range(60))
    assert chosen(columns(tmp_path, f"{header}\n{rows}"))[role] == header.split(",")[3]


def test_a_mix_of_orders_is_reported(tmp_path: Path) -> None:
    report = load(tmp_path, log_of("13/02/2026", "14/02/2026", "02/13/2026"))
    assert report.rejected == {"no usable time": 1}
    assert any(note.startswith("Some dates are day first and some month first") for note in report.notes)


def test_dates_with_dots_and_with_slashes_have_an_order_each(tmp_path: Path) -> None:
    report = load(tmp_path, log_of("05.01.2026", "25.01.2026", "01/05/2026", "01/25/2026 10:00"))
    assert times(tmp_path, report) == [1767571200, 1767571200, 1769299200, 1769335200]
    assert report.rejected == {}
    assert "Dates with . between their numbers were read day first, those with / month first." in report.notes


def test_dates_of_one_separator_do_not_settle_those_of_another(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match="Dates such as 01/02/2026 could be day first or month first"):
        load(tmp_path, log_of("13.01.2026", "14.01.2026", "01/02/2026"))


@pytest.mark.parametrize("n_names", [1_001, 33_000])
def test_too_many_event_names(tmp_path: Path, n_names: int) -> None:
    rows = "".join(f"u1,i{n},2026-01-05 10:00,e{n}\n" for n in range(n_names))
    with pytest.raises(IngestError, match=f"The event column holds {n_names:,} different names"):
        load(tmp_path, "user,item,time,what\n" + rows, map={"event": "what"})


def test_events_are_recognised_by_their_values(tmp_path: Path) -> None:
    rows = "".join(
        f"ann{row % 30},{kind},i{row % 40},2026-01-05 10:{row % 60:02}:00\n"
        for row, kind in enumerate(["view", "Add to basket", "order", "wrapped"] * 40)
    )
    report = columns(tmp_path, "customer,what,sku,when\n" + rows)
    [choice] = [choice for choice in report.choices if choice.role == "event"]
    assert (choice.column, choice.reason) == ("what", "its values are kinds of events, such as 'view'")


def test_a_column_of_few_texts_is_no_event_unless_they_are_known(tmp_path: Path) -> None:
    rows = "".join(f"ann{row % 30},Leeds,i{row % 40},2026-01-05 10:{row % 60:02}:00\n" for row in range(160))
    report = columns(tmp_path, "customer,where,sku,when\n" + rows)
    assert "event" not in [choice.role for choice in report.choices]
