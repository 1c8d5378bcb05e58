"""All figures behind the trust card, as tables."""

from __future__ import annotations

from dataclasses import asdict

import pandas as pd

from core.results.results import Results
from core.trust.figures import SEGMENT_FIGURES, cells_of
from core.trust.run_figures import RunFigure
from core.trust.run_figures import run_figures as figures_of_card
from core.types import Column

ON_PAGE = tuple(figure for figure in SEGMENT_FIGURES if figure.on_page)
OUTCOME_COLUMNS = ("attribute", "overall", Column.SEGMENT, "value", Column.LIFT, "low", "high")
ATTRIBUTE_COLUMNS = ("attribute", "bits", "entropy_share", "adjusted")


def run_figures(results: Results) -> list[RunFigure]:
    """Return the figures of a run with a card; those that were not measured are left out."""
    return figures_of_card(results.trust, results.holdout) if results.trust else []


def segment_figures(results: Results) -> pd.DataFrame:
    """Return a row per segment, largest first: all figures of the card, intervals as (low, high) columns.

    Segments have the numbers that pages show.     A column that no segment has a value for is left out.
    """
    found = results.trust.by_segment() if results.trust else {}
    rows = [
        {
            Column.SEGMENT: results.number_of(each),
            Column.VERDICT: str(found[each].verdict),
            **cells_of(found[each], ON_PAGE),
        }
        for each in results.segments
        if each in found
    ]
    return pd.DataFrame(rows).dropna(axis="columns", how="all")


def outcomes_frame(results: Results) -> pd.DataFrame:
    """Return ``OUTCOME_COLUMNS`` of every outcome; empty when there is none."""
    rows = [
        {
            "attribute": each.attribute,
            "overall": each.overall,
            **asdict(part),
            Column.SEGMENT: results.number_of(part.segment),
        }
        for each in (results.trust.outcomes if results.trust else ())
        for part in each.segments
    ]
    return pd.DataFrame(rows, columns=list(OUTCOME_COLUMNS))


def attributes_frame(results: Results) -> pd.DataFrame:
    """Return ``ATTRIBUTE_COLUMNS`` of every attribute that was not clustered by."""
    rows = [asdict(each) for each in (results.trust.attributes if results.trust else ())]
    return pd.DataFrame(rows, columns=list(ATTRIBUTE_COLUMNS))
