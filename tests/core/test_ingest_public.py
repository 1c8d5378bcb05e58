"""Kinds that published logs hold: several ids in a file of items, lists of staff, flags in place of events."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from core.ingest.inspect import inspect_log
from core.ingest.names.counting import is_span
from core.ingest.names.naming import certainty
from core.ingest.plausible import look_ahead
from core.ingest.tables.private import kind_of
from core.ingest.tables.source import IngestReport, LogSource
from core.settings import load_settings
from tests.core.ingest_help import chosen, columns, load, load_path, open_store, table, write


def counts(folder: Path, report: IngestReport) -> dict[str, int]:
    with open_store(folder) as store:
        population = store.population(report.dataset_id)
        return dict(Counter(population.event_names[code] for code in population.histories.events))


def titles(folder: Path, report: IngestReport) -> dict[str, str]:
    with open_store(folder) as store:
        population = store.population(report.dataset_id)
        return dict(zip(population.items.item_ids, population.items.titles, strict=True))


SALES = table(
    "SaleDate,SaleNumber,ArticleKey,ClientKey,Units",
    [f"{n % 12 + 1}/{n % 28 + 1}/2031,N{n // 2},{300 + n % 15},{70 + n % 22},{n % 3 + 1}" for n in range(220)],
)
ARTICLES = table("ArticleNumber,ArticleKey,SKU,ArticleName", [f"A-{n},{300 + n},S{n:03},Jug {n}" for n in range(15)])


@pytest.mark.parametrize("order", [[0, 1, 2, 3], [2, 0, 1, 3], [1, 2, 0, 3]])
def test_items_are_joined_by_the_id_that_the_log_has(tmp_path: Path, order: list[int]) -> None:
    cells = [[line.split(",")[place] for place in order] for line in ARTICLES.splitlines()]
    items = write(tmp_path / "articles.csv", "\n".join(map(",".join, cells)) + "\n")
    report = load(tmp_path, SALES, items=items)
    assert chosen(report, "items") == {"item": "ArticleKey", "text": "ArticleName"}
    assert titles(tmp_path, report)["303"] == "Jug 3"
    files = inspect_log(LogSource(tmp_path / "events.csv", items), load_settings()).files
    assert {each.role: each.column for each in files[1].choices} == chosen(report, "items")


def test_users_are_joined_by_the_id_that_the_log_has(tmp_path: Path) -> None:
    people = table("CustomerID,ClientCode,Region", [f"{900 + n},{70 + n},{'NSW'[n % 3]}" for n in range(22)])
    report = load(tmp_path, SALES, users=write(tmp_path / "people.csv", people))
    assert chosen(report, "users")["user"] == "ClientCode"
    with open_store(tmp_path) as store:
        regions = store.population(report.dataset_id).attributes["Region"]
    assert Counter(map(str, regions)) == {"N": 8, "S": 7, "W": 7}


def test_an_id_that_names_propose_stays_where_no_other_one_fits(tmp_path: Path) -> None:
    items = table("sku,crate_id,title", [f"{n},{n},Cup" for n in range(40, 60)])
    report = load(tmp_path, SALES, items=write(tmp_path / "items.csv", items))
    assert chosen(report, "items")["item"] == "sku"


def database(folder: Path) -> Path:
    """Bills and their lines beside staff, lists of names and a table of pairs, as a database is written out."""
    rows = {
        "Bill": ("BillId,ClientId,BillDate,Total", [f"{n},{n % 30},2031-02-{n % 28 + 1:02} 00:00:00,{total(n)}"
                                                    for n in range(90)]),
        "BillLine": ("BillLineId,BillId,SongId,UnitPrice,Quantity", [f"{n},{n // 3},{n % 40},{price(n)},1"
                                                                     for n in range(270)]),
        "Song": ("SongId,Name,StyleId,Writer,Milliseconds,UnitPrice", [f"{n},Song {n},{n % 4},W,{n}000,{price(n)}"
                                                                       for n in range(40)]),
        "Style": ("StyleId,Name", [f"{n},Style {n}" for n in range(4)]),
        "ListSong": ("ListId,SongId", [f"1,{n}" for n in range(40)]),
        "Staff": ("StaffId,LastName,Title,Birthday,HireDate,Email", [f"{n},Ray,Clerk,1970-01-0{n + 1},2019-03-0{n + 1}"
                                                                     f",s{n}@shop.example" for n in range(7)]),
    }  # fmt: skip
    for name, (header, lines) in rows.items():
        write(folder / f"{name}.csv", table(header, lines))
    return folder


def price(line: int) -> str:
    return "1.99" if line % 40 == 7 else "0.99"


def total(bill: int) -> str:
    return f"{sum(float(price(3 * bill + place)) for place in range(3)):.2f}"


def test_a_list_of_staff_is_no_log_and_a_list_of_names_no_part_of_one(tmp_path: Path) -> None:
    report = load_path(tmp_path, database(tmp_path / "shop"))
    assert {"user": "ClientId", "item": "SongId", "timestamp": "BillDate"}.items() <= chosen(report).items()
    assert (report.n_records, report.n_stored, report.n_users) == (270, 270, 30)
    assert "Song.csv describes the items." in report.notes
    assert "Staff.csv was not used: it describes neither the items nor the users of the log." in report.notes
    assert titles(tmp_path, report)["7"] == "Song 7"


def test_the_price_of_a_piece_goes_before_the_total_of_the_bill(tmp_path: Path) -> None:
    report = load_path(tmp_path, database(tmp_path / "shop"))
    with open_store(tmp_path) as store:
        values = store.population(report.dataset_id).histories.values
    assert Counter(round(float(each), 2) for each in values) == Counter(float(price(n)) for n in range(270))


def test_a_mostly_blank_number_of_an_article_leaves_it_its_name(tmp_path: Path) -> None:
    rows = [
        f"T{n},m{n % 25},2031-05-{n % 28 + 1:02},{'K1' if n % 8 == 0 else ''},Tea {n % 8},2,3.10" for n in range(160)
    ]
    report = load(tmp_path, table("Ticket no,Member ID,Date,SKU,Product name,Qty,Net sales", rows))
    assert (report.n_stored, report.n_items) == (160, 8)
    with open_store(tmp_path) as store:
        assert sorted(store.population(report.dataset_id).items.item_ids)[:2] == ["K1", "Tea 1"]


@pytest.mark.parametrize(
    ("name", "yes", "no"), [("authorised", "Y", "N"), ("is_approved", "true", "false"), ("success", "1", "0")]
)
def test_what_was_declined_is_no_purchase(tmp_path: Path, name: str, yes: str, no: str) -> None:
    rows = [f"c{n % 20},s{n % 9},2031-03-{n % 28 + 1:02} 09:{n % 60:02},{n % 7 + 0.5},{no if n % 10 == 0 else yes}"
            for n in range(200)]  # fmt: skip
    report = load(tmp_path, table(f"card_id,store_id,purchase_date,amount,{name}", rows), map={"item": "store_id"})
    assert counts(tmp_path, report) == {"purchase": 180, "cancelled order": 20}


def test_what_is_not_paid_yet_is_pending(tmp_path: Path) -> None:
    rows = [
        f"c{n % 20},s{n % 9},2031-03-{n % 28 + 1:02} 09:{n % 60:02},{n % 7 + 0.5},{int(n % 4 > 0)}" for n in range(200)
    ]
    report = load(tmp_path, table("customer_id,product_id,order_date,amount,is_paid", rows))
    assert counts(tmp_path, report) == {"purchase": 150, "pending order": 50}


def test_amounts_that_are_mostly_negative_are_spoken_of(tmp_path: Path) -> None:
    rows = [f"c{n % 20},s{n % 9},2031-03-{n % 28 + 1:02} 09:{n % 60:02},{0.3 - (n % 9) / 8:.3f}" for n in range(200)]
    path = write(tmp_path / "events.csv", table("card_id,product_id,purchase_date,purchase_amount", rows))
    findings = look_ahead(LogSource(path), load_settings()).findings
    assert [each for each in findings if each.startswith("66% of the amounts in 'purchase_amount' are negative")]


@pytest.mark.parametrize(
    ("name", "yes", "no"), [("is_booking", "1", "0"), ("PURCHASE_FLG", "1", "0"), ("bought", "yes", "no")]
)
def test_a_flag_says_which_rows_are_purchases(tmp_path: Path, name: str, yes: str, no: str) -> None:
    rows = [
        f"g{n % 20},h{n % 9},2031-03-{n % 28 + 1:02} 09:{n % 60:02},{yes if n % 8 == 0 else no}" for n in range(200)
    ]
    report = load(tmp_path, table(f"user_id,hotel_id,date_time,{name}", rows))
    assert counts(tmp_path, report) == {"view": 175, "purchase": 25}
    assert f"'{name}' says which rows are purchases; the others are taken for views." in report.notes


@pytest.mark.parametrize("name", ["orders", "purchases_before", "is_mobile", "is_sale"])
def test_other_numbers_are_no_flags(tmp_path: Path, name: str) -> None:
    rows = [f"g{n % 20},h{n % 9},2031-03-{n % 28 + 1:02} 09:{n % 60:02},{n % 2}" for n in range(200)]
    report = load(tmp_path, table(f"user_id,hotel_id,date_time,{name}", rows), map={"value": [], "quantity": []})
    assert "purchase" not in counts(tmp_path, report) or "which rows are purchases" not in str(report.notes)


@pytest.mark.parametrize("blank", ["", "null", "-"])
def test_items_of_another_kind_stand_in_a_column_of_their_own(tmp_path: Path, blank: str) -> None:
    rows = [f"2031-03-{n % 28 + 1:02}T09:{n % 60:02}:00Z,l{n % 20},"
            + (f"{blank},pod:{n % 3}" if n % 25 == 0 else f"song:{n % 9},{blank}") for n in range(200)]  # fmt: skip
    report = load(tmp_path, table("ts,username,radio_track_uri,radio_episode_uri", rows))
    assert (report.n_stored, report.n_items) == (200, 12)
    assert "Where 'radio_track_uri' is blank, 'radio_episode_uri' is taken." in report.notes


@pytest.mark.parametrize("name", ["device.deviceCategory", "customer_category", "browser name", "geo.category"])
def test_what_is_of_users_is_no_category_of_items(name: str) -> None:
    assert certainty("category", name) == 0 == certainty("text", name)


@pytest.mark.parametrize("name", ["AnonID", "anon_id", "person", "HashedID"])
def test_disguised_ids_are_users(tmp_path: Path, name: str) -> None:
    rows = [
        f"{142 + 7 * (n % 30)},2031-03-{n % 28 + 1:02} 09:{n % 60:02}:00,http://www.s{n % 11}.example"
        for n in range(240)
    ]
    log = columns(tmp_path, table(f"{name},QueryTime,ClickURL", rows), accepts_guesses=True)
    assert chosen(log)["user"] == name


@pytest.mark.parametrize("blank", ["", "null", "NaN", "-"])
def test_of_visits_those_with_an_order_are_purchases(tmp_path: Path, blank: str) -> None:
    rows = [
        f"g{n % 20},h{n % 9},2031-03-{n % 28 + 1:02} 09:{n % 60:02},{f'P{n}' if n % 8 == 0 else blank}"
        for n in range(200)
    ]
    report = load(tmp_path, table("user_id,offer_id,visited_at,order_id", rows), map={"timestamp": "visited_at"})
    assert counts(tmp_path, report) == {"view": 175, "purchase": 25}
    assert "Rows with 'order_id' are taken for purchases, the others, which are most, for views." in report.notes


def test_a_flag_stands_beside_the_number_of_the_order(tmp_path: Path) -> None:
    rows = [f"{int(n % 8 == 0)},g{n % 20},h{n % 9},2031-03-{n % 28 + 1:02} 09:{n % 60:02},"
            + ("" if n % 8 else f"P{n}") for n in range(200)]  # fmt: skip
    report = load(tmp_path, table("ORDER_FLG,USER_ID,OFFER_ID,ORDER_DATE,ORDER_ID", rows))
    assert counts(tmp_path, report) == {"view": 175, "purchase": 25}


def test_orders_that_nearly_all_rows_have_are_no_flag(tmp_path: Path) -> None:
    rows = [
        f"g{n % 20},h{n % 9},2031-03-{n % 28 + 1:02} 09:{n % 60:02},{f'P{n // 2}' if n % 8 else ''}" for n in range(200)
    ]
    report = load(tmp_path, table("user_id,product_id,order_date,order_id", rows))
    assert counts(tmp_path, report) == {"purchase": 200}


def test_sums_beside_a_log_are_no_part_of_it(tmp_path: Path) -> None:
    plays = [f"{n % 20}\t{n % 9}\t{n % 5}\t{1_700_000_000_000 + 77_000 * n}" for n in range(200)]
    sums = [f"{n % 20}\t{n % 9}\t{n}" for n in range(150)]
    write(tmp_path / "log" / "plays.dat", table("userID\tartistID\tstationID\ttimestamp", plays))
    write(tmp_path / "log" / "sums.dat", table("userID\tartistID\tweight", sums))
    report = load_path(tmp_path, tmp_path / "log")
    assert (report.n_records, report.n_stored) == (200, 200)
    assert "sums.dat was not used: it has users and items but no times of events." in report.notes


def test_names_in_traditional_characters_are_known(tmp_path: Path) -> None:
    rows = [
        f"2031-03-{n % 28 + 1:02};{7000 + n % 30:06};{300 + n % 12};{n % 3 + 1};{(n % 12 + 5) * (n % 3 + 1)}"
        for n in range(240)
    ]
    report = load(tmp_path, table("訂單日期;顧客編號;商品編號;數量;銷售額", rows), encoding="big5")
    expected = {"timestamp": "訂單日期", "user": "顧客編號", "item": "商品編號", "quantity": "數量", "value": "銷售額"}
    assert (chosen(report), report.n_stored) == (expected, 240)


@pytest.mark.parametrize("blank", ["null", "NaN", "-", "(not set)"])
def test_a_renewal_without_an_item_is_money_however_blanks_are_written(tmp_path: Path, blank: str) -> None:
    rows = [
        f"u{n % 20},subscription_renewed,{blank},2031-03-{n % 28 + 1:02} 09:{n % 60:02},9.99"
        if n % 4 == 0
        else f"u{n % 20},video_played,v{n % 9},2031-03-{n % 28 + 1:02} 09:{n % 60:02},"
        for n in range(200)
    ]
    report = load(tmp_path, table("user_id,event,video_id,timestamp,amount", rows))
    assert counts(tmp_path, report) == {"video_played": 150, "subscription_renewed": 50}


@pytest.mark.parametrize(
    ("amounts", "back", "left"),
    [
        (("120,5", "80,25"), "20,5", [100.0, 80.25]),
        (("1.204,50", "80,25"), "1.000,00", [204.5, 80.25]),
        (("$1,204.50", "$80.25"), "$200", [1004.5, 80.25]),
    ],
)
def test_numbers_paid_back_are_read_as_amounts_are(
    tmp_path: Path, amounts: tuple[str, str], back: str, left: list[float]
) -> None:
    rows = [f"u{n % 20};i{n % 9};2031-03-{n % 28 + 1:02} 09:{n % 60:02};{amounts[n % 2]};{'' if n % 2 else back}"
            for n in range(200)]  # fmt: skip
    report = load(tmp_path, table("customer_id;product_id;order_date;amount;refunded_amount", rows))
    with open_store(tmp_path) as store:
        values = store.population(report.dataset_id).histories.values
    assert sorted({round(float(each), 2) for each in values}) == sorted(left)


@pytest.mark.parametrize(("name", "is_long"), [("price_min", False), ("min_price", False), ("watch_min", True)])
def test_the_least_of_an_amount_is_no_time(name: str, is_long: bool) -> None:
    assert is_span(name) is is_long


def test_reviews_that_were_not_approved_are_no_orders(tmp_path: Path) -> None:
    rows = [
        f"c{n % 20},s{n % 9},2031-03-{n % 28 + 1:02} 09:{n % 60:02},{n % 5 + 1},{int(n % 9 > 0)}" for n in range(200)
    ]
    report = load(tmp_path, table("user_id,product_id,review_date,stars,approved", rows))
    assert counts(tmp_path, report) == {"event": 200}


@pytest.mark.parametrize(
    ("name", "texts", "kind"),
    [
        ("Ship Name", ["Ann Ray", "Bo Lind", "Cy Hart"], "name"),
        ("手機號碼", ["0912345678", "0987654321"], "phone"),
        ("電話番号", ["090-1234-5678", "080-8765-4321"], "phone"),
        ("收件人", ["王小明", "李大同"], "name"),
    ],
)
def test_private_columns_have_further_names(name: str, texts: list[str], kind: str) -> None:
    assert kind_of(name, texts) == kind
