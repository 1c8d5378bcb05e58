"""The trust card as one picture: the run's verdict, and a row per segment with its three proofs.

It is drawn as a table of text and small bars, so that it follows the theme of the page and can be read aloud.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

import streamlit as st

from core.results.results import Results
from core.trust.grade import HIGHLY_STABLE, STABLE, UNSTABLE, Grade
from core.trust.intervals import Estimate
from core.ui.shared.bars import chip, percent
from core.ui.shared.palette import ACCENT
from core.ui.shared.proof_sentences import bits_sentence
from core.ui.shared.text import _, _n, non_breaking, plain, translated
from core.ui.shared.verdicts import grade_label, mark, pill
from core.views.trust import Band, CheckResult, SegmentView, VerdictText, run_verdict, segment_views, times_as_likely

_STYLE = """<style>
.trust table{width:100%;border-collapse:collapse;table-layout:fixed;margin-top:0.9rem}
.trust th{font-size:0.82rem;font-weight:600;text-align:left;opacity:0.8;padding:0 1.1rem 0.35rem 0;
 vertical-align:bottom;line-height:1.25}
.trust td{padding:0.55rem 1rem 0.1rem 0;vertical-align:top;border-top:1px solid rgba(140,146,154,0.35)}
.trust td.more{border:0;padding:0 0 0.6rem 0;font-size:0.86rem;opacity:0.85;line-height:1.35}
.trust.short td{padding-bottom:0.5rem}
.trust .name{font-weight:600;line-height:1.25;overflow-wrap:anywhere}
.trust .small{font-size:0.8rem;opacity:0.75;line-height:1.3}
.trust .told{display:flex;white-space:nowrap;min-height:1.5em;
 gap:0.45em;align-items:center;font-size:0.92rem;line-height:1.25;font-weight:600}
.trust .scale{position:relative;height:10px;margin:6px 0 5px;border-radius:3px;background:rgba(140,146,154,0.2);
 overflow:visible}
.trust .scale i{position:absolute;top:0;height:10px}
.trust .scale b{position:absolute;top:-4px;width:4px;height:18px;margin-left:-2px;border-radius:2px;
 background:currentColor}
.trust .scale u{position:absolute;top:-4px;width:1.5px;height:18px;background:currentColor;opacity:0.55}
.trust .run{display:flex;gap:1.1rem;align-items:center;flex-wrap:wrap}
.trust .run div{flex:1 1 24rem}
.trust .reason{font-size:1.15rem;line-height:1.4}
.trust .next{margin-top:0.25rem;line-height:1.4}
</style>"""
_BANDS = (
    (0.0, UNSTABLE, "rgba(184,100,0,0.30)"),
    (UNSTABLE, STABLE, "rgba(140,146,154,0.40)"),
    (STABLE, HIGHLY_STABLE, "rgba(42,143,154,0.42)"),
    (HIGHLY_STABLE, 1.0, "rgba(42,143,154,0.75)"),
)
_ROOM = 0.3
"""Of the spread of all values, how much of wide intervals is drawn on either side."""
_WIDTHS = (25, 13, 16, 18, 16, 12)


def draw_card(results: Results) -> None:
    """Draw the whole card, or say that the run has none."""
    verdict = run_verdict(results)
    if verdict is None:
        st.info(no_card())
        return
    views = segment_views(results)
    st.html(f'{_STYLE}<div class="trust">{_run(verdict, views)}{_table(views, is_whole=True)}</div>')
    draw_bits(results)


def draw_short_card(results: Results) -> None:
    """Draw the proofs of each segment of a run with a card, without rules and reasons."""
    st.html(f'{_STYLE}<div class="trust short">{_table(segment_views(results), is_whole=False)}</div>')
    draw_bits(results)


def draw_bits(results: Results) -> None:
    """Say what bits per event mean, where a run has any."""
    sentence = bits_sentence(results)
    if sentence:
        st.caption(sentence)


def draw_rule(view: SegmentView) -> None:
    """Draw the rule of a segment, or why there is none; nothing when none was sought."""
    sentence = rule_sentence(view)
    if sentence:
        st.caption(non_breaking(plain(sentence)))


def no_card() -> str:
    """Say that a run has no card."""
    return _("This run has no trust card. To get one, delete the run on the Runs page and run its recipe again.")


def _run(verdict: VerdictText, views: Sequence[SegmentView]) -> str:
    next_word = _("Try next:")
    advice = (
        f'<div class="next"><b>{escape(next_word)}</b> {escape(translated(verdict.advice))}</div>'
        if verdict.advice
        else ""
    )
    counts = [(grade, sum(view.verdict.grade is grade for view in views)) for grade in Grade]
    counted = " · ".join(f"{n} {grade_label(grade)}" for grade, n in counts if n)
    segments = _n("{n} segment", "{n} segments", len(views))
    small = f'<div class="small">{escape(f"{segments}: {counted}")}</div>'
    reason = f'<div class="reason">{escape(translated(verdict.reason))}</div>'
    return f'<div class="run">{pill(verdict.grade, "1.7rem")}<div>{reason}{advice}{small}</div></div>'


def _table(views: Sequence[SegmentView], is_whole: bool) -> str:
    heads = [
        _("Segment"),
        _("Verdict"),
        _("Comes out again (Jaccard, 0 to 1)"),
        _("Foretells what users touch next (bits per event, 95 % interval)"),
        _("Apart from its neighbour"),
        _("Silhouette (-1 to 1)"),
    ]
    columns = "".join(f'<col style="width:{width}%">' for width in _WIDTHS)
    head = "".join(f"<th>{escape(each)}</th>" for each in heads)
    low, high = _ends(views)
    rows = "".join(_row(view, low, high) + (_more(view, len(heads)) if is_whole else "") for view in views)
    return f"<table><colgroup>{columns}</colgroup><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _row(view: SegmentView, low: float, high: float) -> str:
    cells = [
        _named(view),
        pill(view.verdict.grade, "0.9rem"),
        _stability(view),
        _prediction(view, low, high),
        _separation(view),
        _silhouette(view.silhouette),
    ]
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _more(view: SegmentView, n_columns: int) -> str:
    """Say the rule, and of a doubtful segment why; what is none is told of the whole run."""
    lines = []
    if view.verdict.grade in (Grade.USABLE, Grade.WEAK):
        lines.append(f"{escape(translated(view.verdict.reason))} <b>{escape(translated(view.verdict.advice))}</b>")
    sentence = rule_sentence(view)
    if sentence:
        lines.append(escape(non_breaking(sentence)))
    return f'<tr><td class="more" colspan="{n_columns}">{"<br>".join(lines)}</td></tr>'


def rule_sentence(view: SegmentView) -> str:
    """Say the rule of a segment, whom it finds, or why there is none; "" when none was sought."""
    rule = view.rule
    if rule is None:
        return ""
    if not rule.text:
        return translated(rule.reason)
    sentence = _("Rule: {rule}.").format(rule=translated(rule.text))
    if rule.precision is None or rule.recall is None:
        return f"{sentence} {translated(rule.reason)}"
    found = _("It finds {found} of the segment, and {right} of those it finds are in it.").format(
        found=percent(rule.recall), right=percent(rule.precision)
    )
    return f"{sentence} {found}"


def _named(view: SegmentView) -> str:
    size = _("{users} · {share}").format(users=_n("{n} user", "{n} users", view.size), share=percent(view.share))
    return f'<div class="name">{chip(view.segment)}{escape(view.name)}</div><div class="small">{escape(size)}</div>'


def _stability(view: SegmentView) -> str:
    bands = "".join(
        f'<i style="left:{100 * start:.0f}%;width:{100 * (end - start):.0f}%;background:{colour}"></i>'
        for start, end, colour in _BANDS
    )
    at = "" if math.isnan(view.jaccard) else f'<b style="left:{100 * view.jaccard:.1f}%"></b>'
    band = "" if math.isnan(view.jaccard) else f'<div class="small">{escape(_band(view.band))}</div>'
    return _proof(mark(view.stability_check), _index(view.jaccard), f'<div class="scale">{bands}{at}</div>{band}')


def _prediction(view: SegmentView, low: float, high: float) -> str:
    items = view.items
    if math.isnan(items.value):
        return _proof(mark(view.prediction_check), _("not judged"), "")
    start, end = (_at(value, low, high) for value in (items.low, items.high))
    band = f'<i style="left:{start:.1f}%;width:{max(end - start, 1):.1f}%;background:{ACCENT};opacity:0.55"></i>'
    zero, dot = (
        f'<u style="left:{_at(0, low, high):.1f}%"></u>',
        f'<b style="left:{_at(items.value, low, high):.1f}%"></b>',
    )
    uplift, habits = _figure(view.recall_uplift.value, "+.0f"), _figure(view.habits.value, "+.2f")
    more = _("but habits: {bits} bits").format(bits=habits) if view.prediction_check is CheckResult.PARTLY else ""
    small = more or _("list hits {uplift} %").format(uplift=uplift)
    likely = _("{times} × as likely").format(times=f"{times_as_likely(items.value):.2f}")
    scale = f'<div class="scale">{zero}{band}{dot}</div><div class="small">{escape(likely)}<br>{escape(small)}</div>'
    return _proof(mark(view.prediction_check), _("{bits} bits").format(bits=_figure(items.value, "+.2f")), scale)


def _separation(view: SegmentView) -> str:
    if view.neighbour is None:
        return _proof(mark(view.distinctness_check), _("not judged"), "")
    word = _("from") if view.is_distinct else _("not from")
    return f'<div class="told">{mark(view.distinctness_check)}<span>{escape(word)}</span>{chip(view.neighbour)}</div>'


def _silhouette(value: float) -> str:
    if math.isnan(value):
        return _figure(value)
    start, width = 50 + 50 * min(value, 0), 50 * abs(value)
    bar = f'<i style="left:{start:.1f}%;width:{width:.1f}%;background:{ACCENT}"></i><u style="left:50%"></u>'
    return _proof("", _figure(value), f'<div class="scale">{bar}</div>')


def _proof(sign: str, text: str, picture: str) -> str:
    return f'<div class="told">{sign}<span>{escape(text)}</span></div>{picture}'


def _ends(views: Sequence[SegmentView]) -> tuple[float, float]:
    """Return the ends of the scale that all segments share; intervals that are wider by far are cut off."""
    known: list[Estimate] = [view.items for view in views if not math.isnan(view.items.value)]
    values = [0.0, *(each.value for each in known)]
    room = _ROOM * max(max(values) - min(values), 0.1)
    low = max(min([0.0, *(each.low for each in known)]), min(values) - room)
    high = min(max([0.1, *(each.high for each in known)]), max(values) + room)
    return low - 0.05 * (high - low), high


def _at(value: float, low: float, high: float) -> float:
    return 100 * min(max((value - low) / (high - low), 0.0), 1.0)


def _figure(value: float, form: str = ".2f") -> str:
    if math.isnan(value):
        return "\N{EN DASH}"
    text = f"{value:{form}}"
    return text.replace("-", "\N{MINUS SIGN}") if float(text) else text.lstrip("+-")


def _index(jaccard: float) -> str:
    """Write a Jaccard index so that it never seems to be across the border of its band."""
    is_at_border = not math.isnan(jaccard) and round(jaccard, 2) in (UNSTABLE, STABLE, HIGHLY_STABLE)
    return _figure(jaccard, ".3f" if is_at_border else ".2f")


def _band(band: Band) -> str:
    return {
        Band.UNSTABLE: _("unstable"),
        Band.DOUBTFUL: _("doubtful"),
        Band.STABLE: _("stable"),
        Band.HIGHLY_STABLE: _("highly stable"),
    }[band]
