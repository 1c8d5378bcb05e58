"""Lists of items for segments that the command ``recommend`` writes: those of a run, or made of a log."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from core.cli.assign import read_log
from core.cli.item_files import ItemFiles
from core.cli.learnt_logs import read_logs, results_of
from core.cli.run_home import RunHome, home_of
from core.errors import DataError, RecipeError
from core.files.kept_log import has_log
from core.recommenders.segment_offers import MIDDLE, SegmentOffers
from core.sentences import say

if TYPE_CHECKING:
    import pandas as pd

    from core.results.results import Scores
    from core.types import Labels, Population

N_OFFERED = 20
_TIMES_AS_MANY = 5
"""Diversity picks from so many times as many items."""


def lists_of(options: argparse.Namespace, name: str, files: ItemFiles) -> tuple[pd.DataFrame, frozenset[str]]:
    """Return lists with the columns of their file, and the ids of what is still to be left out of them.

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
    home = home_of(options)
    if options.events is not None:
        return _made(options, name, files, _assigned(options), None)
    table = _kept(options, home)
    is_other = bool(options.recommender) and not {*table["recommender"]} <= {name, ""}
    has_own_log = home is not None or has_log(options.run)
    if options.distinctiveness is not None or (has_own_log and (is_other or files.has_any or options.diversity > 0)):
        results, log = results_of(options), read_logs(options).learnt
        labels = results.labels_of(log.histories.user_ids)
        return _made(options, name, files, (log, labels), results.record.scores)
    if is_other:
        raise DataError(
            say(
                "The lists of the run are by {made_by}, not by {name}.",
                made_by=", ".join(sorted({*table["recommender"]} - {""})),
                name=name,
            ),
            say("Give the log after the run to make them anew."),
        )
    return table, files.left_out(sorted(set(table["item_id"])), is_log=False)


def _kept(options: argparse.Namespace, home: RunHome | None) -> pd.DataFrame:
    """Return the lists that the run has made."""
    from core.results.earlier_folder import read_lists
    from core.results.tables import recommendations_table

    return recommendations_table(home.results).to_pandas() if home else read_lists(options.run)


def _assigned(options: argparse.Namespace) -> tuple[Population, Labels]:
    """Assign the users of the log to the segments of the run."""
    model, log = read_log(options, options.run)
    population = log.population
    assigned = model.assign(population)
    for note in (*assigned.notes, *assigned.sentences_on_new()):
        print(note)
    return population, assigned.segments


def _made(
    options: argparse.Namespace,
    name: str,
    files: ItemFiles,
    users: tuple[Population, Labels],
    scores: Scores | None,
) -> tuple[pd.DataFrame, frozenset[str]]:
    """Make lists of what users have; print how many items are left out as gone.

    ``scores`` are those of the run, where the log is that of the run.
    """
    from core.registry import make_recommender
    from core.results.tables import lists_table, recommendations_frame
    from core.views.offers import gone_sentence, ordered_lists

    population, labels = users
    left_out = files.left_out(population.items.item_ids.tolist())
    length = N_OFFERED * (_TIMES_AS_MANY if options.diversity else 1)
    recommender = make_recommender(name)
    if isinstance(recommender, SegmentOffers):
        print(gone_sentence(population))
        fitted = recommender.fit(population, labels, scores.offer_basis if scores else None)
        proof = scores.offers if scores else None
        place = MIDDLE if options.distinctiveness is None else options.distinctiveness
        return lists_table(ordered_lists(fitted, place, left_out, length, proof)).to_pandas(), frozenset()
    if options.distinctiveness is not None:
        raise RecipeError(
            say("The recommender {name} does not weigh what is distinctive.", name=name),
            say("Leave --distinctiveness out, or take {name}.", name=SegmentOffers.name),
        )
    listed = recommendations_frame(recommender.fit(population, labels), length + len(left_out))
    return lists_table(listed).to_pandas(), left_out
