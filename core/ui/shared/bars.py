"""Small bars in the flow of a page: shares of a segment beside those of all users. Light, and there at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

import streamlit as st

from core.types import Lift
from core.ui.shared.palette import colour_of
from core.ui.shared.text import _, translated
from core.views.colours import text_on
from core.views.marks import fact_name, lift_figures

_TRACK = "position:relative;height:8px;border-radius:4px;background:rgba(140,146,154,0.22);margin:3px 0 9px"
_TICK = "position:absolute;top:-3px;width:2px;height:14px;background:currentColor;opacity:0.75"
_LINE = "display:flex;justify-content:space-between;align-items:flex-end;gap:12px;font-size:0.86rem;line-height:1.25"
_NAME = "overflow-wrap:anywhere"
_CHIP = (
    "display:inline-block;min-width:1.5em;padding:0 0.35em;border-radius:0.4em;text-align:center;font-weight:600;"
    "margin-right:0.5em"
)


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of text and a bar below it."""

    name: str
    figures: str
    """Figures, at the right."""
    share: float
    """Length of the bar, 0 to 1."""
    usual: float | None
    """Where the tick stands, 0 to 1; None for no tick."""
    colour: str


def more_than_usual() -> str:
    """Say what facts mean that end so."""
    return _("“More than usual”: a larger share of the user's events than it is of all users' events.")


def bar_of(lift: Lift, colour: str) -> Bar:
    """Return the bar of a fact: its length is the share of the segment, the tick stands at the share of all users."""
    return Bar(translated(fact_name(lift)), translated(lift_figures(lift)), lift.share, lift.overall_share, colour)


def draw_bars(bars: Iterable[Bar]) -> None:
    """Draw bars one below the other."""
    st.html(bars_html(bars))


def bars_html(bars: Iterable[Bar]) -> str:
    """Return bars one below the other, as HTML."""
    return "".join(_bar(bar) for bar in bars)


def draw_heading(number: int, name: str, beside: str = "") -> None:
    """Draw the segment's number in its colour, and its name; ``beside`` is HTML that stands at its right."""
    heading = f'<div style="font-size:1.15rem;font-weight:600;line-height:1.3">{chip(number)}{escape(name)}</div>'
    st.html(f'<div style="{_LINE}">{heading}{beside}</div>' if beside else heading)


def chip(number: int) -> str:
    """Return the number of a segment that pages show, in its colour, as HTML."""
    colour = colour_of(number)
    return f'<span style="{_CHIP};background:{colour};color:{text_on(colour)}">{number}</span>'


def _bar(bar: Bar) -> str:
    name = f'<span style="{_NAME}">{escape(bar.name)}</span>'
    line = f'<div style="{_LINE}">{name}<span style="white-space:nowrap">{escape(bar.figures)}</span></div>'
    fill = f"width:{100 * min(bar.share, 1):.1f}%;height:8px;border-radius:4px;background:{bar.colour}"
    tick = ""
    if bar.usual is not None:
        tick = f'<div style="{_TICK};left:{100 * min(bar.usual, 0.995):.1f}%"></div>'
    return f'{line}<div style="{_TRACK}"><div style="{fill}"></div>{tick}</div>'
