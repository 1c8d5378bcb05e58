"""Columns of which it is not known whether they say who may be contacted: an analyst has to say that."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pandas as pd

from core.attributes.consent_answers import MOST_WORDS, consent_answers, few_texts, plain_text, refuses_plainly
from core.attributes.consent_names import is_about_consent, is_on_devices, words_of
from core.attributes.consent_words import (
    ABOUT,
    AGREES,
    BY_A_WAY,
    BY_NO_WAY,
    CODES,
    CONSENT_WORDS,
    CONTACT,
    MAY_BE_CODED,
    NOT,
    ORDINARY,
    OTHER_MATTERS,
    PREFERS,
    WAYS,
)
from core.attributes.names import OUTCOME_NAMES, find_columns, fold
from core.attributes.values import known_texts
from core.attributes.yes_no import NO, YES

_CODE = re.compile(r"-?\d{1,2}")
_BOTH = (YES | NO | {"j", "s", "o", "x", "可", "不可", "要", "不要"}) - {"1", "1.0", "0", "0.0"}
"""Texts of yes and no; numbers are as often something else."""
_CHECKED = {"verified", "valid", "exists", "confirmed", "bounced", "deliverable", "available", "has", "provided"}
"""What an address is, whether its owner wants to be written to or not."""


def may_be_consent(name: str, column: pd.Series[Any]) -> bool:
    """Whether a column may hold who consented, and an analyst has to say whether it does.

    >>> may_be_consent("note", pd.Series(["unsubscribed", "VIP"])), may_be_consent("note", pd.Series(["yes"]))
    (True, False)
    """
    return (
        (refuses_plainly(column) and not is_on_devices(name))
        or may_be_coded(name, column)
        or _is_preferred_way(name, column)
    )


def may_be_coded(name: str, column: pd.Series[Any]) -> bool:
    """Whether a column says in numbers that only its program knows who may be contacted.

    >>> codes = pd.Series(["1", "2", "2"])
    >>> may_be_coded("Subscription Status", codes), may_be_coded("status", codes)
    (True, False)
    """
    words = {*words_of(name)}
    is_named = words & CODES and words & (CONTACT | CONSENT_WORDS | AGREES)
    if not is_named and fold(name.rpartition(".")[2] or name) not in MAY_BE_CODED:
        return False
    texts = known_texts(column).dropna()
    return not texts.empty and bool(texts.str.fullmatch(r"-?\d{1,2}(\.0+)?").all())


def is_coded(column: pd.Series[Any]) -> bool:
    """Whether a column holds small whole numbers that its program alone knows: other ones than 0 and 1, or 1 and 2.

    >>> is_coded(pd.Series(["0", "1", "2"])), is_coded(pd.Series([0.0, 1.0])), is_coded(pd.Series(["yes", "2"]))
    (True, False, False)
    """
    texts = known_texts(column).dropna()
    codes = {text.removesuffix(".0") for text in texts.unique()[: MOST_WORDS + 1]}
    return bool(codes - {"0", "1"}) and not codes <= {"1", "2"} and all(_CODE.fullmatch(code) for code in codes)


def may_answer(name: str, column: pd.Series[Any]) -> bool:
    """Whether a column of yes and no has a name that is not understood, or speaks of contact; or holds more of consent.

    An empty cell beside yes is a no. Something of consent, such as its source, is known only of those who were asked,
    so a column that holds it for everybody is none.

    >>> yes_no = pd.Series(["tak", "nie", None])
    >>> [may_answer(name, yes_no) for name in ("wysylka_info", "email_prefs", "is_member")]
    [True, True, False]
    >>> [may_answer(name, pd.Series(["Fair", None])) for name in ("consent_source", "source")]
    [True, False]
    """
    words = {*words_of(name)}
    has_blanks = bool(known_texts(column).isna().any())
    if is_about_consent(name):
        return has_blanks and bool(known_texts(column).notna().any())
    is_of_contact = words & CONTACT or (words & PREFERS and words & AGREES)
    is_about_else = words & (ORDINARY | OTHER_MATTERS | ABOUT) and not is_of_contact
    if is_about_else or find_columns(pd.Index([name]), OUTCOME_NAMES) or words & _CHECKED:
        return False
    texts = [str(text) for text in known_texts(column).dropna().unique()[: MOST_WORDS + 1]]
    if is_of_contact and len(texts) > 1:
        return len(texts) <= MOST_WORDS and _is_of_both(texts)
    return len(texts) + has_blanks > 1 and bool(texts) and {fold(text) for text in texts} <= _BOTH


def _is_preferred_way(name: str, column: pd.Series[Any]) -> bool:
    """Whether a column says by which way users want to be contacted, and of some that by none, or something else."""
    words = {*words_of(name)}
    if not words & PREFERS or not words & (CONTACT | WAYS):
        return False
    texts = few_texts(column)
    if not texts:
        return False
    if {plain_text(text) for text in texts} & BY_NO_WAY:
        return True
    is_else = any(not {*words_of(text)} <= BY_A_WAY for text in texts)
    return bool(words & CONTACT) and (is_else or bool(known_texts(column).isna().any()))


def _is_of_both(texts: Sequence[str]) -> bool:
    """Whether answers are understood as yes and no, or one is another one with a word of no."""
    answers, is_other = consent_answers(pd.Series(texts, dtype="str"))
    if {0.0, 1.0} <= {*answers[~is_other].tolist()}:
        return True
    words = [words_of(text) for text in texts]
    return any(NOT & {*each} and [word for word in each if word not in NOT] in words for each in words)
