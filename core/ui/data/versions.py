"""Versions of a log on screen: add files to it, see what was added, take back what was added last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.settings import current_user, known_author
from core.store.bin import DAYS_KEPT
from core.ui.shared.labels import dataset_name
from core.ui.shared.text import _, _n, format_day, format_time_shortly, plain
from core.ui.shared.uploads import ADDS_TO

if TYPE_CHECKING:
    from core.server import Server
    from core.store.dataset_info import DatasetInfo, VersionInfo


def adding_to(server: Server) -> DatasetInfo | None:
    """Return the log that the visitor adds files to; None where the next files are a log of their own."""
    chosen = st.session_state.get(ADDS_TO)
    return server.store.dataset(chosen) if chosen else None


def draw_add_button(info: DatasetInfo) -> None:
    """Draw the button that makes the next files part of a log."""
    if st.button(_("Add files"), key=f"add_{info.dataset_id}", width="stretch", icon=":material/add:"):
        st.session_state[ADDS_TO] = info.dataset_id
        st.rerun()


def draw_adding(info: DatasetInfo) -> None:
    """Say what the next files are added to, and offer to make them a log of their own."""
    text, button = st.columns([3, 1], vertical_alignment="center")
    text.markdown(
        _(
            "Files are added to **{name}**: they are read as its other files, and events that it holds already are not "
            "counted again."
        ).format(name=plain(dataset_name(info)))
    )
    if button.button(_("Stop"), key="do_not_add", width="stretch"):
        st.session_state.pop(ADDS_TO)
        st.rerun()


def draw_versions(server: Server, info: DatasetInfo) -> None:
    """Draw what was added to a log and when, where anything was."""
    versions = server.versions.of(info.dataset_id)
    if len(versions) == 1:
        return
    with st.expander(_("Data versions of this log ({n})").format(n=info.version)):
        st.caption(_("A run names the version that it was made on. Earlier versions stay as they were."))
        st.dataframe([_row(each) for each in reversed(versions) if not each.deleted_at], hide_index=True)
        deleted = next((each for each in versions if each.deleted_at), None)
        if info.version > 1:
            with st.popover(_("Delete data version {n}").format(n=info.version)):
                _confirm_delete(server, info)
        if deleted:
            _draw_deleted(server, deleted)


def _row(version: VersionInfo) -> dict[str, Any]:
    load = version.load
    span = ""
    if version.first_at and version.last_at:
        span = _("{first} to {last}").format(first=format_day(version.first_at), last=format_day(version.last_at))
    return {
        _("Data version"): version.version,
        _("Loaded"): format_time_shortly(version.created_at),
        _("By"): known_author(version.created_by),
        _("Events"): span,
        _("Records"): load["n_records"],
        _("Stored"): load["n_stored"],
        _("Already there"): load.get("n_already_there", 0),
        _("Newer states"): load.get("n_replaced", 0),
        _("Rejected"): load["n_rejected"],
        _("Id"): version.version_id,
    }


def _confirm_delete(server: Server, info: DatasetInfo) -> None:
    n_runs = sum(run.version == info.version for run in server.runs.runs(info.dataset_id))
    st.write(
        _(
            "Take back what version {version} added, and delete its {runs}? It can be restored for {n} days, or until "
            "other files are added."
        ).format(version=info.version, runs=_n("{n} run", "{n} runs", n_runs), n=DAYS_KEPT)
    )
    if st.button(_("Delete"), type="primary", key="confirm_delete_version"):
        server.versions.delete_newest(info.dataset_id, current_user())
        st.rerun()


def _draw_deleted(server: Server, version: VersionInfo) -> None:
    text, button = st.columns([5, 1], vertical_alignment="center")
    who = known_author(version.deleted_by)
    line = _("Data version {n} was deleted. It can be restored until other files are added.")
    if who:
        line = _("Data version {n} was deleted by {who}. It can be restored until other files are added.")
    text.caption(line.format(n=version.version, who=plain(who)))
    if button.button(_("Restore"), key="restore_version", width="stretch"):
        server.versions.restore(version.dataset_id)
        st.rerun()
