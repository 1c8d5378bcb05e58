"""Values of an attribute: which columns hold numbers, and which texts are a value at all."""

from __future__ import annotations

from typing import Any

import pandas as pd

_MISSING = ("", "unknown", "n/a", "na", "nan", "none", "null", "-", "?", "未知")


def is_number(column: pd.Series[Any]) -> bool:
    """Whether a column holds numbers; true and false are none."""
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def known_texts(column: pd.Series[Any]) -> pd.Series[Any]:
    """Return the values as stripped text; missing where there is none, or a word for none ("n/a").

    >>> known_texts(pd.Series([" Leeds ", "Unknown", None])).tolist()
    ['Leeds', <NA>, <NA>]
    """
    texts = column.astype("string").str.strip()
    return texts.mask(texts.str.casefold().isin(_MISSING))


def known_text(text: str) -> str | None:
    """Return a text stripped as ``known_texts`` does; None where it stands for no value.

    >>> known_text(" Leeds "), known_text("n/a")
    ('Leeds', None)
    """
    stripped = text.strip()
    return None if stripped.casefold() in _MISSING else stripped
