"""The rows of the board, best first, and what is recommended of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from core.board.candidates import OTHER_CLUSTERERS, Candidate, list_candidates
from core.board.ledger import Ledger
from core.board.schedule import CARDED, SAMPLED, TESTED, VALIDATED, better_half
from core.sentences import Sentence, say
from core.trust.distinct import MIN_BITS
from core.trust.grade import Grade, ReasonCode
from core.types import Population

NEAR_TIE = 2.0
"""Points of usefulness on the validation part: of recipes that are so near, the most stable is recommended."""
SAME_STABILITY = 0.02
FIGURES = (
    "recall_uplift_pct",
    "low",
    "high",
    "ndcg_uplift_pct",
    "gap_share",
    "stability_ari",
    "silhouette",
    "smallest",
    "coverage",
)
FUTURES = ("future_items", "future_return", "future_category", "future_spend")


@dataclass(frozen=True, slots=True)
class Row:
    """A recipe that was reported on the holdout."""

    candidate: Candidate
    k: int
    figures: Mapping[str, Any]
    """By the names of the columns; None where one was not measured."""
    verdict: Grade
    reason_code: str
    """Of the trust card; "" without one."""
    validation_uplift_pct: float
    """By which the recipe was chosen: on the validation part, at equal k."""
    seconds: float
    peak_rss_mb: float
    habit_bits: float | None = None
    """Bits per event by which when and how users act is predicted on the validation part; None where not measured."""
    habit_low: float | None = None
    """The lower end of its 95 % interval."""
    is_recommended: bool = False

    @property
    def has_card(self) -> bool:
        """Whether the verdict is that of a trust card."""
        return bool(self.reason_code)

    @property
    def predicts_items(self) -> bool:
        """Whether what users pick next is predicted beyond chance."""
        return self.verdict is not Grade.NONE and self.reason_code != ReasonCode.HABITS_ONLY

    @property
    def predicts_habits(self) -> bool:
        """Whether when and how users act is predicted on the validation part, and a card does not deny it."""
        is_denied = self.reason_code == ReasonCode.CHANCE
        return (self.habit_low or 0.0) > 0 and (self.habit_bits or 0.0) >= MIN_BITS and not is_denied

    @property
    def name(self) -> str:
        """Encoder, clusterer and k, for sentences."""
        return f"{self.candidate.name}, {self.candidate.recipe.clusterer}, k = {self.k}"

    @property
    def uplift(self) -> float:
        """Usefulness on the holdout, in percent; 0 where it is not known."""
        return float(self.figures["recall_uplift_pct"] or 0.0)

    @property
    def stability(self) -> float:
        """Agreement of refits; 0 where it is not known."""
        return float(self.figures["stability_ari"] or 0.0)


@dataclass(frozen=True, slots=True)
class Board:
    """What the board holds."""

    rows: tuple[Row, ...]
    """The recommended one first, then by usefulness on the validation part; those without any come last."""
    recommendation: str
    """A sentence."""
    given_up: str
    """What is given up with the recommendation; "" without one."""
    failed: Mapping[str, str]
    """Name of a recipe that does not fit the log, or of a part of it that could not be measured, to why."""
    n_waiting: int
    """Recipes that were not reported yet."""
    n_outranked: int = 0
    """Recipes that went no further than the trials on a sample of the users, where others were better."""


def read_board(population: Population, ledger: Ledger, k: int | str, random_state: int = 0) -> Board:
    """Put what a ledger holds of a log into rows."""
    candidates = list_candidates(population, k, random_state)
    others = [each.with_clusterer(name) for each in candidates for name in OTHER_CLUSTERERS]
    rows = [row for each in (*candidates, *others) if (row := _row(ledger, each))]
    chosen = recommended(rows)
    rows = [replace(row, is_recommended=row is chosen) for row in rows]
    rows.sort(key=lambda row: (not row.is_recommended, row.verdict is Grade.NONE, -row.validation_uplift_pct))
    n_tested = sum(row.candidate in candidates for row in rows)
    n_outranked = len(_outranked(ledger, candidates))
    n_failed = sum(bool(_why(ledger, each)) for each in candidates)
    return Board(
        rows=tuple(rows),
        recommendation=_recommendation(rows),
        given_up=_given_up(rows) if chosen and chosen.predicts_items else "",
        failed=dict(_failures(ledger, candidates, others)),
        n_waiting=len(candidates) - n_tested - n_failed - n_outranked,
        n_outranked=n_outranked,
    )


def recommended(rows: Sequence[Row]) -> Row | None:
    """Return the row to use; None where none is beyond chance.

    Once there are trust cards, only recipes with a card are recommended: strong and usable ones before weak ones. Where
    no recipe predicts what users pick next, that which best predicts when and how they act is recommended for it.
    """
    judged = [row for row in rows if row.has_card] or rows
    sound = [row for row in judged if row.predicts_items]
    holding = [row for row in sound if row.verdict is not Grade.WEAK] or sound
    if not holding:
        return max(_for_timing(rows), key=lambda row: row.habit_bits or 0.0, default=None)
    best = max(row.validation_uplift_pct for row in holding)
    near = [row for row in holding if row.validation_uplift_pct >= best - NEAR_TIE]
    steadiest = max(row.stability for row in near)
    alike = [row for row in near if row.stability >= steadiest - SAME_STABILITY]
    return min(alike, key=lambda row: row.candidate.n_views)  # of several, the first: candidates begin with the simple


def _for_timing(rows: Sequence[Row]) -> list[Row]:
    """Return the rows that are of use for when users act; none where some recipe predicts what they pick."""
    if any(row.predicts_items for row in rows):
        return []
    return [row for row in rows if row.predicts_habits]


def _row(ledger: Ledger, candidate: Candidate) -> Row | None:
    tested, validated = (ledger.get(part, candidate.recipe) for part in (TESTED, VALIDATED))
    if tested is None or validated is None or tested.why or validated.figures.get("uplift") is None:
        return None
    card = ledger.get(CARDED, candidate.recipe)
    is_carded = card is not None and not card.why
    verdict = card.figures["verdict"] if card and is_carded else tested.figures["verdict"]
    return Row(
        candidate=candidate,
        k=int(tested.figures["k"]),
        figures={name: tested.figures.get(name) for name in (*FIGURES, *FUTURES)},
        verdict=Grade(verdict),
        reason_code=card.figures["reason_code"] if card and is_carded else "",
        validation_uplift_pct=float(validated.figures["uplift"]),
        seconds=tested.seconds,
        peak_rss_mb=tested.peak_rss_mb,
        habit_bits=validated.figures.get("habit_bits"),
        habit_low=validated.figures.get("habit_low"),
    )


def _outranked(ledger: Ledger, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return those that do not go on after the sample; which ones is known once all of a kind were tried on it."""
    found = []
    for is_quick in (True, False):
        alike = [each for each in candidates if each.is_quick is is_quick]
        if all(ledger.get(SAMPLED, each.recipe) for each in alike):
            tried = [each for each in alike if not _why(ledger, each)]
            better = better_half(ledger, tried)
            found += [each for each in tried if each not in better and not ledger.get(VALIDATED, each.recipe)]
    return found


def _failures(
    ledger: Ledger, candidates: Sequence[Candidate], others: Sequence[Candidate]
) -> Iterator[tuple[str, str]]:
    """Yield the name of what could not be measured, and why."""
    for each in (*candidates, *others):
        name = each.name if each in candidates else f"{each.name}, {each.recipe.clusterer}"
        card, tested = (ledger.get(part, each.recipe) for part in (CARDED, TESTED))
        if why := _why(ledger, each):
            yield name, why
        if card and card.why:
            yield f"{name} (run in full)", card.why
        if tested and tested.figures.get("why_no_futures"):
            yield f"{name} (futures)", str(tested.figures["why_no_futures"])


def _why(ledger: Ledger, candidate: Candidate) -> str:
    found = (ledger.get(part, candidate.recipe) for part in (TESTED, VALIDATED, SAMPLED))
    return next((each.why for each in found if each and each.why), "")


def _recommendation(rows: Sequence[Row]) -> Sentence:
    if not rows:
        return say("Nothing is recommended yet: the time was too short to report a recipe on the holdout.")
    first = rows[0]
    if not first.is_recommended:
        return say(
            "Nothing is recommended: no recipe predicts what users pick next better than chance. Treat all users "
            "alike, or bring a longer log."
        )
    if not first.predicts_items:
        return say(
            "Take {recipe} to time messages, not to choose what to offer: it predicts when and how users act "
            "({bits:.2f} bits per event on the validation part by which it was chosen), but no recipe predicts what "
            "they pick next better than chance.",
            recipe=first.name,
            bits=first.habit_bits,
        )
    values = {"recipe": first.name, "uplift": first.uplift, "ari": first.stability, "verdict": first.verdict.value}
    if not first.has_card:
        return say(
            "Take {recipe}: its lists find {uplift:+.0f} % against one list for all, agreement of refits {ari:.2f}; it "
            "looks {verdict}, but was not run in full yet.",
            **values,
        )
    return say(
        "Take {recipe}: its lists find {uplift:+.0f} % against one list for all, agreement of refits {ari:.2f}, "
        "{verdict}.",
        **values,
    )


def _given_up(rows: Sequence[Row]) -> Sentence:
    """Say what another recipe would give more of."""
    first, others = rows[0], [row for row in rows[1:] if row.verdict is not Grade.NONE]
    steadier = [row for row in others if row.stability > first.stability + SAME_STABILITY]
    if steadier:
        other = max(steadier, key=lambda row: row.validation_uplift_pct)
        return say(
            "Given up is stability: {recipe} agrees with its refits by {ari:.2f} instead of {own:.2f}, at "
            "{points:+.0f} points of what lists find.",
            recipe=other.name,
            ari=other.stability,
            own=first.stability,
            points=other.uplift - first.uplift,
        )
    useful = [row for row in others if row.validation_uplift_pct > first.validation_uplift_pct]
    if useful:
        other = max(useful, key=lambda row: row.validation_uplift_pct)
        return say(
            "Given up is what lists find: {recipe} was {points:.0f} points better on the validation part, but agrees "
            "with its refits by {ari:.2f} instead of {own:.2f}.",
            recipe=other.name,
            points=other.validation_uplift_pct - first.validation_uplift_pct,
            ari=other.stability,
            own=first.stability,
        )
    return say("Nothing is given up: no recipe was more predictive on the validation part, and none is more stable.")
