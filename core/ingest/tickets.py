"""Sales of tickets: what people go to is called an event there, and is the item."""

from __future__ import annotations

import re
from collections.abc import Mapping

from core.ingest.evidence import Evidence, Ties
from core.ingest.naming import heads_of
from core.ingest.source import Choice
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
_SAME, _FEW_KINDS = 0.99, 0.5
"""An id of an event has one name; of the names of events in sales of tickets, fewer than this are kinds of events."""


def find_tickets(columns: Mapping[str, Evidence]) -> list[Choice]:
    """Return what names the item and its title in sales of tickets, where an "event" is what people go to."""
    named = [
        header
        for header, one in columns.items()
        if heads_of(header)[0] in _EVENT_TITLES and one.event_share < _FEW_KINDS and not one.is_unique
    ]
    if not named or not any(_TICKET.search(header) for header in columns):
        return []
    title, ties = named[0], Ties(columns)
    ids = [header for header in columns if heads_of(header)[0] in _EVENT_IDS and ties.find((header,), title)[0] > _SAME]
    reason = say("tickets were sold for it")
    item = Choice("events", "item", ids[0] if ids else title, reason, 0.9)
    return [item, Choice("events", "text", title, reason, 0.9)]
