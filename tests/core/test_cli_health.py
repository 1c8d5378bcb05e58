"""The command ``health``, and what a run of the command line leaves out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.cli import main as cli
from core.jobs.answers import Examined
from core.jobs.health import HealthRequest
from core.jobs.requests import read_answer, read_request, to_line
from tests.core.cli_help import PARTS, rows
from tests.core.ingest_help import write
from tests.core.jobs_help import work_here
from tests.core.test_health_decisions import write_log

pytestmark = pytest.mark.usefixtures("temporary_workspace")


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_log(tmp_path_factory.mktemp("odd")).events


def test_findings_are_printed_severe_ones_first(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["health", str(log), "--users", str(log.parent / "users.csv")]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("severe: bots. 1 of 35 users (2.9 %) act like programs")
    assert lines[1] == "  Example: r…t acted at 300 different times within one hour."
    assert lines[3] == "  --exclude bots leaves them out of runs, --keep bots marks it as seen."
    assert [line.split(":")[0] for line in lines if not line.startswith(" ")] == ["severe"] * 2 + ["notice"] * 4


def test_a_healthy_log_is_clear(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "".join(f"u{n % 5},i{n % 9},2026-01-0{1 + n % 7}\n" for n in range(60))
    titles = "item_id,title\n" + "".join(f"i{n},Thing {n}\n" for n in range(9))
    path = write(tmp_path / "log.csv", f"user_id,item_id,timestamp\n{text}")
    assert cli.main(["health", str(path), "--items", str(write(tmp_path / "items.csv", titles))]) == 0
    assert capsys.readouterr().out == "All clear: nothing odd was found.\n"


def test_a_workspace_keeps_what_was_decided(
    log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    work_here(monkeypatch)
    space = ["--workspace", str(tmp_path / "space")]
    assert cli.main(["health", str(log), *space, "--exclude", "bots", "future", "--keep", "few_events"]) == 0
    out = capsys.readouterr().out
    assert "  Excluded from runs; --undo bots takes them back." in out
    assert "  Kept as it is; --undo few_events opens it again." in out
    assert out.endswith("2 users and 301 events excluded by data health.\n")
    assert cli.main(["datasets", *space]) == 0
    dataset_id = capsys.readouterr().out.splitlines()[1].split()[0]
    assert cli.main(["health", dataset_id[:6], *space, "--undo", "bots"]) == 0
    assert capsys.readouterr().out.endswith("1 user and 1 event excluded by data health.\n")


def test_what_is_neither_a_file_nor_a_dataset_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "space").mkdir()
    assert cli.main(["health", "nothing", "--workspace", str(tmp_path / "space")]) == 2
    assert "'nothing' is neither a file, nor a folder, nor one dataset of the workspace." in capsys.readouterr().err


def test_an_unknown_finding_is_refused(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["health", str(log), "--exclude", "robots"])
    assert "invalid choice: 'robots'" in capsys.readouterr().err


def test_a_run_leaves_out_what_is_asked_and_says_so(
    log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recipe = ["--encoder", "counts", "--k", "2", *PARTS, "--no-model", "--out", str(tmp_path / "out")]
    assert cli.main(["run", str(log), *recipe, "--exclude", "few_events", "negative_values"]) == 0
    printed = capsys.readouterr()
    assert "negative_values: nothing of the kind was found, so nothing is excluded." in printed.err
    assert "3 users, 1 item and 4 events excluded by data health." in printed.out
    users = {row["user_id"] for row in rows(tmp_path / "out" / "segments.csv")}
    assert len(users) == 32
    assert not users & {"once", "short", "late"}
    record = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert record["n_users"] == 32
    assert (record["excluded"]["n_users"], record["excluded"]["n_events"]) == (3, 4)
    assert [(part["code"], part["unit"], part["n"]) for part in record["excluded"]["parts"]] == [
        ("few_events", "users", 3)
    ]
    assert record["notes"][0] == "3 users, 1 item and 4 events excluded by data health."


def test_the_request_and_its_answer_survive_the_line() -> None:
    request = HealthRequest(dataset_id="abc", author="ann", exclude=("bots",))
    assert read_request(to_line(request)) == request
    answer = Examined([{"code": "bots", "count": 3}], "")
    assert read_answer(to_line(answer)) == answer
