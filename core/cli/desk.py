"""The workspace of a command: opened by the command itself, or reached through the server that holds it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from core.errors import AtlasError, DataError, StoreLockedError
from core.sentences import Sentence, say

if TYPE_CHECKING:
    from core.jobs.answers import Answer, Request
    from core.results.results import Results
    from core.server import Server
    from core.settings import Settings
    from core.store.interest_edits import InterestEdits

OnAnswer = Callable[["Answer"], None]
_Answer = TypeVar("_Answer", bound="Answer")


@dataclass(frozen=True, slots=True)
class Desk:
    """Answers the requests of a command."""

    settings: Settings
    server: Server | None
    """None where another process holds the workspace, and answers."""
    locked: AtlasError | None = None

    def ask(self, request: Request, kind: type[_Answer], on_answer: OnAnswer = lambda _answer: None) -> _Answer:
        """Return the last answer, of this kind; the others go to ``on_answer``.

        Raises
        ------
        AtlasError
            The request is refused, or the process that holds the workspace listens to no command.
        """
        from core.jobs.listener import ask

        answer: Answer | None
        if self.server:
            answer = request.answer(self.server, _Here(on_answer))
        else:
            answer = ask(self.settings.workspace.resolve(), request, on_answer)
        if answer is None and self.locked:
            raise self.locked
        if not isinstance(answer, kind):
            raise TypeError(f"{type(request).__name__} was answered by {type(answer).__name__}")
        return answer


def read_named(desk: Desk, run_id: str) -> Results:
    """Read the results of a run under the names that analysts gave to segments and interests."""
    from core.results.edited import with_interest_edits

    return with_interest_edits(read_with_names(desk, run_id), interest_edits(desk, run_id))


def read_with_names(desk: Desk, run_id: str) -> Results:
    """Read the same with the interests as the run found them."""
    from msgspec import convert

    from core.jobs.answers import Listed
    from core.jobs.library import NamesRequest
    from core.results.folder import read_results
    from core.results.results import with_naming
    from core.store.segmentations import Segmentation

    (named,) = desk.ask(NamesRequest(run_id=run_id), Listed).rows
    naming = convert(named, Segmentation, str_keys=True)
    return with_naming(read_results(desk.settings.workspace / "runs" / run_id), naming)


def interest_edits(desk: Desk, run_id: str) -> InterestEdits:
    """Read the changes of the interests of the dataset of a run."""
    from msgspec import convert

    from core.jobs.answers import Listed
    from core.jobs.library import InterestEditsRequest
    from core.store.interest_edits import InterestEdits

    (changed,) = desk.ask(InterestEditsRequest(run_id=run_id), Listed).rows
    return convert(changed, InterestEdits)


def find_dataset(desk: Desk, beginning: str) -> str:
    """Return the id of the one dataset whose id begins so, where a file or folder could stand, too.

    Raises
    ------
    DataError
        There is none, or there are several.
    """
    neither = say(
        "{beginning!r} is neither a file, nor a folder, nor one dataset of the workspace.", beginning=beginning
    )
    return one_dataset(desk, beginning, none=neither)


def one_dataset(desk: Desk, beginning: str, *, bins: Sequence[bool] = (False,), none: Sentence | None = None) -> str:
    """Return the id of the one dataset whose id begins so, or is this one.

    Parameters
    ----------
    bins
        Where it may be: False for the workspace, True for its recycle bin.
    none
        The message where there is none.

    Raises
    ------
    DataError
        There is none, or there are several.
    """
    from core.jobs.answers import Listed
    from core.jobs.library import DatasetsRequest

    rows = [row for is_bin in bins for row in desk.ask(DatasetsRequest(is_bin=is_bin), Listed).rows]
    ids = list(dict.fromkeys(str(row["dataset_id"]) for row in rows))
    found = [each for each in ids if each == beginning] or [
        each for each in ids if beginning and each.startswith(beginning)
    ]
    if len(found) == 1:
        return found[0]
    if found:
        raise DataError(
            say("{n:,} datasets begin with {beginning!r}.", n=len(found), beginning=beginning),
            say("Give more of the id."),
        )
    missing = none or say("There is no dataset {dataset_id!r}.", dataset_id=beginning)
    raise DataError(missing, say("The command datasets lists them."))


@contextmanager
def open_desk(settings: Settings, *, runs: bool = False) -> Iterator[Desk]:
    """Open a workspace until the block ends; where a server holds it, have that answer.

    Parameters
    ----------
    runs
        There will be a run: a worker loads its libraries meanwhile, where the settings allow for one.
    """
    from core.server import Server

    try:
        n_spare = settings.spare_workers if runs else 0
        server = Server(replace(settings, spare_workers=n_spare), listens=False)
    except StoreLockedError as error:
        desk = Desk(settings, None, error)
    else:
        desk = Desk(settings, server)
    try:
        yield desk
    finally:
        if desk.server:
            desk.server.close()


@dataclass(frozen=True, slots=True)
class _Here:
    """The other end of a request that this process answers itself."""

    on_answer: OnAnswer

    def send(self, answer: Answer) -> None:
        """Pass an answer on."""
        self.on_answer(answer)

    def is_gone(self) -> bool:
        """Return False: an interrupt comes as an exception."""
        return False
