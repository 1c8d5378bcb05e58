"""All runs of a log on screen: the table, and two of them compared."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from core.errors import DataError
from core.results.earlier_folder import read_card
from core.results.results import with_naming
from core.settings import known_author
from core.trust.definitions import DEFINITIONS
from core.ui.runs.streams import streams_chart
from core.ui.shared.before import as_found, run_of
from core.ui.shared.labels import recipe_of_run, state_label
from core.ui.shared.names_line import draw_names_line
from core.ui.shared.palette import CHART_CONFIG, SEQUENTIAL, apply_layout, text_colour
from core.ui.shared.rows import row_height
from core.ui.shared.segments import segment_labels
from core.ui.shared.text import _, count_of, format_seconds, format_time, hover, in_lines, minus, plain, translated
from core.ui.shared.trust_card import no_card
from core.ui.shared.verdicts import draw_verdict, grade_label
from core.views.better_run import OLDER_AND_NEWER, Better, better_run, which_to_use
from core.views.column_meanings import meaning_of
from core.views.comparison import Comparison, compare_runs, excluded_apart, scores_of
from core.views.other_view import other_view
from core.views.trust import run_verdict, times_as_likely

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from core.results.results import Results
    from core.server import Server
    from core.store.runs import RunInfo

_LETTERS = {"when": 19, "recipe": 38, "state": 15, "trust": 8, "by": 7}
"""Of a line in a column of the table of runs, where the page is 1280 pixels wide."""
_ACROSS, _SIDEWAYS = 44, 44
"""Characters of a name beside a row and below a column; longer names are cut."""
_LARGE = 12
"""With more segments than this the numbers do not fit into the cells."""
_SHOWN = 0.005
"""Smaller shares show on hovering only."""
_TIMES = "%.2f ×"
_SCORES = ("run", "verdict", "k", "times", "n_unassigned", "largest_share_pct")
_STATISTICS = (
    "run", "silhouette", "recall_uplift_pct", "item_bits", "item_bits_low", "item_bits_high", "jaccard",
    "ari_resamples", "ari_random_states",
)  # fmt: skip


def draw_table(server: Server, runs: Sequence[RunInfo], standing: Collection[str]) -> None:
    """Draw the history, newest first; of the runs that are not ``standing`` it says so."""
    rows = pd.DataFrame([_row(server, run, stands=run.run_id in standing) for run in runs])
    rows = rows if rows["by"].any() else rows.drop(columns="by")  # nobody signs in
    height = row_height(rows, {name: n for name, n in _LETTERS.items() if name in rows})
    st.dataframe(rows, hide_index=True, row_height=height, column_config=_columns(), placeholder="")


@st.cache_data(max_entries=1000, show_spinner=False)
def _times(_server: Server, run_id: str, job_id: str) -> float | None:
    """Return how many times as likely segments make next picks; None where it was not judged. ``job_id`` made it."""
    card = read_card(_server.runs.folder(run_id))
    bits = card.predictive_gain.item_bits.value if card and card.predictive_gain else math.nan
    return None if math.isnan(bits) else times_as_likely(bits)


def _known(server: Server, run: RunInfo) -> tuple[str, float | None]:
    """Return the state of a run and how many times as likely its segments make next picks, as far as it is known."""
    if run.state != "done":
        return _state(run), None
    try:
        return _state(run), _times(server, run.run_id, run.job_id)
    except DataError:
        return _("{state}, damaged").format(state=state_label(run.state)), None


def _row(server: Server, run: RunInfo, *, stands: bool) -> dict[str, Any]:
    state, times = _known(server, run)
    return {
        "when": format_time(run.created_at),
        "recipe": recipe_of_run(run),
        "state": state if stands else _("{state}; does not stand").format(state=state),
        "trust": grade_label(run.scores.get("verdict") or "") if run.state == "done" else "",
        "silhouette": run.scores.get("silhouette"),
        "times": times,
        "by": known_author(run.created_by),
    }


def _columns() -> dict[str, Any]:
    """Return columns that fit side by side into a window of 1280 pixels."""
    column, meaning = st.column_config, _meaning
    return {
        "when": column.TextColumn(_("When"), width=128, help=meaning("when")),
        "recipe": column.TextColumn(_("Recipe"), width=272, help=meaning("recipe")),
        "state": column.TextColumn(_("State"), width=112, help=meaning("state")),
        "trust": column.TextColumn(_("Verdict"), width=68, help=meaning("verdict")),
        "silhouette": column.NumberColumn(_("Separation"), format="%.2f", width=84, help=_statistic("silhouette")),
        "times": column.NumberColumn(_("Predictive"), format=_TIMES, width=92, help=_predictive()),
        "by": column.TextColumn(_("By"), width=56, help=meaning("by")),
    }


def _predictive() -> str:
    return _(
        "How many times as likely what users pick next becomes once their segment is known; empty where it was not "
        "judged. {statistic}"
    ).format(statistic=_statistic("bits_per_event"))


def _meaning(column: str) -> str:
    return translated(meaning_of(column))


def _statistic(key: str) -> str:
    """Return the standard name and the meaning of a statistic, for the tooltip of a plain heading."""
    definition = DEFINITIONS[key]
    return _("{statistic}: {meaning}").format(
        statistic=translated(definition.label), meaning=translated(definition.meaning)
    )


def _state(run: RunInfo) -> str:
    """Return the state of a run and how long it took."""
    if not (run.started_at and run.finished_at):
        return state_label(run.state)
    took = format_seconds((run.finished_at - run.started_at).total_seconds())
    return _("{state}, {time}").format(state=state_label(run.state), time=took)


def draw_comparison(server: Server, run: RunInfo, other: RunInfo) -> None:
    """Draw two finished runs side by side, and how users moved between their segments."""
    run, other = sorted((run, other), key=lambda each: each.created_at)
    results, others = (_named(server, each.run_id) for each in (run, other))
    found = compare_runs(results, others)
    _draw_advice(better_run(results, others))
    _draw_apart(other_view(as_found(server, other), as_found(server, run), run_of(run)))
    _draw_apart(excluded_apart(results, others))
    st.markdown(
        _(
            "{moved} changed segment from the older run to the newer one; segments that match count as the same. "
            "Agreement of the two runs: {rand}, where 1 means the same segments and 0 no more than chance."
        ).format(moved=count_of(found.n_moved, found.n_common), rand=minus(f"{found.adjusted_rand:.2f}")),
        help=_("Agreement is the adjusted Rand index; adjusted mutual information: {value}.").format(
            value=minus(f"{found.adjusted_mutual:.2f}")
        ),
    )
    if results.k != others.k:
        st.caption(
            _(
                "The runs have different numbers of segments, and more segments predict more as a rule: which run is "
                "better cannot be seen from “Predictive” or from bits per event."
            )
        )
    labels, other_labels = segment_labels(results), segment_labels(others)
    st.plotly_chart(streams_chart(found, labels, other_labels), config=CHART_CONFIG, key="streams")
    st.caption(
        _(
            "Left: segments of the older run. Right: those of the newer run, in the colour of the segment they match. "
            "A stream is the users of two segments."
        )
    )
    with st.expander(_("Shares of each segment")):
        st.plotly_chart(_moves_chart(found, labels, other_labels), config=CHART_CONFIG, key="moves")
        st.caption(
            _(
                "A row is a segment of the older run; its cells show which share of its users is in each segment of "
                "the newer run. One strong cell in a row: the segment stayed together. Several pale cells: it was "
                "split."
            )
        )
    compared = [(_("older"), run, results), (_("newer"), other, others)]
    _draw_verdicts(compared)
    rows = [{"run": place, **_scores(each)} for place, _info, each in compared]
    st.dataframe(rows, hide_index=True, column_config=_score_columns(), column_order=_SCORES)
    with st.expander(_("Statistics")):
        st.dataframe(rows, hide_index=True, column_config=_score_columns(), column_order=_STATISTICS)


def _draw_advice(better: Better) -> None:
    """Say which of two runs to use and why."""
    icon = ":material/balance:" if better.place is None else ":material/thumb_up:"
    st.info(plain(translated(which_to_use(better, OLDER_AND_NEWER))), icon=icon)


def _draw_apart(difference: str) -> None:
    """Draw in what the runs differ before their segments do; nothing for ""."""
    if difference:
        st.info(plain(translated(difference)), icon=":material/compare_arrows:")


def _draw_verdicts(compared: Sequence[tuple[str, RunInfo, Results]]) -> None:
    """Draw the verdicts on two runs, with the legend below the first that there is."""
    judged = next((each for _place, _info, each in compared if run_verdict(each)), None)
    for place, info, each in compared:
        name = _("{place}: {run}").format(place=place, run=recipe_of_run(info))
        _draw_verdict(name, each, has_legend=each is judged)


def _draw_verdict(name: str, results: Results, *, has_legend: bool) -> None:
    """Draw the verdict on one of two runs."""
    st.caption(plain(name))
    if results.naming:
        draw_names_line(results.naming)
    verdict = run_verdict(results)
    if verdict:
        draw_verdict(verdict, has_legend=has_legend)
    else:
        st.write(no_card())


def _scores(results: Results) -> dict[str, Any]:
    scores = scores_of(results)
    return {**scores, "verdict": grade_label(str(scores["verdict"] or ""))}


def _score_columns() -> dict[str, Any]:
    column, meaning = st.column_config, _meaning
    number = column.NumberColumn
    return {
        "run": column.TextColumn(_("Run"), help=meaning("run")),
        "verdict": column.TextColumn(_("Verdict"), help=meaning("verdict")),
        "k": number(_("Segments"), help=meaning("k")),
        "silhouette": number(_("Silhouette"), format="%.3f", help=meaning("silhouette")),
        "times": number(_("Predictive"), format=_TIMES, help=_predictive()),
        "recall_uplift_pct": number(_("Uplift of recall"), format="%+.1f %%", help=_statistic("recall_uplift")),
        "item_bits": number(_("Bits per event"), format="%+.3f", help=meaning("item_bits")),
        "item_bits_low": number(_("low (95 %)"), format="%+.3f", help=meaning("item_bits_low")),
        "item_bits_high": number(_("high (95 %)"), format="%+.3f", help=meaning("item_bits_high")),
        "jaccard": number(_("Jaccard"), format="%.2f", help=meaning("mean_jaccard")),
        "ari_resamples": number(_("ARI, resamples"), format="%.2f", help=meaning("ari_resamples")),
        "ari_random_states": number(_("ARI, random states"), format="%.2f", help=meaning("ari_random_states")),
        "n_unassigned": number(_("Unassigned users"), format="localized", help=meaning("n_unassigned")),
        "largest_share_pct": number(_("Largest segment"), format="%.1f %%", help=meaning("largest_share_pct")),
    }


def _moves_chart(found: Comparison, labels: Mapping[int, str], other_labels: Mapping[int, str]) -> go.Figure:
    import plotly.graph_objects as go

    sizes = found.moved.sum(axis=1, keepdims=True)
    shares = found.moved / sizes
    hover_texts = [
        [hover(count_of(int(n), int(size[0]))) for n in row] for row, size in zip(found.moved, sizes, strict=True)
    ]
    is_small = max(found.moved.shape) <= _LARGE
    shown = [[f"{100 * share:.0f} %" if share >= _SHOWN and is_small else "" for share in row] for row in shares]
    figure = go.Figure(
        go.Heatmap(
            z=100 * shares,
            x=[in_lines(other_labels[segment], _SIDEWAYS) for segment in found.other_segments],
            y=[in_lines(labels[segment], _ACROSS) for segment in found.segments],
            text=shown,
            customdata=hover_texts,
            texttemplate="%{text}",
            textfont={"color": text_colour()},
            colorscale=SEQUENTIAL,
            zmin=0,
            zmax=100,
            xgap=2,
            ygap=2,
            colorbar={"title": {"text": "%"}, "thickness": 10, "outlinewidth": 0},
            hovertemplate="%{y} → %{x}<br>%{customdata}<extra></extra>",
        )
    )
    figure.update_xaxes(title=_("segment in the newer run"), type="category", tickangle=-35, showgrid=False)
    figure.update_yaxes(title=_("segment in the older run"), type="category", autorange="reversed", showgrid=False)
    return apply_layout(figure, max(300, 36 * len(found.segments) + 200))


def _named(server: Server, run_id: str) -> Results:
    """Return the results of a run under the names that analysts gave."""
    return with_naming(server.results(run_id), server.runs.segmentation(run_id))
