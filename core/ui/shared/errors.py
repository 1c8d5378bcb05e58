"""Known errors on screen: one sentence and a hint. Anything else fails loudly."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from core.errors import AtlasError, StoreLockedError
from core.ui.shared.text import plain, translated


@contextmanager
def shown_errors() -> Iterator[None]:
    """Show an ``AtlasError`` and stop the page."""
    try:
        yield
    except AtlasError as error:
        show_error(error)
        st.stop()


def show_error(error: AtlasError) -> None:
    """Draw an error: its sentence, and the hint unless it is about the command line."""
    hint = "" if "--" in error.hint else f" {translated(error.hint)}"
    icon = ":material/lock:" if isinstance(error, StoreLockedError) else ":material/error:"
    st.error(plain(f"{translated(error.message)}{hint}"), icon=icon)
