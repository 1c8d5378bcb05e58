"""Flags of what was read, watched or played, beside a rating or alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.core.ingest_help import load, open_store


def log(header: str, of_row: Callable[[int], str]) -> str:
    rows = [f"u{n % 13},b{n * 7 % 23},2031-01-{n % 28 + 1:02} 10:00:00,{of_row(n)}" for n in range(120)]
    return "\n".join([f"user_id,item_id,timestamp,{header}", *rows, ""])


def meant(tmp_path: Path, text: str) -> str:
    [note] = [str(each) for each in load(tmp_path, text).notes if str(each).startswith("What events mean")]
    return note


@pytest.mark.parametrize(("flag", "kind"), [("is_read", "reads"), ("is_watched", "watches"), ("was_played", "plays")])
def test_ratings_of_what_was_used_are_ratings_and_0_is_none(tmp_path: Path, flag: str, kind: str) -> None:
    def of_row(n: int) -> str:
        return f"{'true' if n % 3 else 'false'},{n % 5 + 1 if n % 3 == 1 else 0}"

    report = load(tmp_path, log(f"{flag},rating", of_row))
    [note] = [str(each) for each in report.notes if str(each).startswith("What events mean")]
    assert "40 'rating' are ratings" in note
    assert f" are {kind}, weight 1" in note
    assert "40 'view' are views" in note
    with open_store(tmp_path) as store:
        values = store.population(report.dataset_id).histories.values
    assert sorted(set(values[values == values].tolist())) == [1, 2, 3, 4, 5]


def test_ratings_without_the_flag_leave_it_to_the_flag(tmp_path: Path) -> None:
    assert "'rating' are" not in meant(tmp_path, log("is_read,rating", lambda n: f"{n % 2},{n % 6}"))


def test_what_was_shown_and_not_read_is_no_interaction(tmp_path: Path) -> None:
    note = meant(tmp_path, log("is_read", lambda n: str(int(n % 3 > 0))))
    assert "80 'read' are reads, weight 1" in note
    assert "'impression' are stored, but are no interaction" in note


def test_amounts_beside_the_flag_are_no_ratings(tmp_path: Path) -> None:
    assert "'rating' are" not in meant(tmp_path, log("is_read,score_of_page", lambda n: f"{int(n % 3 > 0)},0"))
