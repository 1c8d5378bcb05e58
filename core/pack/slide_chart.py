"""Charts on a slide: native ones, whose figures PowerPoint opens in a sheet of text and numbers."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

from core.pack.content import Bar, Chart
from core.pack.measure import cut_to
from core.pack.room import LABEL_LINE, LABELS, LEGEND, MOST_LABEL_LINES, SMALL
from core.pack.slide_text import INK, QUIET, Pen, Spot, colour_of, set_east_asian

_USUAL = "#8c929a"
_PERCENT = "[=0]0 %;[>=0.01]0 %;0.0 %"
_GAP, _OVERLAP = 45, -5
_BEYOND = 1.25
"""Width of a chart in that of its longest bar: figures stand to the right of it."""


def add_chart(pen: Pen, chart: Chart, spot: Spot, colour: str, about: str) -> None:
    """Draw bars from the top: those of the segment, and beside each that of all users where there is one."""
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE
    from pptx.util import Pt

    labels = [_label(bar, chart, spot) for bar in chart.bars]
    if any(bar.short and label != bar.label for bar, label in zip(chart.bars, labels, strict=True)):
        labels = [bar.short for bar in chart.bars]
    data = CategoryChartData(number_format=_PERCENT)
    data.categories = labels
    series = [(chart.own, [_stated(bar.share) for bar in chart.bars])]
    if chart.usual:
        series.append((chart.usual, [_stated(bar.usual or 0.0) for bar in chart.bars]))
    for name, values in series:
        data.add_series(name, values)
    height = spot.height - (LEGEND if chart.usual else 0.0)
    place = (Pt(each) for each in (spot.left, spot.top, spot.width, height))
    shape = pen.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *place, data)
    shape.name = about
    drawn = shape.chart
    drawn.part.chart_workbook.update_from_xlsx_blob(_sheet(labels, series))
    _dress(pen, drawn, chart, colour)
    if chart.usual:
        _write_legend(pen, chart, replace(spot, top=spot.top + height, height=LEGEND), colour)


def _write_legend(pen: Pen, chart: Chart, spot: Spot, colour: str) -> None:
    """Name the colours in the order of the bars: in legends of their own, office programs turn it around or not."""
    frame = pen.frame(spot)
    pen.fill(frame, [""], SMALL)
    paragraph = frame.paragraphs[0]
    for its, name in ((colour, chart.own), (_USUAL, chart.usual)):
        pen.run(paragraph, "■ ", SMALL, its)
        pen.run(paragraph, f"{name}    ", SMALL, QUIET)


def _label(bar: Bar, chart: Chart, spot: Spot) -> str:
    """Return what stands beside a bar, in as many lines as there is height for, at most ``MOST_LABEL_LINES``."""
    height = (spot.height - LEGEND) / len(chart.bars)
    n_lines = min(max(int(height / LABEL_LINE), 1), MOST_LABEL_LINES)
    label = cut_to(bar.label, spot.width * LABELS, SMALL, n_lines)
    times = bar.figures.rpartition("·")[2].strip().replace(" ", "\N{NO-BREAK SPACE}")
    return f"{label} ({times})" if chart.usual else label


def _stated(share: float) -> float:
    """Return a share as exactly as texts state it, so that no program rounds it to another figure."""
    return round(100 * share) / 100 if share >= 0.01 else round(share, 3)


def _sheet(labels: list[str], series: list[tuple[str, list[float]]]) -> bytes:
    """Return the sheet behind a chart, in which no text is a formula or an address."""
    from xlsxwriter import Workbook

    written = io.BytesIO()
    with Workbook(written, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("Sheet1")
        share = book.add_format({"num_format": _PERCENT})
        for row, label in enumerate(labels, 1):
            sheet.write_string(row, 0, label)
        for column, (name, values) in enumerate(series, 1):
            sheet.write_string(0, column, name)
            sheet.write_column(1, column, values, share)
    return written.getvalue()


def _dress(pen: Pen, drawn: Any, chart: Chart, colour: str) -> None:
    from pptx.enum.chart import XL_TICK_LABEL_POSITION, XL_TICK_MARK

    _font(pen, drawn.font, INK)
    drawn.has_title = drawn.has_legend = False
    names, values = drawn.category_axis, drawn.value_axis
    names.reverse_order, names.major_tick_mark = True, XL_TICK_MARK.NONE
    names.format.line.color.rgb = colour_of("#dfe3e8")
    names.tick_labels.font.size = drawn.font.size
    values.visible, values.has_major_gridlines, values.minimum_scale = False, False, 0.0
    values.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    values.maximum_scale = _BEYOND * chart.full
    _colour_bars(pen, drawn.plots[0], chart, colour)


def _colour_bars(pen: Pen, plot: Any, chart: Chart, colour: str) -> None:
    from pptx.enum.chart import XL_LABEL_POSITION

    plot.gap_width, plot.overlap, plot.vary_by_categories = _GAP, _OVERLAP, False
    plot.has_data_labels = True
    labels = plot.data_labels
    labels.number_format, labels.number_format_is_linked = _PERCENT, False
    labels.position, labels.show_value = XL_LABEL_POSITION.OUTSIDE_END, True
    _font(pen, labels.font, QUIET)
    for series, its in zip(plot.series, (colour, _USUAL), strict=False):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = colour_of(its)
    for place, bar in enumerate(chart.bars):
        if bar.colour:
            point = plot.series[0].points[place]
            point.format.fill.solid()
            point.format.fill.fore_color.rgb = colour_of(bar.colour)


def _font(pen: Pen, font: Any, colour: str) -> None:
    from pptx.util import Pt

    font.size, font.color.rgb = Pt(SMALL), colour_of(colour)
    set_east_asian(font._rPr, pen.language)
