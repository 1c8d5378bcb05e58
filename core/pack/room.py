"""How the parts of a column of a slide share its height: as roomy as they fit, and never beyond it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.pack.content import Chart, Part, Table
from core.pack.measure import BOLD, LINE, cut_to, lines_of, text_width

SLIDE_WIDTH, SLIDE_HEIGHT = 888.0, 412.0
"""What a slide of our own has for the columns of a page, in points."""
GAP = 22.0
"""Between columns."""
BODY, HEADING, SMALL = 14.0, 16.0, 12.0
"""Sizes of type in points; the last one for what is no body: headers of tables, legends, feet."""
CELL = 3.0
"""Margin above and below the text of a cell, and on both of its sides, in points."""
BOX = 8.0
"""Margin inside the line around a part that stands out."""
_HEAD = HEADING * LINE + 8
_GAP, _PARAGRAPH = 8.0, 4.0
_HEADER_LINES = 3
LABEL_LINE = SMALL * LINE
"""Height of a line of the label beside a bar of a chart, in points."""
MOST_LABEL_LINES = 3
"""Of a label: as many as a narrow slide needs for one of forty letters."""
MOST_LINES = 6
"""Of a cell of a table."""
_BOXED_LINES = 2
"""Of a cell in a box at least: what is to be ticked there is whole."""
LABELS = 0.46
"""Of the width of a chart, what its labels take."""
LEGEND = 24.0
"""Height below the bars of a chart, in points."""
_SQUARE = 20.0
_LEAST_CHART = 38.0
"""Height of bars: beside smaller ones LibreOffice breaks "60 %" into two lines, one of which is on the next bar."""
_FEW_WORDS = 90.0
"""Width of a short title of an item in a cell, in points."""


@dataclass(frozen=True, slots=True)
class _Level:
    """How roomy a column is."""

    sentence: int
    """Lines of a sentence at most."""
    cell: int
    """Lines of a cell at most."""
    bar: float
    """Height of a line of a chart, in points."""
    n_rows: int
    """Rows at most of a table of the first few."""
    has_whole_labels: bool = True
    """Whether labels of figures are whole, though fewer rows then stand."""


_ALL = 99
_LEVELS = (
    _Level(_ALL, MOST_LINES, 38, _ALL), _Level(_ALL, 4, 38, _ALL), _Level(_ALL, 3, 34, _ALL),
    _Level(_ALL, 2, 30, _ALL), _Level(_ALL, 2, 30, 3), _Level(_ALL, 2, 26, 3), _Level(_ALL, 2, 23, 3),
    _Level(_ALL, 2, 23, 2), _Level(_ALL, 2, 20, 2), _Level(_ALL, 1, 23, 3),
    _Level(_ALL, 1, 20, 2), _Level(4, 1, 22, 3), _Level(2, 1, 20, 2), _Level(1, 1, 18, 1),
)  # fmt: skip
_TIGHT = tuple(replace(each, has_whole_labels=False) for each in _LEVELS)
"""Where no level has room for whole labels."""
_MOST_PER_BAR = 48.0


@dataclass(frozen=True, slots=True)
class Placed:
    """A part with texts that fit, and the height of what stands below its heading, in points."""

    part: Part
    height: float
    top: float = 0.0
    """Of its heading, from the top of the column."""


def place(parts: Sequence[Part], width: float, height: float) -> list[Placed]:
    """Return the parts of a column of this size with their places; texts are cut where they would not fit."""
    placed: list[Placed] = []
    for level in (*_LEVELS, *_TIGHT):
        placed = [_fit(part, width, level) for part in parts]
        if _total(placed) <= height:
            break
    return _spread(placed, height)


def tables_by_page(table: Table, widths: Sequence[float], most: int) -> list[Table]:
    """Return the rows of a table as so many tables that its cells are whole on slides of our own.

    Parameters
    ----------
    widths
        Of the columns of the page, relative to each other; the table stands in the last one.
    most
        Rows of one of them.
    """
    width = (SLIDE_WIDTH - GAP * (len(widths) - 1)) * widths[-1] / sum(widths)
    found, start = list[Table](), 0
    for n in _rows_by_page(table, width, most):
        own = slice(start, start + n)
        found.append(replace(table, rows=table.rows[own], colours=table.colours[own]))
        start += n
    return found


def _rows_by_page(table: Table, width: float, most: int) -> list[int]:
    free = SLIDE_HEIGHT - _HEAD - (_row_height(table, table.header, width / BOLD, SMALL) if table.header else 0.0)
    counts, left = [0], free
    for row in table.rows:
        own = min(_row_height(table, row, width, BODY), MOST_LINES * BODY * LINE + 2 * CELL)
        if counts[-1] and (own > left or counts[-1] == most):
            counts, left = [*counts, 0], free
        counts[-1], left = counts[-1] + 1, left - own
    return counts


def row_heights(table: Table, width: float) -> list[float]:
    """Return the heights of the rows of a table, its header first, in points."""
    header = [_row_height(table, table.header, width / BOLD, SMALL)] if table.header else []
    return header + [_row_height(table, row, width, BODY) for row in table.rows]


def column_widths(table: Table, width: float) -> list[float]:
    """Return the widths of the columns of a table, in points.

    Words of headers, labels and all in columns of figures are whole, as far as columns of texts leave room for them.
    """
    own = [width * each / sum(table.widths) for each in table.widths]
    least = [_least_width(table, column) for column in range(len(own))]
    missing = sum(max(needed - given, 0.0) for needed, given in zip(least, own, strict=True))
    spare = [max(given - needed, 0.0) for needed, given in zip(least, own, strict=True)]
    if not missing or not any(spare):
        return own
    share = min(missing / sum(spare), 1.0)
    given = share * sum(spare) / missing
    return [
        each - share * more if more else each + given * max(needed - each, 0.0)
        for each, needed, more in zip(own, least, spare, strict=True)
    ]


def _least_width(table: Table, column: int) -> float:
    """Return what a column needs so that no word of its header is broken, nor a figure or a label."""
    header = table.header[column].split() if table.header else []
    words = [text_width(word, SMALL) * BOLD for word in header]
    if column >= table.n_texts or (column == 0 and not table.is_top):
        words += [text_width(word, BODY) for row in table.rows for word in row[column].split()]
    return max(words, default=0.0) + 2 * CELL


def inner(part: Part, width: float) -> float:
    """Return the width of what stands below a heading, in points."""
    return width - 2 * BOX if part.is_boxed else width


def _total(placed: Sequence[Placed]) -> float:
    return sum(_HEAD + each.height for each in placed) + _GAP * (len(placed) - 1)


def _spread(placed: Sequence[Placed], height: float) -> list[Placed]:
    """Give charts the room that is left, and each part its place."""
    free, found, top = height - _total(placed), list[Placed](), 0.0
    for each in placed:
        chart = each.part.chart
        more = min(max(free, 0.0), _MOST_PER_BAR * len(chart.bars) + LEGEND - each.height) if chart else 0.0
        grown = each.height + max(more, 0.0)
        free -= max(more, 0.0)
        found.append(replace(each, height=grown, top=top))
        top += _HEAD + grown + _GAP
    return found


def _fit(part: Part, width: float, level: _Level) -> Placed:
    width = inner(part, width)
    numbers = 18.0 if part.is_numbered else 0.0
    sentences = tuple(cut_to(each, width - numbers, BODY, level.sentence) for each in part.sentences)
    level = replace(level, cell=max(level.cell, _BOXED_LINES)) if part.is_boxed else level
    table = _fit_table(part.table, width, level) if part.table else None
    note = cut_to(part.note, width, SMALL, 1) if part.note else ""
    height = sum(_height(each, width - numbers, BODY) + _PARAGRAPH for each in sentences)
    height += sum(row_heights(table, width)) if table else 0.0
    height += _height(note, width, SMALL) + _PARAGRAPH if note else 0.0
    bars = _bars_height(part.chart, level) if part.chart else 0.0
    height += bars + LEGEND if part.chart else 0.0
    height += 2 * BOX if part.is_boxed else 0.0
    chart = _with_whole_labels(part.chart, width, bars) if part.chart else None
    return Placed(replace(part, sentences=sentences, table=table, note=note, chart=chart), height)


def _bars_height(chart: Chart, level: _Level) -> float:
    return max(level.bar * len(chart.bars), _LEAST_CHART)


def _with_whole_labels(chart: Chart, width: float, height: float) -> Chart:
    """Return a chart of traits without its last bars, where long labels are whole beside the others alone."""
    n_lines = max((len(lines_of(bar.label, width * LABELS, SMALL)) for bar in chart.bars), default=1)
    if not chart.usual or n_lines == 1:
        return chart
    return replace(chart, bars=chart.bars[: max(int(height / (min(n_lines, MOST_LABEL_LINES) * LABEL_LINE)), 1)])


def _without_spare(table: Table, width: float) -> Table:
    """Return a table without columns that can be spared, where its first one would not hold a few words beside them."""
    if not table.n_spare or _text_widths(table, width)[0] >= _FEW_WORDS:
        return table
    kept = slice(None, -table.n_spare)
    rows = tuple(row[kept] for row in table.rows)
    return replace(table, header=table.header[kept], rows=rows, widths=table.widths[kept], n_spare=0)


def _fit_table(table: Table, width: float, level: _Level) -> Table:
    table = _without_spare(table, width)
    widths = _text_widths(table, width)
    kept, is_whole = table.rows[: level.n_rows] if table.is_top else table.rows, False
    if table.is_labelled and level.has_whole_labels:
        kept, is_whole = _whole_rows(kept, widths[0], level.cell), True
    rows = tuple(
        tuple(
            text if is_whole and not column else cut_to(text, own, BODY, level.cell)
            for column, (text, own) in enumerate(zip(row, widths, strict=True))
        )
        for row in kept
    )
    header = tuple(
        cut_to(text, own / BOLD, SMALL, _HEADER_LINES) for text, own in zip(table.header, widths, strict=False)
    )
    return replace(table, rows=rows, header=header, colours=table.colours[: len(rows)])


def _whole_rows(rows: Sequence[tuple[str, ...]], width: float, most: int) -> tuple[tuple[str, ...], ...]:
    """Return the first rows, one at least, whose whole labels take no more lines than all rows with cut ones would."""
    lines = [len(lines_of(row[0], width, BODY)) for row in rows]
    room = sum(min(each, most) for each in lines)
    n_kept = sum(sum(lines[: place + 1]) <= room for place in range(len(rows)))
    return tuple(rows[: max(n_kept, 1)])


def _row_height(table: Table, row: Sequence[str], width: float, size: float) -> float:
    widths = _text_widths(table, width)
    return max(_height(text, own, size) for text, own in zip(row, widths, strict=True)) + 2 * CELL


def _text_widths(table: Table, width: float) -> list[float]:
    """Return what the columns leave for text, without margins and the square in the colour of a row."""
    widths = [each - 2 * CELL for each in column_widths(table, width)]
    return [widths[0] - _SQUARE, *widths[1:]] if table.colours else widths


def _height(text: str, width: float, size: float) -> float:
    return max(len(lines_of(text, width, size)), 1) * size * LINE
