"""Data: load a log, check how its columns were recognised, see what is in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

import streamlit as st

from core.ingest.append import as_in_dataset
from core.ingest.inspect import Inspection, inspect_log
from core.ingest.plausible import Plausibility, look_ahead
from core.ingest.presets.table import NO_PRESET, PRESETS
from core.ingest.rows.event_counts import events_that_changed
from core.ingest.tables.source import LogSource
from core.population.volumes import Volumes, volumes_of
from core.server import Server
from core.store.dataset_info import DatasetInfo
from core.types.meaning import Meaning
from core.ui.data.dataset_list import draw_bin, draw_list, draw_rename_offer
from core.ui.data.datasets import draw_facts, draw_report, draw_volumes
from core.ui.data.date_order import DateOrder, pick_date_order
from core.ui.data.event_types import draw_kinds, pick_meanings
from core.ui.data.health import draw_health
from core.ui.data.look_ahead import draw_ahead
from core.ui.data.map_form import RoleMap, map_form
from core.ui.data.templates import draw_templates
from core.ui.data.time_zone import pick_time_zone
from core.ui.data.user_ids import UserIds, pick_user_ids
from core.ui.data.versions import adding_to, draw_adding, draw_versions
from core.ui.shared.errors import shown_errors
from core.ui.shared.labels import dataset_name
from core.ui.shared.loading import concerns_visitor, draw_others, draw_own, scroll_up_once, settle, watch
from core.ui.shared.page import start
from core.ui.shared.text import _, _n, plain, translated
from core.ui.shared.uploads import has_files, pick_files

_N_LOOKED = 4  # maps whose outcome is kept while a visitor corrects the columns


def main() -> None:
    """Draw the page."""
    server, dataset = start(_("Data"))
    is_loading = settle(server)
    with st.container():  # what appears and disappears in it must not move other elements in the tree
        draw_others(server)
    if dataset:
        _draw_dataset(server, dataset)
        added = adding_to(server)
        is_open = has_files(server) or concerns_visitor() or added is not None
        label = _("Add files to {name}").format(name=plain(dataset_name(added))) if added else _("Load another log")
        with st.expander(label, expanded=is_open):
            _draw_sources(server, is_loading, "secondary")
        draw_list(server, dataset.dataset_id)
    else:
        st.write(_("Load a log of events: who did what with which item, and when. It stays on this machine."))
        _draw_sources(server, is_loading, "primary")
    draw_bin(server)
    scroll_up_once()


def _draw_dataset(server: Server, info: DatasetInfo) -> None:
    excluded = tuple(server.store.excluded(info.dataset_id).keys)
    volumes = _volumes(server, info, excluded, info.version_id)
    draw_facts(server, info, volumes)
    draw_rename_offer(server, info)
    draw_health(server, info.dataset_id)
    draw_volumes(volumes, info.meta)
    draw_versions(server, info)
    draw_report(server, info)


@st.cache_data(max_entries=8, show_spinner=False)
def _volumes(_server: Server, _info: DatasetInfo, excluded: tuple[str, ...], version_id: str) -> Volumes:
    """Count the events of a version that are not excluded; ``excluded`` says which ones are."""
    return volumes_of(_server.population(_info.dataset_id), _info.meta["timezone"])


def _draw_sources(server: Server, is_loading: bool, demo_button: Literal["primary", "secondary"]) -> None:
    added = adding_to(server)
    own = st.container() if added else None
    if own is None:
        demo, own = st.columns([1, 2])
        with demo.container(border=True):
            _draw_demo(server, is_loading, demo_button)
    with own.container(border=True):
        st.subheader(_("Your own log"), anchor=False)
        st.write(
            _(
                "CSV, JSON, Excel or Parquet, packed or not, of any size. Only events are required; items add titles, "
                "users add attributes."
            )
        )
        if added:
            draw_adding(added)
        source = pick_files(server)
    if source and added:
        _check_and_add(server, source, added, is_loading)
    elif source:
        _check_and_load(server, source, is_loading)
    draw_templates(server.settings.workspace)
    draw_own(server)


def _draw_demo(server: Server, is_loading: bool, demo_button: Literal["primary", "secondary"]) -> None:
    st.subheader(_("Try the demo log"), anchor=False)
    users = _n("{n} user", "{n} users", server.n_demo_users)
    st.write(_("A made-up shop with {users}, all of them invented.").format(users=users))
    if st.button(_("Load the demo log"), icon=":material/play_arrow:", disabled=is_loading, type=demo_button):
        watch(server.start_demo())
        st.rerun()


def _check_and_load(server: Server, source: LogSource, is_loading: bool) -> None:
    with shown_errors():
        inspection = _inspect(server, source)
        preset = _pick_preset(inspection)
        source = replace(source, preset=preset)
        if preset != inspection.preset:
            inspection = _inspect(server, source)
    is_fixed = preset != NO_PRESET
    _draw_how_to_correct(is_fixed)
    user_ids: list[UserIds | None] = [None]
    orders: list[DateOrder | None] = [None]
    zones = [source.timezone]

    def whole(chosen: RoleMap) -> LogSource:
        return replace(
            source, map=chosen, is_complete_map=not is_fixed, user_ids=user_ids[-1], date_order=orders[-1],
            timezone=zones[-1],
        )  # fmt: skip

    meanings: dict[str, str] = {}

    def look(chosen: RoleMap) -> bool:
        user_ids.append(pick_user_ids(inspection, chosen))
        zones.append(pick_time_zone(source.timezone, source.events.name))
        with shown_errors():
            seen = _look_ahead(server, whole(chosen))
            if seen.date_question:
                orders.append(pick_date_order(seen.date_question, source.events.name))
                seen = _look_ahead(server, whole(chosen))
            draw_ahead(seen, events_that_changed(_first_meanings(source, seen), seen.meanings))
            meanings.update(pick_meanings(seen, f"events_{hash(repr(whole(chosen)))}"))
        return seen.date_question is None or orders[-1] is not None

    def show_kinds(proposed: RoleMap) -> None:
        with shown_errors():
            draw_kinds(_look_ahead(server, whole(proposed)))

    chosen = map_form(inspection, look, show_kinds, is_fixed=is_fixed, is_loading=is_loading)
    if chosen is not None and not is_loading:
        watch(server.start_load(replace(whole(chosen), meanings=meanings)))
        st.rerun()


def _draw_how_to_correct(is_fixed: bool) -> None:
    if is_fixed:
        st.write(
            _("The layout says what each column is. Choose “My own: recognise the columns” above to correct columns.")
        )
    else:
        st.write(_("The columns were recognised as follows. Correct what is wrong, then load."))


def _check_and_add(server: Server, source: LogSource, info: DatasetInfo, is_loading: bool) -> None:
    """Draw what would be stored of files that are added to a log, and the button that adds them."""
    source = replace(source, adds_to=info.dataset_id)
    with shown_errors():
        draw_ahead(_look_ahead(server, as_in_dataset(source, info.meta)))
    if st.button(_("Add"), type="primary", icon=":material/download_done:", disabled=is_loading, key="add_upload"):
        watch(server.start_load(source))
        st.rerun()


def _pick_preset(inspection: Inspection) -> str:
    options = [NO_PRESET, *PRESETS]
    picked = st.selectbox(
        _("Layout of the files"),
        options,
        index=options.index(inspection.preset),
        format_func=lambda name: PRESETS[name].label if name in PRESETS else _("My own: recognise the columns"),
        help=_("The columns of a known tool's export are known. A layout that fits your files is chosen for you."),
    )
    for note in inspection.notes if picked == inspection.preset else ():
        st.caption(plain(translated(note)))
    return picked


def _inspect(server: Server, source: LogSource) -> Inspection:
    """Inspect the files once per visitor and source."""
    seen: dict[object, Inspection] = st.session_state.setdefault("inspected", {})
    key = (source.events, source.items, source.users, source.preset)
    if key not in seen:
        with st.spinner(_("Reading the first rows"), show_time=True):
            seen[key] = inspect_log(source, server.settings, server.uploads.kept_files(source))
    return seen[key]


def _first_meanings(source: LogSource, seen: Plausibility) -> Mapping[str, Meaning]:
    """Return what the events of these files meant when they were first looked at, by the proposed columns."""
    first: dict[object, Mapping[str, Meaning]] = st.session_state.setdefault("first_meanings", {})
    return first.setdefault((source.events, source.items, source.users, source.preset), seen.meanings)


def _look_ahead(server: Server, source: LogSource) -> Plausibility:
    """Look once per visitor at what a map would store."""
    seen: dict[str, Plausibility] = st.session_state.setdefault("looked", {})
    key = repr(source)
    if key not in seen:
        if len(seen) >= _N_LOOKED:
            seen.clear()
        with st.spinner(_("Checking what would be stored"), show_time=True):
            seen[key] = look_ahead(source, server.settings, server.uploads.kept_files(source))
    return seen[key]


main()
