"""A pack as slides, with charts and tables that PowerPoint can edit."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.pack.content import Pack, Page
from core.pack.measure import BOLD, LINE, cut_to, lines_of, text_width
from core.pack.room import BODY, BOX, GAP, HEADING, SMALL, Placed, inner, place
from core.pack.slide_chart import add_chart
from core.pack.slide_table import add_table
from core.pack.slide_text import QUIET, Pen, Spot
from core.pack.template import Ground, open_ground
from core.views.colours import GRADE_COLOURS, text_on

if TYPE_CHECKING:
    from collections.abc import Callable

SUBTITLE = 16.0
_TITLES = ((28.0, 2), (24.0, 2), (20.0, 3))
"""Sizes of a title, the largest one that fits is taken, and how many lines it may have."""
_CHIP = 56.0
_BAND = 9.0


def write_slides(
    pack: Pack, path: Path, template: Path | None = None, tick: Callable[[float], object] = lambda _fraction: None
) -> None:
    """Write a pack as a PowerPoint file.

    Parameters
    ----------
    template
        A PowerPoint file whose design the slides get; its own slides are left out.
    tick
        Takes the fraction that is done.

    Raises
    ------
    DataError
        The template cannot be read.
    """
    ground = open_ground(template)
    ground.deck.core_properties.title = pack.title
    ground.deck.core_properties.author = ""
    for number, page in enumerate(pack.pages):
        tick(number / len(pack.pages))
        _Slide(ground, pack, page, number).draw()
    ground.deck.save(str(path))


@dataclass(frozen=True)
class _Slide:
    """One page on its slide."""

    ground: Ground
    pack: Pack
    page: Page
    number: int

    def draw(self) -> None:
        slide = self.ground.deck.slides.add_slide(self.ground.layout)
        pen = Pen(slide.shapes, self.pack.language)
        self._draw_title(slide, pen)
        self._draw_body(pen)
        left, top, width, height = self.ground.foot
        foot = f"{self.pack.foot}   {self.number + 1} / {len(self.pack.pages)}"
        pen.text(Spot(left, top, width, height), [cut_to(foot, width, SMALL, 1)], SMALL, colour=QUIET)
        if self.page.more:
            slide.notes_slide.notes_text_frame.text = "\n".join(self.page.more)

    @property
    def _indent(self) -> float:
        """What the number of the segment takes, in points."""
        return 0.0 if self.page.number is None else _CHIP + 14

    @property
    def _pill(self) -> float:
        """What the grade takes, in points."""
        return text_width(self.page.grade_label, SUBTITLE) * BOLD + 36 if self.page.grade else 0.0

    @property
    def _title_size(self) -> tuple[float, int]:
        """The size of the title, and its most lines: a name of eighty letters is whole."""
        title, room = self.page.title, self._room
        return next((each for each in _TITLES if len(lines_of(title, room / BOLD, each[0])) <= each[1]), _TITLES[-1])

    @property
    def _lines(self) -> list[str]:
        """Title and subtitle, as far as they fit."""
        room = self._room
        title = cut_to(self.page.title, room / BOLD, *self._title_size)
        return [title, cut_to(self.page.subtitle, room, SUBTITLE, 1)] if self.page.subtitle else [title]

    @property
    def _room(self) -> float:
        return self.ground.title[2] - self._indent - self._pill - 12

    @property
    def _title_height(self) -> float:
        """What title and subtitle take; the title of a template has its own height at least."""
        size, _most = self._title_size
        n_lines = len(lines_of(self._lines[0], self._room / BOLD, size))
        needed = n_lines * size * LINE + (SUBTITLE * LINE if self.page.subtitle else 0.0)
        return max(needed, self.ground.title[3])

    def _draw_title(self, slide: Any, pen: Pen) -> None:
        """Draw number, title and grade; the title is in its placeholder, where outlines and screen readers find it."""
        page, (left, top, width, _height) = self.page, self.ground.title
        if self.ground.is_own:
            pen.box(Spot(0, 0, self.ground.width, _BAND), fill=page.colour)
        if page.number is not None:
            chip = Spot(left, top + 2, _CHIP, _CHIP)
            pen.box(chip, fill=page.colour, is_round=True)
            pen.text(chip, [str(page.number)], 26, colour=text_on(page.colour), is_bold=True, is_centred=True)
        self._put_title(slide, pen, Spot(left + self._indent, top, self._room, self._title_height))
        if page.grade:
            spot = Spot(left + width - self._pill, top + 14, self._pill, 32)
            pen.box(spot, line=GRADE_COLOURS[page.grade], is_round=True)
            pen.text(spot, [page.grade_label], SUBTITLE, is_bold=True, is_centred=True)

    def _put_title(self, slide: Any, pen: Pen, spot: Spot) -> None:
        from pptx.util import Pt

        holder = slide.shapes.title
        for other in list(slide.placeholders):
            if holder is None or other.shape_id != holder.shape_id:
                other.element.getparent().remove(other.element)
        if holder is None:
            frame = pen.frame(spot)
        else:
            places = (spot.left, spot.top, spot.width, spot.height)
            holder.left, holder.top, holder.width, holder.height = map(Pt, places)
            frame = holder.text_frame
        pen.fill(frame, self._lines, self._title_size[0], is_bold=True, next_size=SUBTITLE)

    def _draw_body(self, pen: Pen) -> None:
        left, top, width, height = self.ground.body(self._title_height)
        free = width - GAP * (len(self.page.columns) - 1)
        for parts, share in zip(self.page.columns, self.page.widths, strict=True):
            own = free * share / sum(self.page.widths)
            for each in place(parts, own, height):
                self._draw_part(pen, each, Spot(left, top + each.top, own, each.height))
            left += own + GAP

    def _draw_part(self, pen: Pen, placed: Placed, spot: Spot) -> None:
        """Draw a heading with its line, and below it what it is about."""
        part, head = placed.part, HEADING * LINE
        is_wide = len(lines_of(part.heading, spot.width / BOLD, HEADING)) > 1
        size = BODY if is_wide else HEADING
        heading = cut_to(part.heading, spot.width / BOLD, size, 1)
        pen.text(Spot(spot.left, spot.top, spot.width, head), [heading], size, is_bold=True)
        pen.box(Spot(spot.left, spot.top + head, spot.width, 1.6), fill=self.page.colour)
        below = Spot(spot.left, spot.top + head + 8, spot.width, placed.height)
        if part.is_boxed:
            pen.box(below, line=self.page.colour)
            below = Spot(below.left + BOX, below.top + BOX, inner(part, spot.width), below.height - 2 * BOX)
        below = pen.sentences(part, below)
        if part.chart:
            add_chart(pen, part.chart, below, self.page.colour, part.heading)
        elif part.table:
            add_table(pen, part.table, below, part.heading)
