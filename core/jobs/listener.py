"""The socket on which a server takes requests of commands, and how a command finds it.

It is a Unix socket of mode 0600 in a folder of mode 0700, so that nobody but its user can ask. Requests and answers are
lines of JSON; see ``core.jobs.requests``. An empty line says that the server still works on the answer.
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
from collections.abc import Callable, Generator
from functools import partial
from pathlib import Path

from core.errors import AtlasError, StoreError
from core.jobs.answers import Answer, ClientGoneError, Desk, JobProgress, Refused, Request
from core.jobs.error_boundary import run_guarded
from core.jobs.requests import read_answer, read_request, to_line
from core.sentences import from_text, say, to_text

FOLDER = "server"
"""Folder of the workspace, for the socket and its address."""
_ADDRESS, _SOCKET, _PREFIX = "address", "socket", "persona-atlas-"
_LONGEST_PATH = 100
"""Bytes of a path that every system takes for a socket (Linux 107, macOS 103)."""
_SECONDS_TO_ASK = 10.0
_SECONDS_BETWEEN_BEATS, _SECONDS_OF_SILENCE = 5.0, 60.0
"""How often the server sends an empty line; how long a command waits for any line."""
_SECONDS_AFTER_ERROR, _SECONDS_TO_END = 0.5, 10.0
_STILL_WORKING = b"\n"

_log = logging.getLogger(__name__)


def start_listener(workspace: Path, desk: Desk) -> Listener | None:
    """Listen for commands; None, with a warning in the log, where the system offers no place for a socket."""
    try:
        return Listener(workspace, desk)
    except OSError as error:
        _log.warning("Commands cannot reach this server: %s", error)
        return None


class Listener:
    """Takes requests in a thread of its own, and answers each in another, until it is closed.

    Parameters
    ----------
    workspace
        An open workspace; a socket that an earlier process left in it is replaced.
    desk
        The server that answers.

    Raises
    ------
    OSError
        There is no place for a socket.
    """

    def __init__(self, workspace: Path, desk: Desk) -> None:
        self._desk = desk
        self._folder = workspace / FOLDER
        self._closing = threading.Event()
        self._lock = threading.Lock()
        self._answering: dict[threading.Thread, _Connection] = {}
        _remove(self._folder)
        self._folder.mkdir(mode=0o700)
        self._socket = _listen(self._folder)
        for name, work in (("requests", self._accept), ("heartbeat", self._beat)):
            threading.Thread(target=work, daemon=True, name=name).start()

    def close(self) -> None:
        """Take no more requests, and break off those that are being answered."""
        with self._lock:
            self._closing.set()
            answering = dict(self._answering)
        with contextlib.suppress(OSError):  # on some systems only this wakes the thread that waits
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for connection in answering.values():
            connection.break_off()
        for thread in answering:
            thread.join(_SECONDS_TO_END)
        _remove(self._folder)

    def _accept(self) -> None:
        while not self._closing.is_set():
            try:
                self._start(_Connection(self._socket.accept()[0]))
            except (OSError, RuntimeError) as error:  # such as too many open files or threads: later there may be less
                if not self._closing.is_set():
                    _log.warning("A command was not answered: %s", error)
                self._closing.wait(_SECONDS_AFTER_ERROR)

    def _start(self, connection: _Connection) -> None:
        """Answer in a new thread."""
        thread = threading.Thread(target=self._serve, args=(connection,), daemon=True, name="request")
        with contextlib.ExitStack() as unless_started, self._lock:
            unless_started.callback(connection.close)
            if not self._closing.is_set():
                thread.start()
                self._answering[thread] = connection
                unless_started.pop_all()

    def _serve(self, connection: _Connection) -> None:
        error = run_guarded(partial(self._answer, connection), "atlas.log")
        if error:
            with contextlib.suppress(ClientGoneError):
                connection.send(Refused(to_text(error.message), to_text(error.hint)))
        with self._lock:
            del self._answering[threading.current_thread()]
            connection.close()

    def _answer(self, connection: _Connection) -> None:
        try:
            connection.send(read_request(connection.receive()).answer(self._desk, connection))
        except ClientGoneError:
            _log.info("A command ended before its answer")

    def _beat(self) -> None:
        """Report to all commands that wait that they do not wait in vain."""
        while not self._closing.wait(_SECONDS_BETWEEN_BEATS):
            with self._lock:
                for connection in self._answering.values():
                    connection.beat()


class _Connection:
    """The command at the other end."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._sending = threading.Lock()

    def receive(self) -> bytes:
        """Wait for the request; raise ``ClientGoneError`` when none comes."""
        try:
            self._connection.settimeout(_SECONDS_TO_ASK)
            with self._connection.makefile("rb") as lines:
                line = lines.readline()
            self._connection.settimeout(None)
        except OSError as error:
            raise ClientGoneError from error
        return line

    def send(self, answer: Answer) -> None:
        """Give an answer; raise ``ClientGoneError`` when nobody is there."""
        try:
            with self._sending:
                self._connection.sendall(to_line(answer))
        except OSError as error:
            raise ClientGoneError from error

    def beat(self) -> None:
        """Send an empty line, unless an answer is on its way; who is gone is noticed by the thread that answers."""
        if self._sending.acquire(blocking=False):
            with contextlib.suppress(OSError):
                self._connection.send(_STILL_WORKING, socket.MSG_DONTWAIT)
            self._sending.release()

    def is_gone(self) -> bool:
        """Whether the other end has closed: it sends nothing after its request."""
        poll = select.poll()  # select.select takes no descriptor from 1024 on
        poll.register(self._connection, select.POLLIN)
        return bool(poll.poll(0))

    def break_off(self) -> None:
        """Let both ends see that nothing comes any more."""
        with contextlib.suppress(OSError):  # closed meanwhile
            self._connection.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Close it."""
        self._connection.close()


def ask(workspace: Path, request: Request, on_answer: Callable[[Answer], None]) -> Answer | None:
    """Have the server of a workspace answer a request; return the last answer, None where no server listens.

    Parameters
    ----------
    on_answer
        Called with every answer but the last.

    Raises
    ------
    AtlasError
        The server refuses, ends before its answer, or does not answer at all.
    """
    connection = _connect(workspace)
    if connection is None:
        return None
    with connection, contextlib.closing(_answers(workspace, connection, request)) as answers:
        for answer in answers:
            if isinstance(answer, Refused):
                raise AtlasError(from_text(answer.message), from_text(answer.hint))
            if not isinstance(answer, JobProgress):
                return answer
            on_answer(answer)
    raise _ended(workspace)


def _answers(workspace: Path, connection: socket.socket, request: Request) -> Generator[Answer, None, None]:
    """Send a request and give its answers, until the server closes the connection."""
    try:
        connection.sendall(to_line(request))
        with connection.makefile("rb") as lines:
            for line in lines:
                if line != _STILL_WORKING and line.endswith(b"\n"):
                    yield read_answer(line)
    except TimeoutError as error:
        raise StoreError(
            say("The dashboard that holds the workspace {workspace} does not answer.", workspace=str(workspace)),
            say("Restart the dashboard, or close it and run the command again."),
        ) from error
    except OSError as error:
        raise _ended(workspace) from error


def _ended(workspace: Path) -> StoreError:
    return StoreError(
        say("The dashboard that holds the workspace {workspace} ended before this was done.", workspace=str(workspace)),
        say("Run the command again."),
    )


def _connect(workspace: Path) -> socket.socket | None:
    """Connect to the server of a workspace; None where no server of this user listens, such as after it was killed."""
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(_SECONDS_OF_SILENCE)
    try:
        path = Path((workspace / FOLDER / _ADDRESS).read_text(encoding="utf-8"))
        if _is_own(path.parent):
            connection.connect(str(path))
            return connection
    except OSError as error:
        _log.debug("No server listens: %s", error)
    connection.close()
    return None


def _listen(folder: Path) -> socket.socket:
    """Return a socket that listens, and write where it is into ``folder``.

    It lies in ``folder``; where that is too deep, or its disk takes no sockets, in a new private folder.
    """
    path = folder / _SOCKET
    if len(os.fsencode(path)) <= _LONGEST_PATH:
        try:
            return _listen_at(path, folder)
        except OSError as error:
            _log.info("The workspace takes no socket: %s", error)
    private = Path(tempfile.mkdtemp(prefix=_PREFIX))
    try:
        return _listen_at(private / _SOCKET, folder)
    except OSError:
        shutil.rmtree(private, ignore_errors=True)
        raise


def _listen_at(path: Path, folder: Path) -> socket.socket:
    with contextlib.ExitStack() as unless_listening:
        listening = unless_listening.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
        listening.bind(str(path))
        path.chmod(0o600)
        listening.listen()
        (folder / _ADDRESS).write_text(str(path), encoding="utf-8")
        unless_listening.pop_all()
    return listening


def _remove(folder: Path) -> None:
    """Remove the folder of a listener, and the private folder that its address names."""
    with contextlib.suppress(OSError, UnicodeDecodeError):  # no address
        private = Path((folder / _ADDRESS).read_text(encoding="utf-8")).parent
        is_private = private.name.startswith(_PREFIX) and private.parent == Path(tempfile.gettempdir())
        if is_private and _is_own(private):
            shutil.rmtree(private, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


def _is_own(folder: Path) -> bool:
    """Whether a folder is this user's, and no link."""
    return folder.is_dir() and not folder.is_symlink() and folder.lstat().st_uid == os.geteuid()
