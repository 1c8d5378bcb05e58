"""What the check against an earlier commit calls a change."""

from __future__ import annotations

import json
import math
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from benchmarks.unchanged import Comparison, compare, figures_by_group, largest_difference, main, numbers_in

HOLDOUT = {"recall": 0.25, "bits": {"value": 0.5, "low": 0.4, "high": None}}
CARD = {
    "verdict": "weak",
    "reason": "One is.",
    "segments": [{"segment": 1, "verdict": "strong", "jaccard": 0.75, "neighbour": {"is_apart": True}}],
}
RECORD: dict[str, Any] = {"scores": {"silhouette": 0.125, "holdout": HOLDOUT}, "trust": CARD, "seconds": {"map": 3.0}}
USERS = [("u1", 1, 0.9), ("u2", 2, 0.8), ("u3", 2, 0.7)]


def results(folder: Path, record: dict[str, Any] = RECORD, users: list[tuple[str, int, float]] = USERS) -> Path:
    folder.mkdir(parents=True)
    (folder / "run.json").write_text(json.dumps(record), encoding="utf-8")
    lines = ["user_id,segment,probability", *(f"{user},{segment},{chance}" for user, segment, chance in users)]
    (folder / "segments.csv").write_text("\n".join(lines), encoding="utf-8")
    return folder


def compared(folder: Path, record: dict[str, Any] = RECORD, users: list[tuple[str, int, float]] = USERS) -> Comparison:
    return compare("demo-0", results(folder / "earlier"), results(folder / "now", record, users))


def changed(*places: str | int, value: object) -> dict[str, Any]:
    record = deepcopy(RECORD)
    inner: Any = record
    for place in places[:-1]:
        inner = inner[place]
    inner[places[-1]] = value
    return record


def test_every_number_has_a_place() -> None:
    value = {"a": 1, "b": [{"c": None}, 0.5], "d": True, "reason": "words", "said": {"values": {"n": 3}}}
    assert dict(numbers_in(value)) == {"a": 1.0, "b.0.c": None, "b.1": 0.5, "d": 1.0}


def test_figures_stand_in_three_groups_and_seconds_in_none() -> None:
    holdout, choice, card = figures_by_group(RECORD)
    assert holdout == {
        "scores.holdout.recall": 0.25,
        "scores.holdout.bits.value": 0.5,
        "scores.holdout.bits.low": 0.4,
        "scores.holdout.bits.high": None,
    }
    assert choice == {"scores.silhouette": 0.125}
    assert card == {
        "trust.segments.0.segment": 1.0,
        "trust.segments.0.jaccard": 0.75,
        "trust.segments.0.neighbour.is_distinct": 1.0,
    }


def test_the_same_results_are_unchanged(tmp_path: Path) -> None:
    found = compared(tmp_path)
    assert found.is_unchanged
    assert (found.ari, found.probabilities, found.verdicts_equal) == (1, 0, True)
    assert {group: count for group, (count, _, _) in found.figures.items()} == {
        "holdout": 4,
        "choice of k": 1,
        "trust card": 3,
    }


def test_other_words_more_figures_and_other_names_of_segments_are_no_change(tmp_path: Path) -> None:
    record = changed("trust", "reason", value="One segment is strong.")
    record["scores"]["trial"] = 1.0
    assert compared(tmp_path, record, [("u3", 1, 0.7), ("u1", 2, 0.9), ("u2", 1, 0.8)]).is_unchanged


@pytest.mark.parametrize(
    ("record", "users"),
    [
        (RECORD, [("u1", 1, 0.9), ("u2", 1, 0.8), ("u3", 2, 0.7)]),
        (RECORD, [("u1", 1, 0.9), ("u2", 2, 0.8)]),
        (RECORD, [("u1", 1, 0.900002), *USERS[1:]]),
        (changed("scores", "holdout", "recall", value=0.250002), USERS),
        (changed("scores", "holdout", "recall", value=None), USERS),
        (changed("scores", "holdout", "bits", "high", value=0.6), USERS),
        (changed("scores", "holdout", value=None), USERS),
        (changed("trust", "segments", 0, "jaccard", value=0.8), USERS),
        (changed("trust", "segments", 0, "verdict", value="weak"), USERS),
        (changed("trust", value=None), USERS),
    ],
    ids=["labels", "users", "probability", "figure", "unknown", "known", "no holdout", "card", "verdict", "no card"],
)
def test_a_change_is_found(tmp_path: Path, record: dict[str, Any], users: list[tuple[str, int, float]]) -> None:
    assert not compared(tmp_path, record, users).is_unchanged


def test_a_difference_in_the_sixth_decimal_is_none(tmp_path: Path) -> None:
    assert compared(tmp_path, RECORD, [("u1", 1, 0.900001), *USERS[1:]]).is_unchanged


def test_the_figure_that_differs_most_is_named() -> None:
    assert largest_difference({"a": 1.0, "b": 2.0}, {"a": 1.5, "b": 2.25, "c": 9.0}) == (0.5, "a")
    assert largest_difference({"a": 1.0, "b": 2.0}, {"a": 1.5}) == (math.inf, "b")
    assert largest_difference({}, {"a": 1.0}) == (0.0, "")


def test_the_table_and_the_status_show_a_change(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:

    results(tmp_path / "earlier" / "demo-0")
    results(tmp_path / "kept" / "now" / "demo-0")
    arguments = ["--earlier", str(tmp_path / "earlier"), "--keep", str(tmp_path / "kept")]
    assert main(arguments) == 0
    assert "| demo-0 | 1.000000 | 0.0e+00 | 0.0e+00 of 4 | 0.0e+00 of 1 | 0.0e+00 of 3 | yes | yes |" in (
        capsys.readouterr().out
    )
    results(tmp_path / "earlier" / "online-retail")
    results(tmp_path / "kept" / "now" / "online-retail", changed("scores", "holdout", "recall", value=0.5))
    assert main(arguments) == 1
    assert "online-retail, holdout: scores.holdout.recall differs by 0.25." in capsys.readouterr().out


def test_a_folder_without_results_is_a_mistake(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--earlier", str(tmp_path)]) == 2
    assert "holds no results" in capsys.readouterr().err
