"""What the page Interests shows: the segment that is compared, what sizes are, and the node that is looked into."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from core.interests.tree import ROOT
from core.interests.users import Interests
from core.results.results import Results
from core.types import Column
from core.ui.interests.tree_chart import WHOLE
from core.ui.shared.navigation import draw_unknown, taken_segment
from core.ui.shared.segments import segment_labels
from core.ui.shared.text import _
from core.views.interests import ALL_USERS, N_EVENTS, SIZE, tree_frame

_SEGMENT, _NODE, _LEVEL = "compared", "interest", "interest_level"
_UNKNOWN = "_unknown"
"""Ends the key of what the address names though it is not there."""


def pick_compared(results: Results, version: int) -> int:
    """Draw a picker of a segment, or of all users; ``version`` is that of the names of segments."""
    labels = segment_labels(results)
    names = {segment: labels[segment] for segment in results.segments}
    if (wanted := taken_segment(results.numbers)) is not None:
        st.session_state[_SEGMENT] = wanted
    names[ALL_USERS] = _("All users: lately against over all time")
    numbers = {segment: results.number_of(segment) for segment in names}
    return _pick(_("Segment, compared with all users"), Options(names, numbers), _SEGMENT, version)


def pick_size() -> str:
    """Draw the choice of what an area stands for; return the column of the tree."""
    names = {SIZE: _("Users"), N_EVENTS: _("Events")}
    return st.segmented_control(
        _("Size"), list(names), default=SIZE, required=True, format_func=names.__getitem__, key="interest_size"
    )


@dataclass(frozen=True, slots=True)
class Options:
    """What a picker offers."""

    names: Mapping[int, str]
    numbers: Mapping[int, int]
    """What the address has for each."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the tree a visitor is."""

    node: int
    """The node that is looked into."""
    level: int
    """The node whose parts fill the picture; -1 for the whole tree."""


def place_in(interests: Interests, run_id: str, segment: int) -> Place:
    """Return where the visitor is: where the last click on the picture leads, or what the address says.

    At first it is the field that marks the segment out most.
    """
    if _NODE not in st.session_state:
        _settle(_as_they_are(_strongest_first(interests, segment)), _NODE)
    place = _place(interests)
    clicked = st.session_state.get(key_of(run_id, place))
    if clicked and clicked["selection"]["points"]:
        _follow(str(clicked["selection"]["points"][0].get("id", "")), interests, place)
        return _place(interests)
    return place


def _strongest_first(interests: Interests, segment: int) -> list[int]:
    """Return the nodes that are shown, those of the first layer before the others, by falling lift."""
    frame = tree_frame(interests, segment).sort_values(
        [Column.LAYER, Column.LIFT], ascending=[True, False], kind="stable", na_position="last"
    )
    return [int(node) for node in frame[Column.NODE_ID]]


def key_of(run_id: str, place: Place) -> str:
    """Return the key of the picture of a place: a click belongs to the picture that was clicked on."""
    return f"tree_{run_id}_{place.level}_{place.node}"


def _place(interests: Interests) -> Place:
    shown = [node.id for node in interests.shown]
    _settle(_as_they_are(shown), _NODE)
    level = st.session_state.get(_LEVEL, ROOT)
    return Place(st.session_state[_NODE], level if level in shown else ROOT)


def _follow(clicked: str, interests: Interests, place: Place) -> None:
    """Go to a node; one with parts fills the picture, and once more clicked on gives way to what it is a part of."""
    if clicked == WHOLE:
        st.session_state[_LEVEL] = ROOT
        return
    node = next((each for each in interests.shown if str(each.id) == clicked), None)
    if node is None:
        return
    look_into(node.id)
    if node.id == place.level:
        st.session_state[_LEVEL] = node.parent
    elif any(each.parent == node.id for each in interests.shown):
        st.session_state[_LEVEL] = node.id


def look_into(node: int) -> None:
    """Show a node from the next look at the page on."""
    st.session_state[_NODE] = node
    st.session_state.pop(f"{_NODE}{_UNKNOWN}", None)


def draw_way_up(place: Place) -> None:
    """Draw the button that leads back to the whole tree, where a part of it is in view."""
    if place.level != ROOT:
        st.button(_("Show all interests"), icon=":material/arrow_back:", on_click=_show_all)


def _show_all() -> None:
    st.session_state[_LEVEL] = ROOT


def pick_node(interests: Interests, version: int) -> int:
    """Draw a picker of a node by its full name; ``version`` is that of the names."""
    names = {node.id: interests.full_name(node.id) for node in interests.shown}
    return _pick(_("Interest"), Options(names, _as_they_are(list(names))), _NODE, version)


def _as_they_are(options: Sequence[int]) -> dict[int, int]:
    return {option: option for option in options}


def _pick(label: str, options: Options, state: str, version: int) -> int:
    """Draw a picker that the session and the address keep by number.

    What the address named though it is not there is stated until another is picked. A browser shows the name that was
    picked until the picker is another one, so a new version of names has its own.
    """
    _settle(options.numbers, state)
    if unknown := st.session_state.get(f"{state}{_UNKNOWN}"):
        draw_unknown([unknown], is_interest=state != _SEGMENT)
    key = f"{state}_picker_{version}"
    st.session_state[key] = st.session_state[state]
    st.selectbox(
        label, list(options.names), format_func=lambda option: options.names[option], key=key,
        on_change=_take_over, args=(state, key),
    )  # fmt: skip
    st.query_params[state] = str(options.numbers[st.session_state[state]])
    return int(st.session_state[state])


def _take_over(state: str, key: str) -> None:
    st.session_state[state] = st.session_state[key]
    st.session_state.pop(f"{state}{_UNKNOWN}", None)


def _settle(numbers: Mapping[int, int], key: str) -> None:
    """Take over what the address says, once, the first option where that is none; ``numbers`` are as in ``Options``."""
    if st.session_state.get(key) in numbers:
        return
    known, wanted = {str(number): option for option, number in numbers.items()}, st.query_params.get(key, "")
    if wanted and wanted not in known and key not in st.session_state:
        st.session_state[f"{key}{_UNKNOWN}"] = wanted
    st.session_state[key] = known.get(wanted, next(iter(numbers)))
