"""The files of a pack."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from core.pack.content import Pack
from core.pack.html import to_html
from core.pack.slides import write_slides

HTML_FILE, SLIDES_FILE = "review-pack.html", "review-pack.pptx"
PACK_FILES = frozenset({HTML_FILE, SLIDES_FILE})


class PackFormat(StrEnum):
    """Which files are written."""

    PPTX = "pptx"
    HTML = "html"
    BOTH = "both"

    @property
    def files(self) -> tuple[str, ...]:
        """Their names."""
        return {PackFormat.PPTX: (SLIDES_FILE,), PackFormat.HTML: (HTML_FILE,)}.get(self, (SLIDES_FILE, HTML_FILE))


def write_pack(
    pack: Pack,
    folder: Path,
    wanted: PackFormat,
    template: Path | None = None,
    tick: Callable[[float], object] = lambda _fraction: None,
) -> None:
    """Write the files of a pack into an existing folder.

    Parameters
    ----------
    template
        A PowerPoint file whose design the slides get.
    tick
        Takes the fraction that is done.

    Raises
    ------
    DataError
        The template cannot be read.
    """
    if SLIDES_FILE in wanted.files:
        write_slides(pack, folder / SLIDES_FILE, template, tick)
    if HTML_FILE in wanted.files:
        (folder / HTML_FILE).write_text(to_html(pack), encoding="utf-8", newline="\n")
