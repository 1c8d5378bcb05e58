"""Tables on a slide."""

from __future__ import annotations

from typing import Any

from core.pack.content import Table
from core.pack.room import BODY, CELL, SMALL, column_widths, row_heights
from core.pack.slide_text import INK, QUIET, Pen, Spot

_PLAIN = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
"""The style without lines and fills."""
_LINE = "DFE3E8"


def add_table(pen: Pen, table: Table, spot: Spot, about: str) -> None:
    """Draw a table, each row with a line below it."""
    from pptx.util import Pt

    rows = [*([table.header] if table.header else []), *table.rows]
    heights = row_heights(table, spot.width)
    place = (Pt(each) for each in (spot.left, spot.top, spot.width, sum(heights)))
    shape = pen.shapes.add_table(len(rows), len(table.widths), *place)
    shape.name = about
    drawn = shape.table
    _strip(drawn)
    for column, width in zip(drawn.columns, column_widths(table, spot.width), strict=True):
        column.width = Pt(width)
    for place_of_row, (row, height) in enumerate(zip(rows, heights, strict=True)):
        drawn.rows[place_of_row].height = Pt(height)
        for column, text in enumerate(row):
            _fill(pen, table, drawn.cell(place_of_row, column), (place_of_row, column), text)


def _fill(pen: Pen, table: Table, cell: Any, place: tuple[int, int], text: str) -> None:
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
    from pptx.util import Pt

    row, column = place
    is_header = bool(table.header) and row == 0
    cell.margin_left = cell.margin_right = cell.margin_top = cell.margin_bottom = Pt(CELL)
    cell.vertical_anchor = MSO_ANCHOR.BOTTOM if is_header else MSO_ANCHOR.TOP
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if column >= table.n_texts else PP_ALIGN.LEFT
    if table.colours and column == 0 and not is_header:
        pen.run(paragraph, "■ ", BODY, table.colours[row - bool(table.header)])
    pen.run(paragraph, text, SMALL if is_header else BODY, QUIET if is_header else INK, is_bold=is_header)
    _underline(cell)


def _strip(drawn: Any) -> None:
    """Take the fills and bands of the usual style away."""
    from pptx.oxml.ns import qn

    drawn.horz_banding = False
    style = drawn._tbl.tblPr.find(qn("a:tableStyleId"))
    style.text = _PLAIN


def _underline(cell: Any) -> None:
    from lxml import etree
    from pptx.oxml.ns import qn

    properties = cell._tc.get_or_add_tcPr()
    line = etree.SubElement(properties, qn("a:lnB"), w="9525")
    fill = etree.SubElement(line, qn("a:solidFill"))
    etree.SubElement(fill, qn("a:srgbClr"), val=_LINE)
