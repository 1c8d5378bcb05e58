"""What to offer a segment: from what most will respond to, to what is most its own; and how good such lists are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from core.recommenders.reasons import short_reason
from core.recommenders.segment_offers import MIDDLE
from core.results.tables import with_offer_fields
from core.trust.offer_proof import SERVED, OfferScore
from core.types import Column, Population

if TYPE_CHECKING:
    from core.recommenders.segment_offers import SegmentOffers
    from core.results.results import Results

N_OFFERED = 20
OFFER_COLUMNS = (
    Column.RANK,
    Column.ITEM_ID,
    Column.TITLE,
    Column.CATEGORY,
    Column.EXPECTED_RESPONSE,
    Column.LIFT,
    Column.NEW_TO_PCT,
    Column.REASON,
)
GRADE_COLUMNS = ("served_by", "recall", "low", "high", "ndcg", "hit_rate", "mrr")
MIX_COLUMNS = ("served_by", "coverage", "novelty", "diversity", "gini")


def offers_of(results: Results, population: Population) -> SegmentOffers:
    """Fit what to offer each segment, as a run does; ``population`` is the one that the run was made of."""
    from core.recommenders.segment_offers import SegmentOffers

    return SegmentOffers().fit(population, results.labels)


def offers_frame(results: Results, segment: int) -> pd.DataFrame:
    """Return ``OFFER_COLUMNS`` of the run's own list; an empty title becomes the id."""
    own = results.recommendations
    return _shown(own[own[Column.SEGMENT] == segment].sort_values(Column.RANK))


def has_offers(results: Results) -> bool:
    """Whether the lists of the run are offers; those of earlier versions hold what is most popular."""
    made_by = results.recommendations[Column.RECOMMENDER]
    return bool(len(made_by)) and set(made_by) == {"segment_offers"}


def ordered_frame(
    results: Results,
    fitted: SegmentOffers,
    segment: int,
    distinctiveness: float = MIDDLE,
    not_offered: Collection[str] = (),
) -> pd.DataFrame:
    """Return ``OFFER_COLUMNS`` in another order, or without some items.

    Parameters
    ----------
    results
        Of a run; its proof gives the expected response.
    fitted
        From ``offers_of``.
    segment
        Its number.
    distinctiveness
        0 puts what most will respond to first, 1 what is most the segment's own.
    not_offered
        Ids of items that are to be left out.
    """
    left_out = np.isin(fitted.items_.item_ids.astype(str), [str(each) for each in not_offered])
    items = fitted.offers(segment, fitted.order(segment, distinctiveness, left_out)[:N_OFFERED])
    if proof := results.record.scores.offers:
        items[Column.EXPECTED_RESPONSE] = proof.expected(items[Column.RESPONSE].to_numpy(dtype=np.float64))
    return _shown(with_offer_fields(items))


def _shown(items: pd.DataFrame) -> pd.DataFrame:
    titles = items[Column.TITLE].where(items[Column.TITLE].astype(bool), items[Column.ITEM_ID])
    reasons = [
        short_reason(*row)
        for row in zip(items[Column.BECAUSE], items[Column.BECAUSE_PCT], items[Column.LIFT], strict=True)
    ]
    sentences = pd.Series(reasons, index=items.index, dtype=object)  # as text they would lose their templates
    shown = items.assign(title=titles, reason=sentences)
    return shown[list(OFFER_COLUMNS)].reset_index(drop=True)


def audience_frame(results: Results, fitted: SegmentOffers, item_id: str) -> pd.DataFrame:
    """Return which segments want an item most: segment, persona, score, expected_response, lift, new_to_pct.

    The score is the share of the segment's users who have the item, the lift is drawn to 1 for small segments. Segments
    with the highest expected response come first; without one, as of an item that cannot be offered, those with the
    highest lift.
    """
    item = int(np.flatnonzero(fitted.items_.item_ids == item_id)[0])
    proof, column = results.record.scores.offers, fitted.responses_[:, item]
    frame = pd.DataFrame(
        {
            Column.SEGMENT: fitted.segments_,
            Column.PERSONA: [results.names.get(int(each), "") for each in fitted.segments_],
            Column.SCORE: 1 - fitted.new_[:, item],
            Column.EXPECTED_RESPONSE: np.where(column > 0, proof.expected(column), np.nan) if proof else np.nan,
            Column.LIFT: fitted.lifts_[:, item],
            Column.NEW_TO_PCT: 100 * fitted.new_[:, item],
        }
    )
    by = [Column.EXPECTED_RESPONSE, Column.LIFT]
    return frame.sort_values(by, ascending=False, kind="stable").reset_index(drop=True)


def grades_frame(results: Results, segment: int | None) -> pd.DataFrame:
    """Return ``GRADE_COLUMNS``: what lists of each kind find of a segment's held-out items; of all for None.

    Empty without a proof, and where too few users of the segment are judged.
    """
    proof = results.record.scores.offers
    rows = [
        (
            SERVED[each.recommender],
            *(each.recall.value, each.recall.low, each.recall.high),
            *(figure.value for figure in (each.ndcg, each.hit_rate, each.mrr)),
        )
        for each in (proof.scores if proof else ())
        if each.segment == segment
    ]
    frame = _frame(rows, GRADE_COLUMNS)
    return frame[frame["recall"].notna()].reset_index(drop=True)


def score_of(results: Results, segment: int | None, recommender: str = "segment_offers") -> OfferScore | None:
    """Return what one kind of lists is worth to a segment; None where that was not judged."""
    proof = results.record.scores.offers
    found = (each for each in (proof.scores if proof else ()) if each.segment == segment)
    return next((each for each in found if each.recommender == recommender), None)


def n_judged(results: Results, segment: int | None) -> int:
    """Return how many users of a segment the lists were judged on; of all for None."""
    found = score_of(results, segment)
    return found.n_judged if found else 0


def mix_frame(results: Results) -> pd.DataFrame:
    """Return ``MIX_COLUMNS``: what stands on lists of each kind, over all users; empty without a proof."""
    proof = results.record.scores.offers
    rows = [
        (SERVED[each.recommender], each.mix.coverage, each.mix.novelty, each.mix.diversity, each.mix.gini)
        for each in (proof.scores if proof else ())
        if each.mix
    ]
    return _frame(rows, MIX_COLUMNS)


def _frame(rows: Sequence[tuple[object, ...]], columns: Sequence[str]) -> pd.DataFrame:
    """Make a table whose first column keeps the templates of its sentences."""
    frame = pd.DataFrame(rows, columns=list(columns))
    frame[columns[0]] = pd.Series([row[0] for row in rows], index=frame.index, dtype=object)
    return frame


def levels_frame(results: Results) -> pd.DataFrame:
    """Return expected and observed response (shares of users) and pairs of segment and item, by level."""
    proof = results.record.scores.offers
    rows = [(each.expected, each.observed, each.n_pairs) for each in (proof.levels if proof else ())]
    return pd.DataFrame(rows, columns=["expected", "observed", "n_pairs"])
