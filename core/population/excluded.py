"""What analysts left out of a dataset, for findings of data health. A run names what it was without."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from core.sentences import Sentence, say, say_n


@dataclass(frozen=True, slots=True)
class Exclusion:
    """The users, items or events of one finding."""

    code: str
    """Of the finding, such as "bots"."""
    unit: str
    """users, items or events: what was left out itself."""
    n: int
    """How many of them."""
    key: str
    """A hash of which they are: the same key is the same users."""
    n_outdated: int = 0
    """How many of them the finding would not name any more, since files were added; 0, too, where nobody looked."""


@dataclass(frozen=True, slots=True)
class Excluded:
    """All that is left out of a dataset. The counts are of the difference, so nobody counts twice."""

    parts: tuple[Exclusion, ...] = ()
    n_users: int = 0
    """Users who are in no run, those without another event included."""
    n_items: int = 0
    n_events: int = 0

    def __bool__(self) -> bool:
        """Whether anything is left out."""
        return bool(self.parts)

    @property
    def keys(self) -> list[str]:
        """Which users, items and events are left out, whatever findings named them; in order."""
        return sorted({part.key for part in self.parts})

    @property
    def sentence(self) -> Sentence:
        """Say how many are left out.

        >>> Excluded((), n_users=12, n_items=1, n_events=3456).sentence
        '12 users, 1 item and 3,456 events excluded by data health.'
        >>> Excluded((Exclusion("few_events", "users", 6, "k", n_outdated=5),), n_users=6, n_events=86).sentence[-63:]
        'Since files were added, 5 of 6 users no longer fit the finding.'
        """
        events = say_n("{n:,} event", "{n:,} events", self.n_events)
        items = say_n("{n:,} item", "{n:,} items", self.n_items)
        users = say_n("{n:,} user", "{n:,} users", self.n_users)
        what = say("{items} and {events}", items=items, events=events) if self.n_items else events
        if self.n_users and self.n_items:
            what = say("{users}, {what}", users=users, what=what)
        elif self.n_users:
            what = say("{users} and {events}", users=users, events=events)
        sentence = say("{what} excluded by data health.", what=what)
        for part in self.parts:
            if part.n_outdated:
                sentence = say(
                    "{sentence} Since files were added, {gone:,} of {n:,} {unit} no longer fit the finding.",
                    sentence=sentence,
                    gone=part.n_outdated,
                    n=part.n,
                    unit=part.unit,
                )
        return sentence

    def as_dict(self) -> dict[str, Any]:
        """Return plain values, for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Excluded:
        """Undo ``as_dict``."""
        return cls(**{**values, "parts": tuple(Exclusion(**part) for part in values.get("parts", ()))})


NOTHING_EXCLUDED = Excluded()
"""All of a dataset, as it was loaded."""
