"""Which columns of a file of outcomes hold what: as they are given, else by their names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from core.attributes.consent_names import says
from core.attributes.names import OUTCOME_NAMES, find_columns
from core.errors import DataError
from core.ingest.names.naming import certainty
from core.sentences import listed, say
from core.types import Column

USER, CONVERTED, VALUE, BEFORE = "user_id", "converted", "value", "before"
FIELDS = (USER, CONVERTED, VALUE, BEFORE)
"""What a file of outcomes may hold; the last is the value of a user in a period before the campaign."""
_BEFORE_NAMES = ("before", "prevalue", "valuebefore", "preperiod", "preperiodvalue", "baseline", "spentbefore", "之前",
                 "vorher", "avant", "antes", "prima", "以前")  # fmt: skip
_VALUE_NAMES = ("ausgegeben", "ausgaben", "dépensé", "dépenses", "dépense", "depense", "gastado", "gasto", "gastou",
                "speso", "spesa", "花费", "支出", "支払額")  # fmt: skip
_WHEN = re.compile(r"[\s_-]*(at|on|date|datum|time)$", re.IGNORECASE)
"""What a name ends in that says when something became of a user."""
_OURS = frozenset(value for name, value in vars(Column).items() if not name.startswith("_"))
"""Columns of files of this program, which say nothing of what became of a user."""


def find_fields(headers: Sequence[str], given: Mapping[str, str]) -> dict[str, str]:
    """Return field → column: as given, else by names.

    Raises
    ------
    DataError
        A given column is not there, no column holds the ids of users, or none of several an outcome
        where the ids were guessed.

    Examples
    --------
    >>> find_fields(["customer_id", "responded", "revenue"], {})
    {'user_id': 'customer_id', 'converted': 'responded', 'value': 'revenue'}
    >>> find_fields(["user_id", "gekauft"], {})
    {'user_id': 'user_id', 'converted': 'gekauft'}
    """
    for name in given.values():
        if name not in headers:
            raise DataError(
                say("The file of outcomes has no column {name!r}.", name=name),
                say("It has {headers}.", headers=", ".join(headers)),
            )
    found = dict(given)
    for name, find in ((USER, _user), (BEFORE, _before), (CONVERTED, _converted), (VALUE, _value)):
        column = found.get(name) or find([each for each in headers if each not in found.values()])
        found |= {name: column} if column else {}
    if USER not in found:
        raise DataError(
            say("No column of the file of outcomes is clear for the ids of users."),
            say("Name it with --user-column; the file has {headers}.", headers=", ".join(headers)),
        )
    is_list = USER in given or found[USER] == USER or len(headers) == 1
    if not is_list and not says_outcome(found):
        raise DataError(
            say("No column of the file of outcomes says who converted, or how much was spent."),
            say(
                "Name it with --converted or --value; it has {headers}. A list of those who converted has one "
                "column, or its ids are named with --user-column.",
                headers=", ".join(headers),
            ),
        )
    return {name: found[name] for name in FIELDS if name in found}


def says_outcome(columns: Iterable[str]) -> bool:
    """Whether one of the fields holds an outcome."""
    return bool({CONVERTED, VALUE} & {*columns})


def unused_of(headers: Sequence[str], columns: Mapping[str, str]) -> tuple[str, ...]:
    """Return the columns that no field is read from."""
    return tuple(each for each in headers if each not in columns.values())


def check_unused(unused: Sequence[str]) -> None:
    """Raise ``DataError`` for unused columns of answers or numbers, where no other says what became of users.

    One that is called like consent, or like a column of a file of this program, is none that may.
    """
    if maybe := [each for each in unused if not says(each) and each not in _OURS]:
        raise DataError(
            say(
                "It is not clear whether the outcome is in {columns}: who converted, or how much was spent.",
                columns=listed([f"“{each}”" for each in maybe]),
            ),
            say(
                "Name it with --converted or --value, or call it converted or value in the file. Where all in the file "
                "converted, name the ids with --user-column, or leave only them in it."
            ),
        )


def check_answers(unused: Sequence[str]) -> None:
    """Raise ``DataError`` for unused columns of yes and no beside a value, which may say who converted."""
    if maybe := [each for each in unused if not says(each) and each not in _OURS]:
        raise DataError(
            say(
                "It is not clear whether {columns} says who converted.", columns=listed([f"“{each}”" for each in maybe])
            ),
            say("Name it with --converted. To go by the value alone, name the column of the value with --value."),
        )


def _user(headers: Sequence[str]) -> str:
    return max(headers, key=lambda each: certainty("user", each)) if _is_any("user", headers) else ""


def _is_any(role: str, headers: Sequence[str]) -> bool:
    return any(certainty(role, each) > 0 for each in headers)


def _before(headers: Sequence[str]) -> str:
    return next(iter(find_columns(pd.Index(headers), _BEFORE_NAMES)), "")


def _converted(headers: Sequence[str]) -> str:
    free = [each for each in headers if certainty("value", each) == 0]
    when = {each: _WHEN.sub("", each) for each in free}
    named = find_columns(pd.Index(free), OUTCOME_NAMES) or [
        each for each, what in when.items() if what != each and find_columns(pd.Index([what]), OUTCOME_NAMES)
    ]
    return next(iter(named), "")


def _value(headers: Sequence[str]) -> str:
    named = next(iter(find_columns(pd.Index(headers), (*_VALUE_NAMES, *OUTCOME_NAMES))), "")
    return max(headers, key=lambda each: certainty("value", each)) if _is_any("value", headers) else named
