"""What a form or a command gives is what is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from core.errors import IngestError
from core.ingest.columns.guess import needed_roles, roles_of
from core.ingest.opening.log import Log
from core.ingest.tables.sample import take_sample
from core.ingest.tables.source import IngestReport
from core.settings import Settings
from core.store.scratch import Scratch
from tests.core.ingest_help import columns, load, write

COLUMNS = ("name", "email", "sku", "product_id", "event", "action", "created_at", "paid_at", "price", "total")
"""Two columns for each of several roles, each with the name of one."""
EVENTS = ",".join(COLUMNS) + "\n"
EVENTS += "".join(
    f"Ann {n},a{n % 3}@x.org,s{n % 4},p{n % 5},view,order,2026-01-05 10:{n:02},2026-01-06 11:{n:02},{n}.5,{n}9\n"
    for n in range(20)
)
WHOLE: dict[str, str | list[str]] = {
    "events.user": "email",
    "events.item": "sku",
    "events.timestamp": "created_at",
    **{f"events.{role}": [] for role in roles_of("events") if role not in needed_roles("events")},
    "items.item": "code",
    "items.text": [],
    "items.category": [],
    "users.user": "email",
    "users.attribute": [],
}
OTHERS = {
    "events.user": "name",
    "events.item": "product_id",
    "events.timestamp": "paid_at",
    "items.item": "isbn",
    "items.text": "title",
    "items.category": "genre",
    "users.user": "login",
    "users.attribute": "city",
}


def files_of(folder: Path) -> dict[str, Path]:
    items = write(folder / "items.csv", "code,isbn,title,genre\ns1,p1,One,A\ns2,p2,Two,B\n")
    users = write(folder / "users.csv", "email,login,city\na1@x.org,Ann 1,Bern\na2@x.org,Ann 2,Rome\n")
    return {"items": items, "users": users}


def taken(log: IngestReport | Log) -> dict[str, str]:
    return {f"{each.file}.{each.role}": each.column for each in log.choices}


def named(form: Mapping[str, str | list[str]]) -> dict[str, str]:
    return {role: str(column) for role, column in form.items() if column}


def test_none_of_a_form_is_none(tmp_path: Path) -> None:
    report = load(tmp_path, EVENTS, **files_of(tmp_path), map=WHOLE, is_complete_map=True)
    assert taken(report) == named(WHOLE)


@pytest.mark.parametrize("role", list(WHOLE))
def test_each_role_of_a_form_is_what_a_load_takes(tmp_path: Path, role: str) -> None:
    form = {**WHOLE, role: OTHERS.get(role, "total")}
    assert taken(columns(tmp_path, EVENTS, **files_of(tmp_path), map=form, is_complete_map=True)) == named(form)


def test_a_needed_role_without_column_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match="no column looks like the user of the events file"):
        load(tmp_path, EVENTS, **files_of(tmp_path), map={**WHOLE, "events.user": []}, is_complete_map=True)


def test_a_sample_is_from_all_files_and_all_over(tmp_path: Path) -> None:
    from core.ingest.reader.read import ReadOptions, read_tables

    head = "user,email\n" + "u1,\n" * 30_000
    first = write(tmp_path / "a.csv", head + "".join(f"u2,m{n}@x.org\n" for n in range(6_000)))
    second = write(tmp_path / "b.csv", "user,email\n" + "u3,\n" * 10)
    settings = Settings(tmp_path / "workspace", "UTC", "500MB", 2)
    (tmp_path / "scratch").mkdir()
    with Scratch(tmp_path / "scratch", [first, second], "UTC", settings) as scratch:
        tables = [read_tables(scratch, [path], ReadOptions())[0] for path in (first, second)]
        sample, again = take_sample(scratch, tables), take_sample(scratch, tables)
    assert sample == again
    assert set(sample.texts("user")) == {"u1", "u2", "u3"}
    assert (sample.counts["email"].n_rows, sample.counts["email"].n_filled) == (36_010, 6_000)
    assert 5_500 < sample.counts["email"].n_distinct < 6_500
    assert 500 < len(sample.texts("email")) < 6_000
