"""What ``recommend --proof`` writes: how good the lists of segments are on what was held back."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from core.cli.learnt_logs import read_logs
from core.cli.run_home import RunHome, home_of
from core.errors import DataError
from core.sentences import say

if TYPE_CHECKING:
    from core.protocols import UserRecommender
    from core.results.results import Results
    from core.trust.offer_proof import OfferProof
    from core.types import Labels, Population, Vectors


def write_proof(options: argparse.Namespace, path: Path) -> None:
    """Write a row for each segment and kind of list, and print what lists find over all segments.

    Raises
    ------
    DataError
        The run was not judged, or cannot be.
    """
    import pyarrow as pa

    from core.files.csv_files import write_csv, write_excel_csv
    from core.registry import USER_RECOMMENDERS
    from core.results.audience import audience_names
    from core.trust.offer_proof import SERVED
    from core.views.list_proof import list_proof_frame

    home = home_of(options)
    if home is None or options.events is not None:
        raise DataError(
            say("Lists are judged on the log that the run was made of."), say("Name a run of a workspace, and no log.")
        )
    results = home.results
    proof = _anew(options, home, results) if options.by_day or options.recommender else results.record.scores.offers
    if proof is None:
        raise DataError(
            say("The lists of this run were not judged."),
            say("Nobody in a segment has items that are new to them in what is held back, or it was left out."),
        )
    frame = list_proof_frame(proof, audience_names(results))
    frame = frame[~frame["segment"].isin(results.not_acted_on)] if not options.with_set_aside else frame
    (write_excel_csv if options.excel else write_csv)(pa.Table.from_pandas(frame, preserve_index=False), path)
    labels = {name: method.label for name, method in USER_RECOMMENDERS.items()} | SERVED
    for score in proof.scores:
        if score.segment is None:
            recall = score.recall
            print(
                f"{labels[score.recommender]}: {100 * recall.value:.1f} % of what users chose next is on lists of "
                f"{proof.list_length} (95 % interval {100 * recall.low:.1f} to {100 * recall.high:.1f}; "
                f"{score.n_judged:,} users judged)."
            )


def _anew(options: argparse.Namespace, home: RunHome, results: Results) -> OfferProof | None:
    from core.compute.machine import machine_of
    from core.registry import make_encoder, make_user_recommender
    from core.trust.proof_by_day import prove_on
    from core.trust.split import split_by_day, split_holdout

    log, recipe = read_logs(options).learnt, results.record.recipe
    surroundings = home.settings.workspace / "cache", machine_of(home.settings)

    def encode(some: Population) -> Vectors:
        return make_encoder(recipe, surroundings[0], machine=surroundings[1]).fit_transform(some)

    def others(placed: Labels) -> list[UserRecommender]:
        return [make_user_recommender(options.recommender, *surroundings, placed)] if options.recommender else []

    split = split_by_day(log) if options.by_day else split_holdout(log)
    own = results.labels_of(log.histories.user_ids)
    return prove_on(split, log, own, encode, others, random_state=recipe.random_state)
