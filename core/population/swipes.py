"""Events by which users say yes or no to what they are shown, one after the other, as people swipe."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.population.event_parts import split_name

_YES = re.compile(
    r"^(super ?)?likes?$|^(super ?)?liked$|^(swiped? )?right( swipe)?$|^smash$|^me gusta$|^j aime$|^gefallt mir$|^喜欢$"
)
_NO = re.compile(
    r"^pass(e[sd])?$|^(swiped? )?left( swipe)?$|^nope$|^no$|^reject(ed|s)?$|^declined?$|^dislike[sd]?$|^skip(ped|s)?$"
    r"|^next$|^不喜欢$"
)
_BESIDE = re.compile(
    r"^(match(ed|es)?|un ?match(ed)?|rewind|undo|boost|maybe|neutral|super like|block(ed)?|report(ed)?)$"
)
"""What else is done with what was shown."""


def with_refusals(event_names: Sequence[str], kinds: Sequence[str], refused: str) -> list[str]:
    """Return the kinds of events, (n_event_names,), with ``refused`` for those that refuse what was shown.

    "pass" and "left" do so where all others are likes and the like: a pass may also be an exam or a ticket.

    >>> with_refusals(["like", "pass"], ["save", "other"], "no"), with_refusals(["left", "right"], ["other"] * 2, "no")
    (['save', 'no'], ['no', 'other'])
    >>> [with_refusals(names, ["other"] * 2, "no") for names in (["pass", "fail"], ["pass", "shot"], ["no", "yes"])]
    [['other', 'other'], ['other', 'other'], ['other', 'other']]
    """
    names = [split_name(name.lower()) for name in event_names]
    is_no, is_yes = ([bool(words.match(name)) for name in names] for words in (_NO, _YES))
    are_all = all(no or yes or _BESIDE.match(name) for no, yes, name in zip(is_no, is_yes, names, strict=True))
    is_swiped = are_all and any(is_yes)
    return [refused if no and is_swiped else kind for no, kind in zip(is_no, kinds, strict=True)]
