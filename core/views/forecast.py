"""For which days offers are forecast: those after the last day of the log, however long ago that is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from core.results.results import Results
from core.sentences import Sentence, say
from core.trust.offer_proof import OfferProof
from core.types import Population


@dataclass(frozen=True, slots=True)
class Forecast:
    """A span of days, ends included."""

    first: date
    last: date

    @property
    def n_days(self) -> int:
        """Number of days."""
        return (self.last - self.first).days + 1

    def is_over(self, today: date) -> bool:
        """Whether all of it has passed, so that it says what was to be expected then, and nothing of now."""
        return self.last < today

    def n_passed(self, today: date) -> int:
        """Return how many of its days have passed before today."""
        return min(max((today - self.first).days, 0), self.n_days)


def forecast_of(results: Results, last_day: date) -> Forecast | None:
    """Return the days for which a run states how many will pick an item; None where it does not.

    ``last_day`` is that of the log that the run was made of.
    """
    proof = results.record.scores.offers
    return days_of_forecast(proof, last_day) if proof else None


def last_day_of(population: Population) -> date:
    """Return the last day of a log, UTC."""
    return datetime.fromtimestamp(int(population.histories.timestamps.max()), UTC).date()


def days_of_forecast(proof: OfferProof, last_day: date) -> Forecast:
    """Return the days for which the responses of a proof are stated, of a log with this last day."""
    return Forecast(last_day + timedelta(days=1), last_day + timedelta(days=max(1, round(proof.days))))


def forecast_sentence(forecast: Forecast, today: date) -> Sentence:
    """Say for which days the share of users who will pick an item is stated, and that these have passed."""
    if forecast.is_over(today):
        return say(
            "Expected to pick it: from {first} to {last}, days that have passed; what to expect now needs newer "
            "events.",
            first=forecast.first,
            last=forecast.last,
        )
    return say("Expected to pick it: from {first} to {last}.", first=forecast.first, last=forecast.last)
