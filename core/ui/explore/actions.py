"""What can be done with the chosen users: the form of one action at a time, below the row that picks it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from core.ui.explore.chosen import ACTION, LOOK_ALIKES, Chosen
from core.ui.explore.compare import draw_compare
from core.ui.explore.export_box import draw_export
from core.ui.explore.look_alikes import draw_look_alikes
from core.ui.explore.rule_box import draw_rule
from core.ui.explore.save import draw_save
from core.ui.explore.shape_box import draw_shape
from core.ui.shared.text import _

_FORMS: Mapping[str, tuple[str, Callable[[Chosen], None]]] = {
    "save": ("bookmark", draw_save),
    "segment": ("add_circle", draw_shape),
    "compare": ("join_inner", draw_compare),
    "export": ("ios_share", draw_export),
    "rule": ("code", draw_rule),
    LOOK_ALIKES: ("group_add", draw_look_alikes),
}
"""Action to its icon, and what draws its form."""


def draw_actions(chosen: Chosen) -> None:
    """Draw the row of actions, and the form of the one that is picked.

    They are no popovers: one that reports that it is closed, as a click on the menu does, asks for this page again
    after the other one, which leaves that empty.
    """
    labels = {
        "save": _("Save them"), "segment": _("Make a segment"), "compare": _("Compare"),
        "export": _("Export"), "rule": _("Find a rule"), LOOK_ALIKES: _("Look-alikes"),
    }  # fmt: skip
    picked = st.pills(
        _("What to do with them"), list(_FORMS), key=ACTION, label_visibility="collapsed",
        format_func=lambda each: f":material/{_FORMS[each][0]}: {labels[each]}",
    )  # fmt: skip
    if picked:
        with st.container(border=True, key="action_form"):
            _FORMS[picked][1](chosen)
