"""Thumbs, half stars and what users wrote; and names that say in which unit something is."""

# ruff: noqa: RUF001 - some brackets are of full width

from __future__ import annotations

from pathlib import Path

import pytest

from core.ingest.names.naming import EXACT, certainty
from core.population.meanings import is_rating
from tests.core.ingest_help import chosen, columns, load


def log(header: str, *cells: str, n_rows: int = 150) -> str:
    """Write rows of 13 users and 7 items, with one of the cells in turn behind each."""
    rows = [
        f"c{n % 13},g{n * 5 % 7},2031-01-{n % 28 + 1:02} 10:{n % 60:02}:00,{cells[n * n % 11 % len(cells)]}"
        for n in range(n_rows)
    ]
    return "\n".join([f"user_id,game_id,timestamp,{header}", *rows, ""])


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("recommended", ("True", "False")),
        ("is_recommended", ("Recommended", "Not Recommended")),
        ("voted_up", ("1", "0")),
        ("thumbs_up", ("true", "false")),
        ("vote", ("1", "-1", "0")),
        ("reaction", ("like", "dislike")),
        ("Weiterempfohlen", ("ja", "nein")),
        ("recommandé", ("oui", "non")),
        ("recomendado", ("sí", "no")),
        ("consigliato", ("sì", "no")),
        ("是否推荐", ("是", "否")),
        ("would_recommend", ("Yes", "No")),
        ("rate", ("0.5", "2.0", "3.5", "5.0")),
    ],
)
def test_thumbs_are_ratings(tmp_path: Path, name: str, cells: tuple[str, ...]) -> None:
    assert (chosen(columns(tmp_path, log(name, *cells)))["value"], is_rating(name)) == (name, True)


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("is_recommended_by_system", ("True", "False")),
        ("from_recommendation", ("1", "0")),
        ("newsletter_recommended", ("1", "0")),
        ("votes", ("12", "-3", "40")),
        ("vote", ("12", "-3", "40")),
        ("recommended,price", ("True,3.5", "False,4.25")),
        ("recommended,event", ("True,view", "False,click")),
        ("rate", ("1.0925", "1.1034", "1.2")),
        ("interest_rate", ("3.5", "4.0")),
        ("referred", ("yes", "no")),
    ],
)
def test_what_a_system_recommends_and_what_is_sold_is_no_rating(
    tmp_path: Path, header: str, cells: tuple[str, ...]
) -> None:
    value = chosen(columns(tmp_path, log(header, *cells))).get("value")
    assert value is None or (value, is_rating(value)) == ("price", False)


def test_a_fact_of_each_item_is_no_opinion(tmp_path: Path) -> None:
    rows = [f"c{n % 13},g{n * 7 % 40},2031-01-{n % 28 + 1:02},{'yes' if n * 7 % 40 < 20 else 'no'}" for n in range(150)]
    text = "\n".join(["user_id,game_id,timestamp,recommended", *rows, ""])
    assert "value" not in chosen(columns(tmp_path, text))


def test_thumbs_down_are_no_refunds(tmp_path: Path) -> None:
    report = load(tmp_path, log("thumbs", "up", "up", "up", "up", "down"))
    assert (report.n_refunds, report.notes[-1]) == (0, "What events mean: 150 'event' are ratings, weight 1.")


def test_what_users_wrote_is_kept_whatever_its_event_means(tmp_path: Path) -> None:
    rows = [f"u{n % 20},p{n % 11},view,,2031-01-{n % 28 + 1:02}" for n in range(60)]
    rows += [f"u{n % 20},,search,red shoes {n % 9},2031-02-{n % 28 + 1:02}" for n in range(30)]
    text = "\n".join(["user_id,product_id,event,search_term,timestamp", *rows, ""])
    report = load(tmp_path, text, meanings={"search": "other"})
    assert (report.n_texts, report.n_stored) == (30, 60)


def test_the_meaning_of_a_return_is_that_of_loans_that_ended(tmp_path: Path) -> None:
    rows = [f"u{n % 20},b{n % 31},{('issue', 'return', 'renew')[n % 3]},2031-01-{n % 28 + 1:02}" for n in range(90)]
    text = "\n".join(["patron_id,item_barcode,event,timestamp", *rows, ""])
    report = load(tmp_path, text, meanings={"return": "ignore"})
    assert "30 'loan finished' are stored, but are no interaction with an item" in report.notes[-1]


def test_a_time_of_day_with_an_offset_is_joined_with_its_date(tmp_path: Path) -> None:
    rows = [f"u{n % 20},p{n % 11},2031-01-{n % 28 + 1:02},{n % 24:02}:{n % 60:02}:26 -0800" for n in range(60)]
    text = "\n".join(["user_id,product_id,Purchase Date,Purchase Time (PST)", *rows, ""])
    report = load(tmp_path, text)
    assert chosen(report)["time_of_day"] == "Purchase Time (PST)"
    assert not [note for note in report.notes if "By its name" in note or "hold only a date" in note]


@pytest.mark.parametrize(
    ("role", "names"),
    [
        ("value", "Amount (USD)|Betrag [€]|Betrag in EUR|Preis (in €)|Montant en euros|Prix (€)|Importe (EUR)"),
        ("value", "Importo in euro|Valor em R$|Valor R$|金额（元）|金额(元)|価格（円）|결제액(원)|Kwota (PLN)"),
        ("value", "옵션판매가(판매단가)|Total £|Price $|Price (incl. VAT)"),
        ("quantity", "Qty (pcs)|Menge [Stück]|Quantité (unités)|Cantidad (uds)|Quantità (pz)|Quantidade (un)"),
        ("quantity", "数量（個）|数量(件)|수량(개)|Adet (ad)|구매수(수량)"),
        ("timestamp", "Zeit (UTC)|Time UTC|Datum (MEZ)|Date et heure (Paris)|Fecha y hora (UTC-3)|Data e ora (CET)"),
        ("timestamp", "Data (BRT)|日時（JST）|时间（北京时间）|주문일시(KST)|Order Date (mm/dd/yyyy)"),
    ],
)
def test_units_in_brackets_leave_a_name_what_it_is(role: str, names: str) -> None:
    assert [name for name in names.split("|") if certainty(role, name) < EXACT] == []
