"""The map of the page Explore: its colours, the search for a user, and the shapes that are drawn on it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import streamlit as st

from core.map.lasso import inside_any, outlines
from core.types import BoolArray, Points
from core.ui.explore.map_figure import MapView, map_figure
from core.ui.explore.words import number_label
from core.ui.shared import charts, figures
from core.ui.shared.explored import Explored
from core.ui.shared.palette import page_theme
from core.ui.shared.text import _, count_of
from core.views.map_colours import ATTRIBUTE, INTEREST, SEGMENT, colourings
from core.views.map_points import N_DRAWN, Box, count_inside, crowd

_MANY = 5
"""From so many users on one dot, that is stated."""
COLOUR, USER = "colour", "user"
"""Keys of the widgets. The address has the colour; ids of people do not stand in addresses."""
_SHAPE, _CLEARED = "map_shape", "maps_cleared"
"""What the session keeps: the shapes drawn last, and how often the map was begun anew to take some off."""


@dataclass(frozen=True, slots=True)
class Picked:
    """What was done on the map."""

    drawn: BoolArray | None
    """(n_users,) who stands inside the shapes; None without one."""
    user: int
    """Row of the user who was searched for or clicked on; -1 for none."""
    is_searched: bool
    """Whether the user was searched for, so that the id is known."""


@dataclass(frozen=True, slots=True)
class _Shape:
    """Shapes that were drawn, and the map that they were drawn on."""

    selection: Mapping[str, Any]
    view: MapView
    is_kept: bool = False
    """Whether the map changed since, which takes shapes off it: an outline is drawn in their place."""
    box: Box | None = None
    """The part of the map that is shown; None for all of it."""


def draw_map_panel(explored: Explored, is_shown: BoolArray | None) -> Picked:
    """Draw the map; ``is_shown`` is who meets the filters, and in colour; None for everybody."""
    results = explored.results
    colour, search = st.columns([8, 5], gap="small", vertical_alignment="bottom")
    with search:
        found = _search_user(explored)
    if results.points is None:
        st.info(_("This run has no map. The filters choose users as well, and the search finds one."))
        return Picked(None, found, is_searched=True)
    with colour:
        colouring = _pick_colour(explored)
    view = MapView(colouring, _digest(is_shown), found, theme="light" if colouring == SEGMENT else page_theme())
    shape: _Shape | None = st.session_state.get(_shape_key(explored))
    if shape and shape.view != view:
        shape = replace(shape, is_kept=True, view=view)
    event = _draw_chart(explored, _seen(view, shape), is_shown)
    shape = _newest(shape, event, view)
    st.session_state[_shape_key(explored)] = shape
    _draw_below(explored, shape)
    drawn = inside_any(results.points, shape.selection) if shape else None
    clicked = _clicked(results.points, event) if drawn is None else -1
    return Picked(drawn, found if found >= 0 else clicked, is_searched=found >= 0)


def _search_user(explored: Explored) -> int:
    """Draw the search; return the row of the user of this id, -1 for none."""
    wanted = st.text_input(
        _("Find a user"), key=USER, placeholder=_("Find a user by id"),
        label_visibility="collapsed",
        help=_("Marks the user on the map and shows what the user did. A click on a dot shows it, too."),
    ).strip()  # fmt: skip
    if not wanted:
        return -1
    rows = np.flatnonzero(explored.results.user_ids == wanted)
    if not len(rows):
        st.caption(_("The run has no user of this id."))
        return -1
    return int(rows[0])


def _pick_colour(explored: Explored) -> str:
    attributes = [each["name"] for each in explored.context.dataset.meta["attributes"]]
    options = colourings(explored.results, attributes, has_values=bool(explored.context.dataset.meta["has_values"]))
    names = {SEGMENT: _("Segment"), INTEREST: _("Main interest")}
    if COLOUR not in st.session_state and st.query_params.get(COLOUR) in options:
        st.session_state[COLOUR] = st.query_params[COLOUR]
    return str(
        st.selectbox(
            _("Colour"), options, key=COLOUR, label_visibility="collapsed", on_change=_put_into_address,
            format_func=lambda each: _("Colour: {name}").format(
                name=names.get(each) or number_label(each.removeprefix(ATTRIBUTE))
            ),
        )
    )  # fmt: skip


def _put_into_address() -> None:
    """Have the address open this colour, in any language: what a box is bound to is the text that it shows."""
    st.query_params[COLOUR] = st.session_state[COLOUR]


def _seen(view: MapView, shape: _Shape | None) -> MapView:
    """Return a view with the part of the map that is shown, and the outline of shapes that were taken off it."""
    if shape is None:
        return view
    return replace(view, box=shape.box, outline=tuple(outlines(shape.selection)) if shape.is_kept else ())


def _draw_chart(explored: Explored, view: MapView, is_shown: BoolArray | None) -> Mapping[str, Any]:
    """Draw the chart; return its selection."""
    results, context = explored.results, explored.context
    n_cleared = st.session_state.get(_CLEARED, 0)
    event = st.plotly_chart(
        map_figure(figures.key_of(context), view, results, lambda: explored.known, is_shown),
        key=f"map_{context.run.run_id}" + (f"_{n_cleared}" if n_cleared else ""),
        on_select="rerun",
        selection_mode=("points", "lasso", "box"),
        config=charts.MAP_CONFIG,
        alt=_("Map of all users. The filters above and the figures beside it give the same without it."),
    )
    selection: Mapping[str, Any] = event["selection"]
    return selection


def _newest(shape: _Shape | None, event: Mapping[str, Any], view: MapView) -> _Shape | None:
    """Return the shape that holds: the one just drawn, else the one before unless it was taken away on the map."""
    drawn = {kind: event.get(kind) or [] for kind in ("lasso", "box")}
    if any(drawn.values()):
        if shape and shape.selection == drawn:
            return shape
        return _Shape(drawn, view, box=shape.box if shape else None)
    return shape if shape and shape.is_kept else None


def _draw_below(explored: Explored, shape: _Shape | None) -> None:
    """Explain the map; with a shape, draw what can be done with it."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if shape is None:
            n_users = explored.results.n_users
            more = ""
            if n_users > N_DRAWN:
                more = _("The map shows {drawn}; drawing around them counts all users inside.").format(
                    drawn=count_of(N_DRAWN, n_users)
                )
            st.caption(
                _(
                    "A dot is a user; users who act alike are close together. Draw around users to see who they are. "
                    "How near two segments are says little of how alike they are: the page Segment says that."
                )
                + f" {more or _crowded(explored)}",
                help=_(
                    "A number marks the middle of its segment. Do not compare distances between groups that are far "
                    "apart. Grey shows where all users are."
                ),
            )
            return
        key = _shape_key(explored)
        if shape.box:
            label, icon, box = _("Show the whole map"), ":material/zoom_out:", None
        else:
            label, icon, box = _("Look closer"), ":material/zoom_in:", _around(shape)
        st.button(label, key="look", icon=icon, on_click=_look, args=(key, box))
        st.button(_("Clear the shape"), key="clear_shape", icon=":material/close:", on_click=_clear, args=(key,))
    if shape.box and explored.results.points is not None:
        n_inside = count_inside(explored.results.points, shape.box)
        st.caption(_("Of this part {drawn} are drawn.").format(drawn=count_of(min(n_inside, N_DRAWN), n_inside)))


def _crowded(explored: Explored) -> str:
    """Say how many users a dot can stand for, where many lie on each other."""
    n_users = 0 if explored.results.points is None else crowd(explored.results.points)
    if n_users < _MANY:
        return ""
    return _("Where it is densest, {n} users lie on one dot; drawing around it counts them all.").format(
        n=f"{n_users:,}"
    )


def _around(shape: _Shape) -> Box:
    corners = outlines(shape.selection)
    xs = np.array([x for xs, _ys in corners for x in xs])
    ys = np.array([y for _xs, ys in corners for y in ys])
    return float(xs.min()), float(xs.max()), float(ys.min()), float(ys.max())


def _shape_key(explored: Explored) -> str:
    return f"{_SHAPE}_{explored.context.run.run_id}"


def _look(key: str, box: Box | None) -> None:
    """Show a part of the map, or all of it."""
    st.session_state[key] = replace(st.session_state[key], box=box, is_kept=True)


def _clear(key: str) -> None:
    """Take the shape away; the chart is begun anew, since only the browser can take it off the old one."""
    st.session_state[key] = None
    st.session_state[_CLEARED] = st.session_state.get(_CLEARED, 0) + 1


def _digest(is_shown: BoolArray | None) -> str:
    if is_shown is None:
        return ""
    return hashlib.sha1(np.packbits(is_shown).tobytes(), usedforsecurity=False).hexdigest()


def _clicked(points: Points, event: Mapping[str, Any]) -> int:
    """Return the row of the user whose dot was clicked on, -1 for none."""
    clicked = list(event.get("points") or [])
    if len(clicked) != 1:
        return -1
    place = np.array([clicked[0]["x"], clicked[0]["y"]], dtype=np.float64)
    return int(np.nanargmin(np.square(points - place).sum(axis=1)))
