"""Text and shapes on a slide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from core.pack.content import Part
from core.pack.measure import LINE, lines_of
from core.pack.room import BODY, SMALL

INK, QUIET = "#16202b", "#5b6570"
EAST_ASIAN = "Microsoft YaHei"
"""The font of Chinese, Japanese and Korean letters; other ones have that of the design."""
_PARAGRAPH = 4.0


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on a slide, in points."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Pen:
    """Puts text and shapes on one slide."""

    shapes: Any
    language: str

    def box(self, spot: Spot, *, fill: str = "", line: str = "", is_round: bool = False) -> None:
        """Draw a rectangle."""
        from pptx.enum.shapes import MSO_SHAPE
        from pptx.oxml.ns import qn
        from pptx.util import Pt

        kind = MSO_SHAPE.ROUNDED_RECTANGLE if is_round else MSO_SHAPE.RECTANGLE
        shape = self.shapes.add_shape(kind, Pt(spot.left), Pt(spot.top), Pt(spot.width), Pt(spot.height))
        shape.element.remove(shape.element.find(qn("p:style")))  # the design's shadows and lines
        if fill:
            shape.fill.solid()
            shape.fill.fore_color.rgb = colour_of(fill)
        else:
            shape.fill.background()
        if line:
            shape.line.color.rgb = colour_of(line)
            shape.line.width = Pt(1.5)
        else:
            shape.line.fill.background()

    def text(
        self, spot: Spot, lines: Sequence[str], size: float, *, colour: str = INK, is_bold: bool = False,
        is_centred: bool = False,
    ) -> None:  # fmt: skip
        """Write paragraphs."""
        from pptx.enum.text import MSO_ANCHOR, PP_ALIGN

        frame = self.frame(spot)
        self.fill(frame, lines, size, colour=colour, is_bold=is_bold)
        if is_centred:
            frame.vertical_anchor = MSO_ANCHOR.MIDDLE
            frame.paragraphs[0].alignment = PP_ALIGN.CENTER

    def frame(self, spot: Spot) -> Any:
        """Return the empty frame of a new box of text."""
        from pptx.util import Pt

        return self.shapes.add_textbox(Pt(spot.left), Pt(spot.top), Pt(spot.width), Pt(spot.height)).text_frame

    def fill(
        self, frame: Any, lines: Sequence[str], size: float, *, colour: str = INK, is_bold: bool = False,
        next_size: float = 0.0,
    ) -> None:  # fmt: skip
        """Write paragraphs into a frame; the second one may be smaller, and is then not bold."""
        from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN

        frame.word_wrap, frame.auto_size, frame.vertical_anchor = True, MSO_AUTO_SIZE.NONE, MSO_ANCHOR.TOP
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        for place, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
            paragraph.alignment = PP_ALIGN.LEFT
            if place and next_size:
                self.run(paragraph, line, next_size, QUIET)
            else:
                self.run(paragraph, line, size, colour, is_bold=is_bold)

    def run(self, paragraph: Any, text: str, size: float, colour: str, *, is_bold: bool = False) -> None:
        """Add text to a paragraph."""
        from pptx.util import Pt

        run = paragraph.add_run()
        run.text = text
        run.font.size, run.font.bold, run.font.color.rgb = Pt(size), is_bold, colour_of(colour)
        set_east_asian(run._r.get_or_add_rPr(), self.language)

    def sentences(self, part: Part, spot: Spot) -> Spot:
        """Write the sentences of a part, and its note; return the place below them."""
        top = spot.top
        for number, sentence in enumerate(part.sentences, 1):
            indent = 18.0 if part.is_numbered else 0.0
            height = max(len(lines_of(sentence, spot.width - indent, BODY)), 1) * BODY * LINE
            if indent:
                self.text(Spot(spot.left, top, indent, height), [f"{number}."], BODY)
            self.text(Spot(spot.left + indent, top, spot.width - indent, height), [sentence], BODY)
            top += height + _PARAGRAPH
        if part.note:
            self.text(Spot(spot.left, top, spot.width, SMALL * LINE), [part.note], SMALL, colour=QUIET)
            top += SMALL * LINE + _PARAGRAPH
        return replace(spot, top=top, height=spot.height - (top - spot.top))


def colour_of(text: str) -> Any:
    """Return a colour such as "#16202b" as the library has it."""
    from pptx.dml.color import RGBColor

    return RGBColor.from_string(text.removeprefix("#").upper())


def set_east_asian(properties: Any, language: str) -> None:
    """Name the font of Chinese letters, and the language."""
    from lxml import etree
    from pptx.oxml.ns import qn

    properties.set("lang", "zh-CN" if language == "zh" else "en-GB")
    found = properties.find(qn("a:ea"))
    if found is None:
        found = etree.SubElement(properties, qn("a:ea"))
    found.set("typeface", EAST_ASIAN)
