from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from core.errors import IngestError
from core.ingest.inspect import inspect_log
from core.ingest.load import load_log
from core.ingest.presets.declare import FileShape, listed
from core.ingest.presets.find import find_by_columns, find_by_files, readable_forms
from core.ingest.presets.match import find_column, n_met, resolve
from core.ingest.presets.table import PRESETS
from core.ingest.tables.source import LogSource
from core.store.store import Store
from tests.core.ingest_help import chosen, open_store, settings
from tests.core.preset_more import MORE
from tests.core.preset_records import NESTED
from tests.core.preset_samples import SAMPLES, Sample
from tests.core.preset_tables import TABLES

ALL = [*SAMPLES, *NESTED, *TABLES, *MORE]
ALL_USED = {
    "online-retail", "online-retail-ii", "taobao", "movielens", "otto", "yoochoose", "amazon-ratings", "adobe",
    "netflix-prize",
}  # fmt: skip
"""Presets of which every column plays a role, or stands in what is made of the columns."""
IDS = [f"{place}-{sample.preset}" for place, sample in enumerate(ALL)]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(tmp_path_factory.mktemp("presets")) as store:
        yield store


@pytest.mark.parametrize("sample", ALL, ids=IDS)
def test_an_export_is_recognised_and_stored(store: Store, tmp_path: Path, sample: Sample) -> None:
    report = load_log(store, LogSource(sample.write(tmp_path / "log"), user_ids="keep"), "local")
    label = PRESETS[sample.preset].label
    assert any("recognised as" in note and label in note for note in report.notes)
    assert report.n_rejected == sample.rejected
    unused = [note for note in report.notes if "no role uses" in note]
    assert not (unused and sample.preset in ALL_USED), unused
    population = store.population(report.dataset_id)
    histories, items = population.histories, population.items
    assert histories.user_ids.tolist() == sample.users
    assert items.item_ids.tolist() == sample.items
    assert Counter(population.event_names[code] for code in histories.events) == sample.events
    assert tuple(population.attributes.columns) == sample.attributes
    if sample.titles is not None:
        assert items.titles is not None
        assert items.titles.tolist() == sample.titles
    if sample.categories is not None:
        assert list(items.category_names) == sample.categories
    if sample.value is not None:
        assert float(np.nansum(histories.values)) == pytest.approx(sample.value, abs=1e-5)


def test_an_archive_of_several_tables_is_read_as_its_folder_is(store: Store, tmp_path: Path) -> None:
    olist = next(sample for sample in TABLES if sample.preset == "olist")
    folder = olist.write(tmp_path / "log")
    with zipfile.ZipFile(tmp_path / "archive.zip", "w") as archive:
        for file in folder.iterdir():
            archive.write(file, f"data/{file.name}")
    report = load_log(store, LogSource(tmp_path / "archive.zip"), "local")
    assert (report.n_users, report.n_items, report.n_stored) == (1, 2, 3)


def test_files_that_a_preset_knows_by_name_are_found_in_an_archive(store: Store, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "ml-1m.zip", "w") as archive:
        archive.writestr("ml-1m/README", "SUMMARY\n=======\n")
        archive.writestr("ml-1m/movies.dat", "1::Toy Story (1995)::Animation|Comedy\n")
        archive.writestr("ml-1m/ratings.dat", "1::1::5::978824268\n2::1::3::978824269\n")
        archive.writestr("ml-1m/users.dat", "1::F::1::10::48067\n2::M::25::16::70072\n")
    report = load_log(store, LogSource(tmp_path / "ml-1m.zip"), "local")
    population = store.population(report.dataset_id)
    assert (report.n_users, report.n_items, report.n_stored) == (2, 1, 2)
    assert population.items.titles.tolist() == ["Toy Story (1995)"]
    assert population.attributes["gender"].tolist() == ["F", "M"]


def test_a_record_of_a_reshaped_log_keeps_its_line(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "combined_data_9.txt"
    path.write_text("7:\n1,3,2005-09-06\n2,4,2005-09-07\n8:\n3,5,no date\n", encoding="utf-8")
    report = load_log(store, LogSource(path), "local")
    rejected = [row for batch in store.rejected(report.dataset_id) for row in batch.to_pylist()]
    assert [tuple(row.values())[:2] for row in rejected] == [("5", "no usable time")]


def test_films_of_a_file_each_are_found_in_a_folder_below(store: Store, tmp_path: Path) -> None:
    for film in (1, 2):
        path = tmp_path / "download" / "training_set" / f"mv_000000{film}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{film}:\n1,3,2005-09-06\n{film + 7},4,2005-09-07\n", encoding="utf-8")
    (tmp_path / "download" / "movie_titles.txt").write_text("1,2003,Dinosaur Planet\n", encoding="utf-8")
    report = load_log(store, LogSource(tmp_path / "download"), "local")
    assert (report.n_stored, report.n_users, report.n_items) == (4, 3, 2)
    assert "Not used in download: movie_titles.txt." in report.notes


@pytest.mark.parametrize("names", [("a", "b"), ("a",)])
def test_a_log_beside_folders_of_another_is_not_passed_over(store: Store, tmp_path: Path, names: Sequence[str]) -> None:
    """Two folders of one data set are no choice of one, and a table with a header is known where it lies alone."""
    for name in names:
        path = tmp_path / "log" / name / "events.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        content = "7:\n1,3,2005-09-06\n" if len(names) > 1 else "timestamp,visitorid,event,itemid,transactionid\n"
        path.with_name("mv_1.txt" if len(names) > 1 else "events.csv").write_text(content, encoding="utf-8")
    rows = [f"u{n % 7},i{n % 5},2031-01-{n % 28 + 1:02} 10:00:00" for n in range(40)]
    (tmp_path / "log" / "log.csv").write_text("\n".join(["user_id,item_id,date", *rows, ""]), encoding="utf-8")
    assert find_by_files(tmp_path / "log", PRESETS.values()) is None


def test_every_preset_has_a_sample() -> None:
    assert {sample.preset for sample in ALL} == set(PRESETS)


def columns_of(sample: Sample) -> list[str]:
    content = next(iter(sample.files.values()))
    return content[0] if isinstance(content, list) else []


WITH_HEADER = [sample for sample in SAMPLES if columns_of(sample) and sample.preset != "instacart"]


@pytest.mark.parametrize("sample", WITH_HEADER, ids=lambda sample: sample.preset)
def test_columns_in_any_order_and_case_and_with_others_between_are_recognised(sample: Sample) -> None:
    columns = ["an extra one", *(name.upper() for name in reversed(columns_of(sample)))]
    found = find_by_columns(columns, PRESETS.values())
    assert found
    assert found[0].name == sample.preset


@pytest.mark.parametrize("sample", WITH_HEADER, ids=lambda sample: sample.preset)
def test_no_two_presets_fit_one_file_equally(sample: Sample) -> None:
    scores = Counter[str]()
    for preset, form in readable_forms(PRESETS.values()):
        scores[preset.name] = max(scores[preset.name], n_met(form.events, columns_of(sample)))
    [(best, n_best), (_, n_second)] = scores.most_common(2)
    assert best == sample.preset
    assert n_best > n_second


def test_no_preset_needs_only_what_another_one_needs() -> None:
    forms = readable_forms(PRESETS.values())
    for preset, form in forms:
        needs = listed(form.events.needs)
        headers = [need.split("|")[0].removeprefix("/").replace("*", "x") for need in needs]
        fitting = {other.name for other, each in forms if n_met(each.events, headers) >= len(needs)}
        assert fitting == {preset.name}


@pytest.mark.parametrize("header", ["user_id,item_id,event,timestamp,value", "user,product_id,event_type,event_time"])
def test_a_log_of_ones_own_is_no_preset(header: str) -> None:
    assert find_by_columns(header.split(","), PRESETS.values()) is None


def written(folder: Path, preset: str) -> Path:
    return next(sample for sample in SAMPLES if sample.preset == preset).write(folder / "log")


def test_a_preset_can_be_turned_off(store: Store, tmp_path: Path) -> None:
    path = written(tmp_path, "rees46")
    report = load_log(store, LogSource(path, preset="none"), "local")
    assert not any("recognised as" in note for note in report.notes)
    assert inspect_log(LogSource(path, preset="none"), settings(tmp_path)).preset == "none"


def test_single_roles_that_are_given_win(store: Store, tmp_path: Path) -> None:
    given = {"category": "brand", "value": list[str]()}
    report = load_log(store, LogSource(written(tmp_path, "rees46"), map=given), "local")
    roles = chosen(report)
    assert roles["category"] == "brand"
    assert "value" not in roles
    assert roles["user"] == "user_id"
    assert store.population(report.dataset_id).items.category_names == ("aqua", "shiseido")


def test_a_role_given_in_place_of_a_fallback_has_no_fallback(store: Store, tmp_path: Path) -> None:
    report = load_log(store, LogSource(written(tmp_path, "segment"), map={"user": "user_id"}), "local")
    assert report.rejected == {"no user": 1}


def test_users_are_those_of_the_column_that_is_mostly_full() -> None:
    table = PRESETS["segment"].forms[0].events
    headers = ["userId", "anonymousId", "event", "timestamp", "receivedAt", "properties.sku"]
    share = {"userId": 0.1}
    anonymous = resolve(table, headers, lambda column: share.get(column, 1.0))
    assert (anonymous.map["user"], anonymous.instead["user"]) == (["anonymousId"], ["userId"])
    known = resolve(table, headers, lambda column: 1.0)
    assert known.map["user"] == ["userId"]
    assert known.sql["user"] == "coalesce(nullif(trim({userId}), ''), nullif(trim({anonymousId}), ''))"
    assert known.map["item"] == ["properties.sku"]


def test_the_page_is_the_item_where_hardly_any_event_names_one() -> None:
    table = PRESETS["ga4"].forms[0].events
    headers = ["event_timestamp", "event_name", "user_pseudo_id", "item_id", "event_params.page_location"]
    found = resolve(table, headers, lambda column: 0.01 if column == "item_id" else 1.0)
    assert found.map["item"] == ["event_params.page_location"]


def test_the_shortest_path_is_meant() -> None:
    assert find_column("id", ["line_items.id", "ID", "billing.id"]) == "ID"


def test_an_explicit_preset_says_what_it_misses(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text("user,item,timestamp\nu1,a,2025-01-01 10:00:00\n")
    with pytest.raises(IngestError, match=r"events\.csv has no column 'event_timestamp'\."):
        load_log(store, LogSource(path, preset="ga4"), "local")
    with pytest.raises(IngestError, match="does not hold the files of Instacart orders"):
        load_log(store, LogSource(path, preset="instacart"), "local")


def test_orders_without_dates_keep_their_distance_within_a_user(store: Store, tmp_path: Path) -> None:
    report = load_log(store, LogSource(written(tmp_path, "instacart")), "local")
    assert any("The log has no dates" in note for note in report.notes)
    times = store.population(report.dataset_id).histories.timestamps
    assert [str(time) for time in times.astype("datetime64[s]")] == [
        "2000-01-03T08:00:00",
        "2000-01-03T08:00:00",
        "2000-01-18T07:00:00",
        "2000-01-01T10:00:00",
    ]


def test_a_packed_file_without_a_header_is_known_by_its_first_line(store: Store, tmp_path: Path) -> None:
    path = written(tmp_path, "taobao")
    packed = tmp_path / "behaviour.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(path, "UserBehavior.csv")
    assert inspect_log(LogSource(packed), store.settings).preset == "taobao"
    report = load_log(store, LogSource(packed), "local")
    assert (report.n_records, report.n_stored, report.n_users) == (3, 3, 2)


def test_shapes_without_a_header_name_their_columns() -> None:
    shapes = [form.events.file for preset in PRESETS.values() for form in preset.forms if not form.events.needs]
    assert all(isinstance(shape, FileShape) and shape.headers and shape.first_line for shape in shapes)


@pytest.mark.parametrize("code", ["SKU_{}", "{}"])
def test_a_preset_by_which_few_rows_are_products_is_left(store: Store, tmp_path: Path, code: str) -> None:
    path = tmp_path / "sales.csv"
    rows = [f"{n // 2},{code.format(1001 + n % 9)},Mug,2,2026-01-05 10:00,1.5,{n % 7}" for n in range(60)]
    header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID"
    path.write_text("\n".join([header, *rows, ""]))
    report = load_log(store, LogSource(path), "local")
    assert (report.n_stored, report.n_items) == (60, 9)
    assert any(note.startswith("The columns are those of UCI Online Retail, and most rows") for note in report.notes)
    with pytest.raises(IngestError, match="None of 60 records can be used: 60 not a product"):
        load_log(store, LogSource(path, preset="online-retail"), "local")


def test_a_preset_stays_where_most_rows_are_products(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "sales.csv"
    codes = ["POST", "M", "85123A", "85123A", "84077"]
    rows = [f"{n // 2},{codes[n % 5]},Mug,2,2026-01-05 10:00,1.5,{n % 7}" for n in range(60)]
    header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID"
    path.write_text("\n".join([header, *rows, ""]))
    report = load_log(store, LogSource(path), "local")
    assert (report.n_stored, report.rejected) == (36, {"not a product": 24})
