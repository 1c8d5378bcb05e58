"""Values of attributes and categories that differ in capitals and blanks alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.ingest.load import load_log
from core.ingest.tables.source import LogSource
from tests.core.ingest_help import load, open_store, table, write

_HEADER = "user_id,product_id,title,category,date,qty,price,city"


def log(cities: tuple[str, ...], categories: tuple[str, ...]) -> str:
    rows = [
        f"u{n % 35},p{n % 12},T{n % 12},{categories[n % 12 % len(categories)]},2026-04-{n % 27 + 1:02},1,9.5,"
        f"{cities[n % 35 % len(cities)]}"
        for n in range(200)
    ]
    return table(_HEADER, rows)


def found(folder: Path, dataset_id: str) -> tuple[set[str], set[str]]:
    """Return the cities and the categories of a dataset."""
    with open_store(folder) as store:
        population = store.population(dataset_id)
        cities = {str(each) for each in population.attributes["city"].dropna()}
        return cities, set(population.items.category_names)


def test_values_that_differ_in_capitals_are_one_in_their_commonest_spelling(tmp_path: Path) -> None:
    text = log(("Kochi", "kochi", " Kochi", "CHENNAI", "Chennai"), ("Shoes", "shoes", "SHOES|Hats", "hats"))
    report = load(tmp_path, text)
    assert found(tmp_path, report.dataset_id) == ({"Kochi", "Chennai"}, {"Shoes", "Hats"})
    notes = [str(note) for note in report.notes if "in capitals and blanks alone" in str(note)]
    assert notes == [
        "'city': 2 spellings differ from commoner ones in capitals and blanks alone and count as them: "
        "'CHENNAI' = 'Chennai', 'kochi' = 'Kochi'.",
        "'category': 3 spellings differ from commoner ones in capitals and blanks alone and count as them: "
        "'SHOES' = 'Shoes', 'hats' = 'Hats', 'shoes' = 'Shoes'.",
    ]


@pytest.mark.parametrize(
    "cities",
    [
        ("Kochi", "Köchi"),
        ("New York", "NewYork"),
        ("Bath", "Bath UK"),
        ("St. Ives", "St Ives"),
        ("A", "B"),
        ("İzmir", "Ezmir"),
        ("東京", "東京都"),
        ("Halle (Saale)", "Halle"),
    ],
)
def test_other_values_stay_apart(tmp_path: Path, cities: tuple[str, ...]) -> None:
    report = load(tmp_path, log(cities, ("Shoes", "Shoe", "Sho es")))
    assert found(tmp_path, report.dataset_id) == (set(cities), {"Shoes", "Shoe", "Sho es"})
    assert not any("in capitals" in str(note) for note in report.notes)


@pytest.mark.parametrize(("cities", "kept"), [(("NEW  YORK", "New York"), "New York"), (("ÉVRY", "Évry"), "Évry"),
                                              (("РИГА", "Рига"), "Рига"), (("bath", "BATH"), "bath")])  # fmt: skip
def test_blanks_and_other_alphabets(tmp_path: Path, cities: tuple[str, ...], kept: str) -> None:
    text = log((*cities, cities[1] if kept == cities[1] else cities[0]), ("Shoes",))
    assert found(tmp_path, load(tmp_path, text).dataset_id)[0] == {kept}


def test_what_is_added_takes_the_spellings_of_the_dataset(tmp_path: Path) -> None:
    added = [
        "u100,p1,T1,SHOES,2026-05-01,1,9.5,KOCHI",
        "u101,p20,T20,SHOES|Hats,2026-05-01,1,9.5,KOCHI",
        "u102,p21,T21,Belts,2026-05-02,1,9.5,Delhi",
        "u103,p22,T22,belts|BELTS|Belts,2026-05-02,1,9.5,DELHI",
        "u104,p21,T21,Belts,2026-05-02,1,9.5,Delhi",
    ]
    with open_store(tmp_path) as store:
        first = load_log(
            store, LogSource(write(tmp_path / "all.csv", log(("Kochi", "Chennai"), ("Shoes", "Caps")))), "ann"
        )
        more = write(tmp_path / "more.csv", table(_HEADER, added))
        report = load_log(store, LogSource(more, adds_to=first.dataset_id), "ann")
    assert found(tmp_path, first.dataset_id) == (
        {"Kochi", "Chennai", "Delhi"},
        {"Shoes", "Caps", "Hats", "Belts"},
    )
    assert any("'city'" in str(note) and "'KOCHI' = 'Kochi'" in str(note) for note in report.notes)
