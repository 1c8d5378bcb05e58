"""What the holdout says about offers by segment, and what heads the proofs of a segment."""

from __future__ import annotations

import math
from enum import StrEnum

import pandas as pd

from core.results.results import Results
from core.sentences import Sentence, say, say_n
from core.trust.holdout import FEW_LISTS

SERVED_BY, RECALL, NDCG, RECALL_GAIN, NDCG_GAIN = "served_by", "recall", "ndcg", "recall_gain_pct", "ndcg_gain_pct"
PROOF_COLUMNS = (SERVED_BY, RECALL, NDCG, RECALL_GAIN, NDCG_GAIN)
CLEAR_GAIN_PCT = 10.0
NO_GAIN_PCT = 2.0


class ServedBy(StrEnum):
    """Whose popularity makes the list."""

    SEGMENT = "segment"
    EVERYBODY = "everybody"
    PERMUTED = "permuted"


class Verdict(StrEnum):
    """What the gain of segment lists over everybody's list says."""

    CLEAR = "clear"
    SMALL = "small"
    NONE = "none"
    FEW_ITEMS = "few items"
    NOT_JUDGED = "not judged"


def proof_frame(results: Results) -> pd.DataFrame:
    """Return recall and nDCG of the three lists, and their gain over everybody's in percent.

    Empty when the holdout was not judged; a gain is missing when everybody's list finds nothing.
    """
    found = results.holdout
    if found is None:
        return pd.DataFrame(columns=list(PROOF_COLUMNS))
    rows = [
        (ServedBy.SEGMENT, found.recall, found.ndcg, found.recall_uplift_pct, found.ndcg_uplift_pct),
        (ServedBy.EVERYBODY, found.recall_global, found.ndcg_global, 0.0, 0.0),
        (
            ServedBy.PERMUTED,
            found.recall_permuted,
            found.ndcg_permuted,
            found.recall_uplift_permuted_pct,
            found.ndcg_uplift_permuted_pct,
        ),
    ]
    return pd.DataFrame(rows, columns=list(PROOF_COLUMNS))


def verdict_of(results: Results) -> Verdict:
    """Judge the gain in recall: clear from 10 %, none below 2 % or when permuted segments gain as much.

    Where lists hold much of what there is, as in runs of earlier versions on few items, nothing is concluded.
    """
    found = results.holdout
    if not found or math.isnan(found.recall_uplift_pct):
        return Verdict.NOT_JUDGED
    if results.record.n_items < FEW_LISTS * found.list_length:
        return Verdict.FEW_ITEMS
    gain = found.recall_uplift_pct
    if gain < NO_GAIN_PCT or gain <= found.recall_uplift_permuted_pct:
        return Verdict.NONE
    return Verdict.CLEAR if gain >= CLEAR_GAIN_PCT else Verdict.SMALL


def proof_heading(n: int) -> Sentence:
    """Return a heading that counts the proofs of a segment below it."""
    return say_n("{n} proof", "{n} proofs", n) if n else say("Proofs")


def nothing_proven() -> Sentence:
    """Say that there are none."""
    return say("Nothing about it is proven by events that did not form it.")
