"""The role of each column of a table: as given, else as its preset says, else as it is guessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.ingest.columns.beyond_preset import roles_beyond
from core.ingest.columns.guess import as_given, given_for, guess_map
from core.ingest.tables.layout import TableSource
from core.ingest.tables.log_table import LogTable
from core.ingest.tables.source import Choice, Question
from core.sentences import say
from core.store.scratch import Scratch


def choose_roles(
    scratch: Scratch,
    table: LogTable,
    given_anywhere: Mapping[str, Sequence[str]],
    is_complete: bool,
    events: LogTable | None,
) -> tuple[list[Choice], list[Question]]:
    """Return the role of each column: as given, else as the preset says, else as it is guessed; and what is open.

    ``events``: the table of events that files about items and users belong to.
    """
    given = given_for(given_anywhere, table.name)
    if is_complete:
        return as_given(table.name, table.raws[0], given, list(table.sample.columns)), []
    if table.source.preset is None:
        guessed = guess_map(scratch, table, given, events)
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
    beyond = roles_beyond(scratch, table, chosen)
    return [*chosen, *(each for each in beyond if each.role not in given)]


def _why(table: TableSource, role: str) -> str:
    others = ", ".join(table.instead.get(role, ()))
    return say("set by the preset; {others} where it is empty", others=others) if others else say("set by the preset")
