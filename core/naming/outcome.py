"""What became of a question to a language model, as it is kept."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from core.naming.claims import CheckedClaim, Struck
from core.results.codec import from_json, read_json, write_json
from core.sentences import say, say_n

FILE = "naming.json"


@dataclass(frozen=True, slots=True)
class NamedSegment:
    """What became of one segment."""

    segment: int
    proposed: str
    """The name that the model proposes; "" where it gave none."""
    why_not: str = ""
    """Why the name that was there stays; "" where the proposed one is taken."""
    sentence: str = ""
    """What of its sentence holds."""
    struck: tuple[Struck, ...] = ()
    claims: tuple[CheckedClaim, ...] = ()

    @property
    def is_taken(self) -> bool:
        """Whether the proposed name is taken."""
        return not self.why_not

    def refused(self, why: str) -> NamedSegment:
        """Return the same with a reason why the name is not taken."""
        return replace(self, why_not=why)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What was sent, what came back, and what of it holds."""

    url: str
    model: str
    sent: str
    """The text, word for word."""
    before: dict[int, str] = field(default_factory=dict)
    """Segment to the name that it had when the model was asked."""
    segments: tuple[NamedSegment, ...]
    left_out: tuple[str, ...] = ()
    """Sentences that count what of the run was not sent."""
    notes: tuple[str, ...] = ()
    """What of the answer was not read, as sentences."""
    n_tries: int = 1
    seconds: float = 0.0
    tokens_in: int | None = None
    tokens_out: int | None = None
    cost: str = ""
    """At the prices of the settings; "" where none are set or no tokens were counted."""

    @property
    def cost_line(self) -> str:
        """Say what the answer took, as a sentence."""
        tries = say_n("{n} try", "{n} tries", self.n_tries)
        took = say("{tries}, {seconds:.1f} s", tries=tries, seconds=self.seconds)
        if self.tokens_in is None or self.tokens_out is None:
            return say("{took}; the endpoint counted no tokens.", took=took)
        took = say(
            "{took}; tokens: {sent:,} sent, {got:,} answered", took=took, sent=self.tokens_in, got=self.tokens_out
        )
        return say("{took}; cost {cost}.", took=took, cost=self.cost) if self.cost else say("{took}.", took=took)

    @property
    def names(self) -> dict[int, str]:
        """Segment to the proposed name that is taken."""
        return {each.segment: each.proposed for each in self.segments if each.is_taken}

    @property
    def sentences(self) -> dict[int, str]:
        """Segment to what holds of its sentence, where its name is taken."""
        return {each.segment: each.sentence for each in self.segments if each.is_taken and each.sentence}


def write_outcome(outcome: Outcome, folder: Path) -> None:
    """Write the file into an existing folder."""
    write_json(outcome, folder / FILE)


def read_outcome(folder: Path) -> Outcome:
    """Read what ``write_outcome`` wrote."""
    return from_json(read_json(folder / FILE), Outcome)
