"""A pack as one HTML file that asks for nothing: it opens from a mail, and prints a page for each page."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path

from core.pack.content import Bar, Chart, Pack, Page, PageKind, Part, Table
from core.views.colours import GRADE_COLOURS, text_on

_STYLE = (Path(__file__).parent / "page.css").read_text(encoding="utf-8")
_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; style-src '{style}'"
_CODES = {"en": "en", "zh": "zh-CN"}


def to_html(pack: Pack) -> str:
    """Return the whole file."""
    style = _STYLE + "".join(_colours(pack))
    allowed = "sha256-" + base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    pages = "".join(_page(pack, place) for place in range(len(pack.pages)))
    return (
        f'<!doctype html>\n<html lang="{_CODES[pack.language]}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY.format(style=allowed)}">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta name="referrer" content="no-referrer">'
        f"<title>{escape(pack.title)}</title><style>{style}</style></head><body><main>{pages}</main></body></html>\n"
    )


def _colours(pack: Pack) -> Iterator[str]:
    """Return a rule for each colour: the file allows no style but these."""
    tables = (part.table for page in pack.pages for part in page.parts if part.table)
    bars = (bar for page in pack.pages for part in page.parts if part.chart for bar in part.chart.bars)
    used = {page.colour for page in pack.pages} | {each for table in tables for each in table.colours}
    for colour in sorted(used | {bar.colour for bar in bars if bar.colour}):
        yield f".{_class(colour)}{{--own:{colour};--on:{text_on(colour)}}}\n"
    for grade, colour in GRADE_COLOURS.items():
        yield f".g-{grade}{{--grade:{colour}}}\n"


def _class(colour: str) -> str:
    return f"c{colour.removeprefix('#')}"


def _page(pack: Pack, place: int) -> str:
    page = pack.pages[place]
    kind = "summary" if page.kind is PageKind.SUMMARY else f"n{len(page.columns)}"
    columns = "".join(f'<div class="column">{"".join(map(_part, column))}</div>' for column in page.columns)
    number = f"{place + 1} / {len(pack.pages)}"
    return (
        f'<section class="page {_class(page.colour)}">{_head(page)}<div class="columns {kind}">{columns}</div>'
        f"{_more(pack, page)}<footer><span>{escape(pack.foot)}</span><span>{number}</span></footer></section>\n"
    )


def _head(page: Page) -> str:
    chip = "" if page.number is None else f'<span class="chip">{page.number}</span>'
    grade = f'<span class="grade g-{page.grade}">{escape(page.grade_label)}</span>' if page.grade else ""
    subtitle = f'<p class="sub">{escape(page.subtitle)}</p>' if page.subtitle else ""
    title = f'<h1 dir="auto">{escape(page.title)}</h1>'
    return f"<header>{chip}<div>{title}{subtitle}</div>{grade}</header>"


def _more(pack: Pack, page: Page) -> str:
    if not page.more:
        return ""
    return f"<details><summary>{escape(pack.more_label)}</summary>{_paragraphs(page.more)}</details>"


def _part(part: Part) -> str:
    content = _sentences(part) + (_chart(part.chart) if part.chart else "") + (_table(part.table) if part.table else "")
    note = f'<p class="note">{escape(part.note)}</p>' if part.note else ""
    kind = "part box" if part.is_boxed else "part"
    return f'<div class="{kind}"><h2>{escape(part.heading)}</h2><div class="in">{content}{note}</div></div>'


def _sentences(part: Part) -> str:
    if not part.is_numbered:
        return _paragraphs(part.sentences)
    return f"<ol>{''.join(f'<li>{escape(each)}</li>' for each in part.sentences)}</ol>" if part.sentences else ""


def _paragraphs(texts: Iterable[str]) -> str:
    return "".join(f"<p>{escape(text)}</p>" for text in texts)


def _chart(chart: Chart) -> str:
    key = (
        f"<div class=key>{_key('own', chart.own)}{_key('usual', chart.usual)}<span>{escape(chart.sign)}</span></div>"
        if chart.usual
        else ""
    )
    return "".join(_bar(bar, chart.full) for bar in chart.bars) + key


def _key(name: str, text: str) -> str:
    square = f'<svg viewBox="0 0 12 12" aria-hidden="true"><rect class="{name}" width="12" height="12"/></svg>'
    return f"<span>{square}{escape(text)}</span>"


def _bar(bar: Bar, full: float) -> str:
    """Draw one bar, or two where it is compared with something; what they show stands beside them as text."""
    own = f'<rect class="own" width="{100 * bar.share / full:.2f}" height="{9 if bar.usual is not None else 16}"/>'
    usual = f'<rect class="usual" y="11" width="{100 * (bar.usual or 0) / full:.2f}" height="9"/>'
    shapes = own if bar.usual is None else '<rect class="track" width="100" height="20"/>' + own + usual
    kind = f' class="bar {_class(bar.colour)}"' if bar.colour else ' class="bar"'
    label = f'<div class="l"><span dir="auto">{escape(bar.label)}</span><span>{escape(bar.figures)}</span></div>'
    picture = f'<svg viewBox="0 0 100 20" preserveAspectRatio="none" aria-hidden="true">{shapes}</svg>'
    return f"<div{kind}>{label}{picture}</div>"


def _table(table: Table) -> str:
    total = sum(table.widths)
    columns = "".join(f'<col width="{100 * width / total:.1f}%">' for width in table.widths)
    head = "".join(
        f'<th scope="col"{_side(table, place)}>{escape(text)}</th>' if text else "<td></td>"
        for place, text in enumerate(table.header)
    )
    rows = "".join(_row(table, place) for place in range(len(table.rows)))
    header = f"<thead><tr>{head}</tr></thead>" if table.header else ""
    return f"<table><colgroup>{columns}</colgroup>{header}<tbody>{rows}</tbody></table>"


def _row(table: Table, place: int) -> str:
    dot = f'<span class="dot {_class(table.colours[place])}"></span>' if table.colours else ""
    cells = "".join(
        f'<td{_side(table, column)} dir="auto">{dot if column == 0 else ""}{escape(text)}</td>'
        for column, text in enumerate(table.rows[place])
    )
    return f"<tr>{cells}</tr>"


def _side(table: Table, place: int) -> str:
    return ' class="f"' if place >= table.n_texts else ""
