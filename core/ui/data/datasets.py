"""A loaded log on screen: its figures, and what was rejected."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import streamlit as st

from core.export.rejected import write_rejected
from core.files.temporary import temporary_folder
from core.ingest.tables.source import IngestReport
from core.ui.data.volume_charts import is_by_week, per_day_chart, per_hour_chart
from core.ui.shared.hours import draw_hours
from core.ui.shared.labels import dataset_name, file_label, role_label
from core.ui.shared.navigation import go
from core.ui.shared.palette import CHART_CONFIG
from core.ui.shared.text import _, _n, count_of, format_day, plain, translated, visitors_day

if TYPE_CHECKING:
    from core.population.volumes import Volumes
    from core.server import Server
    from core.store.dataset_info import DatasetInfo


def draw_facts(server: Server, info: DatasetInfo, volumes: Volumes) -> None:
    """Draw the first figures of a log, below a sentence of what was loaded and the next step.

    The figures are without what data health excludes, as runs are; a line states what that is.
    """
    report = info.report
    first, last = span_of(server, info.dataset_id, info.version_id, info.meta["timezone"])
    summary, next_step = st.columns([4, 1], vertical_alignment="center")
    summary.write(
        _("**{name}**: {stored} were loaded, from {first} to {last}.{rejected}{others}").format(
            name=plain(dataset_name(info)),
            stored=count_of(report["n_stored"], report["n_records"], _("records")),
            first=format_day(first),
            last=format_day(last),
            rejected=_rejected(report),
            others=_others(report),
        )
    )
    if next_step.button(
        _("Find segments"), type="primary", icon=":material/arrow_forward:", icon_position="right", width="stretch",
        key="find_segments",
    ):  # fmt: skip
        go("segment")
    facts = [
        (_("Users"), f"{volumes.n_users:,}"),
        (_("Items"), f"{volumes.n_items:,}"),
        (_("Events"), f"{volumes.n_events:,}"),
        (_("Days"), f"{(volumes.last_day - volumes.first_day).days + 1:,}"),
    ]
    for place, (label, value) in zip(st.columns(len(facts)), facts, strict=True):
        place.metric(label, value, border=True)
    if excluded := server.store.excluded(info.dataset_id):
        st.caption(_("Not counted here, nor in runs: {excluded}").format(excluded=plain(translated(excluded.sentence))))


@st.cache_data(max_entries=1000, show_spinner=False)
def span_of(_server: Server, dataset_id: str, version_id: str, timezone: str) -> tuple[date, date]:
    """Return the days of the first and the last event; a version stands for the same events always."""
    first, last = (
        each.replace(tzinfo=UTC).astimezone(ZoneInfo(timezone)).date() for each in _server.store.span(dataset_id)
    )
    return first, last


def _rejected(report: Mapping[str, Any]) -> str:
    """Say how many records were rejected, and mostly for what; "" where none was."""
    found = IngestReport.from_dict(report)
    if not found.n_rejected:
        return ""
    reason, n = max(found.rejected.items(), key=lambda each: each[1])
    sentence = _("{rejected} were rejected, most often for “{reason}” ({n}): see the load report below.")
    if n == found.n_rejected:
        sentence = _("{rejected} were rejected for “{reason}”: see the load report below.")
    rejected = f"{found.n_rejected:,} ({100 * found.n_rejected / found.n_records:.1f} %)"
    return " " + sentence.format(rejected=rejected, reason=plain(translated(reason)), n=f"{n:,}")


def _others(report: Mapping[str, Any]) -> str:
    """Say what records are neither loaded as events nor rejected; "" where there are none."""
    there, texts = report.get("n_already_there", 0), report.get("n_texts", 0)
    parts = [
        _n("{n} record was there already.", "{n} records were there already.", there) if there else "",
        _n("{n} record is kept as text that a user wrote.", "{n} records are kept as text that users wrote.", texts)
        if texts
        else "",
    ]
    return "".join(f" {part}" for part in parts if part)


def draw_volumes(volumes: Volumes, meta: Mapping[str, Any]) -> None:
    """Draw events over time; ``meta`` is that of the dataset."""
    left, right = st.columns([3, 2])
    with left:
        st.subheader(_("Events per week") if is_by_week(volumes) else _("Events per day"), anchor=False)
        st.plotly_chart(per_day_chart(volumes), config=CHART_CONFIG, key="per_day")
        st.caption(_("A bar is a number of events, its colours are event types. Look for gaps and sudden steps."))
    with right:
        st.subheader(_("Weekday and hour"), anchor=False)
        if meta["has_time_of_day"]:
            st.plotly_chart(per_hour_chart(volumes), config=CHART_CONFIG, key="per_hour")
            st.caption(_("A stronger colour means more events in that hour of the week."))
            draw_hours(meta)
        else:
            st.write(_("The log has dates but no time of day, so events cannot be shown by hour."))


def draw_report(server: Server, info: DatasetInfo) -> None:
    """Draw what was rejected, and notes on the load."""
    report = IngestReport.from_dict(info.report)
    rejected = count_of(report.n_rejected, report.n_records, _("records"))
    with st.expander(_("Load report: {rejected} rejected").format(rejected=rejected)):
        if report.n_rejected:
            rows = [
                {
                    _("Reason"): translated(reason),
                    _("Records"): n,
                    _("Share in %"): round(100 * n / report.n_records, 2),
                }
                for reason, n in report.rejected.items()
            ]
            st.dataframe(rows, hide_index=True)
            _draw_download(server, info)
        else:
            st.write(_("Every record was loaded."))
        for note in report.notes:
            st.text(translated(note))
        choices = [
            {
                _("File"): file_label(each.file),
                _("Role"): role_label(each.role),
                _("Column"): each.column,
                _("Why"): translated(each.reason),
            }
            for each in report.choices
        ]
        st.dataframe(choices, hide_index=True)


def _draw_download(server: Server, info: DatasetInfo) -> None:
    def make() -> bytes:
        with temporary_folder() as folder:
            path = folder / "rejected.csv"
            write_rejected(server.store.rejected(info.dataset_id), path)
            return path.read_bytes()

    st.download_button(
        _("Download the rejected records"),
        make,
        f"{Path(dataset_name(info)).stem.replace(' ', '-')}_{visitors_day():%Y-%m-%d}_rejected.csv",
        "text/csv",
        icon=":material/download:",
        on_click="ignore",
        key="rejected",
    )
