"""The command ``select``: users of a run who meet a rule, as a list."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from core.cli.assign import read_log
from core.cli.log import add_consent_option, add_log_options, requested_consent, workspace_settings
from core.sentences import say, say_n
from core.shaping.choice import choose_where
from core.shaping.edits import Choose, Members
from core.shaping.known import Known
from core.types import NOISE, BoolArray, Column, Labels, Population

if TYPE_CHECKING:
    from core.interests.users import Interests
    from core.results.carried import Earlier
    from core.results.run import Options
    from core.sentences import Sentence


def add_select(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    select = commands.add_parser("select", help="list the users of a run who meet a rule")
    select.add_argument("run", type=Path, metavar="RUN_DIR", help="the folder that a run or an edit has written")
    add_log_options(select)
    select.add_argument("--where", required=True, metavar="RULE", help="such as 'segment:3 and last_seen<30d'")
    add_consent_option(select)
    select.add_argument("--workspace", type=Path, metavar="DIR", help="keep datasets and encoded titles")
    select.add_argument(
        "--audience", dest="out", type=Path, required=True, metavar="FILE", help="the CSV file to write"
    )
    select.set_defaults(command=_select)


def choosing(population: Population, names: Mapping[int, str], options: Options) -> Choose:
    """Return what chooses users by a rule; what they are interested in is found when a rule first asks for it."""

    @cache
    def interests() -> Interests:
        from core.pipeline.liked import interests_of_users

        return interests_of_users(population, options)

    def choose(rule: str, labels: Labels) -> BoolArray:
        return choose_where(rule, Known(population, labels, names, interests))

    return choose


def members_of(earlier: Earlier, population: Population) -> tuple[Members, list[Sentence]]:
    """Put the users of the log into the segments that the run gave them; say who has none, and which numbers differ."""
    user_ids = population.histories.user_ids
    rows = pd.Index(earlier.user_ids).get_indexer(pd.Index(user_ids))
    labels = np.where(rows < 0, NOISE, earlier.labels[rows]).astype(np.int32)
    n_new, n_gone = int((rows < 0).sum()), len(earlier.user_ids) - int((rows >= 0).sum())
    new = say_n(
        "{n:,} user of the log was not in the run, and is in no segment.",
        "{n:,} users of the log were not in the run, and are in no segment.",
        n_new,
    )
    gone = say_n(
        "{n:,} user of the run is not in the log, and is left out.",
        "{n:,} users of the run are not in the log, and are left out.",
        n_gone,
    )
    others = [f"{segment} as {number}" for segment, number in earlier.numbers.items() if segment != number]
    numbers = say(
        "Segments have their numbers in segments.csv; the run shows {numbers}, as an earlier run did.",
        numbers=", ".join(others),
    )
    notes = [sentence for n, sentence in ((len(others), numbers), (n_new, new), (n_gone, gone)) if n]
    return Members(user_ids, labels, int(earlier.labels.max(initial=0))), notes


def _select(options: argparse.Namespace) -> None:
    import pyarrow as pa

    from core.files.csv_files import write_csv
    from core.files.single_file import output_file
    from core.results.earlier_folder import read_earlier
    from core.results.run import options_without

    with output_file(options.out) as path, workspace_settings(options.workspace) as settings:
        earlier = read_earlier(options.run)
        model, population, _key = read_log(options, options.run)
        consent = requested_consent(options, population)
        known, _vectors = model.vectors(population)
        members, notes = members_of(earlier, known)
        choose = choosing(known, earlier.names, options_without((), settings))
        is_chosen = choose(options.where, members.labels)
        is_listed = is_chosen & consent.is_given if consent else is_chosen
        columns = {
            Column.USER_ID: pa.array(members.user_ids[is_listed], pa.string()),
            Column.SEGMENT: pa.array(members.labels[is_listed], pa.int32()),
        }
        write_csv(pa.table(columns), path)
    listed = [replace(consent, answers=consent.answers[is_chosen]).sentence] if consent else []
    for line in [*notes, *_summary(members, is_chosen, options.where), *listed]:
        print(line)
    print(f"The list is in {options.out}.")


def _summary(members: Members, is_chosen: BoolArray, rule: str) -> Iterator[str]:
    """Count who meets a rule, in all and in each segment."""
    n_chosen, n_users = int(is_chosen.sum()), len(is_chosen)
    yield say_n(
        "{n:,} of {total:,} users ({share:.1f} %) meets {rule}.",
        "{n:,} of {total:,} users ({share:.1f} %) meet {rule}.",
        n_chosen,
        total=n_users,
        share=100 * n_chosen / max(n_users, 1),
        rule=rule,
    )
    for segment in (*members.segments, NOISE):
        of_segment = members.labels == segment
        n_own, size = int((is_chosen & of_segment).sum()), int(of_segment.sum())
        if size:
            name = "Unassigned:" if segment == NOISE else f"{segment}."
            yield f"  {name} {n_own:,} of {size:,} ({100 * n_own / size:.1f} %)"
