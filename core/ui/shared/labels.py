"""How datasets, runs, methods and states are called on screen. Text from users comes back unescaped."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from core.params import Method, ParamInfo, params_of
from core.registry import CLUSTERERS, ENCODERS
from core.results.run import Depth
from core.sentences import Sentence
from core.stages.table import STAGES, Stage
from core.store.log_name import log_name
from core.ui.shared.text import _, _n, cut, format_time, format_time_shortly, translated

if TYPE_CHECKING:
    from core.store.dataset_info import DatasetInfo
    from core.store.run_info import EditOrigin
    from core.store.runs import RunInfo
    from core.types import Recipe

_MOST_DONE = 40
"""Characters of what edits did."""


def short_dataset_label(info: DatasetInfo) -> str:
    """Return a dataset's name in the little space of the sidebar."""
    return cut(dataset_name(info), 26)


def dataset_name(info: DatasetInfo) -> str:
    """Return what a dataset is called: the name it was given, that of its events file, or that it is the demo."""
    return translated(log_name(info)) or _("Log of {time}").format(time=format_time(info.created_at))


def run_label(run: RunInfo) -> str:
    """Return a run's recipe, its time, and its state unless it is done."""
    label = f"{recipe_of_run(run)} · {format_time(run.created_at)}"
    return label if run.state == "done" else f"{label} · {state_label(run.state)}"


def short_run_label(run: RunInfo) -> str:
    """Return a short label that distinguishes a run from others."""
    k = k_of(run)
    first = state_label(run.state) if k is None else _n("{n} segment", "{n} segments", k)
    if run.edit:
        return f"{first} · {edited_label(run.edit)}"
    return f"{first} · {encoder_label(run.recipe_as_run.encoder)} · {format_time_shortly(run.created_at)}"


def edited_label(edit: EditOrigin) -> str:
    """Return what edits did in a few words, and which version that is."""
    done = ", ".join(translated(each) for each in edit.short)
    return _("edited: {done} · segment version {n}").format(done=cut(done, _MOST_DONE), n=edit.version)


def recipe_label(recipe: Recipe, k: int | None = None) -> str:
    """Return a recipe in words, with the number of segments where it is known."""
    changed = [f"{label} {value}" for label, value in _changed(recipe)]
    n_segments = k if k is not None else recipe.k
    segments = _segments_label(n_segments)
    return ", ".join([f"{encoder_label(recipe.encoder)} + {clusterer_label(recipe.clusterer)}", segments, *changed])


def _segments_label(k: int | str) -> str:
    """Return how many segments there are, or how their number is chosen."""
    if k == "auto":
        return _("automatic number of segments")
    if isinstance(k, str):
        first, _dash, last = k.partition("-")
        return _("{first} to {last} segments").format(first=first, last=last)
    return _n("{n} segment", "{n} segments", k)


def recipe_of_run(run: RunInfo) -> str:
    """Return the recipe of a run in words; a trial is marked as one."""
    label = recipe_label(run.recipe_as_run, k_of(run))
    if run.version > 1:
        label = _("{recipe}, data version {n}").format(recipe=label, n=run.version)
    if run.excluded.n_users:
        users = _n("{n} user", "{n} users", run.excluded.n_users)
        label = _("{recipe}, {users} excluded").format(recipe=label, users=users)
    elif run.excluded:
        events = _n("{n} event", "{n} events", run.excluded.n_events)
        label = _("{recipe}, {events} excluded").format(recipe=label, events=events)
    if run.edit:
        return f"{label}, {edited_label(run.edit)}"
    return _("Trial: {recipe}").format(recipe=label) if run.depth == Depth.TRIAL else label


def k_of(run: RunInfo) -> int | None:
    """Return the number of segments of a finished run."""
    found = run.scores.get("k")
    return int(found) if found is not None else None


def _changed(recipe: Recipe) -> list[tuple[str, Any]]:
    """List the label and value of each parameter that a recipe sets away from its default."""
    changed = changed_params(ENCODERS.get(recipe.encoder), recipe.encoder_params)
    changed += changed_params(CLUSTERERS.get(recipe.clusterer), recipe.clusterer_params)
    return changed + ([(_("Random state"), recipe.random_state)] if recipe.random_state else [])


def changed_params(method: Method | None, values: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """List the label and value of each parameter away from its default; of a method that is gone, all by name."""
    known = {info.name: info for info in params_of(method)} if method else {}
    return [
        (param_label(known[name]) if name in known else _readable(name), value)
        for name, value in values.items()
        if name not in known or value != known[name].default
    ]


def encoder_label(name: str) -> str:
    """Return what an encoder compares users by; for one that is gone, its name."""
    return method_label(ENCODERS[name]) if name in ENCODERS else _readable(name)


def clusterer_label(name: str) -> str:
    """Return what a clusterer is called; for one that is gone, its name."""
    return method_label(CLUSTERERS[name]) if name in CLUSTERERS else _readable(name)


def method_label(method: Method) -> str:
    """Return what a method is called."""
    return translated(method.label)


def method_help(method: Method) -> str:
    """Return one sentence on what a method does."""
    return translated(method.help)


def param_label(info: ParamInfo) -> str:
    """Return what a parameter is called; its name where it has no label."""
    return translated(info.label) if info.label else _readable(info.name)


def clusterer_param_label(name: str) -> str:
    """Return what a parameter of a clusterer is called, whichever clusterer it is."""
    infos = (info for method in CLUSTERERS.values() for info in method.params)
    return next((param_label(info) for info in infos if info.name == name), _readable(name))


def param_help(info: ParamInfo) -> str:
    """Return what a parameter does."""
    return translated(info.help) if isinstance(info.help, Sentence) else _(info.help)


def state_label(state: str) -> str:
    """Return what the state of a run is called."""
    known = {
        "queued": _("waiting"),
        "running": _("running"),
        "done": _("done"),
        "failed": _("failed"),
        "cancelled": _("cancelled"),
        "interrupted": _("interrupted"),
    }
    return known.get(state, state)


def stage_label(stage: str) -> str:
    """Return what a stage of a job does; "" where the job has not started."""
    return translated(STAGES[Stage(stage)].label) if stage else ""


def role_label(role: str) -> str:
    """Return what a role of a column is called."""
    known = {
        "user": _("User"),
        "item": _("Item"),
        "event": _("Event type"),
        "timestamp": _("Time"),
        "time_of_day": _("Time of day"),
        "value": _("Value"),
        "quantity": _("Quantity"),
        "order": _("Order"),
        "text": _("Title"),
        "query": _("Text by the user"),
        "category": _("Category"),
        "attribute": _("User attributes"),
    }
    return known[role]


def _readable(name: str) -> str:
    return _(name.replace("_", " ").capitalize())


def file_label(file: str) -> str:
    """Return what one of the three files of a log is called."""
    return {"events": _("Events"), "items": _("Items"), "users": _("Users")}[file]
