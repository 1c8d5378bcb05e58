"""The command ``recommend``: items for the segments of a run, or for each user of a log."""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from core.cli.assign import read_log, read_users
from core.cli.log import add_consent_option, add_log_options, requested_consent
from core.cli.run_home import RunHome, home_of
from core.errors import DataError, RecipeError
from core.files.temporary import temporary_folder
from core.registry import RECOMMENDERS, USER_RECOMMENDERS
from core.sentences import say, say_n

if TYPE_CHECKING:
    import pandas as pd

    from core.protocols import UserRecommender
    from core.recommenders.user_lists import UserLists
    from core.settings import Settings
    from core.types import Population

N_OFFERED = 20
_TIMES_AS_MANY = 5
"""Diversity picks from so many times as many items."""


def add_recommend(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    recommend = commands.add_parser("recommend", help="list items for the segments of a run, or for each user")
    recommend.add_argument(
        "run", type=Path, metavar="RUN_DIR", help="the folder that a run has written, or that of a run in a workspace"
    )
    add_log_options(recommend, needs_log=False)
    names = dict.fromkeys([*RECOMMENDERS, *USER_RECOMMENDERS])
    recommend.add_argument("--recommender", choices=tuple(names), help="what makes the lists")
    recommend.add_argument("--per-user", type=_positive, metavar="N", help="list so many items for each user instead")
    recommend.add_argument(
        "--diversity",
        type=_share,
        default=0.0,
        metavar="X",
        help="from 0, the best items, to 1, items unlike those before them (default 0.0)",
    )
    recommend.add_argument("--not-to-offer", type=Path, metavar="FILE", help="ids of items to leave out, one a line")
    recommend.add_argument("--excel", action="store_true", help="write the file so that a spreadsheet opens it safely")
    add_consent_option(recommend)
    recommend.add_argument("--workspace", type=Path, metavar="DIR", help="keep datasets and encoded titles")
    recommend.add_argument("--out", type=Path, required=True, metavar="FILE", help="the CSV file to write")
    recommend.set_defaults(command=_recommend)


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1")
    return int(text)


def _share(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 to 1")
    return number


def _recommend(options: argparse.Namespace) -> None:
    from core.files.single_file import output_file

    known = USER_RECOMMENDERS if options.per_user else RECOMMENDERS
    name = options.recommender or next(iter(known))
    if name not in known:
        raise RecipeError(
            say("The recommender {name} does not make such lists.", name=name),
            say("For users there are {users}; for segments {segments}.", users=_names(True), segments=_names(False)),
        )
    left_out = _ids(options.not_to_offer)
    with output_file(options.out) as path:
        if options.per_user:
            _write_for_users(options, name, left_out, path)
        else:
            _write_for_segments(options, name, left_out, path)
    print(f"Items are in {options.out}.")


def _names(for_users: bool) -> str:
    return ", ".join(USER_RECOMMENDERS if for_users else RECOMMENDERS)


def _ids(file: Path | None) -> frozenset[str]:
    """Read ids of items, one a line; the first column where lines have several."""
    if file is None:
        return frozenset()
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(
            say("{file} cannot be read: {why}.", file=str(file), why=str(error)),
            say("Give a text file of ids of items, one a line."),
        ) from error
    return frozenset(filter(None, (line.split(",")[0].strip().strip('"') for line in lines)))


def _write_for_segments(options: argparse.Namespace, name: str, left_out: frozenset[str], path: Path) -> None:
    import pyarrow as pa

    from core.files.csv_files import write_csv, write_excel_csv
    from core.results.other_lists import reordered
    from core.results.tables import RECOMMENDATION_COLUMNS, lists_table

    if options.only_consented:
        raise DataError(say("Lists of segments name no user."), say("Leave --only-consented out, or add --per-user."))
    if options.events is None:
        table = _kept_lists(options, name)
    else:
        n_made = N_OFFERED * (_TIMES_AS_MANY if options.diversity else 1) + len(left_out)
        table = lists_table(_made_lists(options, name, n_made)).to_pandas()
    chosen = reordered(table, left_out, options.diversity, N_OFFERED)
    made = pa.Table.from_pandas(chosen[list(RECOMMENDATION_COLUMNS)], preserve_index=False)
    (write_excel_csv if options.excel else write_csv)(made, path)
    _print_left_out(left_out, len(set(table["item_id"]) & left_out))
    for segment, n_items in chosen.groupby("segment").size().items():
        print(f"{segment}. {n_items:,} items")


def _kept_lists(options: argparse.Namespace, name: str) -> pd.DataFrame:
    """Return the lists that the run has made, with the columns of their file."""
    from core.results.earlier_folder import read_lists
    from core.results.tables import recommendations_table

    home = home_of(options)
    table = recommendations_table(home.results()).to_pandas() if home else read_lists(options.run)
    made_by = set(table["recommender"]) - {""}
    if options.recommender and made_by and made_by != {name}:
        raise DataError(
            say("The lists of the run are by {made_by}, not by {name}.", made_by=", ".join(made_by), name=name),
            say("Give the log after the run to make them anew."),
        )
    return table


def _made_lists(options: argparse.Namespace, name: str, length: int) -> pd.DataFrame:
    """Assign the users of the log to the segments of the run, and make lists of what they do now."""
    from core.registry import make_recommender
    from core.results.tables import recommendations_frame

    model, population, _key = read_log(options, options.run)
    assigned = model.assign(population)
    for note in (*assigned.notes, *assigned.sentences_on_new()):
        print(note)
    return recommendations_frame(make_recommender(name).fit(population, assigned.segments), length)


@dataclass(frozen=True)
class _Logs:
    """Who lists are for, and what is learnt from."""

    learnt: Population
    users: Population
    """Its items begin with those of ``learnt``."""
    settings: Settings


def _read_logs(options: argparse.Namespace) -> _Logs:
    """Learn from the log of the run where that is at hand, else from the log that is given."""
    from core.model.recode import recode

    home: RunHome | None = home_of(options)
    if options.events is None:
        if home is None:
            raise DataError(
                say("{run} holds no log.", run=str(options.run)),
                say("Give the log after it, or name a run of a workspace."),
            )
        learnt = _log_of(home)
        return _Logs(learnt, learnt, home.settings)
    users, settings, _key = read_users(options, options.run)
    if home is None:
        return _Logs(users, users, settings)
    learnt = _log_of(home)
    return _Logs(learnt, recode(users, learnt.items, learnt.event_names), settings)


def _log_of(home: RunHome) -> Population:
    with temporary_folder() as made:
        return home.population(Path(made))


def _write_for_users(options: argparse.Namespace, name: str, left_out: frozenset[str], path: Path) -> None:
    from core.compute.machine import machine_of
    from core.export.user_lists import USER_LIST_COLUMNS, user_lists_table
    from core.files.csv_files import csv_blocks
    from core.recommenders.for_users import Popularity
    from core.recommenders.user_lists import Wish, likeness_of, user_lists
    from core.registry import content_vectors, make_user_recommender

    logs = _read_logs(options)
    consent = requested_consent(options, logs.users)
    users = logs.users.of_users(consent.is_given.nonzero()[0]) if consent else logs.users
    surroundings = (logs.settings.workspace / "cache", machine_of(logs.settings))
    fitted = make_user_recommender(name, *surroundings).fit(logs.learnt)
    vectors = content_vectors(*surroundings)
    likeness = likeness_of(logs.learnt, fitted.items_, vectors) if options.diversity else None
    wish = Wish(options.per_user, options.diversity, left_out, likeness)
    served = _Served()
    with csv_blocks(path, USER_LIST_COLUMNS, for_excel=options.excel) as write:
        for lists in user_lists(fitted, Popularity().fit(logs.learnt), users, wish):
            table = user_lists_table(lists, users, name)
            write(table)
            served.add(lists, table.num_rows, options.per_user)
    _print_learnt(fitted, logs.learnt, left_out)
    served.print()
    if consent:
        print(consent.sentence)


@dataclass
class _Served:
    """Counts what was written."""

    by_warmth: Counter[str] = field(default_factory=Counter)
    n_rows: int = 0
    n_short: int = 0

    def add(self, lists: UserLists, n_rows: int, length: int) -> None:
        """Count some lists that should be so long."""
        self.by_warmth.update(lists.warmth.tolist())
        self.n_rows += n_rows
        self.n_short += lists.n_shorter_than(length)

    def print(self) -> None:
        """Print the counts."""
        from core.recommenders.user_lists import COLD

        kinds = ", ".join(f"{n:,} {each}" for each, n in sorted(self.by_warmth.items()))
        print(f"{self.n_rows:,} items for {self.by_warmth.total():,} users{f': {kinds}' if kinds else ''}.")
        if n_cold := self.by_warmth[COLD]:
            print(say_n("{n:,} cold user gets what is popular.", "{n:,} cold users get what is popular.", n_cold))
        if self.n_short:
            print(
                say_n("{n:,} list is shorter than asked for.", "{n:,} lists are shorter than asked for.", self.n_short)
            )


def _print_learnt(fitted: UserRecommender, learnt: Population, left_out: frozenset[str]) -> None:
    from core.recommenders.hybrid import Hybrid

    if isinstance(fitted, Hybrid):
        weights = (f"{name} {', '.join(f'{each:g}' for each in own)}" for name, own in fitted.weights.items())
        print(f"Weights for users with fewer than 5 items, up to 20, and more: {'; '.join(weights)}.")
    ids = set(learnt.items.item_ids[fitted.items_].tolist())
    print(f"{len(ids):,} of {learnt.n_items:,} items can be offered: the most popular ones that are not gone.")
    _print_left_out(left_out, len(ids & left_out))


def _print_left_out(left_out: frozenset[str], n_found: int) -> None:
    if left_out:
        print(f"{n_found:,} of {len(left_out):,} items that are not to be offered are among them, and left out.")
