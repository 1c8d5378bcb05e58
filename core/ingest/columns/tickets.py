"""Sales of tickets: what people go to is called an event there, and is the item."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from core.ingest.names.naming import heads_of
from core.ingest.tables.evidence import Evidence, Ties
from core.ingest.tables.source import Choice
from core.population.event_parts import split_name
from core.sentences import say

_EVENT_TITLES = (
    "eventname",
    "eventtitle",
    "event",
    "nomevenement",
    "veranstaltung",
    "evento",
    "nombreevento",
    "活动名称",
    "イベント名",
)
_EVENT_IDS = ("eventid", "eventcode", "idevento", "idevenement", "veranstaltungsnr", "活动id", "イベントid")
_TICKET = re.compile(r"ticket|attendee|admission|billet|eintritt|entrada|biglietto|ingresso|票|チケット", re.IGNORECASE)
_GATHERING = re.compile(
    r"\b(rsvps?|attend|attend(ed|ees?|ing|ance)|venues?|guests|seats?)\b|teilnehm|anmeldung|inscri[pt]|参加|报名"
)
"""Words of those who come to something, where it has an id as well: an attendant and revenue are others."""
_SAME, _FEW_KINDS = 0.99, 0.5
"""An id of an event has one name; of the names of events in sales of tickets, fewer than this are kinds of events."""


def find_tickets(columns: Mapping[str, Evidence], taken: Collection[str], open_roles: Collection[str]) -> list[Choice]:
    """Return what plays item and title in sales of tickets, where an "event" is what people go to.

    Columns that are ``taken`` play another role; only ``open_roles`` are filled.
    """
    free = {header: heads_of(header)[0] for header in columns if header not in taken}
    titles = [
        header
        for header, name in free.items()
        if name in _EVENT_TITLES and columns[header].event_share < _FEW_KINDS and not columns[header].is_unique
    ]
    if not titles:
        return []
    title, ties = titles[0], Ties(columns)
    ids = [header for header, name in free.items() if name in _EVENT_IDS and ties.find((header,), title)[0] > _SAME]
    is_gathering = bool(ids) and any(_GATHERING.search(split_name(header)) for header in columns)
    if not is_gathering and not any(map(_TICKET.search, columns)):
        return []
    reason = say("it is what people come to")
    played = {"item": ids[0] if ids else title, "text": title}
    return [Choice("events", role, column, reason, 0.9) for role, column in played.items() if role in open_roles]
