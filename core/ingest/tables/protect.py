"""Keep what identifies people out of what a load stores: which columns are masked, whose user ids become codes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import reduce

import pyarrow as pa

from core.errors import IngestError
from core.ingest.names.called import is_company
from core.ingest.names.naming import EXACT, certainty
from core.ingest.tables.log_table import LogTable
from core.ingest.tables.persons import names_of_persons
from core.ingest.tables.private import KINDS, are_ips, kind_of
from core.ingest.values.identity import code_of
from core.ingest.values.person_names import are_names_of_persons
from core.population.event_parts import split_name
from core.sentences import Sentence, say
from core.store.scratch import Scratch

_IP = re.compile(r"\b(ips?|ipv[46]|ip ?addr(ess)?|remote (addr(ess)?|host)|client addr(ess)?|x forwarded for)\b")
"""Names of addresses of the internet."""
BY_NAME = say(
    "Users are known by their names alone: namesakes count as one user, and who is written in two ways as two."
)
_STORED_USERS = (
    "select distinct fixed from staged_user_ids where no in (select user_no from kept) "
    "union select user_id from answered_by_event"
)


def private_columns(table: LogTable) -> dict[str, str]:
    """Return the columns of a table that identify people, with their kinds; what users did names nobody.

    IP addresses are private where they stand for users, in the first column of these or others where it has gaps, and
    beside users under their own name.
    """
    sample, roles = table.sample, table.map
    passed = {
        roles.item, roles.event, roles.timestamp, roles.time_of_day, roles.value, roles.quantity, roles.order,
        roles.text, roles.query, roles.category,
    }  # fmt: skip
    persons = names_of_persons(sample.columns)
    users = table.user_columns if table.name == "events" else ()
    kinds = {
        header: "name"
        if header in persons
        else kind_of(header, sample.texts(header), is_of_users=table.name == "users")
        or _names_in(header, sample.texts(header), is_user=header in users)
        for header in sample.columns
        if header not in passed
    }
    there = [each for each in users if each in sample.columns]
    has_gaps = any((text or "-").strip() == "-" for each in there[:1] for text in sample.columns[each])
    there = there if has_gaps else there[:1]
    there += [each for each in kinds if each not in users and _IP.search(split_name(each))]
    kinds |= {each: "ip" for each in there if not kinds.get(each) and are_ips(sample.texts(each))}
    return {header: kind for header, kind in kinds.items() if kind}


def _names_in(header: str, texts: Sequence[str], *, is_user: bool) -> str:
    """Return "name" where a column of users, or of who is called as users are, holds names of persons; "" else."""
    is_of_users = is_user or certainty("user", header) >= EXACT
    return "name" if is_of_users and not is_company(header) and are_names_of_persons(texts) else ""


def protect(tables: Mapping[str, LogTable], user_ids: str | None) -> tuple[dict[str, LogTable], list[Sentence]]:
    """Find the private columns of all tables and mask them; return notes that name them.

    Parameters
    ----------
    tables
        By name.
    user_ids
        What to do with user ids, ``LogSource.user_ids``.

    Raises
    ------
    IngestError
        A private column was given as an attribute.
    """
    found = {name: private_columns(table) for name, table in tables.items()}
    for name, table in tables.items():
        _refuse_attributes(table, found[name])
    events = tables["events"]
    kind = user_kind(events, found["events"])
    has_codes = user_ids == "pseudonymise" or (user_ids is None and bool(kind))
    protected = {name: _masked(table, found[name], has_codes) for name, table in tables.items()}
    return protected, [*_on_user_ids(events, found["events"], kind, user_ids), *_on_columns(protected.values())]


def user_kind(events: LogTable, private: Mapping[str, str]) -> str:
    """Return the kind of private data that user ids are, "" for none."""
    return next((private[column] for column in events.user_columns if column in private), "")


def make_codes(scratch: Scratch, key: bytes | None) -> None:
    """Make the table ``codes``: user_id as written, code; empty without a key. ``find_answers`` made its table."""
    user_ids = [row[0] for row in scratch.rows(_STORED_USERS)] if key else []
    codes = [code_of(user_id, key) for user_id in user_ids] if key else []
    columns = {"user_id": pa.array(user_ids, pa.string()), "code": pa.array(codes, pa.string())}
    scratch.add_table("codes", pa.table(columns))


def _masked(table: LogTable, private: Mapping[str, str], has_codes: bool) -> LogTable:
    others = {column for column in private if column not in table.user_columns}
    others |= {table.map.query} if table.map.query else set()  # anything may stand in what people write
    masked = frozenset(others | set(table.user_columns if has_codes else ()))
    raws = tuple(replace(raw, masked=masked) for raw in table.raws)
    return replace(table, raws=raws, private=dict(private), has_codes=has_codes)


def _refuse_attributes(table: LogTable, private: Mapping[str, str]) -> None:
    for column in table.map.attributes:
        if column in private:
            raise IngestError(
                say("The column {column!r} is no attribute: it holds {kind}.", column=column,
                    kind=KINDS[private[column]]),
                say("What identifies people is not stored; leave the column out."),
            )  # fmt: skip


def _on_user_ids(events: LogTable, private: Mapping[str, str], kind: str, user_ids: str | None) -> list[Sentence]:
    column = next((each for each in events.user_columns if private.get(each) == kind), events.map.user or "")
    what = KINDS[kind] if kind else say("user ids")
    by_name = [BY_NAME] if kind == "name" else []
    if user_ids == "keep":
        kept = say("{what!c} in {column!r} are stored as they are, as was asked.", what=what, column=column)
        return [kept, *by_name] if kind else []
    if not kind and user_ids is None:
        return []
    replaced = say(
        "{what!c} in {column!r} are replaced by codes that only this workspace can make again.",
        what=what,
        column=column,
    )
    hint = [] if user_ids else [say("Give --user-ids keep to store them as they are.")]
    return [replaced, *hint, *by_name]


def _on_columns(tables: Iterable[LogTable]) -> list[Sentence]:
    listed = [
        say("{column!r} ({kind})", column=column, kind=KINDS[kind])
        for table in tables
        for column, kind in table.private.items()
        if column not in table.user_columns
    ]
    if not listed:
        return []
    columns = reduce(lambda before, one: say("{before}, {one}", before=before, one=one), listed)
    return [
        say("Columns that identify people are not stored, and masked in rejected rows: {columns}.", columns=columns)
    ]
