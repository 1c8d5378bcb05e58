"""What can be done with the chosen users: one box for each action."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.ui.explore.chosen import Chosen
from core.ui.explore.export_box import draw_export
from core.ui.explore.look_alikes import BOX, draw_look_alikes
from core.ui.explore.rule_box import draw_rule
from core.ui.explore.save import draw_compare, draw_save
from core.ui.explore.shape_box import draw_shape
from core.ui.shared.text import _


def draw_actions(chosen: Chosen) -> None:
    """Draw the boxes; what is in one is made once it is opened."""
    actions: list[tuple[str, str, str, Callable[[Chosen], None]]] = [
        ("save_box", _("Save"), ":material/bookmark:", draw_save),
        ("shape_box", _("Segment"), ":material/add_circle:", draw_shape),
        ("compare_box", _("Compare"), ":material/join_inner:", draw_compare),
        ("export_box", _("Export"), ":material/ios_share:", draw_export),
        ("rule_box", _("Rule"), ":material/code:", draw_rule),
        (BOX, _("Look-alikes"), ":material/group_add:", draw_look_alikes),
    ]
    with st.container(horizontal=True, gap="small"):
        for key, label, icon, draw in actions:
            box = st.popover(label, icon=icon, key=key, on_change="rerun")
            with box:
                if box.open:
                    draw(chosen)
