"""Forms made from the fields of methods: a parameter's default, range and help are written once, in its class."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from core.params import Method, ParamInfo
from core.registry import CLUSTERERS, ENCODERS, K_RANGE, finds_k
from core.types import Recipe
from core.ui.shared.labels import (
    changed_params,
    clusterer_label,
    encoder_label,
    method_help,
    param_help,
    param_label,
)
from core.ui.shared.text import _, plain

_OF_THE_RECIPE = ("k", "random_state")
MAX_SLIDER_K = 20
"""The largest number of segments on the slider; a larger one is set as a number."""
_LARGEST = 2**53 - 1
"""The largest whole number that a browser keeps exactly."""


def recipe_form() -> Recipe:
    """Draw the choices of a recipe, the advanced ones folded away, and return what is chosen.

    Choices are kept for the session: on other pages, and in the folded part, which is drawn when it is opened.
    """
    defaults = Recipe()
    left, right = st.columns(2)
    with left:
        encoder = _pick(_("Compare users by"), tuple(ENCODERS), defaults.encoder, encoder_label, "encoder")
        st.caption(method_help(ENCODERS[encoder]))
    with right:
        place_of_k = st.container()  # filled below, since its content depends on the clusterer
    box = st.expander(_("Advanced"), key="advanced", on_change="rerun")
    if box.open:
        with box:
            recipe = _pick_advanced(encoder, defaults)
    else:
        recipe = _kept_advanced(encoder, defaults)
        _draw_changed(recipe, defaults)
    with place_of_k:
        k = _pick_k(recipe.clusterer)
    return replace(recipe, k=k)


def _pick_advanced(encoder: str, defaults: Recipe) -> Recipe:
    clusterer = _pick(_("Group them with"), tuple(CLUSTERERS), defaults.clusterer, clusterer_label, "clusterer")
    st.caption(method_help(CLUSTERERS[clusterer]))
    encoder_params = _pick_params(_("How users are compared"), ENCODERS[encoder], f"encoder_{encoder}")
    clusterer_params = _pick_params(_("How they are grouped"), CLUSTERERS[clusterer], f"clusterer_{clusterer}")
    random_state = _pick_random_state(defaults.random_state)
    return Recipe(encoder, clusterer, defaults.k, random_state, encoder_params, clusterer_params)


def _kept_advanced(encoder: str, defaults: Recipe) -> Recipe:
    """Return what was chosen while the advanced part was open."""
    kept = st.session_state
    clusterer = str(kept.get("clusterer", defaults.clusterer))
    encoder_params, clusterer_params = (
        _changed(infos, {info.name: kept.get(_key_of(key, info), info.default) for info in infos})
        for infos, key in (
            (_own_params(ENCODERS[encoder]), f"encoder_{encoder}"),
            (_own_params(CLUSTERERS[clusterer]), f"clusterer_{clusterer}"),
        )
    )
    random_state = int(kept.get("random_state", defaults.random_state))
    return Recipe(encoder, clusterer, defaults.k, random_state, encoder_params, clusterer_params)


def _draw_changed(recipe: Recipe, defaults: Recipe) -> None:
    """List the choices of the folded part that differ from the defaults."""
    changed = changed_params(ENCODERS[recipe.encoder], recipe.encoder_params)
    changed += changed_params(CLUSTERERS[recipe.clusterer], recipe.clusterer_params)
    if recipe.random_state != defaults.random_state:
        changed.append((_("Random state"), recipe.random_state))
    changes = [f"{label}: {value}" for label, value in changed]
    if recipe.clusterer != defaults.clusterer:
        changes.insert(0, clusterer_label(recipe.clusterer))
    if changes:
        st.caption(plain(_("Chosen under Advanced: {choices}.").format(choices=", ".join(changes))))


def _pick_random_state(default: int) -> int:
    place, *_rest = st.columns(3)
    help_text = _("The same number gives the same segments; another one shows how much they depend on chance.")
    return int(
        place.number_input(
            _("Random state"),
            min_value=0,
            max_value=2**32 - 1,
            value=default,
            help=help_text,
            key="random_state",
            persist_state="session",
        )
    )


def _pick(label: str, options: tuple[str, ...], default: str, name_of: Any, key: str) -> str:
    index = options.index(default)
    return str(st.selectbox(label, options, index=index, format_func=name_of, key=key, persist_state="session"))


def _pick_k(clusterer: str) -> int | str:
    if finds_k(clusterer):
        st.markdown(_("Number of segments"))
        st.caption(
            _("{clusterer} finds the number itself. Users outside its dense groups stay unassigned.").format(
                clusterer=clusterer_label(clusterer)
            )
        )
        return "auto"
    choice, number = st.columns([3, 2], gap="medium")
    is_auto = choice.segmented_control(
        _("Number of segments"),
        [True, False],
        default=True,
        required=True,
        format_func=lambda is_auto: _("Choose for me") if is_auto else _("I set it"),
        key="k_is_auto",
        persist_state="session",
    )
    with number:
        return _pick_k_range() if is_auto else _pick_number()


def _pick_k_range() -> str:
    """Return "auto", or the range that is set on the slider."""
    usual = (K_RANGE.start, K_RANGE.stop - 1)
    first, last = st.slider(
        _("Smallest and largest number"),
        min_value=K_RANGE.start,
        max_value=MAX_SLIDER_K,
        value=usual,
        help=_(
            "Tries every number of segments between these two, and takes the smallest that holds and predicts about as "
            "well as the best."
        ),
        key="k_range",
        persist_state="session",
    )
    return "auto" if (first, last) == usual else f"{first}-{last}"


def _pick_number() -> int:
    return int(
        st.number_input(
            _("Segments"),
            min_value=K_RANGE.start,
            max_value=100,
            value=8,
            help=_("You get exactly this many segments."),
            label_visibility="collapsed",
            key="k_number",
            persist_state="session",
        )
    )


def _pick_params(title: str, method: Method, key: str) -> dict[str, Any]:
    """Draw an input per parameter of a method; return the values that differ from their defaults."""
    infos = _own_params(method)
    if not infos:
        return {}
    st.markdown(f"**{title}**")
    columns = st.columns(3)
    values = {}
    for place, info in enumerate(infos):
        with columns[place % len(columns)]:
            values[info.name] = _pick_value(info, _key_of(key, info))
    return _changed(infos, values)


def _own_params(method: Method) -> list[ParamInfo]:
    return [info for info in method.params if info.name not in _OF_THE_RECIPE]


def _key_of(key: str, info: ParamInfo) -> str:
    return f"param_{key}_{info.name}"


def _changed(infos: list[ParamInfo], values: Mapping[str, Any]) -> dict[str, Any]:
    return {info.name: values[info.name] for info in infos if values[info.name] != info.default}


def _pick_value(info: ParamInfo, key: str) -> Any:
    label, help_text = param_label(info), param_help(info)
    keep: dict[str, Any] = {"key": key, "persist_state": "session"}
    if info.choices:
        return st.selectbox(label, info.choices, index=info.choices.index(info.default), help=help_text, **keep)
    if isinstance(info.default, bool):
        return st.checkbox(label, info.default, help=help_text, **keep)
    if isinstance(info.default, str):
        return st.text_input(label, info.default, help=help_text, **keep)
    kind = type(info.default)
    low, high = (None if end is None else kind(min(end, _LARGEST)) for end in (info.low, info.high))
    step = 1 if kind is int else 0.1 if high is None or high <= 10 else 1.0
    help_text = _with_range(help_text, low, high)
    return st.number_input(label, min_value=low, max_value=high, value=info.default, step=step, help=help_text, **keep)


def _with_range(help_text: str, low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return help_text
    return _("{help} From {low} to {high}.").format(help=help_text, low=f"{low:,}", high=f"{high:,}")
