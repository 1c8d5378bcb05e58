"""Lists of items for segments that the command ``recommend`` writes: those of a run, or made of a log."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.cli.assign import read_log
from core.cli.item_files import ItemFiles
from core.cli.learnt_logs import Logs, read_logs, results_of
from core.cli.run_home import RunHome, home_of
from core.errors import DataError, RecipeError
from core.files.kept_log import has_log
from core.recommenders.segment_offers import MIDDLE, SegmentOffers
from core.sentences import say

if TYPE_CHECKING:
    import pandas as pd

    from core.results.results import Scores
    from core.types import FloatArray, Labels, StrArray

N_OFFERED = 20
_TIMES_AS_MANY = 5
"""Diversity picks from so many times as many items."""


@dataclass(frozen=True, slots=True)
class Made:
    """Lists of segments."""

    table: pd.DataFrame
    """With the columns of their file."""
    left_out: frozenset[str]
    """Ids of what is still to be left out of them."""
    likeness: Callable[[StrArray], FloatArray] | None = None
    """Ids of items to how alike they are by their titles or users, (n, n) from 0 to 1: in a log without categories."""
    age: str = ""
    """How much it counts how long ago an item was taken; "" where that is not known."""


def lists_of(options: argparse.Namespace, name: str, files: ItemFiles) -> Made:
    """Return the lists that are asked for, before they are spread over more kinds of items.

    Parameters
    ----------
    options
        Of the command.
    name
        Of the recommender.
    files
        What is not offered.

    Raises
    ------
    DataError
        Another order or recommender is asked for, and there is no log to make lists of.
    """
    from core.views.popularity_age import age_in_segments

    home = home_of(options)
    if options.events is not None:
        logs, labels = _assigned(options)
        return _made(options, name, files, (logs, labels), None)
    table = _kept(options, home)
    is_other = bool(options.recommender) and not {*table["recommender"]} <= {name, ""}
    has_own_log = home is not None or has_log(options.run)
    if options.distinctiveness is not None or (has_own_log and (is_other or files.has_any or options.diversity > 0)):
        results, logs = results_of(options), read_logs(options)
        labels = results.labels_of(logs.learnt.histories.user_ids)
        return _made(options, name, files, (logs, labels), results.record.scores)
    if is_other:
        raise DataError(
            say(
                "The lists of the run are by {made_by}, not by {name}.",
                made_by=", ".join(sorted({*table["recommender"]} - {""})),
                name=name,
            ),
            say("Give the log after the run to make them anew."),
        )
    if options.diversity > 0 and not table["category"].astype(bool).any():
        raise DataError(
            say("The lists of the run hold no categories, by which they could be spread."),
            say("Give the log after the run: items are then compared by their titles, or by their users."),
        )
    is_by_age = {*table["recommender"]} == {SegmentOffers.name}
    age = age_in_segments(results_of(options).record.scores, None) if is_by_age else ""
    return Made(table, files.left_out(sorted(set(table["item_id"])), is_log=False), age=age)


def _kept(options: argparse.Namespace, home: RunHome | None) -> pd.DataFrame:
    """Return the lists that the run has made."""
    from core.results.earlier_folder import read_lists
    from core.results.tables import recommendations_table

    return recommendations_table(home.results).to_pandas() if home else read_lists(options.run)


def _assigned(options: argparse.Namespace) -> tuple[Logs, Labels]:
    """Assign the users of the log to the segments of the run."""
    model, log = read_log(options, options.run)
    assigned = model.assign(log.population)
    for note in (*assigned.notes, *assigned.sentences_on_new()):
        print(note)
    return Logs(log.population, log.population, log.settings), assigned.segments


def _likeness(logs: Logs) -> Callable[[StrArray], FloatArray] | None:
    """Return how to compare items by what stands in for categories; None in a log that has some."""
    from core.compute.machine import machine_of
    from core.recommenders.user_lists import likeness_of
    from core.registry import content_vectors

    items = logs.learnt.items
    if items.category_names:
        return None
    place = {str(item): code for code, item in enumerate(items.item_ids)}
    vectors = content_vectors(logs.settings.workspace / "cache", machine_of(logs.settings))
    return lambda ids: likeness_of(logs.learnt, np.array([place[str(each)] for each in ids], dtype=np.int64), vectors)


def _made(
    options: argparse.Namespace,
    name: str,
    files: ItemFiles,
    users: tuple[Logs, Labels],
    scores: Scores | None,
) -> Made:
    """Make lists of what users have; print how many items are left out as gone.

    ``scores`` are those of the run, where the log is that of the run.
    """
    from core.registry import make_recommender
    from core.results.tables import lists_table, recommendations_frame
    from core.views.offers import gone_sentence, ordered_lists
    from core.views.popularity_age import age_in_segments

    logs, labels = users
    population, likeness = logs.learnt, _likeness(logs) if options.diversity else None
    left_out = files.left_out(population.items.item_ids.tolist())
    length = N_OFFERED * (_TIMES_AS_MANY if options.diversity else 1)
    recommender = make_recommender(name)
    if isinstance(recommender, SegmentOffers):
        print(gone_sentence(population))
        fitted = recommender.fit(population, labels, scores.offer_basis if scores else None)
        proof = scores.offers if scores else None
        place = MIDDLE if options.distinctiveness is None else options.distinctiveness
        found = lists_table(ordered_lists(fitted, place, left_out, length, proof)).to_pandas()
        return Made(found, frozenset(), likeness, age_in_segments(scores, population) if scores else "")
    if options.distinctiveness is not None:
        raise RecipeError(
            say("The recommender {name} does not weigh what is distinctive.", name=name),
            say("Leave --distinctiveness out, or take {name}.", name=SegmentOffers.name),
        )
    listed = recommendations_frame(recommender.fit(population, labels), length + len(left_out))
    return Made(lists_table(listed).to_pandas(), left_out, likeness)
