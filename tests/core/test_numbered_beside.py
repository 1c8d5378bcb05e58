"""Two edits of one folder have two numbers, so that nobody takes files of one for those of the other."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from core.errors import DataError
from core.results import numbered_beside
from core.results.earlier_folder import read_earlier
from core.results.numbered_beside import dataset_in, free_version
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
    assert free_version(4, "d", made, (folder, folder)) == number


@pytest.mark.parametrize(
    "record",
    [
        *("null", "[1]", '"x"', "4", '{"naming": null}', '{"naming": "x", "dataset": 3}', '{"dataset": ["d"]}'),
        *('{"naming": {"version": null}}', '{"naming": {"version": "4"}}', '{"naming": {"version": []}}'),
    ],
)
def test_a_record_that_no_run_wrote_has_no_number_and_its_own_folder_is_refused_in_a_sentence(
    beside, record: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = beside({"odd": ("d", 4, None)})
    (folder / "odd" / "run.json").write_text(record)
    assert free_version(4, dataset_in(folder / "run"), (members([1, 2, 2]), {}), (folder,)) == 4
    monkeypatch.undo()
    (folder / "odd" / "segments.csv").write_text("user_id,segment\na,1\n")
    (folder / "odd" / "segments.json").write_text("null")
    with pytest.raises(DataError, match="odd holds no names of a run: ") as refused:
        read_earlier(folder / "odd")
    assert "object" not in str(refused.value)


def test_an_edit_of_an_edit_knows_its_log_by_its_users(beside) -> None:
    folder = beside({"same users": ("d", 4, ("abc", [1, 1, 2], {})), "others": ("e", 5, ("xyz", [1, 1, 2], {}))})
    assert free_version(4, "", (members([1, 2, 2]), {}), (folder,)) == 5


def test_what_is_no_run_has_no_number(beside) -> None:
    folder = beside({})
    (folder / "notes").mkdir()
    (folder / "broken").mkdir()
    (folder / "broken" / "run.json").write_text("{")
    (folder / "run.txt").write_text("")
    assert free_version(4, dataset_in(folder / "run"), (members([1, 2, 2]), {}), (folder, folder / "nowhere")) == 4
