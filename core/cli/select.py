"""The command ``select``: users of a run who meet a rule, as a list, as SQL, or saved in a workspace."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from core.cli.assign import check_log, read_log
from core.cli.chosen import Chosen
from core.cli.log import add_consent_option, add_log_options, requested_consent
from core.cli.look_alikes import space_later, space_of, write_audience
from core.cli.options import at_least_one
from core.cli.run_home import RunHome, home_of
from core.cli.saved_selections import act_on_saved, known_on, save_selection, saved_users
from core.cli.shown import shown_of, shown_of_folder
from core.errors import DataError
from core.files.output_folder import output_folder
from core.sentences import say, say_n
from core.shaping.choice import choose_where
from core.shaping.edits import Members
from core.shaping.found import find_segments
from core.shaping.known import Known, is_among
from core.shaping.nearest import is_of_whole_segments, on_whole_segments
from core.shaping.rule import Named, conditions_of, parse_rule
from core.shaping.shown import labels_sentence, own_text
from core.types import NOISE, BoolArray, Population

if TYPE_CHECKING:
    from core.results.carried import Earlier
    from core.sentences import Sentence

_N_MARKS = 10
DIALECTS = ("duckdb", "spark", "bigquery", "snowflake")
TABLE_FILES = frozenset(
    f"{name}.parquet" for name in ("users", "events", "items", "item_categories", "segments", "interests", "selections")
)
"""What ``--tables`` may write."""


def add_select(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    select = commands.add_parser("select", help="list, save or compare users of a run who meet a rule")
    select.add_argument(
        "run", type=Path, metavar="RUN", help="the folder that a run or an edit has written, or a run of a workspace"
    )
    add_log_options(select, needs_log=False)
    select.add_argument("--where", metavar="RULE", help="such as 'segment:3 and last_seen<30d'")
    help_of_list = "only users of this file with the column user_id: CSV, Excel or Parquet"
    select.add_argument("--list", dest="listed", type=Path, metavar="FILE", help=help_of_list)
    help_of_nearest = "instead of them, the N users nearest to them: look-alikes"
    select.add_argument("--nearest", type=at_least_one, metavar="N", help=help_of_nearest)
    select.add_argument(
        "--against", metavar="SEGMENT", help="print what they have more often than a segment, or than 'all' users"
    )
    select.add_argument(
        "--sql", choices=DIALECTS, help="print the rule as SQL; of the last two only the grammar is checked"
    )
    select.add_argument("--tables", type=Path, metavar="DIR", help="write the tables that the SQL reads, as Parquet")
    select.add_argument("--save", metavar="NAME", help="save them as a selection in the workspace of the run")
    what = select.add_mutually_exclusive_group()
    what.add_argument("--saved", action="store_true", help="list the saved selections instead")
    what.add_argument("--overlap", nargs=2, metavar=("A", "B"), help="compare two saved selections instead")
    what.add_argument("--delete", metavar="NAME", help="delete a saved selection instead")
    add_consent_option(select)
    select.add_argument("--workspace", type=Path, metavar="DIR", help="keep datasets and encoded titles")
    select.add_argument("--audience", dest="out", type=Path, metavar="FILE", help="the CSV file to write")
    select.set_defaults(command=_select)


def members_of(earlier: Earlier, population: Population) -> tuple[Members, list[Sentence]]:
    """Put the users of the log into the segments that the run gave them; say who has none."""
    from core.pipeline.edited_run import members_in

    highest = shown_of_folder(earlier).highest
    return members_in(population, Members(earlier.user_ids, earlier.labels, highest, earlier.numbers))


def _select(options: argparse.Namespace) -> None:
    from core.files.single_file import output_file

    home = home_of(options)
    if options.saved or options.overlap or options.delete:
        act_on_saved(home, options)
        return
    _check(options, home)
    with ExitStack() as stack:
        list_path = stack.enter_context(output_file(options.out)) if options.out else None
        tables = stack.enter_context(output_folder(options.tables, False, TABLE_FILES)) if options.tables else None
        chosen = _of_workspace(home, options) if home and options.events is None else _of_log(options)
        rule = chosen.rule(options.where)
        is_chosen, n_unknown = _choose(options, chosen, rule)
        found = chosen.space().nearest_to(is_chosen, options.nearest) if options.nearest else None
        notes = [on_whole_segments()] if found and is_of_whole_segments(chosen.members.labels, is_chosen) else []
        if found:
            is_chosen = np.isin(np.arange(len(is_chosen)), found.rows)
        if list_path:
            write_audience(chosen.members, chosen.listed(is_chosen), found, list_path)
        if tables:
            _write_tables(chosen.known, rule, tables)
    if home and options.save:
        users = chosen.members.user_ids[is_chosen]
        is_rule = not options.listed and not found
        save_selection(home, options.save, rule if is_rule else users.tolist(), len(users))
    for line in (*(found.sentences() if found else ()), *notes, *_lines(options, chosen, is_chosen)):
        print(line)
    if n_unknown:
        print(say_n("{n:,} of the list is not in the run.", "{n:,} of the list are not in the run.", n_unknown))


def _choose(options: argparse.Namespace, chosen: Chosen, rule: str) -> tuple[BoolArray, int]:
    """Return who meets the rule and is on the list, (n_users,); and how many of the list are not in the run."""
    from core.ingest.values.identity import as_in_log
    from core.shaping.user_list import read_user_list

    user_ids = chosen.members.user_ids
    is_chosen, n_unknown = np.ones(len(user_ids), dtype=bool), 0
    if rule:
        is_chosen &= choose_where(rule, chosen.known)
    if options.listed:
        listed = as_in_log(read_user_list(options.listed), user_ids, chosen.key)
        is_on_list = is_among(chosen.known.population, listed.values())
        is_chosen, n_unknown = is_chosen & is_on_list, len(set(listed.values())) - int(is_on_list.sum())
    return is_chosen, n_unknown


def _check(options: argparse.Namespace, home: RunHome | None) -> None:
    """Raise ``DataError`` for what cannot be done, before any work is done."""
    if not options.where and not options.listed:
        raise DataError(
            say("There is no rule."),
            say("Give one with --where, such as 'segment:3 and last_seen<30d', or a list of users with --list."),
        )
    if options.where:
        parse_rule(options.where)
    elif options.sql or options.tables:
        raise DataError(say("A list of users is no SQL."), say("Give a rule with --where."))
    if options.nearest and (options.sql or options.tables):
        raise DataError(say("Look-alikes are no SQL."), say("Leave --nearest out, or --sql and --tables."))
    if home is None and options.save:
        raise DataError(
            say("{run} is no run of a workspace.", run=str(options.run)), say("Selections are saved in a workspace.")
        )
    if home is None:
        check_log(options)


def _of_log(options: argparse.Namespace) -> Chosen:
    """Read the users of a log, who are in the segments of the files of a run."""
    from core.pipeline.edited_run import interests_later
    from core.results.earlier_folder import read_earlier, read_figures
    from core.results.run import options_without
    from core.store.columns_left_out import columns_left_out

    earlier = read_earlier(options.run)
    model, log = read_log(options, options.run)
    population, key = log.population, log.key
    consent = requested_consent(options, population, is_audience=options.out is not None)
    known, vectors = model.vectors(population)
    members, notes = members_of(earlier, known)
    interests = interests_later(known, options_without((), log.settings))
    figures = read_figures(options.run, members.user_ids)
    found = Known(known, members.labels, earlier.names, interests, figures, left_out=columns_left_out(log.report))
    space = partial(space_of, model, known, vectors)
    return Chosen(found, members, notes, consent, key, space, shown_of_folder(earlier))


def _of_workspace(home: RunHome | None, options: argparse.Namespace) -> Chosen:
    """Read the users of a run of a workspace."""
    from core.ingest.values.identity import read_key

    assert home is not None  # noqa: S101 - _check has asked
    known = known_on(home, home.run_id)
    members = Members(known.population.histories.user_ids, known.labels, int(known.labels.max(initial=0)))
    consent = requested_consent(options, known.population, is_audience=options.out is not None)
    key = read_key(home.settings.workspace)
    results = home.results
    members, aside = replace(members, numbers=results.numbers), results.not_acted_on
    space = space_later(home, known.population)
    return Chosen(saved_users(home).with_selections(known), members, [], consent, key, space, shown_of(results), aside)


def _write_tables(known: Known, rule: str, folder: Path) -> None:
    """Write what the SQL of the rule reads; interests where the rule asks for them, since they take long to find."""
    from core.shaping.rule_tables import rule_tables, write_rule_tables

    saved = {name: known.selection(name) for name in _asks_for(rule, "selection")}
    write_rule_tables(rule_tables(known, saved, with_interests=bool(_asks_for(rule, "interest"))), folder)


def _asks_for(rule: str, name: str) -> list[str]:
    """Return the texts that a rule asks for under a name; none without a rule."""
    conditions = conditions_of(parse_rule(rule)) if rule else ()
    return [each.text for each in conditions if isinstance(each, Named) and each.name == name]


def _lines(options: argparse.Namespace, chosen: Chosen, is_chosen: BoolArray) -> Iterator[str]:
    """Say who meets the rule, and what was written."""
    yield from chosen.notes
    yield from _summary(chosen.members, is_chosen, "" if options.nearest else _asked(options))
    if n_aside := int(np.count_nonzero(is_chosen & np.isin(chosen.members.labels, chosen.aside))):
        yield say_n(
            "{n:,} of them is in a segment that an analyst set aside or rejected.",
            "{n:,} of them are in segments that an analyst set aside or rejected.",
            n_aside,
        )
    if options.against:
        yield from _marks(chosen, is_chosen, options.against)
    if chosen.consent:
        yield replace(chosen.consent, answers=chosen.consent.answers[is_chosen]).sentence
    if options.out:
        yield f"The list is in {options.out}."
    if options.tables:
        yield f"The tables are in {options.tables}."
    if options.save:
        yield f"The selection {options.save!r} is saved."
    labels = labels_sentence(chosen.shown.numbers)
    if labels and (options.out or options.tables or options.sql):
        yield f"-- {labels}" if options.sql else labels
    if options.sql:
        from core.shaping.rule_sql import Dialect, rule_sql

        yield rule_sql(parse_rule(chosen.rule(options.where)), chosen.known, Dialect(options.sql))


def _asked(options: argparse.Namespace) -> str:
    """Say what was asked for."""
    if not options.listed:
        return str(options.where)
    listed = f"the list in {options.listed}"
    return f"{options.where} and {listed}" if options.where else listed


def _marks(chosen: Chosen, is_chosen: BoolArray, against: str) -> Iterator[str]:
    """State what the chosen users have more often than a segment, or than all users, counted in all events."""
    from core.profiles.counted import counted, group_lifts
    from core.profiles.profile import all_facts

    is_reference = None
    if against != "all":
        labels, shown = chosen.members.labels, chosen.shown
        own = own_text(against, shown.numbers, shown.names.values())
        is_reference = np.isin(labels, find_segments(labels, chosen.known.names, own))
    yield f"More often than {'all users' if against == 'all' else f'segment {against}'}, counted in all events:"
    for lift in group_lifts(map(counted, all_facts(chosen.known.population)), is_chosen, _N_MARKS, is_reference):
        shares = f"{100 * lift.share:.1f} % against {100 * lift.overall_share:.1f} %"
        yield f"  {lift.name}: {shares}, {lift.lift:.2f} times ({lift.low:.2f} to {lift.high:.2f})"


def _summary(members: Members, is_chosen: BoolArray, rule: str) -> Iterator[str]:
    """Count who meets a rule, in all where there is one, and in each segment."""
    n_chosen, n_users = int(is_chosen.sum()), len(is_chosen)
    if rule:
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
            name = "Unassigned:" if segment == NOISE else f"{members.number_of(segment)}."
            yield f"  {name} {n_own:,} of {size:,} ({100 * n_own / size:.1f} %)"
