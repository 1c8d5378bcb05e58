"""Forms of public files: ids with their noun in front, places and accounts that are no items or users, ledgers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.errors import IngestError
from core.ingest.inspect import inspect_log
from core.ingest.names.amounts import holds_amount
from core.ingest.names.naming import certainty
from core.ingest.tables.private import kind_of
from core.ingest.tables.source import LogSource
from tests.core.ingest_help import chosen, columns, events, load, load_path, open_store, settings, table, write

N = 60


def days(n: int) -> str:
    return f"2031-{1 + n % 12:02}-{1 + n % 28:02} {n % 24:02}:15:00"


def stored_titles(folder: Path, dataset: str) -> set[str]:
    with open_store(folder) as store:
        return set(store.population(dataset).items.titles.tolist())


@pytest.mark.parametrize(
    ("role", "name"),
    [
        ("user", "cliente_id"), ("user", "clienteId"), ("user", "utente_id"), ("user", "utilisateur_id"),
        ("user", "клиент_id"), ("user", "pelanggan_id"), ("item", "produtoId"), ("item", "prodotto_id"),
        ("item", "produit_id"), ("order", "pedidoId"), ("order", "commande_id"), ("order", "ordine_id"),
    ],
)  # fmt: skip
def test_an_id_is_known_by_its_noun_in_front(role: str, name: str) -> None:
    assert certainty(role, name) >= 0.7


@pytest.mark.parametrize(
    "name",
    [
        "farmacia_id", "vendedor_id", "categoria_id", "tienda_id", "order_item_id", "payment_id", "paid", "unpaid",
        "customer_address_id", "monthly_id",
    ],
)  # fmt: skip
def test_ids_of_anything_else_are_no_users_items_or_orders(name: str) -> None:
    assert [certainty(role, name) for role in ("user", "item", "order")] == [0.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("name", "is_user"),
    [
        ("Shipping Account Number", False), ("GL Account", False), ("ad_account_id", False),
        ("commentaire_client", False), ("Note Client", False), ("avis_client", False),
        ("Account Number", True), ("account_id", True), ("Customer Account", True), ("Bank Account", True),
        ("Billing Account", True), ("Parent Account ID", True), ("client_nom", True), ("User Account", True),
    ],
)  # fmt: skip
def test_accounts_of_carriers_and_what_users_wrote_are_no_users(name: str, is_user: bool) -> None:
    assert (certainty("user", name) > 0) == is_user


def test_names_of_customers_are_private_whatever_stands_in_front() -> None:
    for name in ("client_nom", "Klantnaam", "ФИО покупателя", "nazwa_klienta"):
        assert kind_of(name, ["Ada Roe", "Bo Lind"]) == "name"
    assert kind_of("restaurant_nom", ["Chez Ada", "Bo et Fils"]) == ""


def test_a_folder_of_portuguese_orders_lines_and_products_is_one_log(tmp_path: Path) -> None:
    folder = tmp_path / "loja"
    write(folder / "pedidos.csv", table("pedidoId,clienteId,data", [f"O{n},C{n % 9},{days(n)}" for n in range(N)]))
    lines = [f"O{n},P{(n + each) % 5},{1 + each},{10 + n % 5}.50" for n in range(N) for each in (0, 1)]
    write(folder / "itens_pedido.csv", table("pedidoId,produtoId,quantidade,precoUnitario", lines))
    products = [f"P{n},Caneca {n},Marca,{10 + n}.50" for n in range(5)]
    write(folder / "produtos.csv", table("produtoId,nome,marca,preco", products))
    report = load_path(tmp_path, folder)
    assert (report.n_stored, report.n_users, report.n_items) == (2 * N, 9, 5)
    assert chosen(report) | {"user": "clienteId", "item": "produtoId", "order": "pedidoId"} == chosen(report)
    assert stored_titles(tmp_path, report.dataset_id) == {f"Caneca {n}" for n in range(5)}


def test_marks_out_of_five_in_other_languages_are_ratings_with_what_was_written(tmp_path: Path) -> None:
    rows = [f"C{n % 9},P{n % 7},{1 + n % 5},muito bom e barato {n},{days(n)}" for n in range(N)]
    report = load(tmp_path, table("clienteId,produtoId,nota,comentario,data", rows))
    assert chosen(report)["value"] == "nota"
    assert chosen(report)["query"] == "comentario"
    assert any("are ratings" in note for note in report.notes)


def test_the_number_of_an_invoice_is_no_rating(tmp_path: Path) -> None:
    rows = [f"C{n % 9},P{n % 7},{400_100 + n},{days(n)}" for n in range(N)]
    assert "value" not in chosen(load(tmp_path, table("clienteId,produtoId,nota,data", rows)))


def test_what_was_had_at_a_place_may_be_the_item(tmp_path: Path) -> None:
    rows = [f"{n},u{n % 9},v{n % 3},Bar {n % 3},b{n % 8},Ale {n % 8},{days(n)}" for n in range(N)]
    with pytest.raises(IngestError, match="or is it 'beer_id'"):
        load(tmp_path, table("checkin_id,user_id,venue_id,venue_name,beer_id,beer_name,created_at", rows))


@pytest.mark.parametrize("others", ["category_id", "visit_number", "checkin_id", "friend_id"])
def test_a_place_is_the_item_where_nothing_was_had_there(tmp_path: Path, others: str) -> None:
    value = {"checkin_id": "{n}", "category_id": "{place}"}.get(others, "{few}")
    rows = [f"u{n % 9},v{n % 11},{value.format(n=n, place=n % 11 % 3, few=n % 12)},{days(n)}" for n in range(N)]
    log = columns(tmp_path, table(f"user_id,venue_id,{others},created_at", rows))
    assert chosen(log)["item"] == "venue_id"


def test_a_seller_account_does_not_become_the_user(tmp_path: Path) -> None:
    rows = [f"Y3693{n % 3},SKU{n % 7},{n % 3 + 1},{n % 5}.25,PO{n},{days(n)}" for n in range(N)]
    with pytest.raises(IngestError, match="no column looks like the user"):
        load(tmp_path, table("Shipping Account Number,SKU,Quantity,Wholesale Price,PO Number,PO Date", rows))


@pytest.mark.parametrize(("kind", "n_bought"), [("payout", 40), ("stripe_fee", 40)])
def test_payouts_and_fees_of_a_ledger_are_no_purchases(tmp_path: Path, kind: str, n_bought: int) -> None:
    rows = [f"{'sale' if n % 3 else kind},{5 + n % 4}.00,s{n},{days(n)},Pack {n % 4},u{n % 9}" for n in range(N)]
    report = load(tmp_path, table("type,amount,sale_id,created_at,product,user_id", rows))
    assert chosen(report)["event"] == "type"
    assert events(tmp_path, report) == {"sale": n_bought, kind: N - n_bought}
    assert any(f"{n_bought} 'sale' are purchases" in note for note in report.notes)
    assert any(f"{N - n_bought} '{kind}' are stored, but are no interaction" in note for note in report.notes)


def test_the_revenue_of_flat_analytics_events_is_their_value(tmp_path: Path) -> None:
    rows = [
        f"{n},u{n % 9},{days(n)},{'purchase' if n % 4 == 0 else 'session_start'},google,{'20.50' if n % 4 == 0 else ''}"
        for n in range(N)
    ]
    header = "event_id,user_pseudo_id,event_timestamp,event_name,source,revenue"
    report = load(tmp_path, table(header, rows))
    assert chosen(report)["value"] == "revenue"


def test_payments_that_refer_to_orders_are_no_part_of_them(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    orders = [f"{n},{n % 9},placed,{n % 5 + 1}.00,{days(n)}" for n in range(1, N)]
    write(folder / "raw_orders.csv", table("id,customer_id,status,amount,created_at", orders))
    payments = [f"{n},{n},{n % 5 + 1}.00,succeeded,{days(n)}" for n in range(1, N)]
    write(folder / "raw_payments.csv", table("id,order_id,amount,status,created_at", payments))
    with pytest.raises(IngestError, match="No column names what was bought"):
        load_path(tmp_path, folder)
    assert load_path(tmp_path, folder, accepts_guesses=True).n_stored == N - 1


def test_files_of_months_with_an_id_of_their_rows_stay_one_log(tmp_path: Path) -> None:
    folder = tmp_path / "months"
    for month in ("01", "02"):
        rows = [f"{n},u{n % 9},p{n % 7},o{n},2031-{month}-{n % 28 + 1:02} 09:00:00" for n in range(N)]
        write(folder / f"orders_2031_{month}.csv", table("id,user_id,product_id,order_id,created_at", rows))
    assert load_path(tmp_path, folder).n_stored == 2 * N


def test_amounts_without_a_name_of_theirs_are_no_items(tmp_path: Path) -> None:
    rows = [f"u{n % 9}@shop.example;{(1080, 7812, 24805, 153216)[n % 4]};{1 + n % 28:02}.03.2031" for n in range(N)]
    with pytest.raises(IngestError, match="no column looks like the item"):
        load(tmp_path, table("email;ultimopago;fecha", rows))
    assert [holds_amount(each) for each in ("ultimopago", "Gesamtpreis", "montant")] == [True] * 3
    assert [holds_amount(each) for each in ("plan", "code", "price_list", "pagina", "valoracion", "totals")] == [
        False
    ] * 6


def test_an_address_that_all_rows_share_is_no_user(tmp_path: Path) -> None:
    rows = [f"{days(n)},course {n % 5} viewed,Module {n % 6},S{n % 9},X.Y.Z" for n in range(N)]
    with pytest.raises(IngestError, match="all rows have one 'ip_address'"):
        load(tmp_path, table("time,action,module,anoname,ip_address", rows))


def test_the_name_of_one_restaurant_is_no_kind_of_event(tmp_path: Path) -> None:
    orders = [
        {
            "numero_commande": f"B-{n}",
            "restaurant_nom": "Bella Vista",
            "client_nom": f"Ada {'RSTUVW'[n % 6]}oe",
            "heure_commande": days(n),
            "articles": [{"nom_produit": f"Pizza {n % 5}", "quantite": 1 + n % 2, "prix_unitaire": 9.5}],
        }
        for n in range(N)
    ]
    path = write(tmp_path / "commandes.json", json.dumps(orders))
    report = load_path(tmp_path, path)
    assert "event" not in chosen(report)
    assert chosen(report)["user"] == "client_nom"
    assert report.n_users == 6
    assert any("'purchase' are purchases" in note for note in report.notes)


@pytest.mark.parametrize("price", ["S/ 45.00", "S/. 45.00", "45.00 PEN", "45,00 лв.", "FCFA 45.00", "₵45.00"])
def test_more_signs_of_currencies_are_read(tmp_path: Path, price: str) -> None:
    rows = [f'c{n % 9},p{n % 7},"{price}",{days(n)}' for n in range(N)]
    report = load(tmp_path, table("customer_id,product_id,total,date", rows))
    with open_store(tmp_path) as store:
        population = store.population(report.dataset_id)
    values = population.histories.values
    assert values is not None
    assert float(values.sum()) == pytest.approx(45.0 * N)


@pytest.mark.parametrize("code", ["S/M-45", "B12", "BS.A45", "FCF 45", "DIN 45"])
def test_codes_with_such_letters_are_no_amounts(tmp_path: Path, code: str) -> None:
    rows = [f"c{n % 9},p{n % 7},{code},{days(n)}" for n in range(N)]
    assert "value" not in chosen(load(tmp_path, table("customer_id,product_id,total,date", rows)))


def woo_order(n: int) -> dict[str, object]:
    lines = [{"product_id": n % 7 + each, "sku": f"S{n % 7 + each}", "quantity": 1, "total": "5.00"} for each in (0, 1)]
    return {
        "id": n,
        "status": "completed",
        "date_created": days(n),
        "billing": {"email": f"u{n % 9}@shop.example"},
        "line_items": lines,
    }


def test_lists_of_like_orders_below_several_names_are_all_read(tmp_path: Path) -> None:
    orders = [woo_order(n) for n in range(N)]
    whole = {"hint": "test", "single": orders[0], "first": orders[1:20], "rest": orders[20:]}
    report = load_path(tmp_path, write(tmp_path / "orders.json", json.dumps(whole)))
    assert report.n_stored == 2 * N
    assert any("WooCommerce" in note for note in report.notes)


def test_lists_named_after_what_users_did_are_events_of_that_kind(tmp_path: Path) -> None:
    done = [{"user_id": f"u{n % 9}", "product_id": f"p{n % 7}", "time": days(n)} for n in range(N)]
    report = load_path(tmp_path, write(tmp_path / "log.json", json.dumps({"view": done[:40], "purchase": done[40:]})))
    assert events(tmp_path, report) == {"view": 40, "purchase": 20}


def test_a_preset_whose_times_stand_elsewhere_is_not_that_of_the_log(tmp_path: Path) -> None:
    order = woo_order(3)
    path = write(tmp_path / "orders.json", json.dumps({"hint": "test", "single": order, "more": [woo_order(5)]}))
    report = load_path(tmp_path, path, accepts_guesses=True)
    assert chosen(report)["timestamp"] == "single.date_created"
    assert report.n_stored == 2


@pytest.mark.parametrize(
    ("header", "n", "asked"),
    [
        ("user_id,utm_campaign,time", 6, "utm_campaign"), ("user_id,country,time", 6, "country"),
        ("user_id,source,time", 6, "source"), ("user_id,country,time", 3, None), ("user_id,utm_medium,time", 2, None),
        ("user_id,utm_source,time", 3, None), ("user_id,gender,time", 6, None), ("user_id,page,time", 6, "page"),
    ],
)  # fmt: skip
def test_where_users_were_or_came_from_is_asked_about_where_nothing_else_is_an_item(
    tmp_path: Path, header: str, n: int, asked: str | None
) -> None:
    rows = [f"u{k % 13},place{k * 7 % 11 % n},2026-03-{k % 28 + 1:02} 10:{k % 60:02}" for k in range(70)]
    (file,) = inspect_log(LogSource(write(tmp_path / "v.csv", table(header, rows))), settings(tmp_path)).files
    assert next((each.column for each in file.choices if each.role == "item"), None) == asked


@pytest.mark.parametrize(
    ("columns", "item"),
    [
        ("utm_campaign", "utm_campaign"), ("country", "country"), ("source", "event"), ("utm_medium", "event"),
        ("category", "category"), ("campaign", "campaign"),
    ],
)  # fmt: skip
def test_kinds_of_events_are_asked_about_before_sources_of_visits(tmp_path: Path, columns: str, item: str) -> None:
    rows = [f"u{k % 13},{('click', 'open', 'view')[k % 3]},x{k * 7 % 11 % 5},2026-03-{k % 28 + 1:02}"
            for k in range(70)]  # fmt: skip
    path = write(tmp_path / "v.csv", table(f"user_id,event,{columns},time", rows))
    (file,) = inspect_log(LogSource(path), settings(tmp_path)).files
    assert next(each.column for each in file.choices if each.role == "item") == item


@pytest.mark.parametrize(
    ("number", "event"),
    [("coin_receipt_no", "purchase"), ("stamp_invoice", "purchase"), ("reward_bill_no", "purchase"),
     ("points_transaction_id", "event")],
)  # fmt: skip
def test_receipts_of_coins_and_stamps_are_purchases(tmp_path: Path, number: str, event: str) -> None:
    rows = [f"T{n},c{n % 31},p{n % 7},2026-04-{n % 27 + 1:02}" for n in range(90)]
    report = load(tmp_path, table(f"{number},customer_id,product_id,txn_date", rows))
    assert events(tmp_path, report) == {event: 90}


@pytest.mark.parametrize("source", ["traffic_source", "utm_campaign", "country", "source"])
def test_where_an_order_came_from_is_no_item(tmp_path: Path, source: str) -> None:
    rows = [f"o{k},u{k % 13},x{k * 7 % 11 % 6},2026-03-{k % 28 + 1:02},{k % 9 + 2}.50" for k in range(70)]
    path = write(tmp_path / "o.csv", table(f"order_id,user_id,{source},order_date,total", rows))
    (file,) = inspect_log(LogSource(path), settings(tmp_path)).files
    assert source not in {each.column for each in file.choices if each.role == "item"}


@pytest.mark.parametrize(
    ("name", "is_title"), [("[208 {n}]", False), ("1233821,13284{n:02}", False), ("Lamp {n}", True)]
)
@pytest.mark.parametrize("header", ["name", "title"])
def test_numbers_in_place_of_names_are_no_titles_of_items(
    tmp_path: Path, header: str, name: str, is_title: bool
) -> None:
    rows = [f"u{n % 13},p{n * 7 % 20},2031-03-{n % 28 + 1:02}" for n in range(90)]
    events_path = write(tmp_path / "log.csv", table("user_id,item_id,time", rows))
    cells = [f'p{n},K{n % 4},"{name.format(n=n)}"' for n in range(20)]
    items = write(tmp_path / "items.csv", table(f"item_id,category,{header}", cells))
    (_log, about) = inspect_log(LogSource(events_path, items=items), settings(tmp_path)).files
    assert (header in {each.column for each in about.choices if each.role == "text"}) is is_title
