"""All logs of the workspace on screen: open, rename, delete, and the recycle bin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from core.settings import known_author
from core.store.bin import DAYS_KEPT
from core.ui.data.datasets import span_of
from core.ui.data.versions import draw_add_button
from core.ui.shared.labels import dataset_name
from core.ui.shared.navigation import select
from core.ui.shared.text import _, _n, format_bytes, format_day, format_time, plain, translated

if TYPE_CHECKING:
    from core.server import Server
    from core.store.dataset_info import DatasetInfo

_JUST_DELETED = "just_deleted"
"""Where the session keeps the log that the visitor deleted last."""


def draw_list(server: Server, opened_id: str) -> None:
    """Draw all logs, each with buttons to open, to rename and to delete it."""
    st.subheader(_("Logs in this workspace"), anchor=False)
    for info in reversed(server.store.datasets()):
        about, opened, added, renamed, deleted = st.columns([4.6, 1.6, 1.9, 1.8, 1.7], vertical_alignment="center")
        with about:
            _draw_about(server, info)
        is_opened = info.dataset_id == opened_id
        label = _("Open now") if is_opened else _("Open")
        if opened.button(label, key=f"open_{info.dataset_id}", width="stretch", disabled=is_opened):
            select(dataset=info.dataset_id)
            st.rerun()
        with added:
            draw_add_button(info)
        with renamed.popover(_("Rename"), width="stretch"):
            _rename(server, info)
        with deleted.popover(_("Delete"), width="stretch"):
            _confirm_delete(server, info)


def draw_bin(server: Server) -> None:
    """Draw the recycle bin, where it holds anything."""
    deleted = server.bin.datasets()
    if not deleted:
        return
    _draw_just_deleted(server, deleted)
    with st.expander(_("Recycle bin ({n})").format(n=len(deleted))):
        st.caption(_("What is deleted stays here for {n} days, with its runs.").format(n=DAYS_KEPT))
        for info in deleted:
            _draw_deleted(server, info)


def _draw_just_deleted(server: Server, deleted: Sequence[DatasetInfo]) -> None:
    """Say that the visitor deleted a log, and draw the button that undoes it; nothing once it is not in the bin."""
    info = next((each for each in deleted if each.dataset_id == st.session_state.get(_JUST_DELETED)), None)
    if info is None:
        return
    text, undo = st.columns([6, 1.5], vertical_alignment="center")
    text.info(
        _("**{name}** and its runs were deleted. They stay in the recycle bin for {n} days.").format(
            name=plain(dataset_name(info)), n=DAYS_KEPT
        ),
        icon=":material/delete:",
    )
    if undo.button(_("Undo"), key="undo_delete", icon=":material/undo:", width="stretch"):
        _restore(server, info)


def _restore(server: Server, info: DatasetInfo) -> None:
    server.bin.restore(info.dataset_id)
    select(dataset=info.dataset_id)
    st.rerun()


def _draw_about(server: Server, info: DatasetInfo) -> None:
    report = info.report
    size = format_bytes(info.meta["n_bytes"]) if "n_bytes" in info.meta else None
    first, last = span_of(server, info.dataset_id, info.version_id, info.meta["timezone"])
    facts = [
        size,
        _("{first} to {last}").format(first=format_day(first), last=format_day(last)),
        _n("{n} event", "{n} events", report["n_events"]),
        _n("{n} user", "{n} users", report["n_users"]),
        _n("{n} run", "{n} runs", len(server.runs.that_stand(info.dataset_id))),
        _n("{n} data version", "{n} data versions", info.version) if info.version > 1 else None,
    ]
    who = known_author(info.created_by)
    loaded = _("loaded {time} by {who}") if who else _("loaded {time}")
    loaded = loaded.format(time=format_time(info.created_at), who=plain(who))
    st.markdown(f"**{plain(dataset_name(info))}**")
    excluded = server.store.excluded(info.dataset_id)
    left_out = _("; not in runs: {excluded}").format(excluded=plain(translated(excluded.sentence))) if excluded else ""
    st.caption(", ".join([*(fact for fact in facts if fact), loaded]) + left_out)


def draw_rename_offer(server: Server, info: DatasetInfo) -> None:
    """Offer another name for a log that is called after its first file, though others were added since."""
    if info.version == 1 or info.name:
        return
    text, button = st.columns([4, 1], vertical_alignment="center")
    text.caption(_("This log is still called after its first file, though files were added to it."))
    with button.popover(_("Rename"), width="stretch"):
        _rename(server, info, "offered_")


def _rename(server: Server, info: DatasetInfo, place: str = "") -> None:
    with st.form(f"{place}rename_{info.dataset_id}", border=False):
        name = st.text_input(_("Name"), dataset_name(info), max_chars=100, key=f"{place}name_{info.dataset_id}")
        if st.form_submit_button(_("Save")):
            server.store.rename_dataset(info.dataset_id, name)
            st.rerun()


def _confirm_delete(server: Server, info: DatasetInfo) -> None:
    name = plain(dataset_name(info))
    runs = _n("{n} run", "{n} runs", len(server.runs.that_stand(info.dataset_id)))
    question = _("Delete **{name}** and its {runs}? They can be restored for {n} days.")
    st.write(question.format(name=name, runs=runs, n=DAYS_KEPT))
    if st.button(_("Delete"), type="primary", key=f"confirm_delete_{info.dataset_id}"):
        server.delete_dataset(info.dataset_id)
        st.session_state[_JUST_DELETED] = info.dataset_id
        if st.session_state.get("dataset") == info.dataset_id:
            select(dataset=None)  # it is no link to a log that is lost
        st.rerun()


def _draw_deleted(server: Server, info: DatasetInfo) -> None:
    about, restored, deleted = st.columns([6, 1.5, 2], vertical_alignment="center")
    runs = _n("{n} run", "{n} runs", len(server.runs.that_stand(info.dataset_id, with_deleted=True)))
    when = format_time(info.deleted_at) if info.deleted_at else ""
    about.markdown(f"**{plain(dataset_name(info))}**")
    who = known_author(info.deleted_by)
    line = _("{events}, {runs}, deleted {time} by {who}") if who else _("{events}, {runs}, deleted {time}")
    events = _n("{n} event", "{n} events", info.report["n_events"])
    about.caption(line.format(events=events, runs=runs, time=when, who=plain(who)))
    if restored.button(_("Restore"), key=f"restore_{info.dataset_id}", width="stretch"):
        _restore(server, info)
    with deleted.popover(_("Delete for good"), width="stretch"):
        st.write(_("This cannot be undone."))
        if st.button(_("Delete for good"), type="primary", key=f"delete_for_good_{info.dataset_id}"):
            server.bin.delete(info.dataset_id)
            st.rerun()
