"""How good the lists of a segment are on the holdout."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from core.results.results import Results
from core.trust.uplift import finds_no_more
from core.ui.shared import charts, trade_off_chart
from core.ui.shared.palette import CHART_CONFIG
from core.ui.shared.text import _, _n, translated
from core.ui.shared.verdicts import draw_verdict
from core.views.offers import (
    N_OFFERED,
    grades_frame,
    judged_length,
    levels_frame,
    n_judged,
    score_of,
    trade_off_frame,
)
from core.views.proof import CLEAR_GAIN_PCT
from core.views.trust import CheckResult, segment_views, times_as_likely


def draw_grades(results: Results, segment: int) -> None:
    """Compare the lists of a segment with those for everybody and with those from each user's own history."""
    if results.record.scores.offers is None:
        return
    st.subheader(_("This segment: how good is its list?"), anchor=False)
    frame = grades_frame(results, segment)
    is_judged = not frame.empty
    if is_judged:
        st.write(_verdict(results, segment))
        if (length := judged_length(results)) < N_OFFERED:
            st.caption(
                _(
                    "Judged by the first {length} items of each list, a fifth of the catalogue: the first {usual} "
                    "would hold much of what there is."
                ).format(length=length, usual=N_OFFERED)
            )
    else:
        st.write(
            _n(
                "{n} user of this segment has enough events to be judged, too few to say.",
                "{n} users of this segment have enough events to be judged, too few to say.",
                n_judged(results, segment),
            )
        )
        frame = grades_frame(results, None)
    _draw_single_choices(results, segment)
    _draw_verdict(results, segment)
    frame = frame.assign(served_by=[translated(each) for each in frame["served_by"]])
    with st.expander(_("Compared with other lists, and all figures")):
        _say_judged(results, segment, is_judged)
        st.plotly_chart(
            charts.draw_list_grades(frame), key="list_grades", config=CHART_CONFIG,
            alt=_("Recall of lists, with intervals: popular with all, in the segment, offers, EASE."),
        )  # fmt: skip
        _draw_figures(results, frame)


def _draw_single_choices(results: Results, segment: int) -> None:
    """Say what the segment predicts apart from lists, as its proof on other pages does."""
    for view in segment_views(results):
        if view.segment == segment and view.prediction_check is CheckResult.YES:
            st.write(
                _(
                    "Counted by single choices in place of lists: what its users pick next is {times} times as likely "
                    "once the segment is known."
                ).format(times=f"{times_as_likely(view.items.value):.2f}")
            )


def _draw_verdict(results: Results, segment: int) -> None:
    """Draw the verdict on the segment, which need not be that on the run."""
    for view in segment_views(results):
        if view.segment == segment:
            st.caption(_("Verdict on this segment:"))
            draw_verdict(view.verdict)


def _say_judged(results: Results, segment: int, is_judged: bool) -> None:
    """Say on whom the figures rest."""
    if not is_judged:
        st.caption(_("Over all segments:"))
        return
    st.caption(
        _(
            "This segment alone, with its offers: what lists of {length} items hold of what its users chose next."
        ).format(length=judged_length(results))
        + " "
        + _n("{n} user is judged.", "{n} users are judged.", n_judged(results, segment))
    )


def _verdict(results: Results, segment: int) -> str:
    """Say whether the segment's own list serves its users better than what is popular with all."""
    own, everybody = score_of(results, segment), score_of(results, segment, "popularity")
    if own is None or everybody is None:
        return ""
    shares = {
        "n": judged_length(results),
        "own": f"{100 * own.recall.value:.1f} %",
        "usual": f"{100 * everybody.recall.value:.1f} %",
    }
    if own.gain_pct.is_above_zero and own.gain_pct.value < CLEAR_GAIN_PCT:
        return _(
            "This list holds {own} of what users of this segment chose next; the {n} items most popular with all users "
            "hold {usual} of the same: a small gain, but more than chance."
        ).format(**shares)
    if own.gain_pct.is_above_zero:
        return _(
            "This list holds {own} of what users of this segment chose next; the {n} items most popular with all users "
            "hold {usual} of the same."
        ).format(**shares)
    if everybody.recall.value == 0 and own.recall.value > 0:
        return _(
            "This list holds {own} of what users of this segment chose next; the {n} items most popular with all users "
            "hold none of it."
        ).format(**shares)
    if own.gain_pct.high < 0:
        return _(
            "This list holds {own} of what users of this segment chose next, less than the {n} items most popular with "
            "all users ({usual} of the same): offer them the best-sellers."
        ).format(**shares)
    if finds_no_more(own.gain_pct):
        return _(
            "This list holds {own} of what users of this segment chose next; the {n} items most popular with all users "
            "hold {usual} of the same. Its own list finds no more: offer them the best-sellers."
        ).format(**shares)
    return _(
        "This list holds {own} of what users of this segment chose next; the {n} items most popular with all users "
        "hold {usual} of the same: too near to say which serves better."
    ).format(**shares)


def draw_trade_off(results: Results) -> None:
    """Show what lists of each kind find against how varied they are, one click below, as a picture and as a table."""
    frame = trade_off_frame(results)
    if not frame.empty:
        with st.expander(_("What lists find, and how varied they are: all kinds of lists in one picture")):
            _draw_trade_off(results, frame)


def _draw_trade_off(results: Results, frame: pd.DataFrame) -> None:
    has_categories = bool(frame["diversity"].notna().any())
    across = "diversity" if has_categories else "coverage"
    st.write(
        _("Up: lists hold more of what users chose next. Right: the items of a list differ more in category.")
        if has_categories
        else _("Up: lists hold more of what users chose next. Right: lists show more of all items.")
    )
    frame = frame.assign(served_by=[translated(each) for each in frame["served_by"]])
    title = _("pairs of items on a list without a common category") if has_categories else _("items on some list")
    st.plotly_chart(
        trade_off_chart.draw_trade_off(frame, across, title), key="trade_off", config=CHART_CONFIG,
        alt=_("Recall of lists against how varied they are; the table below gives the same figures."),
    )  # fmt: skip
    unknown = [each for each in ("diversity", "few_served") if frame[each].isna().all()]
    shown = frame.drop(columns=["is_own", *unknown])
    st.dataframe(shown, hide_index=True, column_config={**_grade_columns(judged_length(results)), **_mix_columns()})
    st.caption(
        _(
            "Here all lists are judged on the same users, in the segments that they were in before the held-out part; "
            "the figures over all segments above are counted apart, so the last digit can differ. Offers of the "
            "segment are those in between most picks and most distinctive: they may hold a little less than what is "
            "popular in the segment, so that segments do not all get the same."
        )
    )


def _draw_figures(results: Results, frame: pd.DataFrame) -> None:
    st.dataframe(frame.drop(columns="is_own"), hide_index=True, column_config=_grade_columns(judged_length(results)))
    levels = levels_frame(results)
    if levels["low"].isna().all():  # of an earlier version
        levels = levels.drop(columns=["low", "high"])
    st.caption(
        _(
            "Expected against observed picks, checked on users other than those it was learnt from; items of "
            "segments in levels of about as many choices each:"
        )
    )
    st.dataframe(
        levels.assign(**{str(name): 100 * levels[name] for name in levels if name != "n_pairs"}),
        hide_index=True,
        column_config=_level_columns(),
    )


def _list_column() -> Any:
    return st.column_config.TextColumn(_("List"), width=170, help=_("What made the lists."))


def _grade_columns(length: int) -> dict[str, Any]:
    number = st.column_config.NumberColumn
    return {
        "served_by": _list_column(),
        "recall": number(
            _("Recall@{n}").format(n=length),
            format="%.3f",
            width=78,
            help=_("Share of the held-out items on the list."),
        ),
        "low": number(_("low"), format="%.3f", width=50, help=_("Lower end of the 95 % interval of recall.")),
        "high": number(_("high"), format="%.3f", width=50, help=_("Upper end of the 95 % interval of recall.")),
        "ndcg": number(
            _("nDCG@{n}").format(n=length), format="%.3f", help=_("As recall, with early places worth more.")
        ),
        "hit_rate": number(_("Hit rate"), format="%.3f", help=_("Share of users with one such item or more.")),
        "mrr": number(_("MRR"), format="%.3f", help=_("Mean of 1 over the place of the first such item.")),
    }


def _mix_columns() -> dict[str, Any]:
    number = st.column_config.NumberColumn
    return {
        "served_by": _list_column(),
        "coverage": number(_("Coverage"), format="%.3f", help=_("Share of all items that stand on some list.")),
        "novelty": number(
            _("Novelty"),
            format="%.2f",
            help=_("How little known the items are: mean of -log2 of the share of users who have them."),
        ),
        "diversity": number(
            _("Diversity"),
            format="%.3f",
            help=_("Share of the pairs of items of a list without a common category."),
        ),
        "gini": number(_("Gini"), format="%.3f", help=_("How unequally items come up: 0 all alike, 1 one alone.")),
        "few_served": number(
            _("Newcomers served"),
            format="%.3f",
            help=_("Share of the users with fewer than 5 events before the held-out part who have a list."),
        ),
    }


def _level_columns() -> dict[str, Any]:
    number = st.column_config.NumberColumn
    return {
        "expected": number(
            _("Expected, of 100"), format="%.2f", help=_("Users of 100 who were expected to choose an item.")
        ),
        "observed": number(_("Observed, of 100"), format="%.2f", help=_("Users of 100 who did.")),
        "low": number(_("low"), format="%.2f", width=50, help=_("Lower end of its 95 % interval.")),
        "high": number(_("high"), format="%.2f", width=50, help=_("Upper end of its 95 % interval.")),
        "n_pairs": number(_("Items of segments"), help=_("How many pairs of a segment and an item.")),
    }
