"""Columns of yes and no, in any spelling."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from core.attributes.names import fold
from core.attributes.values import known_texts
from core.types import FloatArray

YES = frozenset(
    [
        "yes",
        "y",
        "true",
        "t",
        "1",
        "1.0",
        "on",
        "granted",
        "optin",
        "optedin",
        "ja",
        "oui",
        "sí",
        "si",
        "sim",
        "sì",
        "はい",
        "是",
        "有",
        "真",
        "同意",
    ]
)
NO = frozenset(
    [
        "no",
        "n",
        "false",
        "f",
        "0",
        "0.0",
        "off",
        "denied",
        "optout",
        "optedout",
        "nein",
        "nee",
        "non",
        "não",
        "nao",
        "いいえ",
        "否",
        "无",
        "假",
        "不同意",
    ]
)


def read_yes_no(column: pd.Series[Any]) -> FloatArray | None:
    """Return 1 for yes, 0 for no and NaN for no answer, (n,); None when the column holds anything else.

    A column without any answer is no column of yes and no.

    >>> read_yes_no(pd.Series(["Yes", "no", "", None])).tolist()
    [1.0, 0.0, nan, nan]
    >>> read_yes_no(pd.Series(["yes", "maybe"])) is None
    True
    """
    texts = known_texts(column)
    answers = {text: _answer(text) for text in texts.dropna().unique()}
    if not answers or None in answers.values():
        return None
    return texts.map(answers).to_numpy(np.float64, na_value=np.nan)


def _answer(text: str) -> float | None:
    word = text if text in ("1.0", "0.0") else fold(text)
    return 1.0 if word in YES else 0.0 if word in NO else None
