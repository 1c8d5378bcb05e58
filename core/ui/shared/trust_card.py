"""The trust card as one picture: the run's verdict, and a row per segment with its checks.

It is drawn as a table of text and small bars, so that it follows the theme of the page and can be read aloud. Findings
are in plain words; the statistics behind them open below each segment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from core.model.confidence_rule import Confident
from core.results.results import Results
from core.trust.grade import Grade, Verdict
from core.ui.shared.advice import draw_ways
from core.ui.shared.proof_sentences import ceiling_detail, ceiling_sentence, prediction_detail, prediction_sentence
from core.ui.shared.text import _, _n, non_breaking, plain, translated
from core.ui.shared.trust_cells import Scale, detail_line, distinctness, name_cell, prediction, separation, stability
from core.ui.shared.verdicts import detail, grade_label, legend, pill
from core.views.advice import Does, ways_of_run, ways_of_segments
from core.views.trust import SegmentView, run_verdict, segment_views
from core.views.trust_sentences import generalizability

_STYLE = """<style>
.trust table{width:100%;border-collapse:collapse;table-layout:fixed;margin-top:0.9rem}
.trust th{font-size:0.82rem;font-weight:600;text-align:left;opacity:0.8;padding:0 1.1rem 0.35rem 0;
 vertical-align:bottom;line-height:1.25}
.trust td{padding:0.55rem 1rem 0.1rem 0;vertical-align:top;border-top:1px solid rgba(140,146,154,0.35)}
.trust td.more{border:0;padding:0 0 0.6rem 0;font-size:0.86rem;opacity:0.85;line-height:1.35}
.trust.short td{padding-bottom:0.5rem}
.trust .name{font-weight:600;line-height:1.25;overflow-wrap:anywhere}
.trust .small{font-size:0.8rem;opacity:0.75;line-height:1.3}
.trust th .small{font-weight:400}
.trust .finding{display:flex;white-space:nowrap;min-height:1.5em;
 gap:0.45em;align-items:center;font-size:0.92rem;line-height:1.25;font-weight:600}
.trust .finding.wrap{white-space:normal}
.trust .scale{position:relative;height:10px;margin:6px 0 5px;border-radius:3px;background:rgba(140,146,154,0.2);
 overflow:visible}
.trust .scale i{position:absolute;top:0;height:10px}
.trust .scale b{position:absolute;top:-4px;width:4px;height:18px;margin-left:-2px;border-radius:2px;
 background:currentColor}
.trust .scale u{position:absolute;top:-4px;width:1.5px;height:18px;background:currentColor;opacity:0.55}
.trust .run{display:flex;gap:1.1rem;align-items:flex-start;flex-wrap:wrap}
.trust .run div{flex:1 1 24rem}
.trust .reason{font-size:1.15rem;line-height:1.4}
.trust .next{margin-top:0.25rem;line-height:1.4}
</style>"""
_WIDTHS = (23, 12, 17, 18, 17, 13)


def draw_card(results: Results, verb: str, slightest: str, confident: Mapping[int, Confident]) -> None:
    """Draw the whole card with links to where its advice is followed, or say that the run has none.

    ``verb`` and ``slightest`` are as of ``draw_prediction``; ``confident`` is as of ``ways_of_segment``.
    """
    verdict = run_verdict(results)
    if verdict is None:
        st.info(no_card())
        return
    views = segment_views(results)
    st.html(f'{_STYLE}<div class="trust">{_run(verdict, views)}{_table(views, is_whole=True)}</div>')
    of_run = [way for way in ways_of_run(results, views) if way.does is not Does.RUN]  # it is started on this page
    draw_ways(list(dict.fromkeys([*of_run, *ways_of_segments(results, views, confident)])))
    structure = verdict.structure.reason if verdict.structure else ""
    for sentence in filter(None, (structure, generalizability(results))):
        st.write(translated(sentence))
    draw_prediction(results, verb, slightest)


def draw_short_card(results: Results, verb: str, slightest: str) -> None:
    """Draw the checks of each segment of a run with a card, without rules, reasons and statistics."""
    st.html(f'{_STYLE}<div class="trust short">{_table(segment_views(results), is_whole=False)}</div>')
    draw_prediction(results, verb, slightest)


def draw_prediction(results: Results, verb: str, slightest: str) -> None:
    """Say how much likelier segments make what users pick next, and how much more there is to gain, where measured.

    ``verb`` is what users of the log did, such as "bought"; ``slightest`` is as of ``what_counts``.
    """
    sentence, ceiling = prediction_sentence(results, verb, slightest), ceiling_sentence(results)
    if sentence:
        st.markdown(sentence, help=prediction_detail(results))
    if ceiling:
        st.markdown(ceiling, help=ceiling_detail(results))


def draw_rule(view: SegmentView) -> None:
    """Draw the rule of a segment, or why there is none; nothing when none was sought."""
    sentence = rule_sentence(view)
    if sentence:
        st.caption(non_breaking(plain(sentence)))


def no_card() -> str:
    """Say that a run has no card."""
    return _("This run has no trust card. To get one, delete the run on the Runs page and run its recipe again.")


def rule_sentence(view: SegmentView) -> str:
    """Say the rule of a segment, whom it finds, or why there is none; "" when none was sought."""
    rule = view.rule
    if rule is None:
        return ""
    if not rule.text:
        return translated(rule.reason or "")
    found = _("Poor rule: {rule}.") if rule.is_poor else _("Rule: {rule}.")
    sentence = found.format(rule=translated(rule.text))
    if rule.precision is None or rule.recall is None:
        return f"{sentence} {translated(rule.reason or '')}"
    found = _(
        "It finds {found} % of the segment, and {right} % of those it finds are in the segment (measured on users from "
        "whom it was not made)."
    ).format(found=f"{100 * rule.recall:.0f}", right=f"{100 * rule.precision:.0f}")
    return f"{sentence} {found}"


def _run(verdict: Verdict, views: Sequence[SegmentView]) -> str:
    label = _("Try next:")
    advice = f'<div class="next"><b>{escape(label)}</b> {escape(translated(verdict.advice))}</div>'
    counted = _counted(views)
    small = f'<div class="small">{escape(counted)}</div>' if counted else ""
    reason = f'<div class="reason">{escape(non_breaking(translated(verdict.reason)))}</div>'
    lines = f"{reason}{advice if verdict.advice else ''}{small}{detail(translated(verdict.detail))}{legend()}"
    return f'<div class="run">{pill(verdict.grade, "1.7rem")}<div>{lines}</div></div>'


def _counted(views: Sequence[SegmentView]) -> str:
    """Count the segments by grade; "" where all have one, as the reason says so."""
    counts = {grade: sum(view.verdict.grade is grade for view in views) for grade in Grade}
    if max(counts.values()) == len(views):
        return ""
    segments = _n("{n} segment", "{n} segments", len(views))
    return f"{segments}: {' · '.join(f'{n} {grade_label(grade)}' for grade, n in counts.items() if n)}"


def _table(views: Sequence[SegmentView], is_whole: bool) -> str:
    scale = Scale.of(views)
    low, high = scale.ends
    heads = [
        (_("Segment"), "", ""),
        (_("Verdict"), "", ""),
        (_("Stable"), _("the same group is found again when users and events are drawn at random (resampled)"),
         _("Bar: 0 to 100 % found again")),
        (_("Predictive"), _("how much more likely its users' next picks become once the segment is known"),
         _("Bar: {low} to {high} ×, line at 1 ×").format(low=low, high=high)),
        (_("Distinct"), _("worth separating from the most similar segment"), ""),
        (_("Separation"), _("overlapping ← → clearly separate"), _("Bar: -1 to 1")),
    ]  # fmt: skip
    columns = "".join(f'<col style="width:{width}%">' for width in _WIDTHS)
    head = "".join(
        f"<th>{escape(name)}{_small(meaning)}{_small(non_breaking(ends))}</th>" for name, meaning, ends in heads
    )
    rows = "".join(_row(view, scale) + (_more(view, len(heads)) if is_whole else "") for view in views)
    return f"<table><colgroup>{columns}</colgroup><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _small(text: str) -> str:
    return f'<div class="small">{escape(text)}</div>' if text else ""


def _row(view: SegmentView, scale: Scale) -> str:
    cells = [
        name_cell(view),
        pill(view.verdict.grade, "0.9rem"),
        stability(view),
        prediction(view, scale),
        distinctness(view),
        separation(view),
    ]
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _more(view: SegmentView, n_columns: int) -> str:
    """Say why a segment is no more than usable, its rule, and below a click the statistics.

    A segment with the verdict "none" has the reason of the whole run, which stands above.
    """
    lines = []
    if view.verdict.grade in (Grade.USABLE, Grade.WEAK):
        lines.append(f"{escape(translated(view.verdict.reason))} <b>{escape(translated(view.verdict.advice))}</b>")
    sentence = rule_sentence(view)
    if sentence:
        lines.append(escape(non_breaking(sentence)))
    return f'<tr><td class="more" colspan="{n_columns}">{"<br>".join(lines)}{detail(detail_line(view))}</td></tr>'
