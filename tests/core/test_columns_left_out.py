"""A rule that asks for a column which no role used when the log was loaded says so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.cli.main import main
from core.errors import DataError
from core.ingest.load import load_log
from core.ingest.tables.source import IngestReport, LogSource
from core.shaping.choice import choose_where
from core.shaping.known import Known
from core.store.columns_left_out import columns_left_out
from tests.core.ingest_help import open_store, write

LOG = "user,item,event,time,Grade,shelf\n" + "".join(
    f"u{n % 6},i{n % 4},view,2026-03-{1 + n % 28:02d} 10:00,g{n % 5},s{n}\n" for n in range(60)
)
USERS = "user_id,city,email\n" + "".join(f"u{n},{'Rome' if n % 2 else 'Oslo'},u{n}@shop.example\n" for n in range(6))


def test_a_rule_of_a_column_that_no_role_used_names_its_file(tmp_path: Path) -> None:
    write(tmp_path / "users.csv", USERS)
    source = LogSource(write(tmp_path / "e.csv", LOG), None, tmp_path / "users.csv")
    with open_store(tmp_path) as store:
        dataset_id = load_log(store, source, "local").dataset_id
        info = store.dataset(dataset_id)
        population = store.population(dataset_id)
    assert info
    left_out = columns_left_out(info.report)
    assert left_out == {"Grade": "events", "shelf": "events", "email": "users"}
    known = Known(population, np.ones(6, np.int32), {}, pytest.fail, {})
    for rule, column, file in (("grade>3", "Grade", "events"), ("email:rome", "email", "users")):
        with pytest.raises(DataError) as caught:
            choose_where(rule, replace(known, left_out=left_out))
        assert caught.value.hint.startswith(
            f"The column {column!r} was in the file ({file}), but no role used it when the log was loaded: load it "
            "anew and say what the column is. Known are "
        )
        with pytest.raises(DataError) as caught:
            choose_where(rule, known)
        assert "was in the file" not in caught.value.hint
    with pytest.raises(DataError) as caught:  # what is known is not called left out, though another file left it out
        choose_where("city>3", replace(known, left_out={"city": "items"}))
    assert "was in the file" not in caught.value.hint


def test_all_columns_are_known_of_a_file_with_many_that_no_role_uses(tmp_path: Path) -> None:
    header, *rows = LOG.splitlines()
    more = [f"extra{n}" for n in range(30)]
    wide = "\n".join([",".join([header, *more]), *(",".join([row, *(f"{m}v" for m in more)]) for row in rows)])
    with open_store(tmp_path) as store:
        report = load_log(store, LogSource(write(tmp_path / "e.csv", wide)), "local")
        info = store.dataset(report.dataset_id)
    assert info
    found = columns_left_out(info.report)
    assert {*more} <= {*found}
    assert IngestReport.from_dict(info.report).as_dict()["unused"]["events"] == list(found)


@pytest.mark.usefixtures("temporary_workspace")
def test_the_command_says_that_a_column_was_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = write(tmp_path / "e.csv", LOG)
    folder = tmp_path / "run"
    assert (
        main(["run", str(log), "--k", "2", "--encoder", "counts", "--no-map", "--no-trust", "--out", str(folder)]) == 0
    )
    for events in ([], [str(log)]):
        capsys.readouterr()
        assert main(["select", str(folder), *events, "--where", "grade>3"]) == 2
        stated = capsys.readouterr().err
        assert "The column 'Grade' was in the file (events), but no role used it" in " ".join(stated.split())


def test_many_columns_and_old_reports_are_read() -> None:
    assert columns_left_out({}) == {}
    note = {"template": "{columns} and {n:,} more ({file})", "values": {"columns": "a, b", "n": 3, "file": "items"}}
    report = {"sentences": {"notes": [{"template": "{columns}.", "values": {"columns": note}}, "text"]}}
    assert columns_left_out(report) == {"a": "items", "b": "items"}
