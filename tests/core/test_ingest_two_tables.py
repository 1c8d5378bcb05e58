"""Folders with several tables about the same users: clients and their contacts, plans and surveys."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from core.ingest.opening.two_tables import is_later
from core.ingest.tables.source import IngestReport
from tests.core.ingest_help import load_path, open_store, table, write

N = 90
CLIENTS = table(
    "client_no,city,industry", [f"C{n},{'Bonn' if n % 2 else ''},{('Food', 'Wood')[n % 2]}" for n in range(13)]
)
CONTACTS = table(
    "client_no,mail,city,opt_in", [f"C{n},a{n}@x.example,Ulm,{('yes', 'no')[n % 2]}" for n in range(3, 15)]
)


def log_with(folder: Path, files: dict[str, str]) -> IngestReport:
    rows = [f"{n},2031-01-{n % 28 + 1:02},C{n % 13},A{n % 7},1,{n % 9 + 1}.50" for n in range(N)]
    place = folder / "export"
    for name, text in {**files, "sales.csv": table("invoice_no,date,client_no,sku,qty,amount", rows)}.items():
        write(place / name, text)
    return load_path(folder, place, user_ids="keep")


@pytest.mark.parametrize("names", [("clients.csv", "contacts.csv"), ("a/clients.csv", "b/contacts.csv")])
def test_both_describe_the_users(tmp_path: Path, names: tuple[str, str]) -> None:
    report = log_with(tmp_path, dict(zip(names, (CLIENTS, CONTACTS), strict=True)))
    assert {each.column for each in report.choices if each.role == "attribute"} == {"city", "industry", "opt_in"}
    assert (report.n_stored, report.n_users) == (N, 13)
    assert any("'city' says something else in" in note and "for 5 ids" in note for note in report.notes)
    assert [note for note in report.notes if " was not used" in note or "of 2 files" in note] == []


@pytest.mark.parametrize(
    ("contacts", "why"),
    [
        (
            CONTACTS + "C4,b4@x.example,Ulm,yes\n" * 4,
            "was not used: it has several rows for some values of 'client_no'",
        ),
        (table("shop_no,city", [f"S{n},Bonn" for n in range(9)]), "was not used: it describes neither the items nor"),
    ],
)
def test_what_describes_no_user_is_not_used_and_the_reason_is_true(tmp_path: Path, contacts: str, why: str) -> None:
    report = log_with(tmp_path, {"clients.csv": CLIENTS.replace("city", "town"), "contacts.csv": contacts})
    assert {each.column for each in report.choices if each.role == "attribute"} == {"town", "industry"}
    assert any(why in note for note in report.notes)


def test_parts_of_one_table_stay_one(tmp_path: Path) -> None:
    lines = CLIENTS.splitlines()
    files = {"clients_1.csv": "\n".join([*lines[:7], ""]), "clients_2.csv": "\n".join([lines[0], *lines[7:], ""])}
    report = log_with(tmp_path, files)
    assert any("clients_1.csv, clients_2.csv describe the users" in note for note in report.notes)
    assert (report.n_users, {each.column for each in report.choices if each.role == "attribute"}) == (
        13,
        {"city", "industry"},
    )


@pytest.mark.parametrize(("first", "second"), [("yes", "no"), ("no", "yes")])
@pytest.mark.parametrize("header", ["opt_in", "consent_email"])
def test_who_refuses_in_one_of_them_refuses(tmp_path: Path, header: str, first: str, second: str) -> None:
    clients = table(f"client_no,{header},city", [f"C{n},{first if n < 6 else 'yes'},Bonn" for n in range(13)])
    contacts = table(
        f"client_no,{header},mail", [f"C{n},{second if n < 6 else 'yes'},m{n}@x.example" for n in range(13)]
    )
    report = log_with(tmp_path, {"clients.csv": clients, "crm.csv": contacts})
    with open_store(tmp_path) as store:
        population = store.population(report.dataset_id)
    answers = population.attributes[header]
    assert sorted(map(str, answers)).count("no") == 6


@pytest.mark.parametrize(
    ("header", "answers", "others", "kept"),
    [
        ("opt_in", ("yes", "yes"), ("1", "True"), ("yes", "yes")),
        ("opt_in", ("ja", "nein"), ("yes", "no"), ("ja", "nein")),
        ("consent_date", ("2026-01-05", "2026-01-06"), ("2026-02-01", "2026-02-02"), ("2026-01-05", "2026-01-06")),
        ("consent_date", ("2026-01-05", "2026-01-06"), ("no", "2026-02-02"), ("no", "2026-01-06")),
        ("unsubscribed", ("no", "0"), ("false", "no"), ("no", "0")),
        ("unsubscribed", ("no", "no"), ("2026-02-01", "no"), ("2026-02-01", "no")),
        ("opt_in", ("yes", ""), ("", "no"), ("yes", "no")),
    ],
)
def test_who_says_yes_in_both_in_other_words_says_yes(
    tmp_path: Path, header: str, answers: tuple[str, str], others: tuple[str, str], kept: tuple[str, str]
) -> None:
    clients = table(f"client_no,{header},city", [f"C{n},{answers[n % 2]},Bonn" for n in range(13)])
    contacts = table(f"client_no,{header},mail", [f"C{n},{others[n % 2]},m{n}@x.example" for n in range(13)])
    report = log_with(tmp_path, {"clients.csv": clients, "crm.csv": contacts})
    with open_store(tmp_path) as store:
        found = store.population(report.dataset_id).attributes[header]
    assert Counter(map(str, found)) == Counter(kept[n % 2] for n in range(13))


def test_consent_is_spoken_of_only_where_a_column_is_about_it(tmp_path: Path) -> None:
    clients = table("client_no,opt_in,city", [f"C{n},yes,Bonn" for n in range(13)])
    contacts = table("client_no,opt_in,city", [f"C{n},{('yes', 'no')[n % 2]},Ulm" for n in range(13)])
    report = log_with(tmp_path, {"clients.csv": clients, "crm.csv": contacts})
    found = {each.split("'")[1]: "refuses consent" in each for each in report.notes if "says something else" in each}
    assert found == {"opt_in": True, "city": False}


def levels(place: Path, first: str, second: str) -> set[str]:
    """Return the levels that are stored of a file of silver users and one of gold ones."""
    files = {
        name: table("client_no,level", [f"C{n},{level}" for n in range(13)]) + extra
        for name, level, extra in ((first, "silver", ""), (second, "gold", "C99,gold\n"))
    }
    files[second] = files[second].replace("level", "level,city", 1).replace(",gold", ",gold,Bonn")
    report = log_with(place, files)
    with open_store(place) as store:
        return set(map(str, store.population(report.dataset_id).attributes["level"]))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("clients_2024.csv", "clients_2025.csv"),
        ("clients_2024-12.csv", "clients_2025-01.csv"),
        ("clients_20241201.csv", "clients_20250101.csv"),
        ("clients_12-2024.csv", "clients_01-2025.csv"),
        ("clients_31.12.2024.csv", "clients_01.01.2025.csv"),
        ("2024/clients.csv", "2025/clients.csv"),
    ],
)
def test_of_files_of_two_years_the_later_one_is_true(tmp_path: Path, first: str, second: str) -> None:
    assert levels(tmp_path, first, second) == {"gold"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("clients_2.csv", "clients_1.csv"),
        ("crm_2025.csv", "clients_2024.csv"),
        ("clients_2024.csv", "clients_2025.csv"),
        ("clients_2025.csv", "clients_2025.csv"),
        ("clients_2025.csv", "clients.csv"),
        ("clients_2025.csv", "clients_17.csv"),
        ("clients_02.01.2025.csv", "clients_01.02.2025.csv"),
        ("clients_9000.csv", "clients_8000.csv"),
        ("contacts_2025_v1.csv", "clients_2025_v2.csv"),
    ],
)
def test_other_files_are_not_later(one: str, other: str) -> None:
    assert not is_later(one, other)
