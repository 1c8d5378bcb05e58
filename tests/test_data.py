"""The sample log is what the demo generator makes of it, and its page describes it."""

from __future__ import annotations

import shlex
from pathlib import Path

from core.cli.main import main
from tests.conftest import PROJECT, SAMPLE
from tests.markdown import code_spans, fenced_lines, table

PAGE = (PROJECT / "data" / "README.md").read_text(encoding="utf-8")


def test_the_documented_command_makes_the_sample(tmp_path: Path) -> None:
    (command,) = fenced_lines(PAGE)
    arguments = shlex.split(command)[3:]
    assert arguments[-2:] == ["--out", "data/sample"]
    assert main([*arguments[:-1], str(tmp_path / "sample")]) == 0
    made, kept = ({path.name: path.read_bytes() for path in each.iterdir()} for each in (tmp_path / "sample", SAMPLE))
    assert made == kept


def test_the_page_lists_the_columns_of_every_file() -> None:
    headers = {path.name: path.read_text(encoding="utf-8").split("\n", 1)[0].split(",") for path in SAMPLE.iterdir()}
    listed = {code_spans(row[0])[0]: code_spans(row[1]) for row in table(PAGE, "file")}
    assert listed == headers


def test_the_page_counts_what_is_in_the_sample() -> None:
    n_rows = {path.stem: len(path.read_text(encoding="utf-8").splitlines()) - 1 for path in SAMPLE.iterdir()}
    counts = f"{n_rows['users']} users, {n_rows['events']:,} events, {n_rows['items']} items"
    assert counts in PAGE


def test_what_the_dashboard_keeps_stays_out_of_the_repository() -> None:
    ignored = (PROJECT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert "data/workspace/" in ignored
    assert not any(line.startswith("data/sample") or line in ("data", "data/") for line in ignored)
