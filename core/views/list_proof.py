"""What the lists of segments are worth, as a table that leaves: a row for each segment and kind of list."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from core.sentences import say
from core.trust.offer_proof import OfferProof, OfferScore
from core.types import Column

_FIGURES = ("recall", "ndcg", "hit_rate", "mrr", "gain_pct")
_OF_LISTS = ("coverage", "novelty", "diversity", "gini")
ALL_USERS = say("All users")


def list_proof_columns() -> tuple[str, ...]:
    """Return the columns of ``list_proof_frame``."""
    intervals = (f"{figure}{end}" for figure in _FIGURES for end in ("", "_low", "_high"))
    return (Column.SEGMENT, Column.PERSONA, Column.RECOMMENDER, "n_judged", *intervals, *_OF_LISTS, "few_served")


def list_proof_frame(proof: OfferProof, names: Mapping[int, str]) -> pd.DataFrame:
    """Return what lists of each kind find and hold, for each segment and for all users.

    The segment of all users is empty; figures with their 95 % intervals are NaN where too few users are judged.
    """
    rows = [_row(each, names) for each in proof.scores]
    return pd.DataFrame(rows, columns=list(list_proof_columns())).astype({Column.SEGMENT: "Int64"})


def _row(score: OfferScore, names: Mapping[int, str]) -> tuple[object, ...]:
    nan = float("nan")
    name = str(ALL_USERS) if score.segment is None else names[score.segment]
    figures = (getattr(score, each) for each in _FIGURES)
    return (
        score.segment,
        name,
        score.recommender,
        score.n_judged,
        *(value for each in figures for value in (each.value, each.low, each.high)),
        *(getattr(score.mix, each) if score.mix else nan for each in _OF_LISTS),
        score.few_served,
    )
