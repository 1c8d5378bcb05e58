"""Columns of yes and no, in any spelling."""

from __future__ import annotations

import re
from collections.abc import Set
from typing import Any

import numpy as np
import pandas as pd

from core.attributes.names import fold, without_accents
from core.attributes.values import known_texts
from core.types import BoolArray, FloatArray

YES = frozenset([
    "yes", "y", "true", "t", "1", "1.0", "on", "granted", "optin", "optedin", "ja", "oui", "sí", "si", "sim", "sì",
    "tak", "taip", "да", "так", "da", "evet", "ano", "igen", "kyllä", "kylla", "có", "ya", "نعم", "כן", "예", "네",
    "はい", "是", "有", "真", "同意",
])  # fmt: skip
_NO_DATE = r"0000-00-00.*|\\N"
"""What databases write where there is none."""
_DATE = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(\D.*)?|\d{1,2}[-/.]\d{1,2}[-/.](\d{4}|\d{2})(\D.*)?")
NO = frozenset([
    "no", "n", "false", "f", "0", "0.0", "off", "denied", "optout", "optedout", "nein", "nee", "non", "não", "nao",
    "nej", "nei", "nie", "не", "нет", "ні", "hay\u0131r", "hayir", "ne", "nem", "ei", "không", "tidak", "لا", "לא",
    "아니요", "아니오", "いいえ", "否", "无", "假", "不同意",
])  # fmt: skip


def read_yes_no(column: pd.Series[Any]) -> FloatArray | None:
    """Return 1 for yes, 0 for no and NaN for no answer, (n,); None when the column holds anything else.

    A column without any answer is no column of yes and no.

    >>> read_yes_no(pd.Series(["Yes", "no", "", None])).tolist()
    [1.0, 0.0, nan, nan]
    >>> read_yes_no(pd.Series(["yes", "maybe"])) is None
    True
    """
    answers, is_other = read_answers(column)
    return None if is_other.any() or np.isnan(answers).all() else answers


def read_answers(
    column: pd.Series[Any], more_no: Set[str] = frozenset(), more_yes: Set[str] = frozenset()
) -> tuple[FloatArray, BoolArray]:
    """Return 1 for yes, 0 for no or anything else, NaN for no answer, (n,); and which are anything else, (n,).

    Parameters
    ----------
    column
        (n,) of texts, numbers or truth values.
    more_no, more_yes
        More words for no and for yes, folded, without accents.

    Examples
    --------
    >>> answers, is_other = read_answers(pd.Series(["Yes", "maybe", "", "Revoked"]), {"revoked"})
    >>> answers.tolist(), is_other.tolist()
    ([1.0, 0.0, nan, 0.0], [False, True, False, False])
    """
    texts = known_texts(column)
    known = {text: _answer(text, more_no, more_yes) for text in texts.dropna().unique()}
    is_other = texts.isin([text for text, answer in known.items() if answer is None])
    answers = texts.map({text: answer or 0.0 for text, answer in known.items()})
    return answers.to_numpy(np.float64, na_value=np.nan), is_other.to_numpy(np.bool_)


def read_dates_as_yes(column: pd.Series[Any]) -> FloatArray | None:
    """Return 1 for a date and 0 for an empty cell, (n,); None when the column holds anything else, or dates alone.

    >>> read_dates_as_yes(pd.Series(["2026-03-01", "", "2026-03-05 10:00"])).tolist()
    [1.0, 0.0, 1.0]
    >>> read_dates_as_yes(pd.Series(["2026-03-01", "soon", ""])) is None
    True
    >>> read_dates_as_yes(pd.Series(["2026-03-01", "0000-00-00 00:00:00"])).tolist()
    [1.0, 0.0]
    """
    texts = known_texts(column)
    texts = texts.mask(texts.str.fullmatch(_NO_DATE).fillna(False).astype(bool))
    has_text = texts.notna().to_numpy(np.bool_)
    is_date = texts.str.fullmatch(_DATE.pattern).fillna(False).to_numpy(np.bool_)
    return None if has_text.all() or not has_text.any() or (has_text & ~is_date).any() else is_date.astype(np.float64)


def _answer(text: str, more_no: Set[str], more_yes: Set[str]) -> float | None:
    word = text if text in ("1.0", "0.0") else fold(text)
    plain = without_accents(word)
    return 1.0 if word in YES or plain in more_yes else 0.0 if word in NO or plain in more_no else None
