"""Outcomes of a campaign that were measured on an earlier run, on the segment that is still the same one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.campaigns.effect import Effect
from core.campaigns.files import newest_readback, readbacks_of
from core.campaigns.readback import Readback
from core.results.carried_numbers import are_same
from core.results.results import Results
from core.sentences import Sentence, say
from core.views.moves import moves_with


@dataclass(frozen=True, slots=True)
class Partner:
    """The segment of an earlier run that is the same one."""

    segment: int
    """Its label there."""
    stayed: float
    """Of the users of the later segment whom the earlier run knew, the share that was in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredRun:
    """An earlier run of a log of which outcomes were read."""

    run_id: str
    day: str
    numbers: Mapping[int, int]
    """Segment → the number that pages show, at least where it is another one."""
    partners: Mapping[int, Partner]
    """Segment of the later run → the same one here."""
    readbacks: tuple[Readback, ...]
    """Newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomesBefore:
    """What a campaign changed of a segment before it was found again."""

    found: Readback
    run: MeasuredRun
    partner: Partner

    @property
    def effects(self) -> tuple[Effect, ...]:
        """The effects of the segment of then."""
        return self.found.of_segment(self.partner.segment)

    @property
    def sentence(self) -> Sentence:
        """Say on which segment of which run it was measured, and how many of its users are those of then."""
        return say(
            "Measured on segment {number} of run {run_id} of {day}, not on this run: {stayed:.0f} % of the users here "
            "whom that run knew were in it.",
            number=self.run.numbers.get(self.partner.segment, self.partner.segment),
            run_id=self.run.run_id,
            day=self.run.day,
            stayed=100 * self.partner.stayed,
        )


def partners_in(results: Results, earlier: Results) -> dict[int, Partner]:
    """Return segment → the same one of an earlier run, as names and decisions are carried over; strong matches only."""
    found = moves_with(results, earlier).matches
    sizes = {each.segment: each.size for each in results.profiles}
    return {
        segment: Partner(int(found.partners[place]), float(found.share[place]))
        for place, segment in enumerate(found.segments.tolist())
        if are_same(found.jaccard[place], int(found.sizes[place]), sizes[segment])
    }


def runs_with_outcomes(run_ids: Sequence[str], run_id: str, folder_of: Callable[[str], Path]) -> Iterator[str]:
    """Give the runs before a run of which outcomes were read.

    Parameters
    ----------
    run_ids
        Full runs of the log that are done, newest first, and the run itself.
    folder_of
        Returns the folder of a run by its id.
    """
    earlier = [*run_ids][[*run_ids].index(run_id) + 1 :]
    return (each for each in earlier if newest_readback(folder_of(each)))


def measured_run(
    run_id: str, day: str, folder: Path, numbers: Mapping[int, int], partners: Mapping[int, Partner]
) -> MeasuredRun:
    """Return an earlier run with the outcomes in its folder."""
    return MeasuredRun(
        run_id=run_id, day=day, numbers=numbers, partners=partners, readbacks=tuple(readbacks_of(folder))
    )


def outcomes_before(segment: int, runs: Iterable[MeasuredRun]) -> OutcomesBefore | None:
    """Return the newest outcomes of the same segment in earlier runs; None where there are none."""
    found = (
        OutcomesBefore(found=each, run=run, partner=run.partners[segment])
        for run in runs
        if segment in run.partners
        for each in run.readbacks
        if each.of_segment(run.partners[segment].segment)
    )
    return max(found, key=lambda each: each.found.made_at, default=None)
