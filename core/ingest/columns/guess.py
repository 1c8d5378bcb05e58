"""Guess which column plays which role, from names and values, each with a reason."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import reduce

from core.attributes.names import fold
from core.errors import IngestError
from core.ingest.columns.no_item import is_without_item, numbers_of_people
from core.ingest.columns.own_key import propose_roles
from core.ingest.columns.propose import FILE_ROLES, NEEDED, Proposal
from core.ingest.names.naming import EXACT, HELD, certainty
from core.ingest.reader.read import RawTable
from core.ingest.tables.evidence import FEW_ROWS
from core.ingest.tables.log_table import ColumnMap, LogTable
from core.ingest.tables.private import kind_of
from core.ingest.tables.sample import Sample
from core.ingest.tables.source import ROLES, Candidate, Choice, Question
from core.sentences import Sentence, say, with_guess
from core.store.scratch import Scratch

_MAX_LISTED, _LONGEST = 60, 80
"""Columns that are listed where none fits, and characters of the name of each."""
_ADDRESS = re.compile(r"[^@\s.]+(?:\.[^@\s.]+)*@[^@\s]+?\.\w+")
_WIDE, _NEARLY_ALL = 12, 0.97
"""Columns of a wide table, and the share of different values of an id that counts as one of its own in each row."""


def guess_map(
    scratch: Scratch, table: LogTable, given: Mapping[str, Sequence[str]], events: LogTable | None = None
) -> Proposal:
    """Choose columns for the roles of one file (``events``, ``items`` or ``users``); ``given`` ones come first.

    ``events``: the table of events that files about items and users belong to.

    Raises ``IngestError`` when a needed role finds no column.
    """
    proposal = propose_roles(scratch, table, given, events)
    for role in missing_roles(table.name, proposal.choices, given, proposal.questions):
        raise _missing(role, table.name, table.raws[0], table.sample)
    return proposal


def refuse_open(questions: Sequence[Question]) -> None:
    """Raise ``IngestError`` that names the choices where a question is open."""
    if not questions:
        return
    asked = reduce(
        lambda before, one: say("{before} {one}", before=before, one=one), [each.sentence for each in questions]
    )
    answers = "; ".join(
        " or ".join(_answer(question.role, each) for each in question.candidates) for question in questions
    )
    raise IngestError(
        asked, say("Answer with {answers}; or give --yes to take the first choice of each.", answers=answers)
    )


def _answer(role: str, candidate: Candidate) -> str:
    """Write how a question is answered on the command line, with some values."""
    shown = f" ({', '.join(candidate.examples)})" if candidate.examples else ""
    return f"--map {role}={shlex.quote(candidate.column)}{shown}"


def refuse_list(table: LogTable, questions: Sequence[Question]) -> None:
    """Raise ``IngestError`` where a wide table has an id of its own in each row, and neither user nor item has a name.

    It lists customers or products; whatever were taken for its users would be groups of them.
    """
    open_roles = {each.role: each.candidates[0].column for each in questions if each.candidates}
    if not {"user", "item"} <= set(open_roles) or len(table.raws[0].headers) < _WIDE:
        return
    if any(certainty(role, open_roles[role]) > 0 for role in ("user", "item")):
        return
    key = next((header for header in table.sample.columns if _is_own_id(header, table.sample)), None)
    if key is not None:
        raise IngestError(
            say("{file} is a list rather than a log: each row has a {column!r} of its own, and no column names a user "
                "and an item that come again.", file=table.raws[0].name, column=key),
            say("Load the file that says who did what and when; a list of users goes to --users. If it is a log, name "
                "its columns with --map user=COLUMN and --map item=COLUMN."),
        )  # fmt: skip


def _is_own_id(header: str, sample: Sample) -> bool:
    is_id = fold(header) == "id" or certainty("user", header) >= EXACT or certainty("item", header) >= EXACT
    counts = sample.counts.get(header)
    n_distinct, n_rows = (counts.n_distinct, counts.n_rows) if counts else (sample.n_distinct(header), sample.n_rows)
    return is_id and n_distinct >= _NEARLY_ALL * n_rows


def note_on_guess(question: Question) -> str:
    """Say that a question was answered by what was proposed."""
    first = question.candidates[0]
    return say(
        "The {role} was not clear; {column!r} was taken, as proposed: {reason}.",
        role=question.role,
        column=first.column,
        reason=first.reason,
    )


def as_given(file: str, table: RawTable, given: Mapping[str, Sequence[str]], headers: Sequence[str]) -> list[Choice]:
    """Take the roles of one file exactly as a complete map gives them.

    Raises ``IngestError`` when a needed role has no column.
    """
    choices = [
        Choice(file, role, column, say("given"))
        for role in FILE_ROLES[file]
        for column in given.get(role, ())
        if column in headers
    ]
    for role in missing_roles(file, choices, given):
        raise _missing(role, file, table)
    return choices


def needed_roles(file: str) -> tuple[str, ...]:
    """List the roles that a file cannot do without."""
    return tuple(NEEDED[file])


def missing_roles(
    file: str, choices: Sequence[Choice], given: Mapping[str, Sequence[str]], questions: Sequence[Question] = ()
) -> list[str]:
    """List the roles that a file needs and no column plays; a log may name no item where that is given, or asked."""
    played = {choice.role for choice in choices if choice.file == file}
    if file == "events" and (is_without_item(given) or any(each.role == "item" for each in questions)):
        played.add("item")
    return [role for role in NEEDED[file] if role not in played]


def roles_of(file: str) -> tuple[str, ...]:
    """List the roles that columns of a file can play."""
    return tuple(FILE_ROLES[file])


def column_map(choices: Sequence[Choice], file: str) -> ColumnMap:
    """Collect the choices of one file."""
    found = ColumnMap(
        attributes=tuple(each.column for each in choices if each.file == file and each.role == "attribute")
    )
    for each in choices:
        if each.file == file and each.role != "attribute":
            found = replace(found, **{each.role: each.column})  # type: ignore[arg-type]
    return found


def given_for(given: Mapping[str, str | Sequence[str]], file: str) -> dict[str, list[str]]:
    """Collect what is given for one file: a role alone counts for every file, ``items.item`` for the items file."""
    found: dict[str, list[str]] = {}
    for key, columns in sorted(given.items(), key=lambda each: "." in each[0]):
        place, _dot, role = key.rpartition(".")
        if place in ("", file):
            found[role] = [columns] if isinstance(columns, str) else list(columns)
    return found


def check_given(given: Mapping[str, Sequence[str]], tables: Sequence[RawTable], *, is_fixed: bool = False) -> None:
    """Raise ``IngestError`` for an unknown role, or a column that no file has.

    ``is_fixed``: the dataset that the files are added to gives the columns.
    """
    headers = list(dict.fromkeys(header for table in tables for header in table.headers))
    for key, columns in given.items():
        place, _dot, role = key.rpartition(".")
        if role not in ROLES or place not in ("", *FILE_ROLES):
            raise IngestError(
                say("There is no role {key!r}.", key=key), say("Roles are {roles}.", roles=", ".join(ROLES))
            )
        if role != "attribute" and len(columns) > 1:
            raise IngestError(
                say("The role {role} is given twice: {columns}.", role=role, columns=", ".join(columns)),
                say("Give it one column."),
            )
        for column in columns:
            if column not in headers and is_fixed:
                raise IngestError(
                    say(
                        "The files have no column {column!r}, which is the {role} of the log.", column=column, role=role
                    ),
                    say("Add files with the same columns; these have {columns}.", columns=", ".join(headers)),
                )
            if column not in headers:
                hint = with_guess(say("Columns are {columns}.", columns=", ".join(headers)), column, headers)
                raise IngestError(say("No file has a column {column!r}.", column=column), hint)


def _missing(role: str, file: str, table: RawTable, sample: Sample | None = None) -> IngestError:
    named = [_with_value(header, sample) if sample else header for header in table.headers]
    listed = [_shown(each) for each in named[:_MAX_LISTED]] + ["…"] * (len(named) > _MAX_LISTED)
    name_it = say("Name it with --map {role}=COLUMN; columns are {columns}.", role=role, columns=", ".join(listed))
    if role == "timestamp":
        needed = say("A log has a row for each thing that a user did, with its time; one without times is not read.")
        name_it = say("{needed} {name_it}", needed=needed, name_it=name_it)
        if sample and (unread := _unread_time(sample)):
            name_it = say("{unread} {name_it}", unread=unread, name_it=name_it)
    if role == "item":
        needed = say(
            "Users are grouped by what they chose, such as products, pages or campaigns; where a log names nothing of "
            "the kind, --map item= counts each row as one."
        )
        name_it = say("{needed} {name_it}", needed=needed, name_it=name_it)
    if role == "user" and sample and (shared := _shared_user(sample)):
        return IngestError(
            say(
                "{file}: all rows have one {column!r}, that of who sells or of a single user, and no other column "
                "looks like the user of the {kind} file.",
                file=table.name,
                column=_shown(shared),
                kind=file,
            ),
            name_it,
        )
    if role == "item" and sample and (numbers := numbers_of_people(sample)):
        name_it = say("{numbers} {name_it}", numbers=numbers, name_it=name_it)
    return IngestError(
        say("{file}: no column looks like the {role} of the {kind} file.", file=table.name, role=role, kind=file),
        name_it,
    )


def _shown(header: str) -> str:
    """Return the beginning of a text without addresses; time to look for them grows with the square of its length."""
    return _ADDRESS.sub("…@…", header[: 4 * _LONGEST])[:_LONGEST]


def _shared_user(sample: Sample) -> str | None:
    """Return the column of users of which all rows, where there are some, have one."""
    return next(
        (
            header
            for header in sample.columns
            if len(texts := sample.texts(header)) >= FEW_ROWS
            and sample.n_distinct(header) == 1
            and (certainty("user", header) > 0 or kind_of(header, texts) == "email")
        ),
        None,
    )


def _unread_time(sample: Sample) -> Sentence | None:
    """Say what stands in the column that is called as times are, and is not understood."""
    named = [each for each in sample.columns if certainty("timestamp", each) >= HELD and sample.texts(each)]
    if not named:
        return None
    header = max(named, key=lambda each: certainty("timestamp", each))
    text = _shown(sample.texts(header)[0])
    return say("{text!r} of {column!r} is not understood as a time.", text=text, column=header)


def _with_value(header: str, sample: Sample) -> str:
    """Show the first value of a column that has no name of its own."""
    texts = sample.texts(header) if header.startswith("column_") and header in sample.columns else []
    return say("{column} (such as {value})", column=header, value=texts[0][:30]) if texts else header
