"""The model of a run for segments that an analyst made of its own: the same encoder, other segments."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from core.clusterers.numbering import compact_labels
from core.clusterers.von_mises_fisher import VonMisesFisherMixture, fit_mixture
from core.compute.machine import Machine
from core.errors import DataError
from core.model.assigner import Assigner, fit_assigner
from core.model.confidence_rule import find_confidence_rule
from core.model.segment_model import SegmentModel
from core.protocols import Encoder
from core.registry import make_encoder
from core.sentences import say
from core.stages.progress import Progress, silent
from core.trust.refit import columns_of
from core.types import NOISE, Labels, Population, Vectors


def reshape_model(
    model: SegmentModel,
    population: Population,
    vectors: Vectors,
    labels: Labels,
    cache_dir: Path | None = None,
    progress: Progress = silent,
) -> SegmentModel:
    """Have the model assign new users to other segments, and measure anew when an assignment is confident.

    Parameters
    ----------
    model
        Of the run.
    population, vectors
        From ``model.vectors`` for the users of the run.
    labels
        (n_users,) segment numbers, with gaps or without; -1 is unassigned.
    cache_dir
        Where encoded titles are kept.
    """
    numbers, places = compact_labels(labels)
    rows = pd.Index(population.histories.user_ids)
    random_state = model.recipe.random_state

    def fit(some: Population) -> tuple[Encoder, Assigner, Labels]:
        columns = columns_of(model.encoder)
        encoder = make_encoder(model.recipe, cache_dir, columns=columns, machine=Machine())
        made = encoder.fit_transform(some)
        found, own = compact_labels(places[rows.get_indexer(pd.Index(some.histories.user_ids))])
        if not len(found):
            raise DataError(say("None of these users is in a segment."), say("Put more users into one."))
        return encoder, fit_assigner(made, own, _mixture(made, own, random_state)), own

    return replace(
        model,
        recipe=replace(model.recipe, k=len(numbers)),
        assigner=fit_assigner(vectors, places, _mixture(vectors, places, random_state)),
        confidence_rule=find_confidence_rule(population, places, fit, random_state, progress),
        numbers=tuple(int(each) for each in numbers),
    )


def _mixture(vectors: Vectors, labels: Labels, random_state: int) -> VonMisesFisherMixture:
    return fit_mixture(vectors, np.where(labels == NOISE, NOISE, labels - 1), random_state)
