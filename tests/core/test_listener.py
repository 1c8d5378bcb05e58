"""The socket for commands stays reachable, or says in one sentence why it is not."""

from __future__ import annotations

import os
import socket
import stat
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.errors import AtlasError, StoreError
from core.jobs import listener
from core.jobs.answers import Answer, Desk, Done, Listed, Request, Talk
from core.jobs.codec import decode
from core.jobs.library import DatasetsRequest
from core.jobs.listener import FOLDER, ask, start_listener
from core.server import Server
from tests.core.jobs_help import settings, wait_for

REQUEST = DatasetsRequest()


def nobody(answer: Answer) -> None:
    raise AssertionError(answer)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    opened = Server(settings(tmp_path))
    yield opened
    opened.close()


def address(workspace: Path) -> Path:
    return Path((workspace / FOLDER / "address").read_text())


def refuse_near_sockets(monkeypatch: pytest.MonkeyPatch, allowed: str) -> None:
    """Let ``bind`` fail as on a disk that takes no sockets, but for paths that hold this text."""

    class Refusing(socket.socket):
        def bind(self, path: str) -> None:  # type: ignore[override]
            if not allowed or allowed not in path:
                raise OSError(95, "Operation not supported")
            super().bind(path)

    monkeypatch.setattr(listener.socket, "socket", Refusing)


def test_a_workspace_on_a_disk_without_sockets_has_its_socket_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse_near_sockets(monkeypatch, "persona-atlas-")
    server = Server(settings(tmp_path))
    path = address(server.store.workspace)
    assert path.parent.parent == Path(tempfile.gettempdir())
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert ask(server.store.workspace, REQUEST, nobody) == Listed([])
    server.close()
    assert not path.parent.exists()


def test_without_any_place_for_a_socket_the_server_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    refuse_near_sockets(monkeypatch, "")
    own = tmp_path / "temporary"  # of this test alone: tests beside it make folders of their own
    own.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(own))
    server = Server(settings(tmp_path))
    assert server.store.datasets() == []
    assert ask(server.store.workspace, REQUEST, nobody) is None
    server.close()
    assert "Commands cannot reach this server" in caplog.text
    assert list(own.iterdir()) == []


def test_the_private_folder_of_a_killed_server_is_removed(server: Server, tmp_path: Path) -> None:
    private, other = Path(tempfile.mkdtemp(prefix="persona-atlas-")), tmp_path / "persona-atlas-x"
    other.mkdir()
    for each in (private, other):
        workspace = tmp_path / f"of {each.name}"
        (workspace / FOLDER).mkdir(parents=True)
        (workspace / FOLDER / "address").write_text(str(each / "socket"))
        opened = start_listener(workspace, server)
        assert opened
        opened.close()
    assert (private.exists(), other.exists()) == (False, True)


def test_commands_are_answered_after_an_error_of_the_system(
    server: Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(listener, "_SECONDS_AFTER_ERROR", 0.01)
    start, failures = (
        threading.Thread.start,
        [RuntimeError("can't start new thread"), OSError(24, "Too many open files")],
    )

    def fail_first(self: threading.Thread) -> None:
        if self.name == "request" and failures:
            raise failures.pop()
        start(self)

    monkeypatch.setattr(threading.Thread, "start", fail_first)
    for _failure in range(2):
        with pytest.raises(StoreError, match="ended before this was done"):
            ask(server.store.workspace, REQUEST, nobody)
    assert ask(server.store.workspace, REQUEST, nobody) == Listed([])
    assert "A command was not answered: can't start new thread" in caplog.text


class _Waits(Request, frozen=True, tag=True):
    """Works until the other end is gone, then finds the workspace closed."""

    def answer(self, desk: Desk, talk: Talk) -> Answer:
        wait_for(GO_ON.is_set)
        if talk.is_gone():
            raise RuntimeError("the workspace is closed")
        return Done("late")


GO_ON = threading.Event()


@pytest.fixture
def waiting(monkeypatch: pytest.MonkeyPatch) -> _Waits:
    GO_ON.clear()
    monkeypatch.setattr(listener, "read_request", lambda line: decode(line, _Waits))
    return _Waits()


def test_a_long_answer_is_waited_for_while_the_server_reports(
    server: Server, waiting: _Waits, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listener, "_SECONDS_BETWEEN_BEATS", 0.05)
    monkeypatch.setattr(listener, "_SECONDS_OF_SILENCE", 1.0)
    (tmp_path / "other").mkdir()
    opened = start_listener(tmp_path / "other", server)
    assert opened
    threading.Timer(1.5, GO_ON.set).start()
    assert ask(tmp_path / "other", waiting, nobody) == Done("late")
    opened.close()


def test_a_server_that_is_silent_is_one_sentence(
    server: Server, waiting: _Waits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listener, "_SECONDS_OF_SILENCE", 0.1)
    with pytest.raises(StoreError, match="does not answer") as caught:
        ask(server.store.workspace, waiting, nobody)
    assert caught.value.hint == "Restart the dashboard, or close it and run the command again."
    GO_ON.set()


def test_closing_ends_what_is_being_answered_with_the_commands_own_sentence(tmp_path: Path, waiting: _Waits) -> None:
    server = Server(settings(tmp_path))
    errors: list[AtlasError] = []

    def command() -> None:
        try:
            ask(server.store.workspace, waiting, nobody)
        except AtlasError as error:
            errors.append(error)

    thread = threading.Thread(target=command)
    thread.start()
    wait_for(lambda: any(each.name == "request" for each in threading.enumerate()))
    closing = threading.Thread(target=server.close)
    closing.start()
    thread.join(30)
    assert [str(error) for error in errors] == [
        f"The dashboard that holds the workspace {server.store.workspace} ended before this was done."
    ]
    GO_ON.set()
    closing.join(30)
    assert not any(each.name == "request" for each in threading.enumerate())


def test_a_socket_of_another_user_is_not_asked(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 4711)
    assert ask(server.store.workspace, REQUEST, nobody) is None


def test_a_connection_that_breaks_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = socket.socketpair()
    theirs.close()
    monkeypatch.setattr(listener, "_connect", lambda _workspace: ours)
    with pytest.raises(StoreError, match="ended before this was done"):
        ask(tmp_path, REQUEST, nobody)
    assert ours.fileno() == -1
