"""Of two questions that hang on each other, on user and item, one is asked where it leaves the other one answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from core.ingest.columns.reasons import is_of_rows
from core.ingest.names.naming import certainty
from core.ingest.tables.evidence import Columns
from core.ingest.tables.source import Candidate, Choice, Question
from core.sentences import say

_TAKEN = 0.6
"""How certain a column is that alone is left for a role."""
_ALL, _FEW_TIES = 0.99, 5
"""A column of which so many users, of more than so few, have one value each is no item of theirs."""


def without_second(
    columns: Columns,
    choices: Sequence[Choice],
    questions: Sequence[Question],
    given: Mapping[str, str | None],
) -> tuple[list[Choice], list[Question]]:
    """Return choices and questions without those on item and time where nothing else is left beside the first one.

    ``given``: role → the column that was given; one whose name says nothing answers the first question.
    """
    open_roles = {each.role: each.candidates[0].column for each in questions}
    firsts = {role: open_roles.get(role) or _answered(role, given.get(role), columns) for role in ("user", "item")}
    proposed = {(each.role, each.column) for each in choices}

    def is_left(role: str, candidate: Candidate) -> bool:
        """Whether a column is another one than the user's, and of each user there are several values of it."""
        user = firsts["user"]
        if user is None or role == "timestamp":
            return candidate.column != user
        share, n_repeated = columns.tie((user,), candidate.column)
        return candidate.column != user and not (share > _ALL and n_repeated > _FEW_TIES)

    left = {each.role: [one for one in each.candidates if is_left(each.role, one)] for each in questions}
    beside = {"item": firsts["user"], "timestamp": firsts["user"] or firsts["item"]}
    reasons = {
        (role, some[0].column): say("nothing else is left for it beside the {other}; {reason}",
                                    other=say("user") if firsts["user"] else say("item"), reason=some[0].reason)
        for role, some in left.items()
        if len(some) == 1 and beside.get(role) and (role, some[0].column) in proposed
        and not (role == "item" and some[0].column in columns and is_of_rows(columns[some[0].column]))
    }  # fmt: skip
    taken = [
        replace(each, reason=reasons[each.role, each.column], confidence=_TAKEN)
        if (each.role, each.column) in reasons
        else each
        for each in choices
    ]
    return taken, [each for each in questions if each.role not in {role for role, _column in reasons}]


def _answered(role: str, column: str | None, columns: Columns) -> str | None:
    """Return the column that was given for a role where its name says nothing, so that it was asked about."""
    return column if column in columns and certainty(role, column or "") == 0 else None
