"""What of a run is not sent to a language model, and how much that is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Set
from dataclasses import dataclass, field

from core.personas.policy import may_name
from core.sentences import say_n
from core.types import Lift

_LOOKS_PRIVATE = re.compile(r"\S@\S+\.\w{2,}|\d{7,}|(?:\d[ ()./-]?){9,}")
"""An e-mail address, or as many digits as a phone number has; "1990-1999" has fewer."""
_LEAST_OF_ID = 5
"""Shorter user ids, such as 17, also stand in titles that mean something else."""
_SMALL, _ATTRIBUTE, _SENSITIVE, _PRIVATE = "small", "attribute", "sensitive", "private"


@dataclass(frozen=True, slots=True)
class Filter:
    """Decides what of the facts is sent, and counts the rest."""

    least_users: int
    user_ids: Set[str]
    counts: Counter[str] = field(default_factory=Counter)

    def lift(self, lift: Lift) -> bool:
        """Whether a fact of a segment may be sent."""
        why = self._why_not(lift)
        if why:
            self.counts[why] += 1
        return not why

    def _why_not(self, lift: Lift) -> str:
        if lift.kind == "attribute":
            return _ATTRIBUTE
        if lift.count < self.least_users:
            return _SMALL
        text = f"{lift.name} {lift.key}" if lift.kind == "category" else str(lift.name)
        if not may_name(text):
            return _SENSITIVE
        is_private = _LOOKS_PRIVATE.search(text) or any(
            len(word) >= _LEAST_OF_ID and word in self.user_ids for word in (text, *re.findall(r"[\w.@-]+", text))
        )
        return _PRIVATE if is_private else ""

    def sentences(self) -> Iterator[str]:
        """Say what was left out, with how much of it."""
        n = self.counts
        if n[_SMALL]:
            yield say_n(
                "{n:,} fact that holds for fewer than {least} users of a segment is not sent.",
                "{n:,} facts that hold for fewer than {least} users of a segment are not sent.",
                n[_SMALL],
                least=self.least_users,
            )
        if n[_ATTRIBUTE]:
            yield say_n(
                "{n:,} fact on attributes of users is not sent.",
                "{n:,} facts on attributes of users are not sent.",
                n[_ATTRIBUTE],
            )
        if n[_SENSITIVE]:
            yield say_n(
                "{n:,} fact on a sensitive subject is not sent.",
                "{n:,} facts on sensitive subjects are not sent.",
                n[_SENSITIVE],
            )
        if n[_PRIVATE]:
            yield say_n(
                "{n:,} fact that looks like private data is not sent.",
                "{n:,} facts that look like private data are not sent.",
                n[_PRIVATE],
            )
