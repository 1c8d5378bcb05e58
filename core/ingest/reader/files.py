"""Find the files of a log: the file itself, or all files below a folder, each taken or passed over with the reason."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from core.errors import IngestError
from core.ingest.reader.kinds import WHAT_TO_GIVE
from core.sentences import say

MAX_FILES = 10_000
_ABOUT = re.compile(r"^(readme|licen[cs]e|changelog)\b|\.(md|rst|docx?|pdf|py|ipynb|sql|ya?ml|html?)$", re.I)
_HIDDEN = (".", "~$")
"""How names of hidden files begin, ``~$`` those of workbooks that are open in Excel."""
_LAID_OUT = re.compile(r"log-[0-9a-f]{6,}")
"""Folders in which uploads are laid out."""
FEED_HEADERS = "column_headers.tsv"
"""The file that names the columns of a data feed of Adobe, whose hits have no header."""
_LOOKUPS = frozenset(
    f"{each}.tsv"
    for each in (
        "browser", "browser_type", "color_depth", "connection_type", "country", "javascript_version", "languages",
        "operating_systems", "plugins", "resolution", "referrer_type", "search_engines", "event",
    )
)  # fmt: skip
"""The lookup files of a data feed, as Adobe documents them."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The files of a log."""

    paths: tuple[Path, ...]
    notes: tuple[str, ...] = ()
    """What was passed over, as sentences."""


def list_files(path: Path) -> Listing:
    """Return the file itself, or the files below a folder ordered by name, and what is passed over there.

    Raises ``IngestError`` when there is nothing, or something that is no file, such as a device or a pipe.
    """
    mode = _mode(path)
    if stat.S_ISREG(mode):
        return Listing((path,))
    if not stat.S_ISDIR(mode):
        raise IngestError(say("{path} is neither a file nor a folder.", path=str(path)), WHAT_TO_GIVE)
    taken, notes = [], []
    found = sorted(_walk(path))
    lookups = _are_lookups([each.name for each in found])
    for each in found:
        why = _why_not(each) or (say("it says what codes in the hits mean") if each.name in lookups else "")
        if why:
            name = str(each.relative_to(path))
            notes.append(say("{file} was passed over: {why}.", file=f"{path.name}/{name}", why=why))
        else:
            taken.append(each)
    if not taken:
        raise IngestError(say("The folder {path} holds no file to read.", path=str(path)), WHAT_TO_GIVE)
    return Listing(tuple(taken), tuple(notes))


def _are_lookups(names: Collection[str]) -> frozenset[str]:
    """Return which files of a folder say what codes in a data feed of Adobe mean, beside the names of its columns."""
    return _LOOKUPS & frozenset(names) if FEED_HEADERS in names else frozenset()


def name_of(path: Path, folder: Path | None) -> str:
    """Return the name of a file as people know it: below the folder that was given, or its own."""
    return str(path.relative_to(folder)) if folder and path.is_relative_to(folder) else path.name


def name_of_log(path: Path) -> str:
    """Return the name of a log for people: the file and its folder, unless that is one of an upload.

    >>> name_of_log(Path("shop/may.csv")), name_of_log(Path("uploads/3f/log-4185c0de/may.csv"))
    ('shop/may.csv', 'may.csv')
    """
    return path.name if _LAID_OUT.fullmatch(path.parent.name) else "/".join(path.parts[-2:])


def why_left(name: str) -> str:
    """Return why a file of this name is no part of a log, "" when it may be one."""
    parts = [part for part in name.split("/") if part != "."]
    if ".." in parts or name.startswith("/"):
        return say("its name leads out of the archive")
    if any(part.startswith(_HIDDEN) or part == "__MACOSX" for part in parts):
        return say("it is hidden")
    if parts[-1].startswith("_"):
        return say("its name begins with _, as tools mark what is no data")
    if parts[-1].endswith((".crc", ".md5", ".sha256")):
        return say("it is a checksum")
    return say("its name is that of a text about the data") if _ABOUT.search(parts[-1]) else ""


def _mode(path: Path) -> int:
    try:
        return path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError) as error:
        raise IngestError(say("There is no file or folder {path}.", path=str(path)), say("Check the path.")) from error
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise IngestError(
            say("{file} cannot be opened: {why}.", file=str(path)[:200], why=why), say("Check the path.")
        ) from error


def _walk(folder: Path) -> Iterator[Path]:
    """Yield what is below a folder; folders that are links are not entered."""
    n_files = 0
    try:
        for parent, folders, files in os.walk(folder, onerror=_refuse):
            folders.sort()
            folders[:] = [each for each in folders if not each.startswith((".", "__MACOSX"))]
            for name in sorted(files):
                n_files += 1
                if n_files > MAX_FILES:
                    raise IngestError(
                        say("The folder {path} holds more than {n:,} files.", path=str(folder), n=MAX_FILES),
                        say("Give the folder that holds the log alone."),
                    )
                yield Path(parent) / name
    except OSError as error:
        raise _closed(folder, error) from error


def _refuse(error: OSError) -> None:
    raise error


def _closed(folder: Path, error: OSError) -> IngestError:
    return IngestError(
        say("The folder {path} cannot be read: {why}.", path=str(error.filename or folder), why=str(error.strerror)),
        say("Check who may read it."),
    )


def _why_not(path: Path) -> str:
    left = why_left(path.name)
    if left:
        return left
    try:
        mode = path.stat().st_mode
    except OSError as error:
        return say("it cannot be opened ({why})", why=str(error.strerror))
    if not stat.S_ISREG(mode):
        return say("it is a device or a pipe")
    return say("it is empty") if path.stat().st_size == 0 else ""
