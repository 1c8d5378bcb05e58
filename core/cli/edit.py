"""The command ``edit``: merges, splits, moves and names segments of a run, and writes the folder of what comes out."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.cli.assign import check_log
from core.cli.edit_files import edit_files
from core.cli.edit_in_workspace import add_workspace_options, edit_in_workspace, wants_workspace
from core.cli.log import add_consent_option, add_log_options
from core.cli.run_home import home_of
from core.errors import DataError
from core.sentences import say
from core.shaping.edits import Merge, Move, Select, Split
from core.shaping.user_list import read_user_list
from core.types import NOISE

_NEW, _NONE = "new", "none"


@dataclass(frozen=True, slots=True)
class _Text:
    """A name or note that is given to a segment."""

    segment: int
    text: str


class _InOrder(argparse.Action):
    """Collects edits of all kinds in the order in which they are given."""

    def __call__(self, _parser: Any, options: argparse.Namespace, value: Any, _option: str | None = None) -> None:
        options.edits = [*options.edits, value]


def add_edit(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    edit = commands.add_parser("edit", help="merge, split, move and name segments of a run")
    edit.add_argument(
        "run", type=Path, metavar="RUN", help="the folder that a run or an edit has written, or a run of a workspace"
    )
    add_log_options(edit, needs_log=False)
    edit.set_defaults(edits=[])
    kinds: dict[str, tuple[Callable[[str], object], str, str]] = {
        "--merge": (_merge, "3,5", "make one segment of several; it has the lowest number"),
        "--split": (_split, "2:3", "split segment 2 into 3 by what its users do; the largest part keeps the number"),
        "--move": (_move, f"FILE:3|{_NEW}|{_NONE}", f"move the users of a file (user_id) to segment 3, to a "
                   f"{_NEW} segment, or out of all ({_NONE})"),
    }  # fmt: skip
    kinds |= {"--select": (Select, "RULE", "make a segment of the users who meet a rule")}
    for option, (read, form, text) in kinds.items():
        edit.add_argument(option, action=_InOrder, type=read, metavar=form, help=f"{text}; may repeat, in any order")
    edit.add_argument("--name", action="append", default=[], type=_text, metavar="3=TEXT", help="name a segment")
    edit.add_argument("--note", action="append", default=[], type=_text, metavar="3=TEXT", help="note on a segment")
    add_consent_option(edit)
    edit.add_argument("--workspace", type=Path, metavar="DIR", help="keep datasets and encoded titles")
    edit.add_argument("--force", action="store_true", help="write into a folder that is not empty")
    edit.add_argument("--out", type=Path, metavar="DIR", help="a folder that is empty or new")
    add_workspace_options(edit)
    edit.set_defaults(command=_edit)


def _merge(text: str) -> Merge:
    with _explained(text, "3,5"):
        return Merge(tuple(int(each) for each in text.split(",")))


def _split(text: str) -> Split:
    with _explained(text, "2:3"):
        segment, n_parts = text.split(":")
        return Split(int(segment), int(n_parts))


def _move(text: str) -> Move:
    file, _colon, segment = text.rpartition(":")
    with _explained(text, "users.csv:3"):
        target = {_NEW: None, _NONE: NOISE}[segment] if segment in (_NEW, _NONE) else int(segment)
    return Move(read_user_list(Path(file)), target)


def _text(text: str) -> _Text:
    with _explained(text, "3=Name"):
        segment, rest = text.split("=", 1)
        return _Text(int(segment), rest)


@contextmanager
def _explained(text: str, form: str) -> Iterator[None]:
    try:
        yield
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form {form}") from error


def _edit(options: argparse.Namespace) -> None:
    """Edit a run of a workspace there, or the files of a run."""
    home = home_of(options)
    if not (options.edits or options.name or options.note or wants_workspace(options)):
        raise DataError(
            say("There is nothing to edit."), say("Give --merge, --split, --move, --select, --name or --note.")
        )
    if home:
        edit_in_workspace(home, options)
        return
    if wants_workspace(options):
        raise DataError(
            say("{run} is no run of a workspace.", run=str(options.run)), say("Versions are kept in a workspace.")
        )
    check_log(options)
    if options.out is None:
        raise DataError(say("No folder is named for the results."), say("Give --out, or name a run of a workspace."))
    edit_files(options)
