"""From a finished run to its results."""

from __future__ import annotations

import resource
import sys
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from core.ingest.tables.source import IngestReport
from core.population.amounts import n_real_items
from core.population.excluded import NOTHING_EXCLUDED, Excluded
from core.recommenders.segment_offers import SegmentOffers
from core.registry import with_all_params
from core.results.results import Results, RunRecord, Scores
from core.results.run import Run
from core.results.tables import recommendations_frame
from core.results.versions import versions
from core.store.dataset_info import DatasetVersion
from core.types import NOISE

N_RECOMMENDED = 20
_BYTES_OF_MAXRSS = 1 if sys.platform == "darwin" else 1024


def make_results(
    run: Run,
    ingest: IngestReport | None = None,
    seconds: Mapping[str, float] | None = None,
    excluded: Excluded = NOTHING_EXCLUDED,
    dataset: DatasetVersion | None = None,
    highest: int = 0,
) -> Results:
    """Put the results of a run together.

    Parameters
    ----------
    run
        The finished run.
    ingest
        The report of the load before it; None where there was none.
    seconds
        Stage to seconds for the stages before the run.
    excluded
        What data health left out of the dataset before.
    dataset
        Which version of which dataset the run was made on.
    highest
        The highest number that a segment had on the way to edited segments.
    """
    found = run.clustering
    return Results(
        record=replace(
            _record(run, ingest, {**(seconds or {}), **run.seconds}, excluded),
            dataset=dataset,
            highest_segment=highest,
        ),
        user_ids=run.population.histories.user_ids,
        labels=found.labels,
        probabilities=found.probabilities,
        silhouettes=found.silhouettes,
        points=run.map.points if run.map else None,
        profiles=run.description.profiles,
        personas=run.description.personas,
        recommendations=recommendations_frame(run.description.recommender, N_RECOMMENDED, run.offers),
        stabilities=run.stabilities,
        interests=run.interests,
    )


def _record(run: Run, ingest: IngestReport | None, seconds: Mapping[str, float], excluded: Excluded) -> RunRecord:
    return RunRecord(
        recipe=with_all_params(run.recipe, run.clustering.k),
        n_users=run.population.n_users,
        n_items=n_real_items(run.population),
        n_events=run.population.histories.n_events,
        n_segments=run.clustering.k,
        n_unassigned=int(np.count_nonzero(run.clustering.labels < 0)),
        ingest=ingest,
        scores=_scores(run),
        trust=run.trust,
        map=run.map.method if run.map else None,
        notes=(*([excluded.sentence] if excluded else []), *run.notes),
        seconds={name: round(value, 3) for name, value in seconds.items()},
        peak_rss_mb=round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _BYTES_OF_MAXRSS / 1e6, 1),
        versions=versions(),
        depth=run.depth,
        excluded=excluded,
    )


def _scores(run: Run) -> Scores:
    found, recommender = run.clustering, run.description.recommender
    return Scores(
        k=found.k,
        silhouette=float(found.silhouettes.mean()),
        silhouette_by_segment={
            int(segment): float(found.silhouettes[found.labels == segment].mean())
            for segment in np.unique(found.labels)
            if segment != NOISE
        },
        concentration=float(found.mixture.concentration),
        k_choice=run.k_choice,
        sweep=found.sweep,
        losses=found.losses,
        holdout=run.usefulness,
        why_no_holdout=run.why_no_holdout,
        offers=run.offers,
        offer_basis=recommender.basis_ if isinstance(recommender, SegmentOffers) else None,
    )
