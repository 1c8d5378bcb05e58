"""Rows of totals below a file of users or items are left out, and a load says how many users consented."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.ingest.load import load_log
from core.ingest.tables.source import IngestReport, LogSource
from tests.core.ingest_help import LOG, open_store, write

USERS = "user_id,city\nu1,Rome\nu2,Oslo\n"
ITEMS = "item_id,title\napple,Apple\npear,Pear\n"


def load(folder: Path, **files: str) -> IngestReport:
    paths = {name: write(folder / f"{name}.csv", text) for name, text in {"events": LOG, **files}.items()}
    with open_store(folder) as store:
        return load_log(store, LogSource(**paths, accepts_guesses=True), "ann")  # type: ignore[arg-type]


@pytest.mark.parametrize("row", ["Total learners,2", "Grand total,2", "Gesamt,2", "合计,2"])
@pytest.mark.parametrize(("name", "text"), [("users", USERS), ("items", ITEMS)])
def test_a_last_row_of_totals_is_left_out(tmp_path: Path, name: str, text: str, row: str) -> None:
    notes = load(tmp_path, **{name: f"{text}{row}\n"}).notes
    assert f"{name}.csv: the last row, {row[:-2]!r}, is a total and was left out." in notes


@pytest.mark.parametrize("text", [USERS + "u3,Bonn\n", USERS + "Totality,Bonn\n", USERS + "Total,Bonn\nu3,Bonn\n"])
def test_other_rows_are_kept(tmp_path: Path, text: str) -> None:
    assert not any("is a total" in note for note in load(tmp_path, users=text).notes)


def test_a_user_of_the_log_is_kept(tmp_path: Path) -> None:
    log = LOG.replace("u2", "Total")
    report = load(tmp_path, events=log, users=USERS.replace("u2", "Total"))
    assert not any("is a total" in note for note in report.notes)


@pytest.mark.parametrize(
    ("column", "sentence"),
    [
        ("newsletter_consent", "says who consented: 1 did, 1 did not, and 2 gave no answer, which counts as no."),
        ("opt_out", "says who opted out: 1 did, 1 did not, and 2 gave no answer."),
    ],
)
def test_a_load_says_how_many_consented(tmp_path: Path, column: str, sentence: str) -> None:
    log = LOG + "u3,pear,view,2026-01-08 10:00:00,\nu4,pear,view,2026-01-08 10:00:00,\n"
    report = load(tmp_path, events=log, users=f"user_id,{column}\nu1,yes\nu2,no\nu3,\n")
    assert f"{column!r} {sentence}" in report.notes
