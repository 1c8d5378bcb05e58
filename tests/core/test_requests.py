"""Commands ask the server that holds a workspace over a socket, and get what they would get without it."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from core.errors import AtlasError
from core.ingest.tables.source import LogSource
from core.jobs.answers import Answer, Done, JobProgress, Loaded
from core.jobs.decide import DecideRequest
from core.jobs.listener import FOLDER, ask
from core.jobs.requests import LoadRequest, PopulationRequest, RunRequest, read_answer, read_request, to_line
from core.population.tables import read_population
from core.server import Server
from core.stages.table import Stage
from core.store.job_info import JobState
from core.store.segment_decision import Decision, DecisionState
from core.types import Recipe
from tests.conftest import PROJECT
from tests.core.ingest_help import LOG, write
from tests.core.jobs_help import load_demo, pretend, settings, wait_for, wait_until_ended, work_here

RECIPE = Recipe(encoder="counts", k=3)


@pytest.fixture(scope="module", autouse=True)
def worker() -> Iterator[None]:
    """A thread where no test pretends; that a process does the same is shown by the tests of jobs."""
    with pytest.MonkeyPatch.context() as patch:
        work_here(patch)
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("requests")


@pytest.fixture(scope="module")
def dataset_id(folder: Path) -> str:
    return load_demo(folder, n_users=60)


@pytest.fixture
def server(folder: Path, dataset_id: str) -> Iterator[Server]:
    opened = Server(settings(folder))
    yield opened
    for run in opened.runs.runs():
        opened.delete_run(run.run_id)
    opened.close()


def run_request(dataset_id: str, *left_out: Stage) -> RunRequest:
    return RunRequest(dataset_id=dataset_id, recipe=RECIPE, left_out=left_out, author="ann")


def test_requests_and_answers_survive_the_line() -> None:
    source = LogSource(Path("/log/events.csv"), map={"user": "who", "attribute": ["city"]})
    decided = Decision(state=DecisionState.CHANGE, due=date(2099, 12, 1))
    asked = DecideRequest(run_id="abc", segment=2, decision=decided, author="ann")
    for request in (LoadRequest(source=source, author="ann"), run_request("abc", Stage.MAP), asked):
        assert read_request(to_line(request)) == request
    for answer in (JobProgress(Stage.MAP, 0.5, None), Loaded("abc", {"n_users": 3}), Done("abc")):
        assert read_answer(to_line(answer)) == answer


def test_a_run_asked_for_over_the_socket_is_a_run_of_the_workspace(
    server: Server, dataset_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(monkeypatch, "finishes")
    answers: list[Answer] = []
    done = ask(server.store.workspace, run_request(dataset_id, Stage.MAP), answers.append)
    assert isinstance(done, Done)
    run = server.runs.run(done.value)
    assert run is not None
    assert (run.state, run.created_by, run.left_out) == (JobState.DONE, "ann", (Stage.MAP,))
    whole = server.submit(dataset_id, RECIPE).run_id
    assert done.value != whole
    wait_until_ended(server, whole)
    assert {type(answer) for answer in answers} <= {JobProgress}


def test_a_log_is_loaded_over_the_socket(server: Server, folder: Path, tmp_path: Path) -> None:
    source = LogSource(write(folder / "small.csv", LOG))
    loaded = ask(server.store.workspace, LoadRequest(source=source, author="ann"), lambda _answer: None)
    assert isinstance(loaded, Loaded)
    info = server.store.dataset(loaded.dataset_id)
    assert info is not None
    assert info.created_by == "ann"
    assert loaded.report["n_users"] == info.report["n_users"]
    request = PopulationRequest(dataset_id=loaded.dataset_id, folder=tmp_path / "population")
    assert ask(server.store.workspace, request, lambda _answer: None) == Done()
    assert read_population(tmp_path / "population").n_users == info.report["n_users"]
    server.delete_dataset(loaded.dataset_id)


def test_a_refusal_is_the_error_of_the_server(server: Server, folder: Path) -> None:
    missing = LoadRequest(source=LogSource(folder / "none.csv"), author="ann")
    with pytest.raises(AtlasError, match=r"There is no file or folder .*none\.csv\.") as caught:
        ask(server.store.workspace, missing, lambda _answer: None)
    assert caught.value.hint == "Check the path."


def test_a_command_that_ends_cancels_its_run(server: Server, dataset_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, "works on")

    def interrupt(answer: Answer) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ask(server.store.workspace, run_request(dataset_id), interrupt)
    wait_for(lambda: [run.state for run in server.runs.runs()] == [JobState.CANCELLED])


def test_a_run_that_somebody_else_started_goes_on(
    server: Server, dataset_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(monkeypatch, "works on")
    run_id = server.submit(dataset_id, RECIPE).run_id

    def interrupt(answer: Answer) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ask(server.store.workspace, run_request(dataset_id), interrupt)
    wait_for(lambda: not any(thread.name == "request" for thread in threading.enumerate()))
    run = server.runs.run(run_id)
    assert run is not None
    assert run.state.is_live


def test_a_run_cancelled_on_a_page_is_refused(server: Server, dataset_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, "works on")

    def cancel(answer: Answer) -> None:
        for run in server.runs.runs():
            server.cancel(run.run_id)

    with pytest.raises(AtlasError, match="The job was cancelled on a page"):
        ask(server.store.workspace, run_request(dataset_id), cancel)


def test_the_socket_is_for_its_user_alone(server: Server) -> None:
    folder = server.store.workspace / FOLDER
    path = Path((folder / "address").read_text())
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.is_socket()


def test_a_deep_workspace_has_its_socket_elsewhere(tmp_path: Path) -> None:
    deep = tmp_path / "/".join(["x" * 60] * 3)
    deep.mkdir(parents=True)
    server = Server(settings(deep))
    path = Path((server.store.workspace / FOLDER / "address").read_text())
    assert len(os.fsencode(path)) <= 100
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    request = PopulationRequest(dataset_id="none", folder=tmp_path / "none")
    with pytest.raises(AtlasError, match="There is no dataset 'none'"):
        ask(server.store.workspace, request, lambda _answer: None)
    server.close()
    assert not path.parent.exists()


def test_without_a_server_nobody_answers(tmp_path: Path) -> None:
    request = PopulationRequest(dataset_id="none", folder=tmp_path)
    server = Server(settings(tmp_path))
    server.close()
    assert ask(server.store.workspace, request, lambda _answer: None) is None
    silent = Server(settings(tmp_path), listens=False)
    assert ask(server.store.workspace, request, lambda _answer: None) is None
    silent.close()


HOLD = """
import sys, time
from core.server import the_server
server = the_server()
print(server.store.workspace, flush=True)
time.sleep(60)
"""


def test_a_killed_server_is_one_sentence_and_leaves_no_trap(
    folder: Path, dataset_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    env = os.environ | {"ATLAS_WORKSPACE": str(folder / "workspace"), "ATLAS_SPARE_WORKERS": "0"}
    program = subprocess.Popen([sys.executable, "-c", HOLD], cwd=PROJECT, env=env, stdout=subprocess.PIPE, text=True)
    assert program.stdout is not None
    workspace = Path(program.stdout.readline().strip())

    def kill(answer: Answer) -> None:
        os.kill(program.pid, signal.SIGKILL)

    with pytest.raises(AtlasError, match="ended before this was done") as caught:
        ask(workspace, run_request(dataset_id), kill)
    assert caught.value.hint == "Run the command again."
    program.wait()
    program.stdout.close()
    assert ask(workspace, run_request(dataset_id), lambda _answer: None) is None
    pretend(monkeypatch, "finishes")
    opened = Server(settings(folder))
    assert isinstance(ask(workspace, run_request(dataset_id), lambda _answer: None), Done)
    opened.close()
