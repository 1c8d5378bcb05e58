"""Names by a language model as a job of a workspace and as a command: versions, agreement, failures."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.cli import main as cli
from core.errors import DataError
from core.jobs.kinds.name import NameJob
from core.jobs.kinds.run import add_run
from core.jobs.name_versions import named_by_analysts, take_back, unless_renamed, version_before
from core.jobs.workspace import open_workspace
from core.naming import client
from core.naming.ask import question_of
from core.naming.outcome import read_outcome
from core.results.folder import write_results
from core.server import Server
from core.settings import Settings
from core.store.job_info import JobInfo, JobState
from core.types import Recipe
from tests.core.jobs_help import settings, wait_for_job, work_here
from tests.core.model_help import GOOD, RESULTS, Endpoint, fails, says, served

AUTHOR = "model little"


@pytest.fixture(scope="module", autouse=True)
def worker() -> Iterator[None]:
    """A thread; that a process does the same is shown by the tests of jobs."""
    with pytest.MonkeyPatch.context() as patch:
        work_here(patch)
        patch.setattr(client, "wait", lambda _seconds: None)
        yield


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Endpoint]:
    with served(says(GOOD)) as opened:
        yield opened


@pytest.fixture
def server(tmp_path: Path, endpoint: Endpoint) -> Iterator[Server]:
    endpoint.answers, endpoint.bodies = [says(GOOD)], []
    opened = Server(with_model(settings(tmp_path), endpoint))
    yield opened
    opened.close()


@pytest.fixture
def run_id(server: Server) -> str:
    return publish(server)


def with_model(given: Settings, endpoint: Endpoint) -> Settings:
    return replace(given, model_url=endpoint.url, model_name="little", model_key="sk-secret")


def publish(server: Server) -> str:
    """Put a hand-made run into the workspace, as one that was computed."""
    workspace = open_workspace(server.store)
    info = add_run(workspace, "some-log", Recipe("counts", "kmeans", 4), "local")
    workspace.jobs.start(info.job_id)
    made = server.store.workspace / "tmp" / "made"
    made.mkdir(parents=True)
    write_results(RESULTS, None, made)
    assert workspace.runs.publish(info.run_id, info.job_id, made)
    return info.run_id


def agreed(server: Server) -> str:
    return question_of(RESULTS, server.settings).prompt.digest


def ask(server: Server, run_id: str) -> JobInfo:
    return wait_for_job(server, server.start(NameJob(run_id=run_id, agreed=agreed(server))))


def test_names_that_hold_become_a_version_by_the_model(server: Server, run_id: str, endpoint: Endpoint) -> None:
    job = ask(server, run_id)
    assert (job.state, job.message, job.result) == (JobState.DONE, "", f"names/{job.job_id}")
    made = server.runs.segmentation(run_id)
    assert (made.author, made.version, made.parent) == (AUTHOR, 1, 0)
    assert made.names == {1: "Weekend gardeners", 2: "Coffee & tea fans", 3: "Weekend shoppers"}
    assert made.notes == {1: "62 % bought from Garden, 3.1 times as many as usual."}
    kept = read_outcome(server.store.workspace / job.result)
    assert (
        kept.sent == endpoint.bodies[0]["messages"][0]["content"] + "\n" + endpoint.bodies[0]["messages"][1]["content"]
    )
    everything = b"".join(path.read_bytes() for path in server.store.workspace.rglob("*") if path.is_file())
    assert b"sk-secret" not in everything
    server.delete_run(run_id)
    assert not (server.store.workspace / job.result).exists()


def test_the_row_of_the_job_records_who_agreed_to_what(server: Server, run_id: str) -> None:
    job = ask(server, run_id)
    assert (job.author, json.loads(job.payload)["agreed"]) == ("local", agreed(server))


def test_one_step_back_is_the_version_before(server: Server, run_id: str) -> None:
    server.save_segmentation(run_id, {4: "Ann's"}, {1: "Call them"}, 0)
    ask(server, run_id)
    assert server.runs.segmentation(run_id).names[4] == "Ann's"
    assert server.runs.segmentation(run_id).notes == {1: "Call them"}, "a note of a person stays"
    back = take_back(server.runs, run_id, 2, "local")
    assert (back.version, back.names, back.notes) == (3, {4: "Ann's"}, {1: "Call them"})
    before = version_before(server.runs.history(run_id))
    assert before is not None
    assert before.author == AUTHOR
    assert take_back(server.runs, run_id, 3, "local").names[1] == "Weekend gardeners"


def test_there_is_nothing_to_take_back_of_a_run_as_it_came(server: Server, run_id: str) -> None:
    with pytest.raises(DataError, match="Nothing can be taken back"):
        take_back(server.runs, run_id, 0, "local")


def test_a_name_by_a_person_stays_and_one_by_a_model_may_be_replaced(server: Server, run_id: str) -> None:
    server.save_segmentation(run_id, {1: "Ours"}, {}, 0)
    ask(server, run_id)
    assert server.runs.segmentation(run_id).names[1] == "Ours"
    assert named_by_analysts(server.runs.history(run_id)) == {1: "Ours"}
    server.save_segmentation(run_id, {2: "Coffee & tea fans"}, {}, 2)
    assert named_by_analysts(server.runs.history(run_id)) == {}


@pytest.mark.parametrize("text", ["", "another text"])
def test_no_request_is_made_without_agreement(server: Server, run_id: str, endpoint: Endpoint, text: str) -> None:
    job = wait_for_job(server, server.start(NameJob(run_id=run_id, agreed=text)))
    assert job.state is JobState.FAILED
    assert job.message.startswith("Nothing was sent: nobody agreed to this text")
    assert (endpoint.bodies, server.runs.segmentation(run_id).version) == ([], 0)


def test_a_failure_leaves_the_names_and_says_why(server: Server, run_id: str, endpoint: Endpoint) -> None:
    endpoint.answers = [fails(500, b"sk-secret")]
    job = ask(server, run_id)
    assert job.state is JobState.FAILED
    assert job.message == (
        "No names by the language model: the endpoint answered with status 500. "
        "Tried 3 times; the names stay as they are."
    )
    assert server.runs.segmentation(run_id).version == 0


def test_where_no_name_holds_no_version_is_written(server: Server, run_id: str, endpoint: Endpoint) -> None:
    endpoint.answers = [says({"segments": [{"segment": 1, "name": "Pwned"}]})]
    job = ask(server, run_id)
    assert (job.state, server.runs.segmentation(run_id).version) == (JobState.DONE, 0)
    assert {each.segment for each in read_outcome(server.store.workspace / job.result).segments} == {1, 2, 3, 4}


def test_names_that_were_changed_meanwhile_stay(server: Server, run_id: str) -> None:
    outcome = read_outcome(server.store.workspace / ask(server, run_id).result)
    found = unless_renamed(outcome, {**outcome.before, 1: "Ann's", 4: "Coffee & tea fans"}, "ann")
    assert found.names == {3: "Weekend shoppers"}
    assert found.segments[0].why_not == "ann changed the names while the model was asked."


@pytest.fixture
def closed(server: Server, run_id: str, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The workspace, for commands."""
    server.close()
    monkeypatch.setenv("ATLAS_MODEL_URL", endpoint.url)
    monkeypatch.setenv("ATLAS_MODEL_NAME", "little")
    monkeypatch.setenv("ATLAS_MODEL_PRICE_IN", "1")
    return server.store.workspace


def call(*arguments: object) -> int:
    return cli.main([*map(str, arguments)])


def test_the_command_prints_the_text_and_sends_nothing(
    closed: Path, run_id: str, endpoint: Endpoint, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("name", run_id[:6], "--workspace", closed) == 2
    printed = capsys.readouterr()
    assert '"about": "Garden"' in printed.out
    assert "1 segment with fewer than 20 users is not sent." in printed.out
    assert printed.err.startswith(
        "Nothing was sent: nobody agreed that this text goes to the model little at http://127"
    )
    assert call("name", run_id, "--show", "--workspace", closed) == 0
    assert "Nothing was sent." in capsys.readouterr().out
    assert endpoint.bodies == []


def test_the_command_shows_names_authors_and_history_without_a_model(
    closed: Path, run_id: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("name", run_id, "--yes", "--workspace", closed) == 0
    monkeypatch.delenv("ATLAS_MODEL_URL")
    capsys.readouterr()
    assert call("name", closed / "runs" / run_id, "--show") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"Names of run {run_id}: name version 1."
    assert lines[1] == "1. Weekend gardeners (named by model little)"
    assert lines[4] == "4. Segment 4 (named by the run)"
    assert any(line.endswith(" by model little: segment 1, name: Garden buyers → Weekend gardeners") for line in lines)
    assert lines[-1].startswith("No language model is set, so nothing is sent.")


def test_the_command_shows_the_names_of_the_files_of_a_run(
    closed: Path, run_id: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("export", run_id, "--workspace", closed, "--out", tmp_path / "files") == 0
    capsys.readouterr()
    assert call("name", tmp_path / "files", "--show") == 0
    assert capsys.readouterr().out.splitlines()[0] == "1. Garden buyers (named by the run)"
    names = ("run.json", "segments.json")
    record, segments = (json.loads((tmp_path / "files" / name).read_text("utf-8")) for name in names)
    record["naming"] = {"version": 2, "author": "Bob", "created_at": "2026-11-27T10:00:00+00:00"}
    segments[0]["persona"] |= {"name": "Ann's gardeners", "is_given": True, "text": {}}
    (tmp_path / "files" / "run.json").write_text(json.dumps(record), encoding="utf-8")
    (tmp_path / "files" / "segments.json").write_text(json.dumps(segments), encoding="utf-8")
    assert call("name", tmp_path / "files") == 0
    assert capsys.readouterr().out.splitlines()[:2] == [
        "Name version 2, by Bob, 2026-11-27T10:00:00+00:00.",
        "1. Ann's gardeners (named by an analyst)",  # files say who wrote the last version alone
    ]
    assert call("name", tmp_path / "files", "--yes") == 2
    assert "keep no versions of names" in capsys.readouterr().err


def test_the_command_takes_names_over_and_back(
    closed: Path, run_id: str, endpoint: Endpoint, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("name", run_id, "--yes", "--workspace", closed) == 0
    printed = capsys.readouterr().out
    assert "1. Weekend gardeners (before: Garden buyers)" in printed
    assert "4. Segment 4: The segment was not sent: it is too small." in printed
    assert "tokens: 1,000 sent, 200 answered; cost 0.001000." in printed
    assert call("show", run_id, "--workspace", closed) == 0
    assert "1. Weekend gardeners" in capsys.readouterr().out
    assert call("name", run_id, "--back", "--workspace", closed) == 0
    assert call("show", run_id, "--workspace", closed) == 0
    assert "1. Garden buyers" in capsys.readouterr().out
    assert len(endpoint.bodies) == 1


def test_the_command_says_that_no_model_is_set(
    closed: Path, run_id: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("ATLAS_MODEL_URL")
    assert call("name", run_id, "--yes", "--workspace", closed) == 2
    assert capsys.readouterr().err.startswith("No language model is set, so nothing is sent.")
