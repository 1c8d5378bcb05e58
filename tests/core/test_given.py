"""Labels as somebody gives them: read from a file or an attribute, and found among the users of a run."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.errors import DataError
from core.ingest.tables.user_files import read_user_file
from core.ingest.values.identity import code_of, need_key
from core.model.given import find_given, label_pairs, labels_of_attribute

USERS = np.array(["u1", "007", "u3", "u4"], dtype=object)


def test_a_file_is_read_as_text_by_the_reader_of_logs(tmp_path: Path) -> None:
    csv = tmp_path / "labels.csv"
    csv.write_text("Kunde;Stufe\n007;gold\n u1 ; 3\nu3;\n", encoding="utf-8-sig")
    assert read_user_file(csv).to_dict("list") == {
        "Kunde": ["007", "u1", "u3"],
        "Stufe": ["gold", "3", ""],
    }


def test_everything_that_is_left_out_is_counted(tmp_path: Path) -> None:
    key = need_key(tmp_path)
    users = np.append(USERS, code_of("ann@shop.example", key))
    rows = [
        ("u1", "10"),
        ("u1", "10"),
        ("'007", "9"),
        ("u3", ""),
        ("", "9"),
        ("stranger", "9"),
        ("Ann@shop.example", "b"),
    ]
    given = find_given(label_pairs(*zip(*rows, strict=True)), "labels.csv", users, tmp_path, tmp_path)
    assert given.labels == {"u1": "10", "007": "9", users[-1]: "b"}
    assert list(given.counts.items()) == [("9", 1), ("10", 1), ("b", 1)]
    assert (given.n_rows, given.n_blank, given.n_again, given.n_unknown, given.n_by_code) == (7, 2, 1, 1, 1)
    assert given.too_few == ("9", "10", "b")
    assert given.without(("9", "b")).labels == {"u1": "10"}
    assert list(given.sentences()) == [
        "7 rows were read.",
        "3 users of this log have a label.",
        "1 user with a label is not in this log, and is left out.",
        "2 rows have no id or no label, and are left out.",
        "1 row says the same of a user once more.",
        "1 user was given by an own id and found by the code that this workspace stores.",
    ]


def test_a_user_of_two_labels_is_refused(tmp_path: Path) -> None:
    pairs = label_pairs(["u1", "u1", "u3"], ["gold", "silver", "gold"])
    with pytest.raises(DataError, match=r"^1 user has two segments in labels\.csv: u1\.$"):
        find_given(pairs, "labels.csv", USERS, tmp_path, tmp_path)


def test_an_attribute_labels_the_users_of_whom_it_is_known() -> None:
    found = labels_of_attribute(USERS, pd.Series(["gold", None, "n/a", " tin "]))
    assert found["segment"].tolist() == ["gold", "", "", "tin"]
    assert labels_of_attribute(USERS, pd.Series([1.0, np.nan, 2.0, 10.0]))["segment"].tolist() == ["1", "", "2", "10"]
