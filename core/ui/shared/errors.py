"""Errors on screen: one sentence and a hint. A bug is one sentence too, and its traceback is in the log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from core.errors import AtlasError, StoreLockedError
from core.jobs.error_boundary import run_guarded
from core.ui.shared.text import plain, translated


@contextmanager
def shown_errors() -> Iterator[None]:
    """Show an ``AtlasError`` and stop the page."""
    try:
        yield
    except AtlasError as error:
        show_error(error)
        st.stop()


def show_script_error(error: Exception) -> bool:
    """Show what a page, a fragment or a callback did not catch, in place of Streamlit's own box; for ``st.App``.

    Returns True: it is shown.
    """

    def fail() -> None:
        raise error

    found = run_guarded(fail, "atlas.log")
    if found:
        show_error(found)
    return True


def show_error(error: AtlasError) -> None:
    """Draw an error: its sentence, and the hint unless it is about the command line."""
    hint = "" if "--" in error.hint else f" {translated(error.hint)}"
    icon = ":material/lock:" if isinstance(error, StoreLockedError) else ":material/error:"
    st.error(plain(f"{translated(error.message)}{hint}"), icon=icon)
