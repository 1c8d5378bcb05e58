"""The socket on which a server takes requests of commands, and how a command finds it.

It is a Unix socket of mode 0600 in a folder of mode 0700, so that nobody but its user can ask. Requests and answers are
lines of JSON; see ``core.jobs.requests``.
"""

from __future__ import annotations

import contextlib
import logging
import os
import select
import shutil
import socket
import tempfile
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

from core.errors import AtlasError, StoreError
from core.jobs.answers import Answer, ClientGoneError, Desk, JobProgress, Refused, Request
from core.jobs.error_boundary import run_guarded
from core.jobs.requests import read_answer, read_request, to_line
from core.sentences import from_text, say, to_text

FOLDER = "server"
"""Folder of the workspace, for the socket and its address."""
_ADDRESS, _SOCKET = "address", "socket"
_LONGEST_PATH = 100
"""Bytes of a path that every system takes for a socket (Linux 107, macOS 103)."""
_SECONDS_TO_ASK = 10.0

_log = logging.getLogger(__name__)


class Listener:
    """Takes requests in a thread of its own, and answers each in another, until it is closed.

    Parameters
    ----------
    workspace
        An open workspace; a socket that an earlier process left in it is replaced.
    desk
        The server that answers.
    """

    def __init__(self, workspace: Path, desk: Desk) -> None:
        self._desk = desk
        self._folder = workspace / FOLDER
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(mode=0o700)
        self._path = _short_path(self._folder)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.bind(str(self._path))
        self._path.chmod(0o600)
        self._socket.listen()
        (self._folder / _ADDRESS).write_text(str(self._path), encoding="utf-8")
        threading.Thread(target=self._accept, daemon=True, name="requests").start()

    def close(self) -> None:
        """Take no more requests; those that are being answered lose their connection when the process ends."""
        with contextlib.suppress(OSError):  # on some systems only this wakes the thread that waits
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        shutil.rmtree(self._folder, ignore_errors=True)
        if self._path.parent != self._folder:
            shutil.rmtree(self._path.parent, ignore_errors=True)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:  # closed
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True, name="request").start()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            talk = _Connection(connection)
            error = run_guarded(partial(self._answer, talk), "atlas.log")
            if error:
                with contextlib.suppress(OSError):  # the command has ended
                    talk.send(Refused(to_text(error.message), to_text(error.hint)))

    def _answer(self, talk: _Connection) -> None:
        try:
            talk.send(read_request(talk.receive()).answer(self._desk, talk))
        except (ClientGoneError, OSError) as error:
            _log.info("A command ended before its answer: %s", type(error).__name__)


class _Connection:
    """The command at the other end."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    def receive(self) -> bytes:
        """Wait for the request."""
        self._connection.settimeout(_SECONDS_TO_ASK)
        with self._connection.makefile("rb") as lines:
            line = lines.readline()
        self._connection.settimeout(None)
        return line

    def send(self, answer: Answer) -> None:
        """Give an answer; raise ``OSError`` when nobody is there."""
        self._connection.sendall(to_line(answer))

    def is_gone(self) -> bool:
        """Whether the other end has closed: it sends nothing after its request."""
        readable, _, _ = select.select([self._connection], [], [], 0)
        return bool(readable)


def ask(workspace: Path, request: Request, on_answer: Callable[[Answer], None]) -> Answer | None:
    """Have the server of a workspace answer a request; return the last answer, None where no server listens.

    Parameters
    ----------
    on_answer
        Called with every answer but the last.

    Raises
    ------
    AtlasError
        The server refuses, or ends before its answer.
    """
    connection = _connect(workspace)
    if connection is None:
        return None
    with connection, connection.makefile("rb") as lines:
        connection.sendall(to_line(request))
        for line in lines:
            if not line.endswith(b"\n"):
                break
            answer = read_answer(line)
            if isinstance(answer, Refused):
                raise AtlasError(from_text(answer.message), from_text(answer.hint))
            if not isinstance(answer, JobProgress):
                return answer
            on_answer(answer)
    raise StoreError(
        say("The dashboard that holds the workspace {workspace} ended before this was done.", workspace=str(workspace)),
        say("Run the command again."),
    )


def _connect(workspace: Path) -> socket.socket | None:
    """Connect to the server of a workspace; None where no server listens, such as after it was killed."""
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.connect((workspace / FOLDER / _ADDRESS).read_text(encoding="utf-8"))
    except OSError:
        connection.close()
        return None
    return connection


def _short_path(folder: Path) -> Path:
    """Return where the socket goes: into ``folder``, or where that is too deep into a new private folder."""
    path = folder / _SOCKET
    if len(os.fsencode(path)) <= _LONGEST_PATH:
        return path
    return Path(tempfile.mkdtemp(prefix="persona-atlas-")) / _SOCKET
