"""The maps of columns that are known from earlier loads, each with a button to delete it."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from core.store.templates import Template, delete_template, list_templates
from core.ui.shared.labels import role_label
from core.ui.shared.text import _, plain


def draw_templates(workspace: Path) -> None:
    """Draw the list, where there is anything in it."""
    templates = list_templates(workspace)
    if not templates:
        return
    with st.expander(_("Columns known from earlier loads")):
        st.caption(_("A log with the same columns gets the same roles. Delete a map to have its columns recognised."))
        for template in templates:
            _draw(workspace, template)


def _draw(workspace: Path, template: Template) -> None:
    text, button = st.columns([5, 1], vertical_alignment="center")
    text.write(f"**{plain(template.name)}**: {plain(_roles(template))}")
    if button.button(_("Delete"), icon=":material/delete:", key=f"delete_{template.template_id}", width="stretch"):
        delete_template(workspace, template.template_id)
        st.session_state.pop("inspected", None)
        st.rerun()


def _roles(template: Template) -> str:
    named = ((role.rpartition(".")[2], columns) for role, columns in template.map.items() if columns)
    return "; ".join(f"{role_label(role)} = {', '.join(columns)}" for role, columns in named)
