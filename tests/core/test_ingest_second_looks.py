"""What exports of other languages and tools hold that was lost or read wrongly, and what looks like it and is not."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.errors import IngestError
from core.ingest.names.naming import certainty
from core.population.order_lines import are_order_lines
from tests.core.ingest_help import columns, load, load_path, open_store, table, write

N = range(120)


@pytest.mark.parametrize(
    ("header", "clocks", "is_clock"),
    [
        ("Ora", ("9.05", "14.30", "21.47"), True),
        ("Uhrzeit", ("09.05.33", "14.30.00", "21.47.59"), True),
        ("time", ("09.05", "14.30", "21.47"), True),
        ("time", ("9.05", "14.30", "21.47"), False),
        ("time", ("10.23", "11.58", "12.01"), False),
        ("hour", ("9.50", "14.25", "21.75"), False),
        ("Stunde", ("9.50", "14.25", "21.00"), False),
        ("Ora", ("9.05", "14.75", "31.47"), False),
        ("score", ("09.05", "14.30", "21.47"), False),
        ("time", ("03.45", "02.10", "04.59"), False),
        ("Ora", ("3.45", "2.10", "4.59"), False),
    ],
)
def test_clocks_may_have_points(tmp_path: Path, header: str, clocks: tuple[str, ...], is_clock: bool) -> None:
    rows = [f"C{n % 9},P{n % 7},2026-01-{1 + n % 28:02},{clocks[n % 3]}" for n in N]
    log = columns(tmp_path, table(f"customer_id,product_id,Data,{header}", rows))
    assert (log.events.map.time_of_day == header) is is_clock


def test_clocks_with_points_are_read(tmp_path: Path) -> None:
    rows = [f"C{n % 9},P{n % 7},2026-01-02,{(9, 14, 21)[n % 3]}.05" for n in N]
    report = load(tmp_path, table("Cliente,Articolo,Data,Ora", rows))
    with open_store(tmp_path) as store:
        assert {*store.population(report.dataset_id).histories.week_hours} == {4 * 24 + hour for hour in (9, 14, 21)}


@pytest.mark.parametrize(
    ("times", "first", "note"),
    [
        (("113/03/01", "113/12/31"), "2024-03-01", "Years such as 113 are of the calendar of Taiwan"),
        (("2024-061T00:38:11Z", "2024-366T10:00:00Z"), "2024-03-01", ""),
        (("1.70926E+12", "1.70933E+12"), "2024-03-01", "Times such as '1.70926E+12' were cut short by a spreadsheet"),
        (("1.709251200000E+12", "1.709351200000E+12"), "2024-03-01", ""),
    ],
)
def test_dates_of_other_kinds_are_read(tmp_path: Path, times: tuple[str, ...], first: str, note: str) -> None:
    report = load(tmp_path, table("user_id,item_id,time", [f"u{n % 9},i{n % 7},{times[n % 2]}" for n in N]))
    assert report.n_stored == len(N)
    with open_store(tmp_path) as store:
        seconds = int(store.population(report.dataset_id).histories.timestamps.min())
    assert datetime.fromtimestamp(seconds, UTC).date().isoformat() == first
    shown = [each for each in report.notes if each.startswith(("Years", "Times such"))]
    assert [each.startswith(note) for each in shown] == [True] * bool(note)


@pytest.mark.parametrize("cut", [range(5, 300, 13), range(1, 24)])
def test_zeros_that_a_file_lost_are_put_back_where_that_is_no_chance(tmp_path: Path, cut: range) -> None:
    """Few of the numbers up to the largest one are ids; where all are, each file may number other people."""
    for month, form in enumerate(("{:06}", "{}.0", "{:06}")):
        rows = [f"{form.format(each)},i{n % 7},2026-0{month + 1}-{1 + n % 28:02}" for n, each in enumerate([*cut] * 3)]
        write(tmp_path / "log" / f"{month}.csv", table("member_no,sku,date", rows))
    report = load_path(tmp_path, tmp_path / "log")
    is_sparse = cut.step > 1
    assert report.n_users == (len(cut) if is_sparse else 2 * len(cut))
    assert any("lost the zeros in front of them" in each for each in report.notes) is is_sparse
    assert any("with and without zeros" in each for each in report.notes) is not is_sparse


def test_numbers_by_tens_of_two_files_stay_apart(tmp_path: Path) -> None:
    for name, form in (("a", "{:06}"), ("b", "{}")):
        rows = [f"{form.format(10 * n)},i{n % 7},2026-01-{1 + n % 28:02}" for n in range(1, 60)]
        write(tmp_path / "log" / f"{name}.csv", table("member_no,sku,date", rows))
    assert load_path(tmp_path, tmp_path / "log").n_users == 2 * 59


@pytest.mark.parametrize("own", ["{}", "{:06}"])
def test_titles_are_found_by_ids_that_got_their_zeros_back(tmp_path: Path, own: str) -> None:
    codes = range(7, 900, 37)
    for name, form in (("a", "{:06}"), ("b", "{}")):
        rows = [f"c{n % 9},{form.format(each)},2026-01-{1 + n % 28:02}" for n, each in enumerate([*codes] * 3)]
        write(tmp_path / "log" / f"{name}.csv", table("customer,sku,date", rows))
    write(tmp_path / "items.csv", table("sku,title", [f"{own.format(each)},Cup {each}" for each in codes]))
    report = load_path(tmp_path, tmp_path / "log", items=tmp_path / "items.csv")
    assert report.n_items == len(codes)
    assert not any("occur in no event" in note for note in report.notes)


@pytest.mark.parametrize(("sku", "amount"), [("p{}", -2), ("p{}", 2), ("DISC", -2), ("DISC", 2)])
def test_each_kind_of_line_is_judged_for_itself(tmp_path: Path, sku: str, amount: int) -> None:
    """A discount is of the item that it makes cheaper or of none, with a minus or without, and shipping of none."""
    kinds = (("Product", "p{}", 10), ("Discount", sku, amount), ("Shipping", "ship", 4.9))
    rows = [
        f"2026-01-{1 + n % 28:02},o{n},c{n % 9},{kind},{sku.format(n % 7)},{amount}"
        for n in range(60)
        for kind, sku, amount in kinds
    ]
    report = load(tmp_path, table("date,order_id,customer_id,order_line_type,sku,amount", rows))
    assert (report.n_stored, dict(report.rejected)) == (60, {"not a product": 120})
    assert any("60 'purchase' are purchases" in note for note in report.notes)


def test_people_of_two_shops_stay_apart_whatever_the_largest_number_is(tmp_path: Path) -> None:
    """Both number their customers from 1, one of them others much higher: that low ones are in both is no wonder."""
    of_till = [f"{n:06}" for n in [*range(1, 41), *range(10_000, 90_000, 1_321)]]
    for name, ids in (("till", of_till), ("web", [*map(str, range(1, 36))])):
        rows = [f"{each},i{n % 7},2026-01-{1 + n % 28:02}" for n, each in enumerate(ids * 2)]
        write(tmp_path / "log" / f"{name}.csv", table("member_no,sku,date", rows))
    assert load_path(tmp_path, tmp_path / "log").n_users == len(of_till) + 35


def test_zeros_of_ids_in_rows_that_alternate_stay_apart(tmp_path: Path) -> None:
    ids = [form.format(each) for each in range(5, 300, 13) for form in ("{:06}", "{}")]
    report = load(tmp_path, table("member_no,sku,date", [f"{each},i1,2026-01-02" for each in ids * 3]))
    assert report.n_users == len(ids)


@pytest.mark.parametrize(("ids", "n_users"), [(["(leer)", "(vide)"], 20), (["k.A.", "M.B."], 22), (["K. Adams"], 21)])
def test_words_of_nobody_of_other_languages(tmp_path: Path, ids: list[str], n_users: int) -> None:
    rows = [f"{each},i{n % 7},2026-01-02" for n, each in enumerate([*(f"C{n % 20}" for n in N), *ids])]
    assert load(tmp_path, table("Kunde,Artikelnummer,Datum", rows)).n_users == n_users


def test_a_sale_marked_as_refunded_is_not_taken_back_twice(tmp_path: Path) -> None:
    rows = []
    for n in N:
        is_back = n % 6 == 0
        sale = f"o{n},c{n % 9},p{n % 7},2026-01-{1 + n % 20:02}"
        rows.append(f"{sale},2,5.00,10.00,{'Refunded' if is_back else 'Completed'}")
        if n % 12 == 0:
            rows.append(f"o{n},c{n % 9},p{n % 7},2026-02-01,-2,5.00,-10.00,Refund")
    report = load(tmp_path, table("order_id,customer_id,sku,date,quantity,unit_price,line_total,status", rows))
    assert (
        "What events mean: 110 'purchase' are purchases, weight 1; 10 'refund' are refunds, weight -1; 10 'refunded "
        "purchase' are refunds, weight 0."
    ) in report.notes


@pytest.mark.parametrize("is_apart", [False, True])
def test_lines_below_an_order_are_filled_above_its_sum(tmp_path: Path, is_apart: bool) -> None:
    rows = []
    for n in range(60):
        rows += [f"INV{n},2026-01-{1 + n % 28:02},C{n % 9},P1,Cup,1,3.50,3.50", ",,,P2,Pot,2,4.00,8.00"]
        rows.append(
            f"INV{n}a,2026-01-{1 + n % 28:02},C{n % 9},P3,Pan,1,9.00,9.00" if is_apart else ",,,,Subtotal,,,11.50"
        )
    report = load(tmp_path, table("Invoice,Date,Customer No,Item No,Description,Qty,Price,Amount", rows))
    assert report.n_stored == (180 if is_apart else 120)
    assert report.rejected == ({} if is_apart else {"no user": 60})


@pytest.mark.parametrize(("extra", "of"), [(0.0, "grand_total"), (4.95, "subtotal")])
def test_prices_whose_lines_make_a_total_go_before_it(tmp_path: Path, extra: float, of: str) -> None:
    """With shipping on top of it too; where the lines make no total of the order, that is divided among them."""
    for is_made in (True, False):
        rows = []
        for n in range(60):
            prices, pieces = (2.5 + n % 7, 4.25 + n % 5), (1 + n % 3, 2)
            total = sum(p * q for p, q in zip(prices, pieces, strict=True)) if is_made else 100 + n
            for place, (price, count) in enumerate(zip(prices, pieces, strict=True)):
                cells = (f"c{n % 9}", n, f"2026-01-{1 + n % 28:02}", f"p{(n + place) % 7}", count)
                rows.append(",".join(map(str, (*cells, price, total, total + extra))))
        log = columns(
            tmp_path, table("client_id,order_no,created,sku,qty_ordered,price_now,subtotal,grand_total", rows)
        )
        [reason] = [str(each.reason) for each in log.choices if each.role == "value"]
        assert log.events.map.value == ("price_now" if is_made else "grand_total")
        assert (f"the lines of each order sum up to '{of}' in it" in reason) is is_made


@pytest.mark.parametrize(
    "names", ["calories,order_calories", "costo_unitario,costo_totale", "einkaufspreis,warenwert", "n_pages,all_pages"]
)
def test_what_adds_up_and_is_no_amount_paid_is_no_value(tmp_path: Path, names: str) -> None:
    rows = []
    for n in range(60):
        total = (2.5 + n % 7) * (1 + n % 2) + (4.25 + n % 5) * 2
        cells = f"c{n % 9},{n},2026-01-{1 + n % 28:02}"
        rows += [f"{cells},p{n % 7},{1 + n % 2},{2.5 + n % 7},{total},{1.4 * total}"]
        rows += [f"{cells},p{(n + 1) % 7},2,{4.25 + n % 5},{total},{1.4 * total}"]
    text = table(f"customer_id,order_id,date,sku,qty,{names},order_total", rows)
    assert columns(tmp_path, text).events.map.value == "order_total"


@pytest.mark.parametrize(("low", "step", "is_value"), [(1, 1, True), (10, 10, True), (800, 37, False)])
def test_the_strength_of_a_player_is_no_rating(tmp_path: Path, low: int, step: int, is_value: bool) -> None:
    rows = [f"u{n % 9},g{n % 7},2026-01-{1 + n % 28:02},{low + step * (n % 5)}" for n in N]
    log = columns(tmp_path, table("player_id,game_id,date,player_rating", rows))
    assert (log.events.map.value == "player_rating") is is_value


@pytest.mark.parametrize(("values", "is_value"), [("12345", True), (("5", "71", "300"), False)])
def test_stars_are_a_rating_under_their_singular_too(tmp_path: Path, values: tuple[str, ...], is_value: bool) -> None:
    rows = [f"u{n % 9},m{n % 7},2026-01-{1 + n % 28:02},{values[(n * n) % len(values)]}" for n in N]
    assert (columns(tmp_path, table("user_id,movie_id,date,Star", rows)).events.map.value == "Star") is is_value


def test_lines_of_orders_that_name_their_kind_are_kept_apart(tmp_path: Path) -> None:
    rows = []
    for n in range(60):
        order = f"2026-01-{1 + n % 28:02},B{n},K{n % 9}"
        rows += [f"{order},Artikel,P{n % 7},Lampe,2,10.00", f"{order},Versand,V1,DHL,1,4.95"]
        rows += [f"{order},Gutschein,G1,Rabatt,1,-5.00"] if n % 5 == 0 else []
    report = load(tmp_path, table("Datum,Bestellnr,Kundennr,Typ,Artikelnr,Bezeichnung,Menge,Einzelpreis", rows))
    assert report.n_refunds == 0
    assert any("60 'artikel' are purchases" in each and "60 'versand' are payments" in each for each in report.notes)


def test_kinds_of_lines_are_known_as_a_whole_only() -> None:
    assert are_order_lines(["line_item", "shipping", "fee", "tax", "coupon"], "order_item_type")
    assert are_order_lines(["商品", "运费"], "类型")
    for names, header in (
        (["product", "shipping", "refund policy"], "type"),
        (["product", "shipping"], "page_type"),
        (["shipping", "tax"], "type"),
        (["item"], "line type"),
        (["article", "video"], "content type"),
    ):
        assert not are_order_lines(names, header)


@pytest.mark.parametrize(
    ("header", "kinds", "more", "amount"),
    [
        ("page_type", ("product", "shipping"), "order_id,price", 5.0),
        ("type", ("article", "tips"), "session,rating", 3),
        ("type", ("product", "promotion"), "session,amount", 5.0),
        ("line_type", ("product", "gift card"), "order_id,price", 5.0),
        ("type", ("merchandise", "tip"), "order_id,amount", 5.0),
    ],
)
def test_kinds_of_pages_and_gift_cards_that_are_sold_are_no_lines_beside_goods(
    tmp_path: Path, header: str, kinds: tuple[str, str], more: str, amount: float
) -> None:
    rows = [f"u{n % 9},i{n % 7},2026-01-{1 + n % 28:02},{kinds[n % 2]},o{n // 3},{amount}" for n in N]
    report = load(tmp_path, table(f"user_id,item_id,date,{header},{more}", rows))
    assert not any("are payments" in each or "no interaction" in each for each in report.notes)


def test_a_gift_card_that_costs_something_is_sold_beside_shipping_too(tmp_path: Path) -> None:
    kinds = ("product", "shipping", "gift card")
    rows = [f"o{n // 3},u{n % 9},{n % 3}{n % 7},2026-01-{1 + n % 28:02},{kinds[n % 3]},5.00" for n in N]
    report = load(tmp_path, table("order_id,user_id,item_id,date,line_type,price", rows))
    assert (report.n_stored, dict(report.rejected)) == (80, {"not a product": 40})
    assert any("80 'purchase' are purchases" in each for each in report.notes)


@pytest.mark.parametrize(("most", "is_time"), [(700, True), (300, False)])
def test_days_beyond_a_year_are_counted_beside_weeks(tmp_path: Path, most: int, is_time: bool) -> None:
    days = [1 + n * most // 200 for n in range(200)]
    rows = [f"h{n % 9},u{n % 7},{(day - 1) // 7 + 1},{day},2.50" for n, day in enumerate(days)]
    text = table("customer_id,product_id,week,day,dollar_sales", rows)
    if is_time:
        assert columns(tmp_path, text).events.map.timestamp == "relative time"
    else:
        with pytest.raises(IngestError, match="timestamp"):
            columns(tmp_path, text)


def test_a_time_that_counts_is_asked_for_its_unit_though_it_was_given(tmp_path: Path) -> None:
    rows = [f"u{n % 9},i{n % 7},{n * 7}" for n in N]
    with pytest.raises(IngestError, match="counts from a start that the log does not name"):
        columns(tmp_path, table("user_id,item_id,step", rows), map={"timestamp": "step"})


@pytest.mark.parametrize(("header", "sign"), [("product", "-"), ("sku", ".")])
def test_codes_of_three_parts_are_no_dates_of_taiwan(tmp_path: Path, header: str, sign: str) -> None:
    rows = [f"u{n % 9},{sign.join((str(101 + n % 9), '01', f'0{1 + n % 8}'))},2026-01-{1 + n % 28:02}" for n in N]
    log = columns(tmp_path, table(f"user_id,{header},date", rows))
    assert (log.events.map.item, log.events.map.timestamp) == (header, "date")


def test_dates_of_which_a_part_has_years_below_100_are_refused_as_a_whole(tmp_path: Path) -> None:
    rows = [f"u{n % 9},i{n % 7},{('99/10/01', '100/03/01')[n % 2]}" for n in N]
    with pytest.raises(IngestError, match="timestamp"):
        columns(tmp_path, table("user_id,item_id,date", rows))


def test_more_names_of_ids_and_times_are_known() -> None:
    for role, name in (("user", "KUNAG"), ("item", "gmap_id"), ("timestamp", "DateSubmitted")):
        assert certainty(role, name) >= 0.7
    assert certainty("timestamp", "DateModified") < 0.3


def test_what_items_have_is_no_item_and_one_code_no_user(tmp_path: Path) -> None:
    names = ("商品原價", "商品数量", "商品单价", "商品状态", "商品选项名称", "产品颜色")
    assert [certainty("item", each) for each in names] == [0.0] * len(names)
    assert min(certainty("item", each) for each in ("商品编号", "商品选项货号", "产品ID")) > 0
    rows = [f"Firm {n % 9} Ltd,INV{n},{1 + n % 28} Jan 2026,A{n % 7},2.50,200" for n in N]
    header = "ContactName,InvoiceNumber,InvoiceDate,InventoryItemCode,LineAmount,AccountCode"
    assert columns(tmp_path, table(header, rows)).events.map.user == "ContactName"
    rows = [f"{row},{n % 4}" for n, row in enumerate(rows)]
    log = columns(tmp_path, table(header.replace("AccountCode", "tier,AccountCode"), rows))
    assert log.events.map.user == "AccountCode"


def test_a_table_without_names_is_asked_for_its_user_alone(tmp_path: Path) -> None:
    rows = [f"{n % 59 + 1},{n * 7 % 83 + 1},{n % 9},{1_289_278_754 + 8_000 * n}.5{n % 7}" for n in range(200)]
    text = "\n".join(rows) + "\n"
    with pytest.raises(IngestError, match="Is 'column_1' the user, or is it 'column_2'") as raised:
        columns(tmp_path, text)
    assert "--map item" not in str(raised.value.hint)
    log = columns(tmp_path, text, map={"user": "column_1"})
    assert (log.events.map.item, log.events.map.timestamp) == ("column_2", "column_4")


def test_names_of_users_are_no_titles() -> None:
    assert [certainty("text", each) for each in ("userName", "reviewer_name", "Member Name")] == [0.0] * 3
    assert min(certainty("text", each) for each in ("product_name", "movie_title", "Book title")) > 0.3
