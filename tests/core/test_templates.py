from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.cli.main import main
from core.errors import DataError
from core.ingest.inspect import inspect_log
from core.ingest.load import load_log
from core.ingest.plausible import look_ahead
from core.ingest.tables.source import IngestReport, LogSource
from core.store.store import Store
from core.store.templates import delete_template, list_templates
from core.types.meaning import Meaning
from tests.core.ingest_help import chosen, open_store, settings, write

HEADER = "who,what,when_,shop\n"
JANUARY = HEADER + "u1,lamp,2026-01-05 10:00:00,Bern\nu2,chair,2026-01-06 10:00:00,Basel\n"
FEBRUARY = HEADER + "u1,chair,2026-02-05 10:00:00,Bern\nu3,lamp,2026-02-06 10:00:00,Basel\n"
MAP = {"user": "who", "item": "what", "timestamp": "when_", "attribute": ["shop"]}
KNOWN = "columns known from an earlier load"


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace that knows the columns of a log, for copies."""
    folder = tmp_path_factory.mktemp("templates")
    with open_store(folder) as store:
        load(store, write(folder / "january.csv", JANUARY), map=MAP)
    return settings(folder).workspace


@pytest.fixture
def store(loaded: Path, tmp_path: Path) -> Iterator[Store]:
    write(tmp_path / "january.csv", JANUARY)
    shutil.copytree(loaded, settings(tmp_path).workspace)
    with open_store(tmp_path) as store:
        yield store


def load(store: Store, path: Path, **more: object) -> IngestReport:
    return load_log(store, LogSource(path, **more), "local")  # type: ignore[arg-type]


def test_the_same_columns_play_the_same_roles_again(store: Store, tmp_path: Path) -> None:
    report = load(store, write(tmp_path / "february.csv", FEBRUARY))
    assert chosen(report) == {"user": "who", "item": "what", "timestamp": "when_", "attribute": "shop"}
    assert {choice.reason for choice in report.choices} == {KNOWN}
    note = "The columns are known from an earlier load; they play the same roles. Change them on the form or with --map"
    assert any(each.startswith(note) for each in report.notes)


def test_the_form_shows_them_in_another_order_of_columns(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path / "march.csv", "when_,shop,what,who\n2026-03-05 10:00:00,Bern,lamp,u1\n")
    [events] = inspect_log(LogSource(path), store.settings).files
    assert {choice.role: choice.column for choice in events.choices if choice.reason == KNOWN} == {
        "user": "who",
        "item": "what",
        "timestamp": "when_",
        "attribute": "shop",
    }


def test_a_role_that_is_given_now_wins_and_is_remembered(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path / "february.csv", FEBRUARY)
    report = load(store, path, map={"user": "shop", "attribute": []})
    assert chosen(report) == {"user": "shop", "item": "what", "timestamp": "when_"}
    [template] = list_templates(store.workspace)
    assert template.map == {"item": ["what"], "timestamp": ["when_"], "user": ["shop"], "attribute": []}
    assert template.name.endswith("/february.csv")


def test_a_preset_that_is_named_leaves_nothing_to_be_remembered(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path / "february.csv", FEBRUARY)
    [events] = inspect_log(LogSource(path, preset="none"), store.settings).files
    assert all(choice.reason != KNOWN for choice in events.choices)


def test_other_columns_are_not_known(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path / "other.csv", "who,what,when_\nu1,lamp,2026-01-05 10:00:00\n")
    [events] = inspect_log(LogSource(path), store.settings).files
    assert all(choice.reason != KNOWN for choice in events.choices)


def test_a_map_on_top_of_a_preset_is_remembered_with_it(store: Store, tmp_path: Path) -> None:
    header = "event_time,event_type,product_id,category_code,brand,price,user_id,user_session\n"
    path = write(tmp_path / "oct.csv", header + "2019-10-01 00:00:00,view,44,shoes,aqua,35.79,54,72\n")
    load(store, path, map={"category": "brand"})
    write(path, header + "2019-11-01 00:00:00,view,44,shoes,aqua,35.79,54,72\n")
    report = load(store, path)
    reasons = {choice.role: (choice.column, choice.reason) for choice in report.choices}
    assert reasons["category"] == ("brand", KNOWN)
    assert reasons["user"] == ("user_id", "set by the preset")


def test_a_role_of_a_file_that_is_not_there_is_forgotten(store: Store, tmp_path: Path) -> None:
    items = write(tmp_path / "items.csv", "code,label\nlamp,Red lamp\n")
    complete = {f"events.{role}": column for role, column in MAP.items()} | {
        "items.item": "code",
        "items.text": "label",
    }
    source = LogSource(tmp_path / "january.csv", items, map=complete, is_complete_map=True)
    load_log(store, source, "local")
    report = load_log(store, replace(source, items=None, map={}, is_complete_map=False), "local")
    assert chosen(report) == {"user": "who", "item": "what", "timestamp": "when_", "attribute": "shop"}


def test_a_template_can_be_listed_and_deleted(store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    [template] = list_templates(store.workspace)
    workspace = ["--workspace", str(store.workspace)]
    assert main(["templates", *workspace]) == 0
    assert f"{template.template_id}  " in capsys.readouterr().out
    assert main(["templates", *workspace, "--delete", template.template_id]) == 0
    assert list_templates(store.workspace) == []
    with pytest.raises(DataError, match="There is no template"):
        delete_template(store.workspace, template.template_id)


def test_a_damaged_template_is_none(store: Store, tmp_path: Path) -> None:
    [path] = (store.workspace / "templates").iterdir()
    path.write_text("{}")
    assert list_templates(store.workspace) == []


def test_meanings_are_remembered_with_the_columns_and_those_given_now_win(tmp_path: Path) -> None:
    header = "user_id,item_id,event,timestamp\n"
    rows = "u1,lamp,glance,2026-01-05 10:00:00\nu1,lamp,grab,2026-01-05 10:01:00\n"
    january, february = (write(tmp_path / f"{month}.csv", header + rows * month) for month in (1, 2))
    given = {"glance": "view", "grab": "cart:0.3"}
    with open_store(tmp_path) as store:
        first = load(store, january, meanings=given)
        assert load(store, january).dataset_id == first.dataset_id
        [template] = list_templates(store.workspace)
        assert (template.meanings, template.as_row()["meanings"]) == (given, "glance=view, grab=cart:0.3")
        report = load(store, february, meanings={"grab": "purchase"})
        info = store.dataset(report.dataset_id)
        seen = look_ahead(LogSource(february), store.settings)
    assert info is not None
    assert info.meta["meanings"] == {"glance": ["view", 0.2], "grab": ["purchase", 1.0]}
    assert "What these events mean is known from an earlier load: glance." in report.notes
    assert [each.partition(":")[0] for each in seen.notes] == ["What these events mean is known from an earlier load"]
    assert "earlier load" not in str(seen.findings)
    assert seen.meanings["grab"] == Meaning("purchase", 1.0)
