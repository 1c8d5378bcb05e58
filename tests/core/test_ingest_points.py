"""Points of quizzes and games are no ratings; stars go with what was rated, and money stands in few rows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from core.ingest.inspect import inspect_log
from core.ingest.plausible import look_ahead
from core.ingest.rows.event_counts import events_that_changed
from core.ingest.tables.source import LogSource
from core.population.meanings import meanings_of
from core.types.meaning import Meaning
from tests.core.ingest_help import load_path, open_store, settings, write

FIELDS = {
    "exam": "exam",
    "points": "score",
    "opinion": "feedback",
    "stars": "stars",
    "sale": "payment",
    "paid": "total",
}


def school(fields: Mapping[str, str] = FIELDS) -> str:
    """Return events of a school: most are visits to lectures, few are exams, opinions and sales."""
    at = {key: fields[key] for key in FIELDS}
    records = []
    for n in range(600):
        user, lecture = n % 23, n * 7 % 31
        record: dict[str, object] = {
            "id": f"e{n:05}",
            "action": "lecture_joined",
            "at": f"2026-03-{1 + n % 28:02}T{n % 24:02}:{n % 60:02}:00Z",
            "student": {"id": f"s{user:03}"},
            "lecture": {
                "id": f"L{lecture:02}",
                "title": f"Lecture about {'abcdefghijklmnopqrstuvwxyzäöüßéà'[lecture]}",
            },
        }
        if n % 10 == 3:
            record |= {"action": "exam_written", at["exam"]: {at["points"]: n % 101}}
        elif n % 15 == 4:
            record |= {"action": "lecture_rated", at["opinion"]: {at["stars"]: 1 + n // 15 % 5}}
        elif n % 20 == 5:
            record |= {
                "action": "lecture_bought",
                at["sale"]: {at["paid"]: 9.5 + n % 7, "id": f"p{n}", "currency": "CHF"},
            }
        records.append(json.dumps(record))
    return "\n".join(records) + "\n"


@pytest.mark.parametrize(
    "fields", [{}, {"exam": "game", "sale": "invoice", "paid": "amount"}, {"opinion": "review", "stars": "rating"}]
)
def test_points_are_no_rating_and_the_money_of_a_few_sales_is_the_value(
    tmp_path: Path, fields: Mapping[str, str]
) -> None:
    at = {**FIELDS, **fields}
    report = load_path(tmp_path, write(tmp_path / "school.jsonl", school(at)))
    roles = {each.role: each.column for each in report.choices}
    assert roles["value"] == f"{at['sale']}.{at['paid']}"
    with open_store(tmp_path) as store:
        population = store.population(report.dataset_id)
    kinds = dict(zip(population.event_names, (each.kind for each in meanings_of(population)), strict=True))
    assert (kinds["exam_written"], kinds["lecture_rated"], kinds["lecture_bought"]) == ("other", "rate", "purchase")
    names = np.array(population.event_names)[population.histories.events]
    values = population.histories.values
    assert np.isnan(values[names == "exam_written"]).all()
    assert sorted(set(values[names == "lecture_rated"])) == [1, 2, 3, 4, 5]
    assert set(values[names == "lecture_bought"]) <= {9.5 + each for each in range(7)}
    assert (names == "lecture_bought").sum() > 10


def test_what_is_left_out_is_stated_of_the_columns_that_were_chosen(tmp_path: Path) -> None:
    path = write(tmp_path / "school.jsonl", school())
    source = LogSource(path, map={"value": []}, accepts_guesses=True)
    without = look_ahead(source, settings(tmp_path))
    assert (
        "'feedback.stars' may say how strong an event is and will not be used: no column is the value." in without.notes
    )
    [found] = inspect_log(source, settings(tmp_path)).files
    assert not [note for note in found.notes if "how strong" in note]
    with_money = look_ahead(LogSource(path, map={"value": "payment.total"}), settings(tmp_path))
    assert "The value of 'lecture_rated' is 'feedback.stars'." in with_money.notes
    assert not [note for note in with_money.notes if "will not be used" in note]
    assert without.meanings["exam_written"] == with_money.meanings["exam_written"]


def test_events_that_mean_something_else_by_the_chosen_columns_are_named() -> None:
    before = {"tasted": Meaning("other", 1.0), "bought": Meaning("purchase", 1.0), "gone": Meaning("view", 0.2)}
    after = {"tasted": Meaning("rate", 1.0), "bought": Meaning("purchase", 0.5), "new": Meaning("view", 0.2)}
    assert events_that_changed(before, after) == [
        "By the columns chosen here, 'tasted' are ratings; by the proposed ones they were other interactions."
    ]
    assert events_that_changed(before, before) == []
