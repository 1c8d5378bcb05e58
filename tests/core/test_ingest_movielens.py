from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import IngestError
from core.ingest.presets.public import GENRES
from core.types import Population
from tests.core.ingest_help import load_path, open_store, write
from tests.core.test_ingest_exports import stored


def population_of(folder: Path, log: Path) -> tuple[Population, tuple[str, ...]]:
    report = load_path(folder, log, preset="movielens")
    assert report.n_records == report.n_stored == 3
    with open_store(folder) as store:
        return store.population(report.dataset_id), report.notes


def check(population: Population) -> None:
    assert population.event_names == ("rating",)
    assert population.histories.user_ids.tolist() == ["1", "2"]
    assert population.items.item_ids.tolist() == ["1", "2"]
    assert population.items.titles.tolist() == ["Café Society: Part 2 (1995)", 'The "Big", Sleep (1946)']
    assert population.items.category_names == ("Animation", "Children's", "Crime")
    assert population.items.categories.toarray().tolist() == [[True, True, False], [False, False, True]]
    assert population.histories.values.tolist() == [4.0, 5.0, 3.0]
    assert population.histories.timestamps.tolist() == [881250949, 881250950, 978300760]


def flags(*names: str) -> str:
    return "|".join("1" if genre in names else "0" for genre in GENRES)


@pytest.mark.parametrize("has_genre_file", [True, False])
@pytest.mark.parametrize("gives_folder", [True, False])
def test_100k_layout(tmp_path: Path, has_genre_file: bool, gives_folder: bool) -> None:
    folder = tmp_path / "ml-100k"
    write(folder / "u.data", "1\t2\t5\t881250950\n2\t1\t3\t978300760\n1\t1\t4\t881250949\n")
    items = (
        "1|Café Society: Part 2 (1995)|01-Jan-1995||http://us.imdb.com/x|" + flags("Animation", "Children's") + "\n"
        '2|The "Big", Sleep (1946)|01-Jan-1946||http://us.imdb.com/y|' + flags("Crime") + "\n"
    )
    write(folder / "u.item", items, "latin-1")
    write(folder / "u.user", "1|24|M|technician|85711\n2|53|F|other|94043\n")
    if has_genre_file:
        write(folder / "u.genre", "".join(f"{genre}|{n}\n" for n, genre in enumerate(GENRES)) + "\n")
    write(folder / "README", "about")
    population, notes = population_of(tmp_path, folder if gives_folder else folder / "u.data")
    check(population)
    assert population.attributes["age"].tolist() == [24.0, 53.0]
    assert population.attributes["occupation"].tolist() == ["technician", "other"]
    assert population.attributes.columns.tolist() == ["age", "gender", "occupation"]
    assert ("Not used in ml-100k: README." in notes) == gives_folder


def test_1m_layout(tmp_path: Path) -> None:
    folder = tmp_path / "ml-1m"
    write(folder / "ratings.dat", "1::2::5::881250950\n2::1::3::978300760\n1::1::4::881250949\n")
    movies = (
        '1::Café Society: Part 2 (1995)::Animation|Children\'s\n2::The "Big", Sleep (1946)::Crime\n3::Unseen::Drama\n'
    )
    write(folder / "movies.dat", movies, "latin-1")
    write(folder / "users.dat", "1::F::1::10::48067\n2::M::56::16::70072\n")
    population, notes = population_of(tmp_path, folder)
    check(population)
    assert population.attributes["occupation"].tolist() == ["K-12 student", "self-employed"]
    assert population.attributes["age"].tolist() == [1.0, 56.0]
    assert "1 items of the items file occur in no event; they are left out." in notes


def test_csv_layout(tmp_path: Path) -> None:
    folder = tmp_path / "ml-latest-small"
    write(
        folder / "ratings.csv",
        "userId,movieId,rating,timestamp\n1,2,5.0,881250950\n2,1,3.0,978300760\n1,1,4.0,881250949\n",
    )
    movies = (
        "movieId,title,genres\n1,Café Society: Part 2 (1995),Animation|Children's\n"
        '2,"The ""Big"", Sleep (1946)",Crime\n'
    )
    write(folder / "movies.csv", movies)
    write(folder / "tags.csv", "userId,movieId,tag,timestamp\n1,1,fun,1\n")
    write(folder / "links.csv", "movieId,imdbId\n1,2\n")
    population, notes = population_of(tmp_path, folder)
    check(population)
    assert "Not used in ml-latest-small: links.csv, tags.csv." in notes


def test_a_film_without_genres_has_none(tmp_path: Path) -> None:
    folder = tmp_path / "ml"
    write(folder / "ratings.csv", "userId,movieId,rating,timestamp\n1,2,5.0,881250950\n")
    write(folder / "movies.csv", "movieId,title,genres\n2,Untold,(no genres listed)\n")
    report = load_path(tmp_path, folder, preset="movielens")
    with open_store(tmp_path) as store:
        assert store.population(report.dataset_id).items.category_names == ()


def test_another_folder_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "x" / "events.csv", "a,b\n1,2\n")
    with pytest.raises(IngestError, match="does not hold the files of MovieLens"):
        load_path(tmp_path, tmp_path / "x", preset="movielens")


def test_ratings_of_its_layout_are_known_by_another_name_and_in_utf8(tmp_path: Path) -> None:
    folder = tmp_path / "tweets"
    write(
        folder / "mt_ratings.dat", "1::0117065::8::1413305392\n2::0113539::1::1412242268\n2::0117065::4::1412242269\n"
    )
    write(folder / "movies.dat", "0117065::Amélie (2001)::Comedy\n0113539::Jade (1995)::Thriller\n")
    write(folder / "users.dat", "1::177651718\n2::138805259\n")
    report = load_path(tmp_path, folder)
    assert (report.n_stored, report.n_users, report.n_items) == (3, 2, 2)
    assert stored(tmp_path, "select title from items where item_id = '0117065'") == [("Amélie (2001)",)]
