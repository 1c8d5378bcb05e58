"""The log that a command reads: its options, its workspace, and how its columns were read."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from core.cli.kept_consent import answers_of_folder
from core.cli.user_key import find_key
from core.errors import IngestError
from core.files.temporary import temporary_folder
from core.ingest.alike import say_of_items, say_of_users
from core.ingest.presets.table import NO_PRESET, PRESETS
from core.ingest.rows.event_counts import MANY_LOST, lost_rows
from core.ingest.tables.source import DATE_ORDERS, DECIMALS, ROLES, USER_IDS, VALUE_PER, IngestReport, LogSource
from core.ingest.values.identity import read_key, write_key
from core.population.meanings import EVENT_WEIGHTS, parse_meaning
from core.sentences import say
from core.settings import Settings, load_settings

if TYPE_CHECKING:
    from core.attributes.consent import Consent
    from core.types import Population

_KEY_ROLES = ("user", "item", "timestamp")


def add_log_options(command: argparse.ArgumentParser, *, needs_log: bool = True) -> None:
    """Add the options that name a log and its columns; without ``needs_log`` the log may be left out."""
    command.add_argument(
        "events",
        type=_file_or_folder,
        nargs=None if needs_log else "?",
        metavar="EVENTS",
        help="the log: CSV, Excel, JSON, XML or Parquet; a file, an archive or a folder",
    )
    command.add_argument("--items", type=_file_or_folder, metavar="FILE", help="titles and categories of items")
    command.add_argument("--users", type=_file_or_folder, metavar="FILE", help="attributes of users")
    command.add_argument(
        "--sheet", metavar="NAME", help="the sheet of a workbook; the first that is a table if not given"
    )
    command.add_argument(
        "--preset",
        choices=(NO_PRESET, *PRESETS),
        metavar="NAME",
        help=f"the tool that wrote the log, recognised by itself: {', '.join(PRESETS)}; {NO_PRESET} for your own",
    )
    command.add_argument(
        "--map",
        action="append",
        default=[],
        type=_role_and_column,
        metavar="ROLE=COLUMN",
        help="the column that plays a role, nothing for none; may repeat. "
        f"Roles: {', '.join(ROLES)}. The rest is guessed",
    )
    command.add_argument(
        "--event",
        action="append",
        default=[],
        type=_event_and_meaning,
        metavar="NAME=MEANING[:WEIGHT]",
        help=f"what an event type means; may repeat. Meanings: {', '.join(EVENT_WEIGHTS)}. The rest is guessed",
    )
    command.add_argument(
        "--yes", action="store_true", help="take what is proposed where it is not clear which column plays a role"
    )
    _add_value_options(command)


def _file_or_folder(text: str) -> Path:
    """Return what a command reads; an empty name, as of a variable that is not set, is not the present folder."""
    if not text.strip():
        raise argparse.ArgumentTypeError("the name is empty: write . for the present folder")
    return Path(text)


def _add_value_options(command: argparse.ArgumentParser) -> None:
    """Add the options that say what is otherwise found out from the rows."""
    command.add_argument(
        "--value-per",
        choices=VALUE_PER,
        metavar="BASIS",
        help="what the value is the price of: unit, line or order; found out where it is not given",
    )
    command.add_argument(
        "--user-ids",
        choices=USER_IDS,
        metavar="HOW",
        help="what is stored of user ids: keep for the ids themselves, pseudonymise for codes that only this workspace "
        "can make again; if not given, pseudonymise where they read as e-mail addresses, phone numbers and the like, "
        "else keep",
    )
    command.add_argument(
        "--date-order",
        choices=DATE_ORDERS,
        metavar="ORDER",
        help="what comes first in dates such as 03/04/2026, day or month; found out where it is not given",
    )
    command.add_argument(
        "--decimals",
        choices=DECIMALS,
        metavar="MARK",
        help="what stands before the decimals of amounts such as 24.500 where nothing in the file settles it, dot or "
        "comma; found out where it is not given",
    )
    command.add_argument(
        "--timezone",
        metavar="ZONE",
        help="the time zone of times that name none, an IANA name such as Europe/Berlin (default ATLAS_TIMEZONE)",
    )


def add_consent_option(command: argparse.ArgumentParser) -> None:
    """Add the option that leaves users without consent out of lists of users."""
    command.add_argument(
        "--only-consented", action="store_true", help="list only users who consented to being contacted"
    )


def add_names_option(command: argparse.ArgumentParser) -> None:
    """Add the option that lets names out which the policy check flags."""
    command.add_argument(
        "--flagged-names",
        action="store_true",
        help="write names that suggest health, faith, children and the like into lists of users, not codes (SEG-07-v3)",
    )


def requested_consent(
    options: argparse.Namespace, population: Population, *, is_audience: bool = False
) -> Consent | None:
    """Read the consent of a log; None without ``--only-consented``, and then say how many users did not consent.

    Where the log does not hold it, as one of new events, it is that of the log which the folder of the run keeps.
    ``is_audience``: a list of users to contact is written, so that a log that does not hold consent is named, too.

    Raises
    ------
    DataError
        It was asked for, but no attribute holds consent, or nobody consented.
    """
    from core.attributes.consent import known_consent, read_consent

    known = known_consent(population.attributes) or _consent_of_run(options, population)
    if options.only_consented:
        return (known or read_consent(population.attributes)).of_somebody()
    if known and known.all_listed:
        print(known.all_listed, file=sys.stderr)
    if known is None and is_audience:
        print(say("Nothing in the log says who may be contacted, so nobody is left out for that."), file=sys.stderr)
    return None


def _consent_of_run(options: argparse.Namespace, population: Population) -> Consent | None:
    """Return the answers of the log that the folder of the run keeps, for the users of another log."""
    from core.attributes.consent_unknown import NoConsentError

    run = getattr(options, "run", None)
    if not (isinstance(run, Path) and run.is_dir()):
        return None
    try:
        return answers_of_folder(run, population.histories.user_ids)
    except NoConsentError:
        return None


def is_workspace_given(workspace: Path | None) -> bool:
    """Whether a command works in a workspace that stays, by its option or the environment."""
    return workspace is not None or bool(os.environ.get("ATLAS_WORKSPACE"))


def given_workspace(workspace: Path | None) -> Path | None:
    """Return the workspace that stays, of the option or the environment; None where there is none."""
    return workspace or (load_settings().workspace if is_workspace_given(workspace) else None)


@contextmanager
def workspace_settings(workspace: Path | None, beside: Sequence[Path] = ()) -> Iterator[Settings]:
    """Yield the settings with this command's workspace: the one given, else the environment's, else a temporary one.

    ``beside``: the files or folders beside which the key of user ids lies without a workspace. A key that is made is
    kept beside the last one.
    """
    settings = load_settings()
    if is_workspace_given(workspace):
        yield replace(settings, workspace=workspace or settings.workspace)
        return
    with temporary_folder() as folder:
        key = find_key(beside)
        if key:
            write_key(folder, key)
        yield replace(settings, workspace=folder)
        keep_key(folder, beside)


def keep_key(workspace: Path, beside: Sequence[Path]) -> None:
    """Keep the key of user ids that was made in a temporary workspace beside the last file or folder, if none is."""
    made = read_key(workspace)
    if made and beside and not find_key(beside):
        write_key(beside[-1].absolute().parent, made)


def source_of(options: argparse.Namespace, settings: Settings) -> LogSource:
    """Return the log that the options name.

    Raises
    ------
    IngestError
        Two columns are given for a role that takes one, or one column for two such roles.
    """
    columns: dict[str, str | list[str]] = {}
    for role, column in options.map:
        if role in _KEY_ROLES and column in (taken for each, taken in columns.items() if each in _KEY_ROLES):
            raise IngestError(
                say("The column {column} cannot be {roles} at once.", column=column, roles=" and ".join(_KEY_ROLES)),
                say("Give one of them."),
            )
        if role == "attribute":
            columns[role] = [*columns.get(role, []), column]
        elif role in columns:
            raise IngestError(
                say(
                    "Two columns are given for {role}: {first} and {column}.",
                    role=role,
                    first=str(columns[role]),
                    column=column,
                ),
                say("Give one of them."),
            )
        else:
            columns[role] = column
    return LogSource(
        options.events,
        options.items,
        options.users,
        options.preset,
        columns,
        accepts_guesses=options.yes,
        timezone=options.timezone or settings.timezone,
        sheet=options.sheet,
        value_per=options.value_per,
        date_order=options.date_order,
        decimals=options.decimals,
        meanings=dict(options.event),
        user_ids=options.user_ids,
    )


def print_ingest(report: IngestReport) -> None:
    """Print which columns are used, and how many records were rejected and why."""
    for choice in report.choices:
        print(f"{choice.file}: {choice.role} = {choice.column} ({choice.reason})", file=sys.stderr)
    for note in report.notes:
        print(note, file=sys.stderr)
    print(f"{report.n_stored:,} of {report.n_records:,} records can be used.", file=sys.stderr)
    if report.n_already_there:
        print(f"  {report.n_already_there:,} are already there and are not counted again.", file=sys.stderr)
    for reason, count in report.rejected.items():
        print(f"  {count:,} rejected: {reason}", file=sys.stderr)
    n_lost = sum(lost_rows(report.rejected, report.n_without_items).values())
    if n_lost >= MANY_LOST * report.n_records > 0:
        print(_in_red(f"Check: {n_lost / report.n_records:.0%} of the rows are lost."), file=sys.stderr)
    if not report.n_already_there:
        findings = (*say_of_users(report.n_stored, report.n_users), *say_of_items(report.n_stored, report.n_items))
        for finding in findings:
            print(_in_red(f"Check: {finding}"), file=sys.stderr)


def _in_red(text: str) -> str:
    """Colour a line where a person reads it on a terminal."""
    return f"\033[31m{text}\033[0m" if sys.stderr.isatty() else text


def _event_and_meaning(text: str) -> tuple[str, str]:
    name, separator, meaning = text.rpartition("=")
    if not separator or not name:
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=MEANING")
    try:
        parse_meaning(meaning)
    except IngestError as error:
        raise argparse.ArgumentTypeError(f"{error} {error.hint}") from error
    return name, meaning


def _role_and_column(text: str) -> tuple[str, str]:
    role, separator, column = text.partition("=")
    if not separator or role not in ROLES or (not column and role in ("user", "timestamp", "attribute")):
        raise argparse.ArgumentTypeError(f"{text!r} is not ROLE=COLUMN with a role of {', '.join(ROLES)}")
    return role, column
