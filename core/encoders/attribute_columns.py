"""Which attributes of users may be compared: not ids, nor outcomes, nor consent, unless they are asked for by name.

An outcome (churned, lifetime value, an older segment) is what segments should predict, so it must not form them.
Consent says which users may be contacted, not what they are like.
"""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from core.attributes.consent import columns_of_consent
from core.attributes.names import OUTCOME_NAMES, find_columns
from core.attributes.values import is_number, known_texts
from core.errors import DataError
from core.sentences import Sentence, say

_MIN_USERS = 20
"""Among fewer users, values that hardly ever repeat are no sign of an id."""
_ID_SHARE, _NUMBER_ID_SHARE, _NAMED_ID_SHARE = 0.5, 0.95, 0.1
"""With more distinct values than this share of the users who have one, a text names the user, and so does a whole
number (ages and years repeat) and a column that is called an id."""
_IDS = {"id", "uuid", "guid", "email", "mail", "phone", "mobile", "telephone", "address", "name", "surname"}
_CONSENT = {"consent", "consented", "gdpr", "optin", "optout", "opted", "opt", "permission", "newsletter", "subscribed"}
_OUTCOMES = {
    *("churn", "churned", "converted", "conversion", "label", "target", "outcome", "response", "responded", "ltv"),
    *("clv", "cltv", "lifetime", "revenue", "spend", "spent", "segment", "cluster", "persona"),
}


def choose_columns(attributes: pd.DataFrame, asked: str) -> tuple[list[str], tuple[Sentence, ...]]:
    """Return the columns to compare, and a sentence for each that is left out.

    Parameters
    ----------
    attributes
        (n_users, n_attributes).
    asked
        Names with commas between them, which are taken whatever they hold; "" for all that are suitable.

    Raises
    ------
    DataError
        If a name is no attribute.
    """
    names = [str(name) for name in attributes.columns]
    wanted = [name.strip() for name in asked.split(",") if name.strip()]
    unknown = [name for name in wanted if name not in names]
    if unknown:
        raise DataError(
            say("The log has no user attribute {unknown}.", unknown=", ".join(unknown)),
            say("It has {known}.", known=", ".join(names) or say("none at all")),
        )
    if wanted:
        return wanted, ()
    by_name = {
        **dict.fromkeys(find_columns(attributes.columns, OUTCOME_NAMES), say("its name says that it is an outcome")),
        **dict.fromkeys(columns_of_consent(attributes), say("its name says that it is consent")),
    }
    reasons = {name: by_name.get(name) or _why_not(name, attributes[name]) for name in names}
    left_out = tuple(
        say("The attribute {name} is not compared: {why}.", name=name, why=why) for name, why in reasons.items() if why
    )
    return [name for name, why in reasons.items() if why is None], left_out


def clean_texts(column: pd.Series[Any]) -> pd.Series[Any]:
    """Return the values of a column as text in lower case; missing where there is none."""
    return known_texts(column).str.casefold()


def _why_not(name: str, column: pd.Series[Any]) -> Sentence | None:
    words = set(re.findall(r"[a-z]+", re.sub(r"([a-z])([A-Z])", r"\1 \2", name).casefold()))
    if words & _CONSENT:
        return say("its name says that it is consent")
    if words & _OUTCOMES:
        return say("its name says that it is an outcome")
    known = column.dropna() if is_number(column) else clean_texts(column).dropna()
    if known.empty or (known.nunique() == 1 and len(known) == len(column)):
        return say("all users have the same value")
    if len(known) >= _MIN_USERS and known.nunique() > len(known) * _most_distinct(known, bool(words & _IDS)):
        return say("too many of its values are unique to one user, as in an id")
    return None


def _most_distinct(known: pd.Series[Any], is_called_id: bool) -> float:
    """Return the share of distinct values from which on they are an id."""
    if is_called_id:
        return _NAMED_ID_SHARE
    if not is_number(known):
        return _ID_SHARE
    return _NUMBER_ID_SHARE if (known % 1 == 0).all() else 1.0
