"""What is picked of a list whose labels change, such as those of runs that end or segments that get their names.

A browser sends the label of what is picked. Where that changed since the browser drew it, Streamlit hands on the text
instead of the option, to whatever reads the session before the list is drawn again: the callbacks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import streamlit as st

T = TypeVar("T")
_LABELS = "labels_of_"


def labelled(key: str, labels: Mapping[T, str]) -> Callable[[T], str]:
    """Return what labels each option of the list with this key; its labels are kept for ``picked``."""
    kept = st.session_state.setdefault(f"{_LABELS}{key}", {})
    kept.update({label: option for option, label in labels.items()})
    return labels.__getitem__


def picked(key: str) -> Any:
    """Return what is picked of a list by its key, one option or several, by whichever label it has had."""
    kept, value = st.session_state.get(f"{_LABELS}{key}", {}), st.session_state[key]
    return [kept.get(each, each) for each in value] if isinstance(value, list) else kept.get(value, value)
