"""Why a user is in a segment: what decided it where a model did, else what an analyst did, or what is typical."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from core.errors import DataError
from core.model.changes import group_items
from core.model.why import Why, explain, likeliest_of, sentence_of
from core.profiles.profile import all_facts
from core.results.results import Results
from core.sentences import Sentence, say
from core.types import NOISE, Population

if TYPE_CHECKING:
    from core.model.segment_model import SegmentModel

WHY_COLUMNS = ("kind", "about", "weight", "times", "change")
_N_TYPICAL = 8


@dataclass(frozen=True, slots=True)
class Explained:
    """Why a user is in a segment, as far as that is known."""

    segment: int
    """The user's; -1 for none."""
    why: Why | None = None
    """None where the model did not decide it, or cannot say."""
    by_analyst: str = ""
    """What an analyst did that put the user there, as a sentence; "" for nothing."""
    likeliest: int = NOISE
    """Where the model alone would put a user whom an analyst put there; -1 where it was not asked."""
    problem: str = ""
    """Why the model cannot say, as a sentence; "" where it can."""
    typical: tuple[str, ...] = ()
    """Where it cannot: what the user has of what marks the segment out."""

    def sentences(self, name_of: Callable[[int], str]) -> list[str]:
        """Say why; ``name_of`` a segment is what a reader calls it."""
        if self.likeliest != NOISE:
            model = say("By what the user does, the model would choose {segment}.", segment=name_of(self.likeliest))
            return [self.by_analyst, model]
        first = [self.by_analyst] if self.by_analyst else []
        if self.why:
            return [*first, sentence_of(self.why, name_of(self.why.segment), name_of(self.why.other))]
        return [*first, self.problem, *self._typical(name_of)]

    def _typical(self, name_of: Callable[[int], str]) -> list[Sentence]:
        if self.segment == NOISE:
            return []
        name = name_of(self.segment)
        if not self.typical:
            return [say("The user has nothing of what marks {segment} out.", segment=name)]
        return [say("Typical of {segment}, and true of the user, though it may not have decided:", segment=name)]

    def frame(self) -> pd.DataFrame:
        """Return ``WHY_COLUMNS``, what weighs most first; weights are log-odds, ``times`` is e to their size."""
        reasons = self.why.reasons if self.why else ()
        rows = [(each.kind, each.about, each.weight, each.times, each.done) for each in reasons]
        return pd.DataFrame(rows, columns=list(WHY_COLUMNS))


def explain_user(
    load: Callable[[], SegmentModel], results: Results, population: Population, row: int, by_analyst: str = ""
) -> Explained:
    """Explain why a user of a run is in a segment.

    Parameters
    ----------
    load
        Reads the model of the run; raises ``DataError`` where there is none.
    population, row
        The log of the run, and the row of the user in it.
    by_analyst
        What an analyst did with this user by hand or by a rule, as a sentence: then no taste explains it.
    """
    segment = int(results.labels_of(population.histories.user_ids[[row]])[0])
    try:
        model = load()
        if by_analyst:
            return Explained(segment, by_analyst=by_analyst, likeliest=likeliest_of(model, population, row))
        groups = group_items(population.items, results.interests)
        return Explained(segment, explain(model, population, row, segment, groups))
    except DataError as error:
        typical = typical_of(results, population, row, segment)
        return Explained(segment, by_analyst=by_analyst, problem=error.message, typical=typical)


def typical_of(results: Results, population: Population, row: int, segment: int) -> tuple[str, ...]:
    """Return what a user has of what marks a segment out, the strongest first."""
    marks = next((profile.lifts for profile in results.profiles if profile.segment == segment), ())
    wanted = {(lift.kind, lift.key or lift.name): lift.name for lift in marks}
    found = set()
    for facts in all_facts(population):
        own = facts.has[[row]]
        if facts.leads_to is not None:
            own = own.astype(int) @ facts.leads_to.astype(int)
        found |= {(facts.kind, facts.keys[column]) for column in own.tocsr().indices}
    return tuple(name for key, name in wanted.items() if key in found)[:_N_TYPICAL]
