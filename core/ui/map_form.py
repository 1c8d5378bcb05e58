"""What a log was understood as, and a form to correct it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.ingest.guess import roles_of
from core.ui.labels import file_label, role_label
from core.ui.text import _, _n, plain, said

if TYPE_CHECKING:
    from core.ingest.inspect import FileInspection, Inspection

_COLUMNS_OF_FORM = 4
_NONE = ""


def map_form(inspection: Inspection, *, is_fixed: bool, is_loading: bool) -> dict[str, str | list[str]] | None:
    """Draw the form; return what was corrected once it is sent, None before.

    ``is_fixed`` says that a published layout settles the roles, so that there is nothing to correct;
    ``is_loading`` that a load is going, after which the next one can begin.
    """
    with st.form("map", border=True):
        corrected: dict[str, str | list[str]] = {}
        for found in inspection.files:
            st.subheader(_title(found), anchor=False)
            if not is_fixed:
                corrected |= _pick_roles(found)
            _draw_columns(found)
            for note in found.notes:
                st.caption(plain(said(note)))
        sent = st.form_submit_button(
            _("Load"), type="primary", icon=":material/download_done:", disabled=is_loading, key="load_upload"
        )
    return corrected if sent else None


def _title(found: FileInspection) -> str:
    rows = _n("{n} row", "{n} rows", found.n_rows)
    return _("{what}: {name}, {rows}").format(what=file_label(found.file), name=plain(found.name), rows=rows)


def _pick_roles(found: FileInspection) -> dict[str, str | list[str]]:
    """Draw a box per role; return only what differs from the guess."""
    corrected: dict[str, str | list[str]] = {}
    if found.missing:
        names = ", ".join(role_label(role) for role in found.missing)
        st.warning(_("No column was recognised for: {names}. Please choose.").format(names=names))
    roles = [role for role in roles_of(found.file) if role != "attribute"]
    places = st.columns(_COLUMNS_OF_FORM)
    for place, role in enumerate(roles):
        guess = next((choice.column for choice in found.choices if choice.role == role), _NONE)
        with places[place % _COLUMNS_OF_FORM]:
            column = _pick_one(found, role, guess)
        if column != guess:
            corrected[f"{found.file}.{role}"] = column or []
    if "attribute" in roles_of(found.file):
        guessed = [choice.column for choice in found.choices if choice.role == "attribute"]
        columns = _pick_attributes(found, guessed)
        if columns != guessed:
            corrected[f"{found.file}.attribute"] = columns
    return corrected


def _pick_one(found: FileInspection, role: str, guess: str) -> str:
    options = [_NONE, *found.columns]
    return st.selectbox(
        role_label(role),
        options,
        index=options.index(guess),
        format_func=lambda column: column or _("none"),
        key=f"role_{found.file}_{role}_{found.name}",
    )


def _pick_attributes(found: FileInspection, guessed: list[str]) -> list[str]:
    return st.multiselect(
        role_label("attribute"),
        found.columns,
        default=guessed,
        placeholder=_("every suitable column") if found.file == "users" else _("none"),
        help=_("Facts about users, such as city or age. They never form segments; they only describe them."),
        key=f"role_{found.file}_attribute_{found.name}",
    )


def _draw_columns(found: FileInspection) -> None:
    """Show each column with its role, the reason and the first values."""
    choices = {choice.column: choice for choice in found.choices}
    rows = [
        {
            _("Column"): column,
            _("Role"): role_label(choices[column].role) if column in choices else "",
            _("Why"): said(choices[column].reason) if column in choices else _("not used"),
            _("First values"): ", ".join(row[place] or "–" for row in found.preview[:4]),
        }
        for place, column in enumerate(found.columns)
    ]
    st.dataframe(rows, hide_index=True)
    with st.expander(_n("First {n} row", "First {n} rows", len(found.preview))):
        st.dataframe([dict(zip(found.columns, row, strict=True)) for row in found.preview], hide_index=True)
