"""The history of edited segments: what was done by whom, back to any version, and which segments became which."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from core.settings import author_words
from core.store.run_info import RunInfo
from core.store.shape_steps import Step
from core.types import Labels
from core.ui.shape.act import lead, text_of
from core.ui.shape.shaped import Shaped, version_label
from core.ui.shared.palette import CHART_CONFIG, apply_layout, colour_of, faint
from core.ui.shared.text import _, _n, format_time, hover, plain, translated
from core.views.shape import events_frame, flows_frame, path_to, version_of
from core.views.shape_changes import WRITTEN

_MAX_LABEL = 60
_WIDTHS, _ROW = (124, 80, 66, 300, 60, 118, 72), 72
"""Of the columns of the history, which fit into a window of 1280, and of a row, in pixels: what was done wraps."""
_LAST = 6
"""So many versions are drawn."""


def draw_steps(shaped: Shaped) -> None:
    """Draw undo and redo beside the version that stands."""
    shapes, run = shaped.server.shapes, shaped.run
    left, middle, right = st.columns([1, 1, 4], vertical_alignment="center")
    trail = shapes.trail(run)
    last = _("Takes back what was written last of this segment version.") if trail.before else _("Takes back the edit.")
    has_last = run.edit is not None or bool(trail.before)
    left.button(_("Undo"), key="shape_undo", icon=":material/undo:", width="stretch",
                help=last if has_last else _("Nothing to undo: these segments are not edited."), disabled=not has_last,
                on_click=lead, args=(lambda: shapes.undo(run.run_id),))  # fmt: skip
    undone = trail.undone or shapes.undone(run.run_id)
    middle.button(_("Redo"), key="shape_redo", icon=":material/redo:", width="stretch", disabled=not undone,
                  help=None if undone else _("Nothing to redo: nothing was undone."),
                  on_click=lead, args=(lambda: shapes.redo(run.run_id),))  # fmt: skip
    done = plain(text_of(run)) or _("as the recipe found the segments")
    right.caption(_("{version}: {done}").format(version=version_label(run), done=done))


def draw_history(shaped: Shaped) -> None:
    """Draw every step and all that was written, newest first, and the way back to any version."""
    events = shaped.server.shapes.events(shaped.run.run_id)
    if not events:
        st.caption(_("Nobody has edited these segments yet."))
        return
    found = events_frame(events, shaped.versions)
    kinds = {
        "edit": _("edit"),
        "undo": _("undo"),
        "redo": _("redo"),
        "back": _("back"),
        "leave": _("left"),
        WRITTEN: _("written"),
    }
    shown = pd.DataFrame(
        {
            _("When"): found["when"].map(format_time),
            _("Who"): [translated(author_words(each)) for each in found["who"]],
            _("Step"): found["kind"].map(kinds),
            _("What"): found["what"].map(lambda what: " ".join(translated(each) for each in what)),
            _("Users"): [f"{n:,}" if n else "" for n in found["n_users"]],
            _("Segment version"): found["version"],
            _("Called"): found["label"],
        }
    )
    widths = dict(zip(shown.columns, _WIDTHS, strict=True))
    columns = {name: st.column_config.Column(width=width) for name, width in widths.items()}
    st.dataframe(shown, hide_index=True, row_height=_ROW, column_config=columns)
    steps = shaped.server.shapes.history(shaped.run.run_id)
    if steps:
        _draw_versions(shaped, steps)


def _draw_versions(shaped: Shaped, steps: Sequence[Step]) -> None:
    """Draw the way back to any version, and the form that names the one that stands; ``steps`` are newest first."""
    newest, versions = steps[0], {run.run_id: run for run in shaped.versions}
    called = {step.run_id: f"“{step.label}”" for step in steps[::-1] if step.label}
    left, right = st.columns(2, vertical_alignment="bottom")
    wanted = left.selectbox(
        _("Any segment version"),
        list(versions),
        format_func=lambda each: " · ".join(
            filter(None, (version_label(versions[each]), called.get(each), text_of(versions[each])))
        ),
        key="shape_version",
    )
    stands = _("This segment version stands already.") if wanted == shaped.standing else None
    right.button(_("Go back to it"), key="shape_back", disabled=wanted == shaped.standing, help=stands, on_click=lead,
                 args=(lambda: shaped.server.shapes.back(shaped.run.run_id, wanted),))  # fmt: skip
    left, right = st.columns(2, vertical_alignment="bottom")  # a button beside each field
    label = left.text_input(
        _("Name of the segment version that stands"),
        newest.label,
        max_chars=_MAX_LABEL,
        key=f"shape_label_{newest.step}",
        placeholder=_("as shown on 12 May"),
    )
    if right.button(_("Name it"), key="shape_name_it", disabled=label == newest.label):
        shaped.server.shapes.label(shaped.run.run_id, newest.step, label)
        st.rerun()


def draw_lineage(shaped: Shaped) -> None:
    """Draw which segments became which on the way to the version that is shown, with users."""
    path = path_to(shaped.run, shaped.versions)[-_LAST:]
    known = [(run, found[1]) for run in path if (found := shaped.server.shapes.labels(run.run_id))]
    if len(known) < 2:
        return
    st.subheader(_("Which segments became which"), anchor=False)
    flows = flows_frame([(version_of(run), _as_shown(shaped, run, labels)) for run, labels in known])
    st.plotly_chart(_figure(flows), config=CHART_CONFIG, key="shape_lineage",
                    alt=_("Users who went from which segment to which. The table below gives the same."))  # fmt: skip
    with st.expander(_("As a table")):
        headings = {"version": _("Segment version"), "segment": _("Segment"), "to_version": _("Next segment version"),
                    "to_segment": _("Segment there"), "count": _("Users")}  # fmt: skip
        st.dataframe(flows.rename(columns=headings), hide_index=True)


def _as_shown(shaped: Shaped, run: RunInfo, labels: Labels) -> Labels:
    """Return labels by the numbers that pages show."""
    naming = shaped.server.runs.segmentation(run.run_id)
    segments, places = np.unique(labels, return_inverse=True)
    return np.array([naming.number_of(each) for each in segments.tolist()], dtype=np.int32)[places]


def _figure(flows: pd.DataFrame) -> go.Figure:
    sources = list(zip(flows["version"].tolist(), flows["segment"].tolist(), strict=True))
    targets = list(zip(flows["to_version"].tolist(), flows["to_segment"].tolist(), strict=True))
    nodes = sorted({*sources, *targets})
    place = {node: number for number, node in enumerate(nodes)}
    about = _("segment version {version}: {segment}")
    names = [about.format(version=version, segment=_name(segment)) for version, segment in nodes]
    colours = [colour_of(segment) for _version, segment in nodes]
    figure = go.Figure(
        go.Sankey(
            node={
                "label": [hover(_name(segment)) for _version, segment in nodes],
                "color": colours,
                "customdata": [hover(name) for name in names],
                "hovertemplate": "%{customdata}<br>%{value}<extra></extra>",
                "pad": 14,
                "thickness": 14,
            },
            link={
                "source": [place[each] for each in sources],
                "target": [place[each] for each in targets],
                "value": flows["count"],
                "color": [faint(colour_of(segment)) for _version, segment in sources],
                "customdata": [_n("{n} user", "{n} users", int(n)) for n in flows["count"]],
                "hovertemplate": "%{source.label} → %{target.label}: %{customdata}<extra></extra>",
            },
        )
    )
    return apply_layout(figure, 320)


def _name(segment: int) -> str:
    return str(segment) if segment > 0 else _("none")
