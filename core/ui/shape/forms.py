"""The forms of the page Edit segments: merge, move, colour and set aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from core.errors import AtlasError
from core.settings import current_user
from core.shaping.edits import Merge, Move
from core.types import NOISE
from core.ui.shape.act import draw_small, edit
from core.ui.shape.shaped import Shaped, take_from_address
from core.ui.shared.advice import ASIDE
from core.ui.shared.errors import show_error
from core.ui.shared.navigation import draw_unknown
from core.ui.shared.picked import labelled, picked
from core.ui.shared.text import _, _n, plain
from core.views.colours import COLOURS
from core.views.names import MAX_NAME_LENGTH

_NEW = 0
_MERGE = "merge"
"""What the address says of segments that a link wants merged, such as 3,5."""


def draw_merge(shaped: Shaped) -> None:
    """Make one segment of several; those that a link names are chosen already."""
    key = f"merge_{shaped.run.run_id}"
    wanted = [each for each in st.query_params.get(_MERGE, "").split(",") if each]
    known = {str(shaped.naming.number_of(each)): each for each in shaped.texts}
    asked = [known[each] for each in wanted if each in known]
    if unknown := [each for each in wanted if each not in known]:
        draw_unknown(unknown)
    elif wanted:
        st.session_state[key] = asked
        del st.query_params[_MERGE]
    chosen = st.multiselect(
        _("Segments to merge"), list(shaped.texts), format_func=labelled(key, shaped.texts), key=key,
        on_change=_drop_from_address,
    )  # fmt: skip
    sizes = {each.segment: each.size for each in shaped.segments}
    name_key = f"merge_name_{shaped.run.run_id}_{'_'.join(map(str, chosen))}"
    if len(chosen) > 1:
        users = _n("{n} user", "{n} users", sum(sizes[each] for each in chosen))
        number = min(map(shaped.naming.number_of, chosen))
        st.caption(_("Together {users}. The merged segment keeps the number {n}.").format(users=users, n=number))
        _draw_merged_name(shaped, sorted(chosen, key=lambda each: -sizes[each]), name_key)
    else:
        st.caption(_("Choose two segments or more."))
    is_wanted = len(chosen) > 1 and (len(chosen) < len(shaped.texts) or _wants_all(len(chosen), name_key))
    st.button(
        _("Merge"),
        key="do_merge",
        type="primary",
        disabled=not is_wanted,
        on_click=edit,
        args=(shaped, lambda: Merge(tuple(picked(key))), name_key),
    )


def _wants_all(n: int, key: str) -> bool:
    """Ask whether all segments are to be one, so that nothing is left to compare."""
    return st.checkbox(
        _("Merge all {n} segments: one with all users is left, and nothing to compare it with").format(n=n),
        key=f"{key}_all",
    )


def _drop_from_address() -> None:
    st.query_params.pop(_MERGE, None)


def _draw_merged_name(shaped: Shaped, chosen: Sequence[int], key: str) -> None:
    """Ask what the merged segment is called; say beforehand what of analysts its parts would lose.

    Offered is the name that an analyst gave to the largest part that has one; ``chosen`` begins with the largest.
    """
    naming = shaped.naming
    names = [naming.names[each] for each in chosen if each in naming.names]
    if names:
        called = ", ".join(f"“{plain(each)}”" for each in names)
        st.warning(_("Analysts named parts of it: {names}. Choose what it is called.").format(names=called))
    if any(each in naming.notes or each in naming.decisions for each in chosen):
        st.warning(_("Notes and decisions on its parts stay with the segment version before the merge."))
    st.text_input(
        _("Name of the merged segment"),
        names[0] if names else "",
        max_chars=MAX_NAME_LENGTH,
        key=key,
        placeholder=_("found by what its users do"),
    )


def draw_move(shaped: Shaped) -> None:
    """Move a list of users to a segment, to one of their own, or out of all."""
    text = st.text_area(_("User ids, one per line"), key="move_ids", height=120)
    ids = _listed(text)
    targets = {_NEW: _("a new segment"), NOISE: _("out of all segments"), **shaped.texts}
    key = _move_key(shaped)
    target = st.selectbox(_("Move them to"), list(targets), format_func=labelled(key, targets), key=key)
    if target == _NEW:
        st.text_input(_("Name of the new segment"), max_chars=MAX_NAME_LENGTH, key="move_name")
    if ids:
        st.caption(_n("{n} user is listed.", "{n} users are listed.", len(ids)))
        draw_small(shaped, [_move(shaped)])
    else:
        st.caption(_("List the users to move first."))
    st.button(_("Move"), key="do_move", type="primary", disabled=not ids, on_click=edit,
              args=(shaped, lambda: _move(shaped), "move_name"))  # fmt: skip


def _move_key(shaped: Shaped) -> str:
    return f"move_to_{shaped.run.run_id}"


def _move(shaped: Shaped) -> Move:
    target = picked(_move_key(shaped))
    return Move(_listed(st.session_state["move_ids"]), None if target == _NEW else target)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.strip() for each in text.splitlines() if each.strip()))


def draw_look(shaped: Shaped) -> None:
    """Give a segment another colour or place, or set it aside: nobody is to act on it."""
    key = f"look_segment_{shaped.run.run_id}"
    take_from_address(shaped, ASIDE, key)
    segment = st.selectbox(_("Segment"), list(shaped.texts), format_func=shaped.texts.__getitem__, key=key)
    mark = shaped.naming.mark_of(segment)
    number = shaped.naming.number_of(segment)
    names = _colours()
    stamp = f"{shaped.run.run_id}_{segment}_{shaped.naming.version}"
    colour = st.selectbox(
        _("Colour"),
        list(names),
        index=list(names).index(((mark.colour or number) - 1) % len(COLOURS) + 1),
        format_func=names.__getitem__,
        key=f"look_colour_{stamp}",
    )
    order = [each.segment for each in shaped.segments]
    place = st.number_input(
        _("Place in lists"), 1, len(order), order.index(segment) + 1, key=f"look_place_{stamp}",
        help=_("Segments stand in this order on every page; the largest comes first until somebody changes it."),
    )  # fmt: skip
    is_aside = st.checkbox(
        _("Set aside: do not act on it"),
        mark.is_set_aside,
        key=f"look_aside_{stamp}",
        help=_("Files leave it out until somebody asks for it on the page Export."),
    )
    if st.button(_("Save"), key="do_look"):
        own = (number - 1) % len(COLOURS) + 1
        wanted = replace(mark, colour=None if colour == own else colour, is_set_aside=is_aside)
        made = shaped.naming.marked(segment, wanted)
        if place != order.index(segment) + 1:
            order.remove(segment)
            made = made.reordered([*order[: place - 1], segment, *order[place - 1 :]])
        try:
            shaped.server.runs.save_version(made, current_user())
        except AtlasError as error:
            show_error(error)
        else:
            st.rerun()


def _colours() -> dict[int, str]:
    """Return the colours of the palette by the lowest number that has them."""
    names = (
        _("blue"), _("orange"), _("turquoise"), _("crimson"), _("light blue"), _("yellow"),
        _("red"), _("pink"), _("olive"), _("mauve"), _("sky blue"), _("purple"),
        _("violet"), _("dark green"), _("lavender"), _("sea green"), _("green"), _("magenta"),
        _("deep pink"), _("sand"), _("grey blue"), _("brown"), _("sage"), _("rose"),
    )  # fmt: skip
    return dict(enumerate(names, start=1))
