"""A verdict as people see it: a label, a colour and a shape of its own, so that colour is never the only sign."""

from __future__ import annotations

from html import escape

import streamlit as st

from core.trust.grade import Grade, Verdict
from core.ui.shared.text import _, non_breaking, translated
from core.views.colours import GRADE_COLOURS
from core.views.trust import GRADE_WORDS, CheckResult

_SHAPES = {
    Grade.STRONG: ("border-radius:50%", "\N{CHECK MARK}"),
    Grade.USABLE: ("clip-path:polygon(50% 0,100% 50%,50% 100%,0 50%)", "~"),
    Grade.WEAK: ("clip-path:polygon(50% 2%,100% 94%,0 94%);padding-top:0.22em", "!"),
    Grade.NONE: ("border-radius:12%", "\N{MULTIPLICATION SIGN}"),
}
_ICON = (
    "display:inline-flex;align-items:center;justify-content:center;box-sizing:border-box;flex:none;width:1.45em;"
    "height:1.45em;color:#ffffff;font-weight:700;line-height:1"
)
_GRADE_OF = {CheckResult.YES: Grade.STRONG, CheckResult.PARTLY: Grade.USABLE, CheckResult.NO: Grade.WEAK}
_LINE = "display:flex;align-items:flex-start;gap:0.7rem;line-height:1.4"


def grade_label(grade: str) -> str:
    """Return the label of a verdict; a dash for a run without a card, whose grade is ""."""
    return translated(GRADE_WORDS[Grade(grade)]) if grade else "\N{EN DASH}"


def pill(grade: Grade, size: str = "0.95rem") -> str:
    """Return a verdict as HTML: its shape, and its label in the colour of the text around it."""
    colour = GRADE_COLOURS[grade]
    edge = f"color-mix(in srgb,{colour} 60%,currentColor)"  # nearer to the text, so that it shows on dark ground, too
    ring = f"border:1.5px solid {edge};background:{colour}33;border-radius:2em;padding:0.14em 0.8em 0.14em 0.3em"
    box = f"display:inline-flex;align-items:center;gap:0.4em;white-space:nowrap;font-weight:650;font-size:{size};{ring}"
    return f'<span style="{box}">{_icon(grade)}{escape(grade_label(grade))}</span>'


def mark(result: CheckResult) -> str:
    """Return the result of a check as HTML, by the shapes of the verdicts; a dash for what was not measured."""
    return _icon(_GRADE_OF[result]) if result in _GRADE_OF else '<span style="opacity:0.6">–</span>'


def detail(text: str) -> str:
    """Return statistics that open with a click, as HTML; "" when there are none."""
    return _folded(_("Statistics"), escape(text)) if text else ""


def legend() -> str:
    """Return what each grade of a segment means, which opens with a click, as HTML."""
    meanings = {
        Grade.STRONG: _("stable, distinct and predictive: act on it."),
        Grade.USABLE: _(
            "one of the three holds only in part or is not certain, it holds two groups, or only habits set it apart: "
            "act on it with care."
        ),
        Grade.WEAK: _("one of the three fails, or it is mixed or too small, or could not be judged."),
        Grade.NONE: _("the run has fewer than two segments, or they are no better than chance."),
    }
    lines = [f"<div>{pill(grade, '0.86rem')} {escape(meaning)}</div>" for grade, meaning in meanings.items()]
    of_run = _(
        "These are the grades of a segment. A run is graded by how many of its users are in strong and usable "
        "segments, and by how certain its figures are."
    )
    content = f'<div style="display:grid;gap:0.3rem">{"".join(lines)}<div>{escape(of_run)}</div></div>'
    return _folded(_("What the grades mean"), content)


def draw_verdict(verdict: Verdict, *, has_legend: bool = True, has_pill: bool = True) -> None:
    """Draw a verdict, its reason and what to try next in one line; below a click its statistics.

    Where a page has several, the legend stands once. ``has_pill`` is false where the grade stands beside the name.
    """
    advice = f" <b>{escape(translated(verdict.advice))}</b>" if verdict.advice else ""
    reason = escape(non_breaking(translated(verdict.reason)))
    lines = f"{reason}{advice}{detail(translated(verdict.detail))}{legend() if has_legend else ''}"
    grade = pill(verdict.grade) if has_pill else ""
    st.html(f'<div style="{_LINE}">{grade}<div>{lines}</div></div>')


def _folded(label: str, content: str) -> str:
    summary = f'<summary style="cursor:pointer;opacity:0.8">{escape(label)}</summary>'
    return f'<details style="font-size:0.86rem">{summary}{content}</details>'


def _icon(grade: Grade) -> str:
    shape, sign = _SHAPES[grade]
    return f'<span aria-hidden="true" style="{_ICON};background:{GRADE_COLOURS[grade]};{shape}">{sign}</span>'
