"""Hand-made results of a run."""

from dataclasses import replace

import numpy as np
import pandas as pd

from core.campaigns.effect import Measure, Side, judge, measure_effect
from core.campaigns.outcomes import Count
from core.campaigns.readback import Readback
from core.campaigns.sides import Held
from core.results.results import Results, RunRecord, Scores
from core.results.tables import OFFER_FIELDS
from core.trust.holdout import Usefulness
from core.trust.intervals import Estimate
from core.types import Recipe

HOLDOUT = Usefulness(
    k=2,
    n_judged=50,
    recall=0.3,
    ndcg=0.2,
    recall_global=0.2,
    ndcg_global=0.1,
    recall_permuted=0.19,
    ndcg_permuted=0.1,
    recall_uplift_pct=50.0,
    ndcg_uplift_pct=100.0,
    recall_uplift_permuted_pct=-5.0,
    ndcg_uplift_permuted_pct=0.0,
    recall_uplift=Estimate(50.0, 40.0, 60.0),
    ndcg_uplift=Estimate(100.0, 80.0, 120.0),
    recall_uplift_over_permuted=Estimate(58.0, 48.0, 68.0),
    bits=Estimate(0.5, 0.4, 0.6),
    bits_permuted=0.0,
)
SCORES = Scores(k=2, silhouette=0.25, silhouette_by_segment={1: 0.3, 2: 0.2}, concentration=8.0, holdout=HOLDOUT)
RECORD = RunRecord(
    recipe=Recipe("counts", "kmeans", 2),
    n_users=60,
    n_items=600,
    n_events=900,
    n_segments=2,
    n_unassigned=0,
    ingest=None,
    scores=SCORES,
    trust=None,
    map=None,
    notes=(),
    seconds={"encode": 0.1},
    peak_rss_mb=100.0,
    versions={"persona-atlas": "1"},
)


def results_of(user_ids, labels, probabilities, silhouettes, **changed):
    """Results with the fields that are given; the record is ``RECORD``, and there are no segments without profiles."""
    frame = pd.DataFrame(columns=list(OFFER_FIELDS))
    given = {"record": RECORD, "points": None, "profiles": (), "personas": (), "recommendations": frame, **changed}
    return Results(user_ids=user_ids, labels=labels, probabilities=probabilities, silhouettes=silhouettes, **given)


def with_record(results, **changed):
    """Return results with other fields of the record."""
    return replace(results, record=replace(results.record, **changed))


def with_scores(results, **changed):
    """Return results with other scores."""
    return with_record(results, scores=replace(results.record.scores, **changed))


def readback_of(shares):
    """A read-back: by segment users in the campaign, how many converted, users held back, how many converted."""
    effects = [
        measure_effect(
            Side(
                np.r_[np.arange(n) < won, np.arange(m) < lost].astype(float),
                np.arange(n + m) >= n,
                np.zeros((n + m, 0)),
            ),
            Measure.CONVERTED,
            segment,
        )
        for segment, (n, won, m, lost) in shares.items()
    ]
    held = Held(percent=50, run_id="r", key_mark="k")
    count = Count(n_rows=900)
    return Readback(held=held, outcomes="sold.csv", made_at="2026-05-11T10:00:00", count=count, effects=judge(effects))
