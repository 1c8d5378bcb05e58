"""The boxes for files on a page: a component that sends them to ``upload_routes`` in slices."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from core.ui.shared.text import _

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

_FOLDER = Path(__file__).parent


def draw_uploader(token: str, *, is_emptied: bool, is_locked: bool) -> str | None:
    """Draw the boxes of an upload; return the token of an earlier one of this browser tab, once it offers that.

    Whenever files have come or gone the page runs again; what there is stands on the disk.

    Parameters
    ----------
    token
        Of the upload.
    is_emptied
        Whether the visitor is done with earlier uploads, so that none is offered.
    is_locked
        Whether the files are being loaded, so that none may change.
    """
    data = {"token": token, "isEmptied": is_emptied, "isLocked": is_locked, "labels": _labels()}
    result = _component()(key="uploader", data=data, on_adopted_change=_nothing, on_changed_change=_nothing)
    return result.adopted or None


def _component() -> ComponentRenderer:
    return st.components.v2.component(
        "persona_atlas_uploader",
        html='<div class="uploader"></div>',
        css=(_FOLDER / "uploader.css").read_text(encoding="utf-8"),
        js=(_FOLDER / "uploader.js").read_text(encoding="utf-8"),
    )


def _nothing() -> None:
    """Let the page run again; there is nothing to do before."""


def _labels() -> dict[str, str]:
    return _labels_of_boxes() | _labels_of_progress() | _labels_of_errors()


def _labels_of_boxes() -> dict[str, str]:
    return {
        "events": _("Events"),
        "items": _("Items (optional)"),
        "users": _("Users (optional)"),
        "events_hint": _("Drop files or folders here: one log, or a month each."),
        "events_one": _("This file is not loaded yet. Files that you add are loaded together with it, as one log."),
        "events_several": _(
            "These {n} files are not loaded yet, and are loaded together as one log. Remove what does not belong to it."
        ),
        "items_hint": _("Titles and categories of items."),
        "users_hint": _("Attributes of users, such as their city."),
        "files": _("Choose files"),
        "folder": _("Choose a folder"),
        "more": _("and {n} more"),
    }


def _labels_of_progress() -> dict[str, str]:
    return {
        "together": _("All files together"),
        "some_here": _("{have} of {size} sent, {percent}"),
        "all_here": _("Files: {n}, together {size}"),
        "sending": _("{percent} of {size}"),
        "choose_again": _("{percent} is here. Choose the file again to go on."),
        "cancel": _("Cancel the upload"),
        "remove": _("Remove {name}"),
        "remove_all": _("Remove all"),
        "lost": _("The program does not answer. The upload goes on by itself when it does."),
    }


def _labels_of_errors() -> dict[str, str]:
    return {
        "error_changed": _("The file was changed or moved since it was chosen. Choose it again."),
        "error_disk": _("The disk of this machine is too full for these files."),
        "error_files": _("These are too many files. Put them into fewer ones, such as one zip file."),
        "error_gone": _("The program no longer has this file. Choose it again."),
        "error_loading": _("These files are being loaded. Wait until that is done."),
        "error_origin": _("The address of this page is not one that the program accepts files from."),
        "error_quota": _("Uploads may not take that much together. Remove files, or load some first."),
        "error_request": _("The file could not be sent. Remove it and choose it again."),
        "error_size": _("The file was changed since it was chosen. Choose it again."),
        "error_token": _("This page was open for too long. Reload it and choose the files again."),
    }
