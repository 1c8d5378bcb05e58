"""What a network that learnt given segments is worth, whom it assigned where, and its files."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from core.jobs.kinds.learn import asked_for
from core.settings import author_words
from core.store.job_info import JobInfo
from core.ui.given.assigned import ASSIGNMENTS, draw_counts, draw_folder, draw_list
from core.ui.given.other_log import draw_other_log
from core.ui.shared.labels import dataset_name
from core.ui.shared.page import RunContext
from core.ui.shared.palette import CHART_CONFIG, LINE_HEIGHT, SEQUENTIAL, apply_layout
from core.ui.shared.text import _, format_time, in_lines, most_lines, plain, translated, visitors_day
from core.views.files import file_stem
from core.views.given import Judged, network_bytes, read_judged

_LONGEST, _ROW_HEIGHT = 26, 34


def draw_found(context: RunContext, done: list[JobInfo]) -> None:
    """Draw what one of the trainings has found, the newest unless another is chosen."""
    job = _pick(done)
    folder = context.server.store.workspace / job.result
    judged = read_judged(folder)
    _draw_headline(judged)
    quality, everybody, others = st.tabs([_("Label by label"), _("Everybody assigned"), _("Another log")])
    with quality:
        _draw_by_segment(judged)
        _draw_confusion(judged)
    with everybody:
        draw_counts(folder, judged)
        draw_list(context, folder, ASSIGNMENTS)
        _draw_network(context, folder, job)
    with others:
        draw_other_log(context, job, judged)


def _pick(done: list[JobInfo]) -> JobInfo:
    known = {job.job_id: job for job in done}

    def word(job_id: str) -> str:
        job = known[job_id]
        when = format_time(job.finished_at or job.created_at)
        who = translated(author_words(job.author))
        return _("{source}: {time}, {author}").format(source=asked_for(job).source, time=when, author=who)

    return known[st.selectbox(_("Trained on"), list(known), format_func=word, key="given_training")]


def _draw_headline(judged: Judged) -> None:
    """State how many users are right, with the statistics one click below."""
    st.markdown(f"#### {plain(translated(judged.headline()))}")
    if not judged.is_better_than_largest:
        st.warning(
            _(
                "That is no more than by naming the largest for everybody. Small segments may be found all the same: "
                "look at each label."
            )
        )
    if judged.of_few:
        names = ", ".join(map(plain, judged.of_few))
        st.warning(_("Judged on fewer than ten users each, hardly more than examples: {names}.").format(names=names))
    with st.popover(_("Statistics"), icon=":material/query_stats:"):
        _draw_statistics(judged)


def _draw_statistics(judged: Judged) -> None:
    accuracy, macro, error = st.columns(3)
    accuracy.metric(_("Accuracy"), f"{judged.accuracy:.3f}", help=_("The share of held-out users who are right."))
    macro.metric(
        _("Macro-F1"), f"{judged.macro_f1:.3f}",
        help=_("The mean of F1 over segments, each counted alike; F1 is the harmonic mean of recall and precision."),
    )  # fmt: skip
    error.metric(
        _("Calibration error"), f"{judged.calibration_error:.3f}",
        help=_("How far probabilities are from how often they are right, the mean over 15 bins."),
    )  # fmt: skip
    weights = _("balanced: small segments count as much as large ones") if judged.is_balanced else _("none")
    st.caption(
        _("Trained on {trained} users, judged on {judged} others. Class weights: {weights}.").format(
            trained=f"{judged.n_trained:,}", judged=f"{judged.n_judged:,}", weights=weights
        )
    )


def _draw_by_segment(judged: Judged) -> None:
    table = judged.by_segment().assign(
        recall=lambda all_: 100 * all_.recall, precision=lambda all_: 100 * all_.precision
    )
    st.dataframe(
        table,
        hide_index=True,
        column_config={
            "name": st.column_config.TextColumn(_("Label")),
            "n_users": st.column_config.NumberColumn(
                _("Judged on"), format="localized", help=_("Users with this label whom the network had not seen.")
            ),
            "recall": st.column_config.NumberColumn(
                _("Found"), format="%.0f %%", help=_("Recall: of the users with this label, so many got it.")
            ),
            "precision": st.column_config.NumberColumn(
                _("Right"), format="%.0f %%", help=_("Precision: of the users who got this label, so many have it.")
            ),
        },
    )


def _draw_confusion(judged: Judged) -> None:
    st.markdown(_("**Which labels are taken for which**"))
    st.caption(_("A row holds the held-out users with a label, a column those who got it. The diagonal is right."))
    st.plotly_chart(_confusion_chart(judged), config=CHART_CONFIG, key="given_confusion")
    with st.expander(_("As a table")):
        columns = [_("got {name}").format(name=each) for each in judged.names]
        rows = [dict(zip(columns, map(int, row), strict=True)) for row in judged.confusion]
        st.dataframe([{_("Label"): name, **row} for name, row in zip(judged.names, rows, strict=True)], hide_index=True)


def _confusion_chart(judged: Judged) -> go.Figure:
    """Draw shares of each row as colours, with the number of users on them."""
    shares = 100 * judged.confusion / np.maximum(judged.n_users, 1)[:, None]
    names = [in_lines(each, _LONGEST) for each in judged.names]
    places = np.arange(len(names))
    figure = go.Figure(
        go.Heatmap(
            z=shares,
            x=places,
            y=places,
            text=[[f'<span style="color:currentColor">{n:,}</span>' for n in row] for row in judged.confusion.tolist()],
            texttemplate="%{text}",
            textfont={"size": 12},  # else it shrinks with the length of the style
            hovertemplate=_("%{z:.0f} % of the row") + "<extra></extra>",
            colorscale=[[0.0, SEQUENTIAL[0][1]], [1.0, "rgba(42,143,154,0.6)"]],
            zmin=0,
            zmax=100,
            xgap=2,
            ygap=2,
            showscale=False,
        )
    )
    height = max(_ROW_HEIGHT, LINE_HEIGHT * most_lines(names) + 4)
    apply_layout(figure, height * len(names) + 120, margin={"l": 8, "r": 8, "t": 84, "b": 8})
    figure.update_yaxes(
        title=_("has"), autorange="reversed", tickvals=places, ticktext=names, showgrid=False, zeroline=False
    )
    figure.update_xaxes(title=_("got"), side="top", tickvals=places, ticktext=names, showgrid=False, zeroline=False)
    return figure


def _draw_network(context: RunContext, folder: Path, job: JobInfo) -> None:
    """Offer the network as the command learn writes it, and say where all files lie."""
    stem = file_stem(dataset_name(context.dataset), visitors_day(), context.run.run_id)
    st.download_button(
        _("The network, for other logs"),
        data=partial(network_bytes, folder),
        file_name=f"{stem}_{job.job_id}_network.zip",
        mime="application/zip",
        key="download_network",
        icon=":material/download:",
        on_click="ignore",
        help=_("Unpack it into a folder: the command assign takes the folder as --head, with the folder of this run."),
    )
    draw_folder(folder)
