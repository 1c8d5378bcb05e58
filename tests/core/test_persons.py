"""A column called just "name" holds people's names where it goes with their e-mail address, and titles elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.ingest.tables.persons import names_of_persons
from tests.core.ingest_help import columns, load, open_store

N_GUESTS = 24


def bookings(name: str, *, named: str = "name", extra: str = "") -> str:
    """Two bookings of each guest; ``name`` may use n, the guest, m, the booking, and shares of guests."""
    rows = [
        ",".join(
            [f"2026-0{1 + m}-{1 + n % 27:02d}", f"guest{n}@mail.example", name.format(n=n, m=m, few=n % 3, half=n // 2)]
            + ([extra.format(n=n, m=m, few=n % 3, half=n // 2)] if extra else [])
            + [("sea view", "courtyard", "street")[(n + m) % 3], f"{80 + n}.50"]
        )
        for n in range(N_GUESTS)
        for m in range(2)
    ]
    head = ["date", "email", named, *(["product_id"] if extra else []), "room", "price"]
    return "\n".join([",".join(head), *rows]) + "\n"


def test_the_name_of_a_guest_is_neither_item_nor_title_nor_stored(tmp_path: Path) -> None:
    text = bookings("Ann Guest{n}")
    log = columns(tmp_path, text, accepts_guesses=True)
    table = log.events
    assert table.private["name"] == "name"
    assert "name" not in (table.map.item, table.map.text, table.map.user)
    report = load(tmp_path, text, accepts_guesses=True)
    with open_store(tmp_path) as store:
        log = store.population(report.dataset_id)
        assert "Guest" not in "".join(map(str, [*log.items.titles, *log.items.item_ids, *log.histories.user_ids]))


@pytest.mark.parametrize(
    ("name", "extra"),
    [("Plan {few}", ""), ("Course {m}{few}", ""), ("Kettle {half}", "k{half}"), ("Ann Guest{n}{m}", "")],
    ids=["few plans", "one of several", "title of an id", "another one each time"],
)
def test_other_names_are_not_those_of_persons(tmp_path: Path, name: str, extra: str) -> None:
    assert "name" not in columns(tmp_path, bookings(name, extra=extra), accepts_guesses=True).events.private


@pytest.mark.parametrize(
    ("of", "names", "is_private"),
    [
        ("Constituent ID", [f"Ann {n % 14}" for n in range(60)], True),
        ("Constituent ID", [f"Ann {n % 3}" for n in range(60)], False),
        ("Constituent ID", [f"Song {n % 13}" for n in range(60)], False),
        ("Song ID", [f"Song {n % 14}" for n in range(60)], False),
        ("lesson_id", [f"Lesson {n % 14}" for n in range(60)], False),
        ("Plate No", [f"Ann {n % 14}" for n in range(60)], True),
    ],
)
def test_a_name_that_goes_with_the_number_of_a_person_is_theirs(of: str, names: list[str], is_private: bool) -> None:
    columns = {of: [f"C{n % 14}" for n in range(60)], "Name": names, "Appeal": [f"A{n % 5}" for n in range(60)]}
    assert names_of_persons(columns) == (frozenset({"Name"}) if is_private else frozenset())
