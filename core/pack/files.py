"""The files of a pack."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from core.pack.content import Pack
from core.pack.html import to_html

HTML_FILE = "review-pack.html"
PACK_FILES = frozenset({HTML_FILE})


class PackFormat(StrEnum):
    """Which files are written."""

    HTML = "html"


def write_pack(pack: Pack, folder: Path, wanted: PackFormat) -> None:
    """Write the files of a pack into an existing folder."""
    (folder / HTML_FILE).write_text(to_html(pack), encoding="utf-8", newline="\n")
