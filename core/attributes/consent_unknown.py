"""Why it is not known who consented: the errors, and what they say of a column."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pandas as pd

from core.attributes.consent_answers import other_answers
from core.attributes.consent_names import is_opt_out
from core.errors import DataError
from core.sentences import Sentence, say

_MOST_NAMED, _LONGEST = 3, 30
"""Answers that an error names, and letters of each."""
_MAY_NAME_SOMEBODY = re.compile(r"@|\d{5}")


class NoConsentError(DataError):
    """The log does not hold who consented."""


class UnreadConsentError(NoConsentError):
    """A column is called as consent is, and does not say who consented in a way that is understood."""


class UnsureConsentError(NoConsentError):
    """No column is known to say who consented, and one of yes and no may, whose name is not understood."""


def unread(name: str, column: pd.Series[Any]) -> UnreadConsentError:
    """Return the error of a column (n,) of consent whose answers are not all understood, which names some of them.

    >>> print(unread("consent", pd.Series(["yes", "later", "maybe", "later"])).message)
    'consent' holds other answers than yes and no, such as 'later', 'maybe', so consent is not known.
    """
    message = say("{name!r} holds no answer of yes or no, so consent is not known.", name=name)
    if shown := not_understood(name, column):
        message = say(
            "{name!r} holds other answers than yes and no, such as {shown}, so consent is not known.",
            name=name,
            shown=shown,
        )
    return UnreadConsentError(message, say("Use yes or no in it, or leave it empty."))


def unsure(names: Sequence[str]) -> Sentence:
    """Say which columns may hold who consented, where none is known to.

    >>> print(unsure(["wysylka", "ok_wa"]))
    No column is known to say who may be contacted. Perhaps one of these does: 'wysylka', 'ok_wa'.
    """
    return say(
        "No column is known to say who may be contacted. Perhaps one of these does: {names}.",
        names=", ".join(repr(each) for each in names[:_MOST_NAMED]),
    )


def push_only(name: str) -> Sentence:
    """Say why a column of consent to push messages alone lists nobody by itself."""
    return say("{name!r} is consent to push messages only, which is none to advertising or e-mails.", name=name)


def not_understood(name: str, column: pd.Series[Any]) -> str:
    """Return the most frequent answers of a column (n,) that are neither yes nor no, quoted; "" for none.

    What may be an address or a number of somebody is left out.
    """
    counts = Counter(column.dropna().astype(str).tolist())
    others = [text for text in other_answers(counts, is_opt_out(name)) if not _MAY_NAME_SOMEBODY.search(text)]
    return ", ".join(repr(text[:_LONGEST]) for text in others[:_MOST_NAMED])
