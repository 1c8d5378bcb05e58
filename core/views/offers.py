"""What to offer a segment: from what most will respond to, to what is most its own; and how good such lists are."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from core.population.amounts import n_real_items
from core.population.interactions import interacted
from core.recommenders.gone import gone_after_days, is_gone
from core.recommenders.reasons import OWN_LIFT, leads_to, reason_sentence
from core.recommenders.segment_offers import MIDDLE, SegmentOffers
from core.results.tables import REASON_FIELDS, with_offer_fields
from core.sentences import Sentence, say, say_n
from core.trust.offer_proof import SERVED, OfferProof, OfferScore
from core.types import Column, Population

if TYPE_CHECKING:
    from core.results.results import Results

N_OFFERED = 20
_LEAST, FEW = 0.0005, 0.00995
"""The least share of users that a figure of 100 shows, and the least for which one decimal says enough."""
GOES_WITH = "goes_with"
"""The reason in short, where the lift stands beside it."""
OFFER_COLUMNS = (
    Column.RANK,
    Column.ITEM_ID,
    Column.TITLE,
    Column.CATEGORY,
    Column.EXPECTED_RESPONSE,
    Column.LIFT,
    Column.NEW_TO_PCT,
    Column.REASON,
    GOES_WITH,
    Column.STRENGTH,
)
GRADE_COLUMNS = ("served_by", "recall", "low", "high", "ndcg", "hit_rate", "mrr", "is_own")
TRADE_OFF_COLUMNS = ("served_by", "recall", "ndcg", "diversity", "coverage", "novelty", "gini", "few_served", "is_own")
SEGMENT_AUDIENCE_COLUMNS = (
    Column.SEGMENT,
    Column.PERSONA,
    Column.SCORE,
    Column.EXPECTED_RESPONSE,
    Column.LIFT,
    Column.NEW_TO_PCT,
)
BOTH, FIRST, SECOND = "both", "first", "second"
ORDERED_BY = say(
    "The list is ordered by how many are expected to pick an item times a power of the lift: none of it at most "
    "picks, the lift alone at most distinctive; in between the first ten items have a lift of at least 1. Strength is "
    "that product; which items are on the list is decided by a lower power of the lift, so that it finds what users "
    "choose. Except at most picks, items that more than two thirds of the segment have stand last, unless fewer than "
    "ten others have a lift of at least 1. Where two lists would share more than 40 % of their items, some stand "
    "on one of them alone, those that cost least, as long as all lists together keep 95 % of the picks expected at "
    "most picks."
)


def offers_of(results: Results, population: Population) -> SegmentOffers:
    """Fit what to offer each segment, as a run does; ``population`` is the one that the run was made of."""
    return SegmentOffers().fit(population, results.labels, results.record.scores.offer_basis)


def offers_frame(results: Results, segment: int) -> pd.DataFrame:
    """Return ``OFFER_COLUMNS`` of the run's own list; an empty title becomes the id."""
    own = results.recommendations
    return _shown(own[own[Column.SEGMENT] == segment].sort_values(Column.RANK))


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
    items = fitted.listed(segment, N_OFFERED, distinctiveness, left_out)
    return _shown(_with_response(items, results.record.scores.offers))


def best_sellers_frame(
    results: Results, fitted: SegmentOffers, segment: int, not_offered: Collection[str] = ()
) -> pd.DataFrame:
    """Return ``OFFER_COLUMNS`` of what most of all users have, best first, with the figures of a segment, no reasons.

    Items that are gone are left out, and those with the ids in ``not_offered``.
    """
    left_out = np.isin(fitted.items_.item_ids.astype(str), [str(each) for each in not_offered])
    is_offered = (fitted.responses_ > 0).any(axis=0) & ~left_out
    by_users = np.argsort(-fitted.overall_, kind="stable")
    items = fitted.offers(segment, by_users[is_offered[by_users]][:N_OFFERED]).assign(strength=np.nan)
    return _shown(_with_response(items, results.record.scores.offers)).assign(**{GOES_WITH: ""})


def ordered_lists(
    fitted: SegmentOffers, distinctiveness: float, not_offered: Collection[str], length: int, proof: OfferProof | None
) -> pd.DataFrame:
    """Return ``OFFER_FIELDS`` of such lists of all segments, ``length`` items each at most; see ``ordered_frame``."""
    left_out = np.isin(fitted.items_.item_ids.astype(str), [str(each) for each in not_offered])
    lists = [
        fitted.listed(segment, length, distinctiveness, left_out).assign(segment=segment)
        for segment in fitted.segments_.tolist()
    ]
    made = pd.concat(lists, ignore_index=True) if lists else pd.DataFrame(columns=[Column.RESPONSE])
    return _with_response(made.assign(recommender=fitted.name), proof)


def of_100(response: float) -> str:
    """Return how many of 100 users are expected to pick an item; none is never stated, as that is not known.

    >>> [of_100(share) for share in (0.0237, 0.00237, 0.0, 0.0004)]
    ['2.4', '0.24', '<0.1', '<0.1']
    """
    return f"{100 * response:.{2 if response < FEW else 1}f}" if response >= _LEAST else "<0.1"


def _with_response(items: pd.DataFrame, proof: OfferProof | None) -> pd.DataFrame:
    if proof:
        items[Column.EXPECTED_RESPONSE] = proof.expected(items[Column.RESPONSE].to_numpy(dtype=np.float64))
    return with_offer_fields(items)


def _shown(items: pd.DataFrame) -> pd.DataFrame:
    titles = items[Column.TITLE].where(items[Column.TITLE].astype(bool), items[Column.ITEM_ID])
    rows = list(zip(*(items[name] for name in REASON_FIELDS), strict=True))
    reasons, short = (
        pd.Series([make(*row) for row in rows], index=items.index, dtype=object)  # as text they would lose templates
        for make in (reason_sentence, _short_reason)
    )
    shown = items.assign(title=titles, reason=reasons, goes_with=short)
    return shown[list(OFFER_COLUMNS)].reset_index(drop=True)


def _short_reason(because: str, because_pct: float, usual_pct: float, lift: float) -> Sentence:
    """Say the same as ``reason_sentence`` where its column and the lift stand beside it."""
    if because:
        return leads_to(because, because_pct, usual_pct)
    return say("no single item") if lift >= OWN_LIFT else say("what is popular")


def gone_sentence(population: Population) -> Sentence:
    """Count the items that are left out because nobody chose them for long, and say for how long."""
    unseen_days = SegmentOffers().unseen_days
    has = np.diff(interacted(population).tocsc().indptr) > 0
    n_gone = int(np.count_nonzero(is_gone(population, unseen_days) & has))
    days = gone_after_days(population, unseen_days)
    if not n_gone:
        return say("No item is left out as gone: each was chosen in the last {days:.0f} days of the log.", days=days)
    return say_n(
        "{n:,} of {total:,} items is left out as gone: nobody chose it in the last {days:.0f} days of the log.",
        "{n:,} of {total:,} items are left out as gone: nobody chose them in the last {days:.0f} days of the log.",
        n_gone,
        total=n_real_items(population),
        days=days,
    )


def compared_frame(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """Compare the lists of two segments.

    Parameters
    ----------
    first, second
        Columns rank, item_id and title.

    Returns
    -------
    Columns who (``BOTH``, ``FIRST`` or ``SECOND`` gets it), item_id, title, rank_first and rank_second (NaN where it is
    not on the list): first what both get.
    """
    columns = [Column.RANK, Column.ITEM_ID, Column.TITLE]
    pairs = first[columns].merge(
        second[columns], on=[Column.ITEM_ID, Column.TITLE], how="outer", suffixes=("_first", "_second"), sort=False
    )
    in_first, in_second = pairs["rank_first"].notna(), pairs["rank_second"].notna()
    pairs["who"] = np.select([in_first & in_second, in_first], [BOTH, FIRST], SECOND)
    order = [pairs[pairs["who"] == who].sort_values(["rank_first", "rank_second"]) for who in (BOTH, FIRST, SECOND)]
    found = pd.concat(order, ignore_index=True)
    return found[["who", Column.ITEM_ID, Column.TITLE, "rank_first", "rank_second"]]


def most_alike(lists: Mapping[int, pd.DataFrame]) -> tuple[int, int, int]:
    """Return the two segments, of two or more, whose lists have most items in common, and how many those are."""
    ids = {segment: set(own[Column.ITEM_ID]) for segment, own in lists.items()}
    pairs = ((first, second, len(ids[first] & ids[second])) for first, second in itertools.combinations(ids, 2))
    return max(pairs, key=lambda pair: pair[-1])


def audience_frame(
    fitted: SegmentOffers, item_id: str, names: Mapping[int, str], proof: OfferProof | None
) -> pd.DataFrame:
    """Return ``SEGMENT_AUDIENCE_COLUMNS``: which segments want an item most.

    The score is the share of the segment's users who have the item. Segments with the highest expected response come
    first; without one, as of an item that cannot be offered, those with the highest lift.
    """
    item = np.flatnonzero(fitted.items_.item_ids == item_id)[:1]
    frame = pd.concat([fitted.offers(int(each), item) for each in fitted.segments_], ignore_index=True)
    column = frame[Column.RESPONSE].to_numpy(dtype=np.float64)
    frame[Column.SEGMENT] = fitted.segments_
    frame[Column.PERSONA] = [names.get(int(each), "") for each in fitted.segments_]
    frame[Column.EXPECTED_RESPONSE] = np.where(column > 0, proof.expected(column), np.nan) if proof else np.nan
    frame = frame[list(SEGMENT_AUDIENCE_COLUMNS)]
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
            each.recommender == SegmentOffers.name,
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


def judged_length(results: Results) -> int:
    """Return how many items the lists had by which offers are judged."""
    proof = results.record.scores.offers
    return proof.list_length if proof else N_OFFERED


def n_judged(results: Results, segment: int | None) -> int:
    """Return how many users of a segment the lists were judged on; of all for None."""
    found = score_of(results, segment)
    return found.n_judged if found else 0


def trade_off_frame(results: Results) -> pd.DataFrame:
    """Return ``TRADE_OFF_COLUMNS``: what lists of each kind find and hold, over all users; empty without a proof."""
    proof = results.record.scores.offers
    rows = [
        (
            SERVED[each.recommender],
            *(each.recall.value, each.ndcg.value),
            *(each.mix.diversity, each.mix.coverage, each.mix.novelty, each.mix.gini, each.few_served),
            each.recommender == SegmentOffers.name,
        )
        for each in (proof.scores if proof else ())
        if each.mix and each.segment is None
    ]
    return _frame(rows, TRADE_OFF_COLUMNS)


def _frame(rows: Sequence[tuple[object, ...]], columns: Sequence[str]) -> pd.DataFrame:
    """Make a table whose first column keeps the templates of its sentences."""
    frame = pd.DataFrame(rows, columns=list(columns))
    frame[columns[0]] = pd.Series([row[0] for row in rows], index=frame.index, dtype=object)
    return frame


def levels_frame(results: Results) -> pd.DataFrame:
    """Return expected and observed response (shares of users), the interval of the latter, and pairs, by level.

    Pairs are of a segment and an item.
    """
    proof = results.record.scores.offers
    columns = ["expected", "observed", "low", "high", "n_pairs"]
    return pd.DataFrame(
        [[getattr(each, name) for name in columns] for each in (proof.levels if proof else ())], columns=columns
    )
