"""The table of figures of a segment: every figure of the trust card that tables, files and pages show, written once.

A row gives its name (a column of ``trust.csv`` and of the page's table), its label, where its value stands on the card
and what it means. docs/adding-a-figure.md adds one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from core.sentences import Sentence, say
from core.trust.card import SegmentTrust
from core.trust.definitions import DEFINITIONS, Definition
from core.trust.intervals import Estimate
from core.trust.uplift import WIDE_PCT, uplift_finding
from core.types import Column

Value = float | int | bool | str | None


class Form(StrEnum):
    """What kind of value a figure has."""

    NUMBER = "number"
    INTERVAL = "interval"
    """An estimate: three columns, the value and both ends of its 95 % interval."""
    WHOLE = "whole number"
    TRUTH = "truth value"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure of a segment."""

    name: str
    label: Sentence
    """Its heading on the page."""
    value: Callable[[SegmentTrust], Value | Estimate]
    definition: Definition | None = None
    """What it means, how it is computed, who defined it; None for a plain count or a number of a segment."""
    meaning: Sentence | None = None
    """What the column holds, where that is not simply the meaning of the definition."""
    form: Form = Form.NUMBER
    decimals: int = 3
    """On the page; files hold six."""
    in_file: bool = False
    """Whether ``trust.csv`` has it; ``run.json`` has every figure."""
    on_page: bool = True

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of its columns."""
        return (self.name, f"{self.name}_low", f"{self.name}_high") if self.form is Form.INTERVAL else (self.name,)

    def cells(self, trust: SegmentTrust) -> dict[str, Value]:
        """Return its value by column."""
        value = self.value(trust)
        if isinstance(value, Estimate):
            return dict(zip(self.columns, (value.value, value.low, value.high), strict=True))
        return {self.name: value}


def _score_part(part: str) -> Callable[[SegmentTrust], Value]:
    return lambda trust: float(getattr(trust.score, part))


SEGMENT_FIGURES: tuple[Figure, ...] = (
    Figure(
        name=Column.SIZE,
        label=say("Users"),
        value=lambda trust: trust.size,
        meaning=say("Users in the segment."),
        form=Form.WHOLE,
        in_file=True,
    ),
    Figure(
        name=Column.SHARE,
        label=say("Share"),
        value=lambda trust: trust.share,
        definition=DEFINITIONS["segment_share"],
        in_file=True,
    ),
    Figure(
        name="consent_share",
        label=say("Consent"),
        value=lambda trust: trust.consent_share,
        definition=DEFINITIONS["consent_share"],
    ),
    Figure(
        name=Column.SILHOUETTE,
        label=say("Silhouette"),
        value=lambda trust: trust.silhouette,
        definition=DEFINITIONS["silhouette"],
        in_file=True,
    ),
    Figure(
        name="within_variance",
        label=say("Variance within"),
        value=lambda trust: trust.separation.within_variance,
        definition=DEFINITIONS["within_variance"],
    ),
    Figure(
        name=Column.JACCARD,
        label=say("Jaccard"),
        value=lambda trust: trust.jaccard,
        definition=DEFINITIONS["jaccard"],
        in_file=True,
    ),
    Figure(
        name="jaccard_error",
        label=say("Jaccard, standard error"),
        value=lambda trust: trust.jaccard_error,
        definition=DEFINITIONS["jaccard"],
        meaning=say("Standard error of the Jaccard index over the resamples."),
    ),
    Figure(
        name="jaccard_vectors",
        label=say("Jaccard, same vectors"),
        value=lambda trust: trust.jaccard_vectors,
        definition=DEFINITIONS["jaccard_vectors"],
    ),
    Figure(
        name="n_judged",
        label=say("Measured on"),
        value=lambda trust: trust.n_judged,
        meaning=say("Users of the segment who are judged on the holdout."),
        form=Form.WHOLE,
    ),
    Figure(
        name="recall_uplift_pct",
        label=say("Uplift of recall in %"),
        value=lambda trust: trust.recall_uplift_pct,
        definition=DEFINITIONS["recall_uplift"],
        form=Form.INTERVAL,
        decimals=1,
        in_file=True,
    ),
    Figure(
        name="recall_uplift_finding",
        label=say("Lists of its own find"),
        value=lambda trust: uplift_finding(trust.recall_uplift_pct),
        meaning=say(
            "What its lists find against one list for all users; “too few to judge” where the interval of the uplift "
            "reaches more than {wide:.0f} points to a side and holds 0.",
            wide=WIDE_PCT,
        ),
        form=Form.TEXT,
        in_file=True,
    ),
    Figure(
        name="item_bits",
        label=say("Bits per event"),
        value=lambda trust: trust.item_bits,
        definition=DEFINITIONS["bits_per_event"],
        form=Form.INTERVAL,
        in_file=True,
    ),
    Figure(
        name="habit_bits",
        label=say("Bits, habits"),
        value=lambda trust: trust.habit_bits,
        definition=DEFINITIONS["habit_bits"],
        form=Form.INTERVAL,
    ),
    Figure(
        name="nearest",
        label=say("Nearest segment"),
        value=lambda trust: trust.separation.nearest,
        meaning=say("Number of the other segment whose centre is nearest."),
        form=Form.WHOLE,
        in_file=True,
    ),
    Figure(
        name="nearest_distance",
        label=say("Distance to it"),
        value=lambda trust: trust.separation.nearest_distance,
        definition=DEFINITIONS["centre_distance"],
        meaning=say("How far its centre is from the nearest other one, from 0."),
    ),
    Figure(
        name="neighbour",
        label=say("Least distinct from"),
        value=lambda trust: trust.neighbour.segment if trust.neighbour else None,
        meaning=say("Number of the other segment that it is least distinct from."),
        form=Form.WHOLE,
        in_file=True,
    ),
    Figure(
        name="is_apart",
        label=say("Distinct from it"),
        value=lambda trust: trust.neighbour.is_distinct if trust.neighbour else None,
        meaning=say("Whether it is distinct: the two predict more than both merged."),
        form=Form.TRUTH,
        in_file=True,
        on_page=False,
    ),
    Figure(
        name="neighbour_item_bits",
        label=say("Bits over merged"),
        value=lambda trust: trust.neighbour.item_bits if trust.neighbour else None,
        definition=DEFINITIONS["distinct"],
        meaning=say(
            "What it and its least distinct neighbour predict better than both merged of what users pick next, in bits "
            "per event."
        ),
        form=Form.INTERVAL,
    ),
    Figure(
        name="neighbour_habit_bits",
        label=say("Habit bits over merged"),
        value=lambda trust: trust.neighbour.habit_bits if trust.neighbour else None,
        definition=DEFINITIONS["distinct"],
        meaning=say(
            "What it and its least distinct neighbour predict better than both merged of when and how users act, in "
            "bits per event."
        ),
        form=Form.INTERVAL,
    ),
    Figure(
        name=Column.RULE,
        label=say("Rule"),
        value=lambda trust: (trust.rule and trust.rule.text) or "",
        meaning=say("The segment in at most three conditions; empty when there is no such rule."),
        form=Form.TEXT,
        in_file=True,
        on_page=False,
    ),
    Figure(
        name="precision",
        label=say("Precision of the rule"),
        value=lambda trust: trust.rule.precision if trust.rule else None,
        definition=DEFINITIONS["rule_precision"],
        in_file=True,
    ),
    Figure(
        name="recall",
        label=say("Recall of the rule"),
        value=lambda trust: trust.rule.recall if trust.rule else None,
        definition=DEFINITIONS["rule_recall"],
        in_file=True,
    ),
    Figure(
        name="rule_n_judged",
        label=say("Rule: measured on"),
        value=lambda trust: trust.rule.n_judged if trust.rule else None,
        meaning=say("Users on whom the rule is measured; it was not made from them."),
        form=Form.WHOLE,
    ),
    Figure(
        name="score",
        label=say("Score"),
        value=lambda trust: trust.score.total,
        definition=DEFINITIONS["score"],
        decimals=0,
        in_file=True,
    ),
    *(
        Figure(name=f"score_{part}", label=label, value=_score_part(part), definition=DEFINITIONS["score"], decimals=0)
        for part, label in (
            ("stability", say("Score: stability")),
            ("prediction", say("Score: prediction")),
            ("distinctness", say("Score: distinctness")),
            ("separation", say("Score: separation")),
            ("size", say("Score: size")),
        )
    ),
)
"""In the order in which tables show them."""


def cells_of(trust: SegmentTrust, figures: Iterable[Figure]) -> dict[str, Value]:
    """Return the values of some figures by column."""
    return {column: value for figure in figures for column, value in figure.cells(trust).items()}
