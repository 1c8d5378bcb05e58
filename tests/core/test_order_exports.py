"""Exports of orders and tickets as tools write them: which columns are taken, and what is stored of odd rows."""

from __future__ import annotations

from pathlib import Path

from tests.core.ingest_help import chosen, columns, load, open_store


def at(n: int) -> str:
    return f"2026-0{n % 9 + 1}-1{n % 7} 1{n % 10}:{n % 60:02}:00"


def test_guests_without_a_number_are_known_by_their_address(tmp_path: Path) -> None:
    text = "Order ID,Customer ID,Customer Email,Order Date,Product SKU,Product Qty,Product Unit Price,Order Total\n"
    for n in range(120):
        user = n * 7 % 24
        number = 0 if user < 5 else 100 + user  # who has no account
        text += "".join(
            f"{n},{number},p{user}@mail.example,{at(n)},S-{(n + more) % 15},1,{(n + more) % 15}.25,{n % 40}.90\n"
            for more in (0, 4)
        )
    roles = chosen(columns(tmp_path, text))
    assert roles["user"] == "Customer Email"


def test_what_lines_cost_goes_before_what_their_order_cost(tmp_path: Path) -> None:
    text = "Order ID,Customer ID,Order Date,Product SKU,Product Qty,Product Total Price,Order Total (inc tax)\n"
    for n in range(120):
        prices = [(n + more) % 15 + 0.25 for more in (0, 4)]
        text += "".join(
            f"{n},{n * 7 % 24 + 100},{at(n)},S-{(n + more) % 15},1,{price:.2f},{sum(prices) * 1.2:.2f}\n"
            for more, price in zip((0, 4), prices, strict=True)
        )
    assert chosen(columns(tmp_path, text))["value"] == "Product Total Price"


def test_what_tickets_are_sold_for_is_the_item_and_each_attendee_no_user(tmp_path: Path) -> None:
    header = "Order #,Order Date,Email,Quantity,Ticket Type,Attendee #,Event Name,Event ID,Venue Name,Total Paid\n"
    rows = "".join(
        f"9{n},{at(n)},p{n * 7 % 40}@a.example,1,General,77{n},{('Big', 'Blue', 'Bag', 'Read')[n % 4]} Night {n % 13},"
        f"55{n % 52},Old Hall,{n % 13}.50\n"
        for n in range(400)
    )
    roles = chosen(columns(tmp_path, header + rows))
    assert (roles["user"], roles["item"], roles["text"]) == ("Email", "Event ID", "Event Name")
    assert "event" not in roles
    without = "\n".join(",".join(line.split(",")[:7] + line.split(",")[8:]) for line in (header + rows).splitlines())
    assert chosen(columns(tmp_path, without))["item"] == "Event Name"
    given = chosen(columns(tmp_path, header + rows, map={"event": "Event Name", "item": "Ticket Type"}))
    assert (given["event"], given["item"]) == ("Event Name", "Ticket Type")


def test_lines_without_the_number_of_their_item_go_by_its_title(tmp_path: Path) -> None:
    text = "Date,Transaction ID,Customer ID,Item,SKU,Qty,Net Sales\n" + "".join(
        f"{at(n)},T{n},C{n * 7 % 24},Tea pot {n % 15},{f'SQ{n % 15}' if n % 15 else ''},1,{n % 15 + 1}.25\n"
        for n in range(150)
    )
    report = load(tmp_path, text)
    assert (report.n_stored, report.n_items) == (150, 15)
    assert "Where 'SKU' is blank, 'Item' names the item." in report.notes
    with open_store(tmp_path) as store:
        items = store.population(report.dataset_id).items
    assert {"Tea pot 0", "SQ1"} <= set(items.item_ids.tolist())


def test_pages_without_an_item_are_not_named_by_their_title(tmp_path: Path) -> None:
    text = "user_id,event,time,product_id,product_name\n" + "".join(
        f"u{n % 9},{'view' if n % 3 else 'page_view'},{at(n)},{f'P{n % 7}' if n % 3 else ''},"
        f"{f'Tea pot {n % 7}' if n % 3 else 'Home'}\n"
        for n in range(90)
    )
    report = load(tmp_path, text)
    assert (report.n_items, report.rejected) == (7, {"no item": 30})


def test_lines_that_leave_all_of_their_order_blank_belong_to_the_one_above(tmp_path: Path) -> None:
    text = "Auftragsreferenz,Auftragsdatum,Kundennummer,Status,Produkt,Menge,Zwischensumme\n"
    for n in range(60):
        status = "Storniert" if n % 10 == 0 else "Verkaufsauftrag"
        text += f"SO{n},{at(n)},KD-{n % 9},{status},Stuhl {n % 7},1,{n % 7 + 1}.25\n"
        text += f",,,,Tisch {n % 5},2,{n % 5 + 1}.50\n"
    report = load(tmp_path, text)
    assert (report.n_stored, report.n_users) == (120, 9)
    assert "60 lines of orders without a user, time and order were filled from the line above." in report.notes
    with open_store(tmp_path) as store:
        log = store.population(report.dataset_id)
    assert [log.event_names[code] for code in log.histories.events].count("cancelled order") == 12


def test_rows_that_lost_user_and_time_are_not_given_those_above(tmp_path: Path) -> None:
    text = "user,time,item,amount,city\n" + "".join(
        f"{f'u{n % 9}' if n % 5 else ''},{at(n) if n % 5 else ''},i{n % 7},{n % 7 + 1}.25,Bern\n" for n in range(100)
    )
    report = load(tmp_path, text)
    assert (report.n_stored, report.rejected) == (80, {"no user": 20})


def test_tickets_of_a_help_desk_are_no_purchases(tmp_path: Path) -> None:
    text = "Ticket ID,Status,Requester email,Product,Created at\n" + "".join(
        f"{n},{'Pending' if n % 3 else 'Solved'},p{n * 7 % 24}@mail.example,Lamp {n % 8},{at(n)}\n" for n in range(120)
    )
    report = load(tmp_path, text)
    assert "order" not in chosen(report)
    assert "The log has no event column: every event is called 'event'." in report.notes


def test_a_time_of_day_goes_with_the_date_of_its_name(tmp_path: Path) -> None:
    text = "Client ID,Visit Date,Visit Time,Class,Status,Booked on\n" + "".join(
        f"1000{n % 19},0{n % 9 + 1}/{n % 13 + 14}/2024,{n % 11 + 1}:30 PM,Yoga {n % 8},Signed in,"
        f"0{n % 9 + 1}/{n % 13 + 12}/2024\n"
        for n in range(120)
    )
    roles = chosen(columns(tmp_path, text, map={"item": "Class"}))
    assert (roles["timestamp"], roles["time_of_day"]) == ("Visit Date", "Visit Time")


def test_totals_on_first_lines_give_way_to_prices_of_all_lines(tmp_path: Path) -> None:
    text = "Número de orden;Email;Fecha;Total;Nombre del producto;Precio del producto;Cantidad del producto;SKU\n"
    for n in range(90):
        text += f"{n};p{n * 7 % 24}@mail.example;{at(n)};{n}00,50;Silla {n % 7};{n % 7 + 1},25;1;S{n % 7}\n"
        text += f"{n};p{n * 7 % 24}@mail.example;;;Mesa {n % 5};{n % 5 + 1},50;2;T{n % 5}\n"
    report = load(tmp_path, text)
    assert report.n_stored == 180
    assert (chosen(report)["order"], chosen(report)["value"]) == ("Número de orden", "Precio del producto")


def test_gross_amounts_below_zero_are_refunds_in_german_too(tmp_path: Path) -> None:
    text = "Datum;Uhrzeit;Status;Brutto;Gebühr;Netto;Absender E-Mail-Adresse;Artikelnummer\n" + "".join(
        f"1{n % 9}.0{n % 9 + 1}.2024;1{n % 9}:00:00;Abgeschlossen;{'-' if n % 20 == 0 else ''}{n % 9},50;-0,35;"
        f"{n % 9},15;p{n * 7 % 25}@mail.example;ART-{n % 8}\n"
        for n in range(120)
    )
    assert load(tmp_path, text).n_refunds == 6
