"""The role of each column of a table: as given, else as its preset says, else as it is guessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from core.attributes.consent_answers import understood
from core.attributes.consent_names import is_on_devices, says
from core.ingest.columns.guess import as_given, given_for, guess_map
from core.ingest.columns.linked_ids import ask_for_links
from core.ingest.columns.propose import why_consent
from core.ingest.columns.reasons import by_name
from core.ingest.columns.score import score
from core.ingest.names.naming import EXACT, certainty
from core.ingest.tables.evidence import NEVER, Columns, examine
from core.ingest.tables.layout import TableSource
from core.ingest.tables.log_table import PLACE, LogTable
from core.ingest.tables.private import kind_of
from core.ingest.tables.remember import as_lists
from core.ingest.tables.sample import Sample
from core.ingest.tables.source import Choice, LogSource, Question
from core.sentences import say
from core.store.scratch import Scratch


def choose_roles(
    scratch: Scratch, tables: Mapping[str, LogTable], name: str, source: LogSource, events: LogTable | None
) -> tuple[list[Choice], list[Question]]:
    """Return the role of each column of a table: as given, else as the preset says, else guessed; and what is open.

    ``events``: the table of events, with its roles, that files about items and users belong to.
    """
    table, given = tables[name], given_for(as_lists(source.map), name)
    if source.is_complete_map:
        return as_given(table.name, table.raws[0], given, list(table.sample.columns)), []
    if table.source.preset is None:
        guessed = guess_map(scratch, table, given, events)
        if name == "events":
            guessed = ask_for_links(scratch, tables, guessed, given)
        return guessed.choices, guessed.questions
    return preset_choices(scratch, table, given), []


def preset_choices(scratch: Scratch, table: LogTable, given: Mapping[str, Sequence[str]]) -> list[Choice]:
    """Return the role of each column as the preset says, and of what was joined to it; what is given wins."""
    chosen = []
    for role in {**table.source.map, **given}:
        mine = [column for column in given.get(role, ()) if column in table.sample.columns]
        fixed = [] if role in given and not given[role] else table.source.map.get(role, [])
        why = say("given") if mine else _why(table.source, role)
        chosen += [Choice(table.name, role, column, why) for column in mine or fixed]
    beyond = [*roles_beyond(scratch, table, chosen), *_consents(table, chosen)]
    found = {(each.role, each.column): each for each in beyond if each.role not in given}
    return [*chosen, *found.values()]


def _consents(table: LogTable, choices: Sequence[Choice]) -> list[Choice]:
    """Return the columns of events that say who consented or opted out: no preset knows what a log calls them."""
    if table.name != "events":
        return []
    used = {each.column for each in choices}
    free = {
        header: pd.Series(table.sample.texts(header), dtype="str")
        for header in table.sample.columns
        if header not in used
        and says(header) is not None
        and not is_on_devices(header)
        and not kind_of(header, table.sample.texts(header))
    }
    return [
        Choice(table.name, "attribute", header, why_consent(header))
        for header, texts in free.items()
        if understood(header, texts)
    ]


def _why(table: TableSource, role: str) -> str:
    others = ", ".join(table.instead.get(role, ()))
    return say("set by the preset; {others} where it is empty", others=others) if others else say("set by the preset")


_OF_ITEMS = ("text", "category")
_EACH, _FEW = 0.9, 5
"""Of so many items, or users, that come again at least, so many have one value of what is theirs."""


def roles_beyond(scratch: Scratch, table: LogTable, choices: Sequence[Choice]) -> list[Choice]:
    """Return the columns of a log of a known layout that say what its items are called, and what is known of users.

    They have a known name and one value for each item, or user, and the preset gives nothing for their role.
    """
    roles = {each.role: each.column for each in choices}
    item, user = roles.get("item", ""), roles.get("user", "")
    if table.name != "events" or item not in table.sample.columns:
        return []
    used = {each.column for each in choices} | {
        column for sql in table.source.sql.values() for column in PLACE.findall(sql)
    }
    wanted = [role for role in _OF_ITEMS if role not in roles and role not in table.source.sql]
    wanted += ["attribute"] if "attribute" not in roles else []
    named = [
        (role, header)
        for header in table.sample.columns
        for role in wanted
        if header not in used and certainty(role, header) >= EXACT
    ]
    if not named:
        return []
    kept = dict.fromkeys([each for each in (item, user) if each in table.sample.columns])
    kept |= dict.fromkeys(header for _role, header in named)
    columns = examine(scratch, Sample({header: table.sample.columns[header] for header in kept}))
    return _chosen(columns, named, {"text": item, "category": item, "attribute": user})


def _chosen(columns: Columns, named: Sequence[tuple[str, str]], owners: Mapping[str, str]) -> list[Choice]:
    found: list[Choice] = []
    for role, header in sorted(named, key=lambda each: -certainty(*each)):
        owner, one = owners[role], columns[header]
        is_filled = role != "attribute" and role in {each.role for each in found}
        if is_filled or owner not in columns or header in {each.column for each in found} or one.n_distinct < 2:
            continue
        share, n_again = columns.tie((owner,), header)
        is_fit = not one.private if role == "attribute" else score(role, header, columns) > NEVER
        if is_fit and share >= _EACH and n_again >= _FEW:
            found.append(Choice("events", role, header, by_name(header, certainty(role, header))))
    return found
