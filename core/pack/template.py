"""What slides are put on: our own plain ground, or the template of a company."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import DataError
from core.sentences import say

WIDTH, HEIGHT = 960.0, 540.0
"""Of a slide of our own, in points: 16 to 9."""
_MARGIN, _TITLE_TOP, _TITLE_HEIGHT, _FOOT = 36.0, 22.0, 62.0, 26.0
_MOST_BYTES, _MOST_TITLE = 500_000_000, 0.4


@dataclass(frozen=True, slots=True)
class Ground:
    """An empty deck, and where on its slides there is room; in points."""

    deck: Any
    """A ``pptx.presentation.Presentation``."""
    layout: Any
    is_own: bool
    """Whether it is our own ground, which no company has designed."""
    width: float
    height: float
    title: tuple[float, float, float, float]
    """Left, top, width and height."""

    def body(self, title_height: float) -> tuple[float, float, float, float]:
        """Return left, top, width and height of what is below a title of this height."""
        left, top, width, _height = self.title
        below = top + title_height + 10
        return left, below, width, self.height - below - _FOOT - 8

    @property
    def foot(self) -> tuple[float, float, float, float]:
        """Left, top, width and height of the line at the bottom."""
        return self.title[0], self.height - _FOOT, self.title[2], _FOOT - 6


def open_ground(template: Path | None) -> Ground:
    """Return our own ground, or a template without its slides.

    Raises
    ------
    DataError
        The template cannot be read.
    """
    from pptx import Presentation
    from pptx.util import Pt

    deck = _read(template) if template else Presentation()
    if template is None:
        deck.slide_width, deck.slide_height = Pt(WIDTH), Pt(HEIGHT)
    _drop_slides(deck)
    layout = min(deck.slide_layouts, key=_distance)
    width, height = deck.slide_width.pt, deck.slide_height.pt
    return Ground(deck, layout, template is None, width, height, _title_place(layout, width, height, template is None))


def _title_place(layout: Any, width: float, height: float, is_own: bool) -> tuple[float, float, float, float]:
    """Return where the title of a layout is; where it has none, or in an odd place, our own."""
    own = (_MARGIN, _TITLE_TOP, width - 2 * _MARGIN, _TITLE_HEIGHT)
    found = next((each for each in layout.placeholders if _is_title(each)), None)
    if is_own or found is None or None in (found.left, found.top, found.width, found.height):
        return own
    place = (found.left.pt, found.top.pt, found.width.pt, found.height.pt)
    is_odd = place[1] + place[3] > _MOST_TITLE * height or place[2] < width / 2
    return own if is_odd else place


def _distance(layout: Any) -> tuple[bool, int]:
    """Order layouts: those with a title first, then by what else they hold."""
    kinds = [_is_title(each) for each in layout.placeholders]
    return not any(kinds), len(kinds)


def _is_title(placeholder: Any) -> bool:
    from pptx.enum.shapes import PP_PLACEHOLDER

    return placeholder.placeholder_format.type in (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)


def _drop_slides(deck: Any) -> None:
    known = deck.slides._sldIdLst
    for each in list(known):
        deck.part.drop_rel(each.rId)
        known.remove(each)


def _read(path: Path) -> Any:
    from lxml.etree import XMLSyntaxError
    from pptx import Presentation
    from pptx.exc import PackageNotFoundError

    try:
        with zipfile.ZipFile(path) as archive:
            n_bytes = sum(each.file_size for each in archive.infolist())
        if n_bytes > _MOST_BYTES:
            raise ValueError(f"{n_bytes:,} bytes")
        return Presentation(str(path))
    except (OSError, ValueError, LookupError, zipfile.BadZipFile, XMLSyntaxError, PackageNotFoundError) as error:
        raise DataError(
            say("{file} is no template: {why}.", file=path.name, why=str(error)),
            say("Give a PowerPoint file that ends in .pptx."),
        ) from error
