"""A saved selection as one list for platforms: the same steps as a segment, with users of no segment."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.attributes.consent import Consent
from core.audiences.choose import WHOLE, selection_segments
from core.audiences.make import joined
from core.audiences.manifest_text import write_manifest
from core.audiences.preflight import lines
from core.errors import DataError
from core.settings import load_settings
from core.types import NOISE
from tests.core.audience_help import asked_for, make, read_rows, users_of_sizes

NAME = "best ones"
CODE = "SEL-EC923B"


def selection_of(n_listed: int, **choice: object):
    """The first of users in segments of 40, 60 and 80, of whom the last 20 are in none."""
    users = users_of_sizes([40, 60, 80])
    labels = users.labels.copy()
    labels[-20:] = NOISE
    users = replace(users, labels=labels)
    asked = asked_for(
        users, None, "csv", **{"segments": (*users.segments, NOISE), "selection": NAME, "as_one": True, **choice}
    )
    return replace(asked, is_listed=np.arange(len(labels)) < n_listed)


def test_all_users_of_the_selection_are_one_file_whatever_their_segments(tmp_path: Path) -> None:
    manifest, _ = make(selection_of(180), tmp_path)
    (file,) = manifest.files
    assert (file.name, file.n_rows, file.audience) == (f"csv_{CODE}_all.csv", 180, CODE)
    rows = read_rows(tmp_path / "out" / file.name)
    assert {row["user_id"] for row in rows} == {f"u{n}" for n in range(180)}
    assert {row["audience"] for row in rows} == {CODE}
    with joined(selection_of(180), empty(tmp_path / "again"), load_settings()) as made:
        (check,) = made.checks()
        printed = "\n".join(lines(made.platforms[0], [check], 50))
    assert f"  {CODE} (the whole selection)\n          180  in the selection\n" in printed
    write_manifest(manifest, tmp_path)
    text = (tmp_path / "manifest.txt").read_text(encoding="utf-8")
    assert "\nSegments: 1, 2, 3, users of no segment\n" in text
    assert f"\nSelection: {NAME}, as one list\n" in text
    assert "the whole selection: 180" in text
    assert "in no file" not in text  # it is one list


def test_segments_below_the_least_size_are_in_it_and_a_small_selection_is_in_no_file(tmp_path: Path) -> None:
    assert [each.n_rows for each in make(selection_of(70), tmp_path / "seventy")[0].files] == [70]
    assert make(selection_of(49), tmp_path / "few")[0].files == ()


def test_who_refused_is_in_no_list_of_a_selection(tmp_path: Path) -> None:
    asked = selection_of(180)
    answers = np.where(np.arange(180) % 3 == 0, 0.0, 1.0)
    rules = replace_rules(asked.rules, consent="log", log_columns=("consent",))
    manifest, _ = make(replace(asked, rules=rules, consent=Consent("consent", answers)), tmp_path)
    (file,) = manifest.files
    assert {row["user_id"] for row in read_rows(tmp_path / "out" / file.name)} == {f"u{n}" for n in range(180) if n % 3}


def test_its_name_leaves_where_that_is_asked_for_and_not_a_flagged_one(tmp_path: Path) -> None:
    (file,) = make(selection_of(180, with_names=True), tmp_path / "named")[0].files
    assert file.audience == NAME
    asked = selection_of(180, with_names=True, selection="Pregnant women")
    (file,) = make(asked, tmp_path / "flagged")[0].files
    assert file.audience.startswith("SEL-")
    assert "Pregnan" in asked.users.warnings_of(asked.rules.choice)[WHOLE]


def test_segments_that_are_left_out_are_left_out_of_it(tmp_path: Path) -> None:
    users = selection_of(180).users
    segments = selection_segments(users, (2,))
    assert segments == (1, 3, NOISE)
    (file,) = make(selection_of(180, segments=segments), tmp_path)[0].files
    assert file.n_rows == 120
    with pytest.raises(DataError, match="The run has no segment 7"):
        make(selection_of(180, segments=(7,)), tmp_path / "other")


def empty(folder: Path) -> Path:
    folder.mkdir()
    return folder


def replace_rules(rules, **changed):
    import msgspec

    return msgspec.structs.replace(rules, **changed)
