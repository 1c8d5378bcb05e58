"""The physical lines of a text with their numbers, and a look ahead. No line is ever held whole when it is too long."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TextIO

MAX_LENGTH = 1_000_000
"""Characters of a line that can be part of a record."""


class Lines:
    """Lines of a text that was opened as ``newline_of`` says, so that breaks inside texts stay as they are."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._ahead: list[str] = []
        self.number = 0
        """Of the line that was taken last, from 1."""

    def take(self) -> str:
        """Return the next line with its end, "" at the end of the text; of a line too long only its beginning."""
        self.number += 1
        return self._ahead.pop(0) if self._ahead else self._read()

    def from_here(self, line: str, n_lines: int) -> Iterator[str]:
        """Give a line that was taken and those after it, without taking them."""
        yield line
        for place in range(n_lines):
            if place == len(self._ahead):
                following = self._read()
                if not following:
                    return
                self._ahead.append(following)
            yield self._ahead[place]

    def ahead(self, n_lines: int) -> list[str]:
        """Return lines that were looked at and not taken."""
        return self._ahead[:n_lines]

    def skip(self, n_lines: int) -> None:
        """Take lines that were looked at."""
        self.number += n_lines
        del self._ahead[:n_lines]

    def _read(self) -> str:
        line = self._file.readline(MAX_LENGTH + 1)
        if len(line) > MAX_LENGTH and not line.endswith(("\n", "\r")):
            rest = line
            while rest and not rest.endswith(("\n", "\r")):
                rest = self._file.readline(MAX_LENGTH)
        return line


def newline_of(has_lone_cr: bool) -> str:
    """Return what ``open`` needs to keep line breaks inside texts as they are."""
    return "" if has_lone_cr else "\n"


def copy_lines(path: Path, target: Path, written: Callable[[str], str]) -> None:
    """Write a copy of a text file to ``target`` with each line as ``written`` gives it; one that is too long stays."""
    with (
        path.open(encoding="utf-8-sig", errors="replace", newline="\n") as file,
        target.open("w", encoding="utf-8", newline="") as copy,
    ):
        is_start = True
        while line := file.readline(MAX_LENGTH):  # of a line too long no piece is a line
            is_end = line.endswith("\n")
            copy.write(written(line) if is_start and (is_end or len(line) < MAX_LENGTH) else line)
            is_start = is_end
