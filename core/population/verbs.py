"""What the users of a log did with its items, in one verb."""

from __future__ import annotations

from collections.abc import Iterable

from core.population.meanings import NO_INTERACTION, VERBS
from core.sentences import Sentence, say
from core.types.meaning import Meaning

_ANY_VERB = say("interacted with")


def verb_of(meanings: Iterable[Meaning]) -> Sentence:
    """Say what the users of a log did with its items, by the meaning that all its events share.

    Events that take an earlier one back, or are ignored, do not count. Where meanings differ, users "interacted with"
    items.

    >>> from core.population.meanings import guess_meanings
    >>> [verb_of(guess_meanings(names)) for names in (["order", "refund"], ["view", "order"], ["swipe"])]
    ['bought', 'interacted with', 'interacted with']
    """
    verbs = {VERBS.get(each.kind, _ANY_VERB) for each in meanings if each.kind not in NO_INTERACTION}
    return verbs.pop() if len(verbs) == 1 else _ANY_VERB
