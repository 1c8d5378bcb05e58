"""The statistics behind the trust card, one click below it, each with definition, formula and source."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from core.results.results import Results
from core.trust.definitions import DEFINITIONS, Definition
from core.trust.figures import Figure, Form
from core.trust.reach import MIN_SIZE
from core.trust.run_figures import RunFigure
from core.types import Column
from core.ui.shared.text import _, _n, minus, translated
from core.ui.shared.verdicts import grade_label
from core.views.column_meanings import meaning_of
from core.views.trust_figures import (
    ON_PAGE,
    attributes_frame,
    outcomes_frame,
    run_figures,
    segment_figures,
)

_STYLE = """<style>
.figures table{width:100%;border-collapse:collapse;font-size:0.88rem;line-height:1.4}
.figures th{text-align:left;opacity:0.8;padding:0 1rem 0.3rem 0}
.figures td{vertical-align:top;padding:0.45rem 1rem 0.45rem 0;border-top:1px solid rgba(140,146,154,0.35)}
.figures b{font-size:1rem;white-space:nowrap}
.figures .small{opacity:0.8}
</style>"""
_ATTRIBUTE_DECIMALS = 3


def draw_figures(results: Results) -> None:
    """Draw a fold with all figures of a run with a card; nothing for a run without."""
    if results.trust is None:
        return
    box = st.expander(
        _("All statistics, with definition, formula and source"),
        icon=":material/functions:",
        key="all_figures",
        on_change="rerun",
    )
    if not box.open:  # they are many, and would hold up the page
        return
    with box:
        figures = run_figures(results)
        frame = segment_figures(results)
        st.markdown(_("**The run**"))
        st.html(f'{_STYLE}<div class="figures">{_run_table(figures)}</div>')
        st.caption(_smallest(frame))
        st.markdown(_("**The segments**"))
        st.caption(
            _("“Low” and “high” are the ends of 95 % intervals over users; “measured on” counts users of the holdout.")
        )
        st.dataframe(_with_labels(frame), hide_index=True, column_config=_columns(frame))
        st.html(f'{_STYLE}<div class="figures">{_definitions(frame)}</div>')
        _draw_attributes(results)


def _run_table(figures: Sequence[RunFigure]) -> str:
    groups: dict[Definition, list[RunFigure]] = {}
    for figure in figures:
        groups.setdefault(figure.definition, []).append(figure)
    rows = [_row(_label(each), "<br>".join(map(_value, own)), _explained(each)) for each, own in groups.items()]
    return _table([_("Figure"), _("Value"), _("Definition, formula, source")], rows)


def _definitions(frame: pd.DataFrame) -> str:
    found = dict.fromkeys(each.definition for each in ON_PAGE if each.definition and each.name in frame)
    rows = [_row(_label(definition), _explained(definition)) for definition in found]
    return _table([_("Figure of a segment"), _("Definition, formula, source")], rows)


def _value(figure: RunFigure) -> str:
    """Return a value, its interval and what it was measured on, as HTML."""
    parts = [f"<b>{minus(f'{figure.value:{figure.form}}')}{figure.unit}</b>"]
    if figure.interval:
        low, high = (minus(f"{end:{figure.form}}") for end in (figure.interval.low, figure.interval.high))
        parts.append(escape(_("(95 %: {low} to {high})").format(low=low, high=high)))
    if figure.of:
        parts.append(f'<span class="small">{escape(translated(figure.of))}</span>')
    return " ".join(parts)


def _explained(definition: Definition) -> str:
    source = _("Source: {source}").format(source=translated(definition.source))
    lines = [
        escape(translated(definition.meaning)),
        escape(_("Formula: {formula}").format(formula=translated(definition.formula))),
        f'<span class="small">{escape(source)}</span>',
    ]
    return "<br>".join(lines)


def _label(definition: Definition) -> str:
    """Return the name of a figure as HTML."""
    return f"<b>{escape(translated(definition.label))}</b>"


def _table(heads: Sequence[str], rows: Sequence[str]) -> str:
    head = "".join(f"<th>{escape(each)}</th>" for each in heads)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _row(*cells: str) -> str:
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _smallest(frame: pd.DataFrame) -> str:
    users = _n("{n} user", "{n} users", int(frame[Column.SIZE].min()))
    return _("The smallest segment has {users}; a segment of {least} or more is large enough to act on.").format(
        users=users, least=MIN_SIZE
    )


def _with_labels(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(**{Column.VERDICT: frame[Column.VERDICT].map(grade_label)})


def _columns(frame: pd.DataFrame) -> dict[str, Any]:
    figures = {column: figure for figure in ON_PAGE for column in figure.columns}
    return {str(name): _column(str(name), figures.get(str(name))) for name in frame.columns}


def _column(name: str, figure: Figure | None) -> Any:
    meaning = translated(meaning_of(name))
    if figure is None:
        make = st.column_config.NumberColumn if name == Column.SEGMENT else st.column_config.TextColumn
        label = _("Segment") if name == Column.SEGMENT else _("Verdict")
        return make(label, pinned=True, help=meaning)
    label = translated(figure.label)
    if name != figure.name:
        label = (_("{figure}, low") if name.endswith("_low") else _("{figure}, high")).format(figure=label)
    if figure.form is Form.TEXT:
        return st.column_config.TextColumn(label, help=meaning)
    decimals = 0 if figure.form is Form.WHOLE else figure.decimals
    return st.column_config.NumberColumn(label, format=f"%.{decimals}f", help=meaning)


def _draw_attributes(results: Results) -> None:
    """Draw outcomes by segment, and mutual information with attributes, where the log has such columns."""
    outcomes, attributes = outcomes_frame(results), attributes_frame(results)
    if len(outcomes):
        st.markdown(_("**Outcomes**"))
        st.dataframe(outcomes, hide_index=True, column_config=_outcome_columns())
    if len(attributes):
        st.markdown(_("**Attributes that did not form the segments**"))
        rounded = attributes.round(_ATTRIBUTE_DECIMALS).replace(-0.0, 0.0)
        st.dataframe(rounded, hide_index=True, column_config=_attribute_columns())
    keys = ["outcome_lift"] * bool(len(outcomes))
    keys += ["mutual_information", "entropy_share", "adjusted_information"] * bool(len(attributes))
    if keys:
        rows = [_row(_label(DEFINITIONS[key]), _explained(DEFINITIONS[key])) for key in keys]
        table = _table([_("Figure"), _("Definition, formula, source")], rows)
        st.html(f'{_STYLE}<div class="figures">{table}</div>')


def _outcome_columns() -> dict[str, Any]:
    column = st.column_config.NumberColumn
    lift = "%.2f ×"
    return {
        "attribute": st.column_config.TextColumn(_("Outcome"), help=translated(meaning_of("attribute"))),
        "overall": column(_("All users"), help=translated(meaning_of("overall"))),
        Column.SEGMENT: column(_("Segment"), help=translated(meaning_of(Column.SEGMENT))),
        "value": column(_("Segment's"), help=translated(meaning_of("value"))),
        Column.LIFT: column(_("Lift"), format=lift, help=translated(meaning_of("outcome_lift"))),
        "low": column(_("Lift, low"), format=lift, help=translated(meaning_of("outcome_lift_low"))),
        "high": column(_("Lift, high"), format=lift, help=translated(meaning_of("outcome_lift_high"))),
    }


def _attribute_columns() -> dict[str, Any]:
    column = st.column_config.NumberColumn
    return {
        "attribute": st.column_config.TextColumn(_("Attribute"), help=translated(meaning_of("attribute"))),
        "bits": column(_("Bits"), format="%.3f", help=translated(meaning_of("bits"))),
        "entropy_share": column(_("Share of entropy"), format="%.3f", help=translated(meaning_of("entropy_share"))),
        "adjusted": column(_("Adjusted"), format="%.3f", help=translated(meaning_of("adjusted"))),
    }
