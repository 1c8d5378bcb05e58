"""The sidebar: the product's name, the dataset and run pickers, and a line while a run is computed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING

import streamlit as st

from core.jobs.current import current_dataset, shown_run
from core.ui.shared.labels import encoder_label, short_dataset_label, short_run_label, state_label
from core.ui.shared.navigation import CAME_TO, IN_BIN, LOST, PARTS, SELECTION, select
from core.ui.shared.picked import labelled, picked
from core.ui.shared.text import _, _n, format_time_left, plain, translated
from core.ui.shared.user_ids import pick_ids
from core.views.distinct import distinct

if TYPE_CHECKING:
    from core.server import Server
    from core.store.dataset_info import DatasetInfo
    from core.store.runs import RunInfo

_EVERY_SECONDS = 2


def pick(server: Server) -> None:
    """Draw the pickers, and keep the session and the address of the page in step with them."""
    _read_address()
    run = server.runs.run(st.session_state["run"]) if st.session_state["run"] else None
    if run:
        st.session_state["dataset"] = run.dataset_id
    elif st.session_state["run"]:
        _lose("run")
    datasets = {info.dataset_id: info for info in reversed(server.store.datasets())}
    if st.session_state["dataset"] and st.session_state["dataset"] not in datasets:
        st.session_state[IN_BIN] = any(each.dataset_id == st.session_state["dataset"] for each in server.bin.datasets())
        _lose("dataset")
    _settle("dataset", datasets, lambda: current_dataset(server))
    of_dataset = server.runs.runs(st.session_state["dataset"]) if datasets else []
    _settle("run", [info.run_id for info in of_dataset], lambda: shown_run(server, st.session_state["dataset"]))
    shown = server.runs.that_stand(st.session_state["dataset"], [st.session_state["run"] or ""]) if datasets else []
    runs = {info.run_id: info for info in shown}
    if datasets:
        _picker("dataset", _("Dataset"), {key: short_dataset_label(info) for key, info in datasets.items()})
        st.caption(_size(datasets[st.session_state["dataset"]]))
        if excluded := server.store.excluded(st.session_state["dataset"]):
            st.caption(translated(excluded.sentence))
        if runs:
            _picker("run", _("Run"), {key: short_run_label(info) for key, info in runs.items()})
        pick_ids()
    _write_address()
    if any(run.state.is_live for run in server.runs.runs()):
        _watch(server)


def _size(info: DatasetInfo) -> str:
    users = _n("{n} user", "{n} users", info.report["n_users"])
    events = _n("{n} event", "{n} events", info.report["n_events"])
    return f"{users} · {events}"


def _read_address() -> None:
    """Take over what the address says, once: afterwards the session leads."""
    if "dataset" not in st.session_state:
        for name in SELECTION:
            st.session_state[name] = st.query_params.get(name)
        st.session_state[CAME_TO] = st.session_state["run"]


def _write_address() -> None:
    for name in SELECTION:
        value = st.session_state.get(name)
        if value and st.query_params.get(name) != value:
            st.query_params[name] = value
        elif not value and name in st.query_params:
            del st.query_params[name]


def _lose(name: str) -> None:
    """Keep that the log or run is not there; its segments, which the address may name, are none of another one."""
    st.session_state[LOST] = name
    for each in PARTS:
        st.query_params.pop(each, None)


def _settle(name: str, ids: Collection[str], find: Callable[[], DatasetInfo | RunInfo | None]) -> None:
    """Replace a selection that does not exist by what is found."""
    if st.session_state.get(name) not in ids:
        found = find() if ids else None
        select(**{name: getattr(found, f"{name}_id") if found else None})


def _picker(name: str, label: str, options: Mapping[str, str]) -> None:
    key = f"{name}_picker"
    st.session_state[key] = st.session_state[name]
    shown = labelled(key, distinct(options))
    st.selectbox(label, list(options), format_func=shown, key=key, on_change=_take_over, args=(name, key))


def _take_over(name: str, key: str) -> None:
    st.session_state.pop(LOST, None)
    select(**{name: picked(key)})


@st.fragment(run_every=_EVERY_SECONDS)
def _watch(server: Server) -> None:
    """Show the progress of the live run; when its state changes, draw the page anew."""
    live = [run for run in server.runs.runs() if run.state.is_live]
    states = {run.run_id: run.state for run in live}
    before = st.session_state.get("live_states")
    st.session_state["live_states"] = states
    if before and states.keys() != before.keys():
        st.rerun(scope="app")
    running = next((run for run in live if run.state == "running"), live[-1] if live else None)
    if running:
        when = format_time_left(server.seconds_left(running))
        what = _("{encoder} is {state}").format(
            encoder=encoder_label(running.recipe.encoder), state=state_label(running.state)
        )
        if running.edit:
            what = _("Segment version {n} is {state}").format(n=running.edit.version, state=state_label(running.state))
        st.caption(f":material/autorenew: {plain(what)}, {when}")
