"""The logs of the command ``recommend``: what is learnt from, and whom lists are for."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.cli.assign import check_log, read_users
from core.cli.run_home import RunHome, home_of
from core.errors import DataError
from core.files.temporary import temporary_folder
from core.sentences import say, say_n

if TYPE_CHECKING:
    from core.results.results import Results
    from core.settings import Settings
    from core.types import Population


@dataclass(frozen=True)
class Logs:
    """Who lists are for, and what is learnt from."""

    learnt: Population
    users: Population
    """Its items begin with those of ``learnt``."""
    settings: Settings


def read_logs(options: argparse.Namespace) -> Logs:
    """Learn from the log of the run where that is at hand, else from the log that is given.

    Raises
    ------
    DataError
        There is neither.
    """
    from core.model.recode import recode

    home: RunHome | None = home_of(options)
    if options.events is None and home:
        learnt = _with_arrivals(log_of(home), options)
        return Logs(learnt, learnt, home.settings)
    check_log(options)
    log = read_users(options, options.run)
    users, settings = log.population, log.settings
    if home is None:
        known = users if options.events is None else _with_titles_of_run(users, options.run)
        with_arrivals = _with_arrivals(known, options)
        return Logs(with_arrivals, with_arrivals, settings)
    learnt = _with_arrivals(log_of(home), options)
    return Logs(learnt, recode(users, learnt.items, learnt.event_names), settings)


def results_of(options: argparse.Namespace) -> Results:
    """Read the results of a run of a workspace, or of a folder of files."""
    from core.results.exported import read_exported

    home = home_of(options)
    return home.results if home else read_exported(options.run)


def log_of(home: RunHome) -> Population:
    """Return the log that a run of a workspace was made of."""
    with temporary_folder() as made:
        return home.population(Path(made))


def _with_titles_of_run(users: Population, run: Path) -> Population:
    """Give items the titles that the run knew, where it kept a model."""
    from core.model.files import MODEL_RECORD, load_model
    from core.model.recode import with_known_titles

    return with_known_titles(users, load_model(run).items) if (run / MODEL_RECORD).is_file() else users


def _with_arrivals(log: Population, options: argparse.Namespace) -> Population:
    """Add the items of ``--new-items``; print how many the log holds already."""
    from core.ingest.tables.user_files import read_columns
    from core.recommenders.new_items import with_arrivals
    from core.types import Column

    file: Path | None = getattr(options, "new_items", None)
    if file is None:
        return log
    hint = say("Give a file with the columns item_id, title and category; a title or a category may be empty.")
    rows = read_columns(file, (Column.ITEM_ID, Column.TITLE, Column.CATEGORY), hint)
    n_rows = len(rows)
    rows = rows[rows[Column.ITEM_ID] != ""].drop_duplicates(Column.ITEM_ID)
    is_known = rows[Column.ITEM_ID].isin(log.items.item_ids)
    if not len(rows):
        raise DataError(say("{file} names no item.", file=str(file)), hint)
    print(
        say(
            "New items: {n:,} of {total:,} in the file; the log holds the others.",
            n=int((~is_known).sum()),
            total=len(rows),
        )
    )
    if n_out := n_rows - len(rows):
        print(say_n("{n:,} row without an id, or with an id that stands above, is passed over.",
                    "{n:,} rows without an id, or with an id that stands above, are passed over.", n_out))  # fmt: skip
    new = rows[~is_known]
    ids, titles, categories = (
        new[each].to_numpy(dtype=object) for each in (Column.ITEM_ID, Column.TITLE, Column.CATEGORY)
    )
    return with_arrivals(log, ids, titles, categories)
