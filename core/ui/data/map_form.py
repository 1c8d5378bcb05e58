"""How the columns of a log were recognised, and a form to correct it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from core.ingest.columns.guess import needed_roles, roles_of
from core.ui.shared.labels import file_label, role_label
from core.ui.shared.rows import HEADING, row_height
from core.ui.shared.text import _, _n, plain, translated

if TYPE_CHECKING:
    from core.ingest.inspect import FileInspection, Inspection
    from core.ingest.tables.source import Question

RoleMap = dict[str, str | list[str]]
_COLUMNS_OF_FORM = 4
_NONE = ""
_HIGHEST = 800
"""Height of the table of columns from where on it is scrolled, in pixels."""
_LETTERS_OF_WHY = 42
"""Of a line in the column that gives reasons, where the page is 1280 pixels wide."""


def map_form(
    inspection: Inspection,
    look_ahead: Callable[[RoleMap], bool],
    show_kinds: Callable[[RoleMap], None],
    *,
    is_fixed: bool,
    is_loading: bool,
) -> RoleMap | None:
    """Draw the form; return the role of every column of every file once it is sent, None before.

    Every needed role must be chosen first, and every question answered. A role without a column has an empty list.
    ``look_ahead`` draws what would be stored once all is chosen, and returns whether nothing is asked any more.
    While a question is open, ``show_kinds`` draws what the proposed columns would make of the rows.
    ``is_fixed``: a published layout sets the roles, so
    that there is nothing to choose and the map is empty. ``is_loading``: a load is running, so the next one must wait.
    """
    with st.container(border=True):
        chosen: RoleMap = {}
        is_complete = True
        for found in inspection.files:
            st.subheader(_title(found), anchor=False)
            if not is_fixed:
                picked, is_answered = _pick_roles(found)
                chosen |= {f"{found.file}.{role}": columns or [] for role, columns in picked.items()}
                is_complete &= _has_needed(found, picked) and _is_apart(found, picked) and is_answered
                _draw_columns(found, _roles_of_columns(picked), _("not used"))
            else:
                _draw_columns(found, _proposed(found), "")
            for note in found.notes:
                st.caption(plain(translated(note)))
        if not is_complete and any(each.questions for each in inspection.files) and inspection.is_complete:
            show_kinds({key: columns for found in inspection.files for key, columns in _map_of(found).items()})
        is_complete = is_complete and look_ahead(chosen)
        is_sent = st.button(
            _("Load"),
            type="primary",
            icon=":material/download_done:",
            disabled=is_loading or not is_complete,
            key="load_upload",
        )
    return chosen if is_sent else None


def _title(found: FileInspection) -> str:
    rows = _n("{n} row", "{n} rows", found.n_rows)
    return _("{what}: {name}, {rows}").format(what=file_label(found.file), name=plain(found.name), rows=rows)


def _pick_roles(found: FileInspection) -> tuple[dict[str, str | list[str]], bool]:
    """Draw a box per role; return the choices by role, and whether every question is answered."""
    questions = {question.role: question for question in found.questions}
    picked: dict[str, str | list[str]] = {}
    is_answered = True
    form_columns = st.columns(_COLUMNS_OF_FORM)
    for place, role in enumerate(role for role in roles_of(found.file) if role != "attribute"):
        if place and place % _COLUMNS_OF_FORM == 0:
            form_columns = st.columns(_COLUMNS_OF_FORM)
        with form_columns[place % _COLUMNS_OF_FORM]:
            guess = _guess(found, role)
            if "user" in questions and role != "user" and guess and guess == picked.get("user"):
                guess = questions["user"].candidates[0].column  # the two change places
            answer = _pick_one(found, role, guess, questions.get(role))
            picked[role] = answer or _NONE
            is_answered &= answer is not None
    if "attribute" in roles_of(found.file):
        picked["attribute"] = _pick_attributes(found, _guessed_attributes(found))
    return picked, is_answered


def _has_needed(found: FileInspection, picked: Mapping[str, str | list[str]]) -> bool:
    """Whether every needed role has a column, or may have none as is asked; draw those that lack one."""
    asked = {each.role for each in found.questions if _NONE in {one.column for one in each.candidates}}
    needed = [role for role in needed_roles(found.file) if role not in asked]
    missing = ", ".join(role_label(role) for role in needed if not picked[role])
    if missing:
        st.warning(_("Choose the column for: {names}. Without it the log cannot be loaded.").format(names=missing))
    return not missing


def _is_apart(found: FileInspection, picked: Mapping[str, str | list[str]]) -> bool:
    """Whether user, item and time are columns of their own; draw those that are not."""
    roles = _roles_of_columns({role: picked[role] for role in needed_roles(found.file) if picked[role]})
    for column, several in roles.items():
        if len(several) > 1:
            names = ", ".join(map(role_label, several))
            st.warning(_("{column} cannot be {names} at once.").format(column=plain(column), names=names))
    return all(len(several) == 1 for several in roles.values())


def _roles_of_columns(picked: Mapping[str, str | list[str]]) -> dict[str, list[str]]:
    """Turn role → columns into column → roles."""
    roles: dict[str, list[str]] = {}
    for role, columns in picked.items():
        for column in [columns] if isinstance(columns, str) else columns:
            if column:
                roles.setdefault(column, []).append(role)
    return roles


def _proposed(found: FileInspection) -> dict[str, list[str]]:
    roles: dict[str, list[str]] = {}
    for choice in found.choices:
        roles.setdefault(choice.column, []).append(choice.role)
    return roles


def _map_of(found: FileInspection) -> RoleMap:
    """Return role → columns as they were proposed."""
    return {
        f"{found.file}.{role}": [each.column for each in found.choices if each.role == role]
        for role in roles_of(found.file)
    }


def _guess(found: FileInspection, role: str) -> str:
    return next((choice.column for choice in found.choices if choice.role == role), _NONE)


def _guessed_attributes(found: FileInspection) -> list[str]:
    return [choice.column for choice in found.choices if choice.role == "attribute"]


def _pick_one(found: FileInspection, role: str, guess: str, question: Question | None) -> str | None:
    """Draw the box of a role; one with a question is empty until it is answered."""
    may_be_none = question is None or any(each.column == _NONE for each in question.candidates)
    options = [_NONE, *found.columns] if may_be_none else list(found.columns)
    picked = st.selectbox(
        role_label(role),
        options,
        index=options.index(guess) if question is None else None,
        format_func=lambda column: column or _("none"),
        placeholder=_("Please choose"),
        key=f"role_{found.file}_{role}_{found.name}" + ("" if guess == _guess(found, role) else "_changed"),
    )
    if question and picked is None:
        st.markdown(f":red[{plain(translated(question.sentence))}]")
        for each in question.candidates:
            column = each.column or _("none")
            shown = f" ({plain(', '.join(each.examples))})" if each.examples else ""
            st.caption(f"**{plain(column)}**: {plain(translated(each.reason))}{shown}")
    return picked


def _pick_attributes(found: FileInspection, guessed: list[str]) -> list[str]:
    return st.multiselect(
        role_label("attribute"),
        found.columns,
        default=guessed,
        placeholder=_("none"),
        help=_("Facts about users, such as city or age. By default they do not form segments; they describe them."),
        key=f"role_{found.file}_attribute_{found.name}",
    )


def _why(found: FileInspection, column: str, role: str) -> str:
    """Return the reason of what was proposed; what was picked instead needs none."""
    reasons = (choice.reason for choice in found.choices if (choice.column, choice.role) == (column, role))
    return translated(next(reasons, "")) or _("chosen here")


def _without_role(found: FileInspection, column: str, otherwise: str) -> str:
    """Say what a column without a role is for: states of orders are read from it, or nothing is."""
    is_read = column not in found.unused and column not in _proposed(found)
    return _("used to decide what a row counts as") if otherwise and is_read else otherwise


def _draw_columns(found: FileInspection, roles: Mapping[str, list[str]], otherwise: str) -> None:
    """Show each column with its roles, the reason, or ``otherwise`` where it has no role, and the first values."""
    rows = [
        {
            _("Column"): column,
            _("Role"): ", ".join(map(role_label, roles.get(column, ()))),
            _("Why"): _why(found, column, roles[column][0])
            if column in roles
            else _without_role(found, column, otherwise),
            _("First values"): ", ".join(row[place] or "–" for row in found.preview[:4]),
        }
        for place, column in enumerate(found.columns)
    ]
    widths = {
        _("Role"): st.column_config.TextColumn(width=112),
        _("Why"): st.column_config.TextColumn(width=330),
    }
    height = row_height(pd.DataFrame(rows), {_("Why"): _LETTERS_OF_WHY})
    st.dataframe(
        rows, hide_index=True, height=min(HEADING + height * len(rows) + 3, _HIGHEST), row_height=height,
        column_config=widths,
    )  # fmt: skip
    with st.expander(_n("First {n} row", "First {n} rows", len(found.preview))):
        st.dataframe([dict(zip(found.columns, row, strict=True)) for row in found.preview], hide_index=True)
