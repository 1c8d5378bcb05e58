"""Two edits of one folder have two numbers, so that nobody takes files of one for those of the other."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from core.errors import DataError
from core.results import numbered_beside
from core.results.numbered_beside import free_version
from core.shaping.edits import Members

USERS = np.array(["b", "a", "c"], dtype=object)
Segments = tuple[str, list[int], dict[int, str]]
"""Ids of users in the order of a file, their labels, and names that analysts gave."""


def members(labels: list[int]) -> Members:
    return Members(USERS, np.array(labels, dtype=np.int32), max(labels))


@pytest.fixture
def beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Put folders of runs beside each other: name to dataset, version and what they hold; None cannot be read."""

    def put(folders: dict[str, tuple[str, int, Segments | None]]) -> Path:
        for name, (dataset, version, _holds) in {"run": ("d", 3, None), **folders}.items():
            (tmp_path / name).mkdir()
            record = {"dataset": {"dataset_id": dataset}, "naming": {"version": version}}
            (tmp_path / name / "run.json").write_text(json.dumps(record))

        def read(folder: Path) -> SimpleNamespace:
            holds = folders[folder.name][2]
            if holds is None:
                raise DataError("damaged")
            users, labels, names = holds
            return SimpleNamespace(user_ids=np.array([*users], object), labels=np.array(labels), names=names)

        monkeypatch.setattr(numbered_beside, "read_earlier", read)
        return tmp_path

    return put


@pytest.mark.parametrize(
    ("folders", "number"),
    [
        ({}, 4),
        ({"same": ("d", 4, ("abc", [2, 1, 2], {1: "Tea"}))}, 4),  # made again: the same users in another order
        ({"moved": ("d", 4, ("abc", [1, 1, 2], {1: "Tea"}))}, 5),
        ({"renamed": ("d", 4, ("abc", [2, 1, 2], {1: "Coffee"}))}, 5),
        ({"fewer": ("d", 4, ("ab", [2, 1], {1: "Tea"}))}, 5),
        ({"other users": ("d", 4, ("abx", [2, 1, 2], {1: "Tea"}))}, 5),
        ({"other log": ("e", 4, ("xyz", [1, 1, 1], {}))}, 4),
        ({"earlier": ("d", 2, ("abc", [1, 1, 1], {}))}, 4),
        ({"later": ("d", 6, ("abc", [1, 1, 1], {}))}, 4),
        ({"damaged": ("d", 4, None)}, 5),
        ({"edited": ("", 4, ("abc", [1, 1, 2], {}))}, 5),  # the files of an edit do not name the log
        ({"edited": ("", 4, ("abd", [1, 1, 2], {}))}, 4),
        ({"damaged of another log": ("e", 4, None)}, 4),
        ({"x": ("d", 4, ("abc", [1, 1, 1], {})), "y": ("d", 5, ("abc", [1, 1, 2], {}))}, 6),
        ({"x": ("d", 4, ("abc", [1, 1, 1], {})), "y": ("d", 5, ("abc", [2, 1, 2], {1: "Tea"}))}, 5),
    ],
)
def test_the_number_is_the_first_that_no_other_segments_have(beside, folders, number: int) -> None:
    folder = beside(folders)
    made = members([1, 2, 2]), {1: "Tea"}
    assert free_version(4, folder / "run", made, (folder, folder)) == number


def test_what_is_no_run_has_no_number(beside) -> None:
    folder = beside({})
    (folder / "notes").mkdir()
    (folder / "broken").mkdir()
    (folder / "broken" / "run.json").write_text("{")
    (folder / "run.txt").write_text("")
    assert free_version(4, folder / "run", (members([1, 2, 2]), {}), (folder, folder / "nowhere")) == 4
