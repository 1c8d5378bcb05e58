"""Of two questions that hang on each other, on user and item, one is asked where it leaves the other one answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from core.ingest.evidence import Evidence, Ties
from core.ingest.naming import certainty
from core.ingest.source import Candidate, Choice, Question
from core.sentences import say

_TAKEN = 0.6
"""How certain a column is that alone is left for a role."""
_ALL, _FEW_TIES = 0.99, 5
"""A column of which so many users, of more than so few, have one value each is no item of theirs."""


def without_second(
    columns: Mapping[str, Evidence], choices: Sequence[Choice], questions: Sequence[Question], given_user: str | None
) -> tuple[list[Choice], list[Question]]:
    """Return choices and questions without those on item and time where nothing else is left beside the user.

    ``given_user``: the column that was given as the user; where its name says nothing, it answers the first question.
    """
    user = next((each for each in questions if each.role == "user"), None)
    is_answered = given_user is not None and given_user in columns and certainty("user", given_user) == 0
    if user is None and not is_answered:
        return list(choices), list(questions)
    column = user.candidates[0].column if user else given_user
    ties, proposed = Ties(columns), {(each.role, each.column) for each in choices}

    def is_left(candidate: Candidate) -> bool:
        """Whether a column is another one than the user's, and of each user there are several values of it."""
        if candidate.column == column or column is None:
            return False
        share, n_repeated = ties.find((column,), candidate.column)
        return not (share > _ALL and n_repeated > _FEW_TIES)

    left = {each.role: list(filter(is_left, each.candidates)) for each in questions}
    reasons = {
        (role, some[0].column): say("nothing else is left for it beside the user; {reason}", reason=some[0].reason)
        for role, some in left.items()
        if len(some) == 1 and role in ("item", "timestamp") and (role, some[0].column) in proposed
    }
    taken = [
        replace(each, reason=reasons[each.role, each.column], confidence=_TAKEN)
        if (each.role, each.column) in reasons
        else each
        for each in choices
    ]
    return taken, [each for each in questions if each.role not in {role for role, _column in reasons}]
