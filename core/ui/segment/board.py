"""Recipes compared on screen: how long to try, what was found, and a button that runs one of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.jobs.boards import board_folder, kept_board
from core.jobs.job import name_of
from core.jobs.kinds.board import BoardJob
from core.jobs.kinds.table import read_job
from core.store.job_info import JobState
from core.ui.shared.errors import shown_errors
from core.ui.shared.labels import clusterer_label, recipe_label
from core.ui.shared.navigation import select
from core.ui.shared.palette import ACCENT, CHART_CONFIG, QUIET, apply_layout
from core.ui.shared.text import _, _n, format_seconds, hover, plain, translated
from core.ui.shared.verdicts import grade_label

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from core.board.rows import Board, Row
    from core.server import Server
    from core.store.dataset_info import DatasetInfo
    from core.store.job_info import JobInfo
    from core.types import Recipe

_EVERY_SECONDS = 2


def draw_board(server: Server, dataset: DatasetInfo) -> None:
    """Draw the box that compares recipes on a log."""
    live = _live(server, dataset.dataset_id)
    with st.expander(_("Compare recipes"), expanded=live is not None):
        st.caption(
            _(
                "Tries the ways to compare users that this log allows, the quick ones first. Recipes are chosen on a "
                "validation part before the holdout and reported on the holdout. What is done is kept: a comparison "
                "that was stopped goes on from there. Runs wait meanwhile."
            )
        )
        if live:
            _follow(server, dataset, live[0].job_id, live[1])
        else:
            _draw_found(server, dataset, _draw_start(server, dataset))


def _live(server: Server, dataset_id: str) -> tuple[JobInfo, int | str] | None:
    """Return the comparison of a log that waits or runs, and the number of segments that it was asked for."""
    for job in server.jobs.live():
        asked = read_job(job) if job.kind == name_of(BoardJob) else None
        if isinstance(asked, BoardJob) and asked.dataset.dataset_id == dataset_id:
            return job, asked.k
    return None


def _draw_start(server: Server, dataset: DatasetInfo) -> int | str:
    """Draw the choices and the button; return the number of segments."""
    minutes, number, own, button = st.columns([2, 2, 4, 2], vertical_alignment="bottom")
    n_minutes = minutes.number_input(
        _("Minutes"), min_value=1, max_value=600, value=5, key="board_minutes", persist_state="session"
    )
    is_own = own.checkbox(_("Each recipe chooses its own number"), key="board_own_k", persist_state="session")
    n_segments = number.number_input(
        _("Segments"), min_value=2, max_value=100, value=8, disabled=is_own, key="board_k", persist_state="session"
    )
    k = "auto" if is_own else int(n_segments)
    if button.button(_("Compare"), icon=":material/play_arrow:", width="stretch", key="start_board"):
        excluded = server.store.excluded(dataset.dataset_id)
        server.start(BoardJob(dataset=dataset.as_version, k=k, minutes=float(n_minutes), excluded=excluded))
        st.rerun()
    return k


@st.fragment(run_every=_EVERY_SECONDS)
def _follow(server: Server, dataset: DatasetInfo, job_id: str, k: int | str) -> None:
    """Draw how far a comparison is, and what it has found; when it has ended, draw the page anew."""
    job = server.job(job_id)
    if not job.state.is_live:
        st.rerun(scope="app")
    bar, button = st.columns([5, 1], vertical_alignment="center")
    waits = _("Waiting to start") if job.state is JobState.QUEUED else _("Comparing recipes")
    bar.progress(min(max(job.progress, 0.0), 1.0), f"{waits} · {100 * job.progress:.0f} %")
    if button.button(_("Stop"), icon=":material/stop:", width="stretch", key="stop_board"):
        server.cancel_job(job_id)
        st.rerun(scope="app")
    _draw_found(server, dataset, k)


def _draw_found(server: Server, dataset: DatasetInfo, k: int | str) -> None:
    excluded = server.store.excluded(dataset.dataset_id)
    board = kept_board(board_folder(server.store.workspace, dataset.as_version, excluded), k)
    if board is None:
        return
    st.markdown(plain(translated(board.recommendation)))
    if board.given_up:
        st.markdown(plain(translated(board.given_up)))
    if board.rows:
        _draw_rows(board)
        _draw_choice(server, dataset, board)
    for name, why in board.failed.items():
        st.caption(plain(_("{recipe} was left out: {why}").format(recipe=name, why=translated(why))))
    if board.n_outranked:
        st.caption(
            _n(
                "{n} recipe went no further than a sample of the users, on which others were better.",
                "{n} recipes went no further than a sample of the users, on which others were better.",
                board.n_outranked,
            )
        )
    if board.n_waiting:
        st.caption(_n("{n} recipe was not reported yet.", "{n} recipes were not reported yet.", board.n_waiting))


def _draw_rows(board: Board) -> None:
    st.dataframe([_cells(row) for row in board.rows], hide_index=True, column_config=_columns(), key="board_table")
    st.caption(
        _(
            "The recommended recipe comes first, the others by how much more of what users pick next lists by segment "
            "find than one list for all users, on the validation part. A verdict in brackets is a quick one."
        ),
        help=_(
            "Stability is the adjusted Rand index with refits to users and events drawn again. Lists find more with "
            "more segments, so recipes are chosen at an equal number. The last columns say what linear heads "
            "on the vectors know of each future beyond recency, frequency and monetary value."
        ),
    )
    st.plotly_chart(board_chart(board), config=CHART_CONFIG, key="board_chart")


def _cells(row: Row) -> dict[str, Any]:
    figures = row.figures
    return {
        "encoder": row.candidate.name,
        "clusterer": clusterer_label(row.candidate.recipe.clusterer),
        "k": row.k,
        **{name: figures[name] for name in ("recall_uplift_pct", "low", "high", "gap_share", "stability_ari")},
        **{name: figures[name] for name in ("silhouette", "smallest", "coverage")},
        "verdict": grade_label(row.verdict) if row.has_card else f"({grade_label(row.verdict)})",
        **{name: value for name, value in figures.items() if name.startswith("future_")},
        "seconds": row.seconds,
        "peak_rss_mb": row.peak_rss_mb,
    }


def _columns() -> dict[str, Any]:
    def number(label: str, form: str = "%.2f") -> Any:
        return st.column_config.NumberColumn(label, format=form)

    return {
        "encoder": _("Users compared by"),
        "clusterer": _("Grouped with"),
        "k": _("Segments"),
        "recall_uplift_pct": number(_("Lists find more, %"), "%+.1f"),
        "low": number(_("from"), "%+.1f"),
        "high": number(_("to"), "%+.1f"),
        "gap_share": number(_("Share of the gap")),
        "stability_ari": number(_("Stability")),
        "silhouette": number(_("Separation")),
        "smallest": number(_("Smallest segment"), "%d"),
        "coverage": number(_("In segments")),
        "verdict": _("Verdict"),
        "future_items": number(_("Next items"), "%+.3f"),
        "future_return": number(_("Return"), "%+.3f"),
        "future_category": number(_("Next category"), "%+.3f"),
        "future_spend": number(_("Spend"), "%+.3f"),
        "seconds": number(_("Seconds"), "%.0f"),
        "peak_rss_mb": number(_("Memory, MB"), "%.0f"),
    }


def board_chart(board: Board) -> go.Figure:
    """Draw usefulness against stability, a dot a recipe; the recommended one stands out."""
    import plotly.graph_objects as go

    rows = board.rows
    figure = go.Figure(
        go.Scatter(
            x=[row.stability for row in rows],
            y=[row.uplift for row in rows],
            mode="markers",
            marker={"size": 11, "color": [ACCENT if row.is_recommended else QUIET for row in rows]},
            customdata=[[hover(row.name), format_seconds(row.seconds)] for row in rows],
            hovertemplate="%{customdata[0]}<br>%{y:+.1f} %, %{x:.2f}, %{customdata[1]}<extra></extra>",
        )
    )
    if rows[0].is_recommended:
        figure.add_annotation(x=rows[0].stability, y=rows[0].uplift, text=_("recommended"), showarrow=True, ay=-28)
    figure.update_xaxes(title=_("Stability (adjusted Rand index of refits)"))
    figure.update_yaxes(title=_("Lists find more, %"))
    return apply_layout(figure, 320)


def _draw_choice(server: Server, dataset: DatasetInfo, board: Board) -> None:
    """Draw the choice of a recipe and the button that runs it."""
    recipes = [_recipe_of(row) for row in board.rows]
    pick, button = st.columns([5, 2], vertical_alignment="bottom")
    place = pick.selectbox(
        _("Recipe"), range(len(recipes)), format_func=lambda each: recipe_label(recipes[each]), key="board_recipe"
    )
    if button.button(_("Run this recipe"), icon=":material/play_arrow:", width="stretch", key="run_board_recipe"):
        with shown_errors():
            run = server.submit(dataset.dataset_id, recipes[place])
        select(run=run.run_id)
        st.rerun(scope="app")


def _recipe_of(row: Row) -> Recipe:
    """Return the recipe of a row at the number of segments that it has there."""
    return replace(row.candidate.recipe, k=row.k)
