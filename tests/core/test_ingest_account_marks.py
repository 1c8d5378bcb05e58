"""Marks of debit and credit beside amounts."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.population.amounts import bought_value
from tests.core.ingest_help import events, load, open_store, table

ACCOUNT = "card_id,merchant,booking date,amount,{},balance"
SHOP = "customer_id,sku,order_date,amount,{}"


def statement(header: str, debit: str, credit: str, *, is_in_cell: bool = False) -> str:
    """120 rows of 20 people: every fifth one is a credit of 4.50, the others are debits of 10."""
    rows = []
    for n in range(120):
        mark, amount = (credit, "4.50") if n % 5 == 0 else (debit, "10.00")
        cells = (f"{amount} {mark}",) if is_in_cell else (amount, mark)
        rest = ("812.00",) if "balance" in header else ()
        rows.append(",".join((f"u{n % 20}", f"m{n * 7 % 11}", f"2031-03-{n % 28 + 1:02}", *cells, *rest)))
    return table(header, rows)


def spend(tmp_path: Path, text: str) -> float:
    report = load(tmp_path, text, accepts_guesses=True)
    with open_store(tmp_path) as store:
        bought = bought_value(store.population(report.dataset_id))
    assert bought is not None
    return float(bought.sum())


@pytest.mark.parametrize(
    ("name", "debit", "credit"),
    [
        ("D/C", "D", "C"),
        ("Soll/Haben", "S", "H"),
        ("Soll-Haben-Kennzeichen", "Soll", "Haben"),
        ("type", "Debit", "Credit"),
        ("Dr/Cr", "DR", "CR"),
        ("Af Bij", "Af", "Bij"),
        ("Wn/Ma", "Wn", "Ma"),
    ],
)
def test_debits_of_an_account_are_spent_and_credits_came_in(tmp_path: Path, name: str, debit: str, credit: str) -> None:
    assert spend(tmp_path, statement(ACCOUNT.format(name), debit, credit)) == pytest.approx(960)


@pytest.mark.parametrize(("debit", "credit"), [("DR", "CR"), ("dr", "cr")])
def test_marks_behind_amounts_are_read(tmp_path: Path, debit: str, credit: str) -> None:
    text = statement("card_id,merchant,booking date,amount,balance", debit, credit, is_in_cell=True)
    report = load(tmp_path, text, accepts_guesses=True)
    assert events(tmp_path, report) == {"purchase": 96, "money that came in": 24}
    assert spend(tmp_path, text) == pytest.approx(960)


def test_credits_beside_articles_are_given_back(tmp_path: Path) -> None:
    text = statement(SHOP.format("S/H"), "S", "H")
    report = load(tmp_path, text, accepts_guesses=True)
    assert events(tmp_path, report) == {"purchase": 96, "refund": 24}
    assert report.n_refunds == 24


@pytest.mark.parametrize(
    ("name", "debit", "credit"),
    [
        ("size", "S", "H"),
        ("class", "D", "C"),
        ("channel", "Web", "Shop"),
        ("D/C", "D", "D"),
        ("gift", "D", ""),
        ("payment", "debit", "cash"),
        ("rank", "A", "C"),
        ("Soll/Haben", "S", "M"),
        ("card type", "debit", "prepaid"),
        ("payment_method", "debit", "credit"),
        ("card_type", "Debit", "Credit"),
        ("payment_mode", "debit", "credit"),
        ("type", "debit", "credit"),
        ("credit", "debit", "credit"),
    ],
)
def test_other_letters_say_nothing_of_amounts(tmp_path: Path, name: str, debit: str, credit: str) -> None:
    report = load(tmp_path, statement(SHOP.format(name), debit, credit), accepts_guesses=True)
    assert not any("debits" in str(note) for note in report.notes)


@pytest.mark.parametrize("name", ["payment_method", "card type", "Zahlungsart"])
def test_cards_by_which_an_account_pays_are_no_marks(tmp_path: Path, name: str) -> None:
    report = load(tmp_path, statement(ACCOUNT.format(name), "debit", "credit"), accepts_guesses=True)
    assert not any("debits" in str(note) for note in report.notes)


@pytest.mark.parametrize(("every", "has_marks"), [(3, False), (60, True)])
def test_marks_stand_beside_nearly_all_amounts(tmp_path: Path, every: int, has_marks: bool) -> None:
    lines = statement(ACCOUNT.format("D/C"), "D", "C").splitlines()
    rows = [line.replace(",D,", ",,") if n % every == 1 else line for n, line in enumerate(lines[1:])]
    report = load(tmp_path, table(lines[0], rows), accepts_guesses=True)
    assert any("debits" in str(note) for note in report.notes) is has_marks


def test_amounts_with_signs_of_their_own_keep_them(tmp_path: Path) -> None:
    text = statement(SHOP.format("S/H"), "S", "H").replace(",4.50,", ",-4.50,")
    report = load(tmp_path, text, accepts_guesses=True)
    assert not any("debits" in str(note) for note in report.notes)
