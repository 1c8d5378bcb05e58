"""Why a record is no event, in the words of a report."""

from __future__ import annotations

from core.ingest.reader.repair import READER_REASONS
from core.ingest.rows.ids import ID_REASONS
from core.sentences import say

NO_USER = say("no user")
NO_ITEM = say("no item")
NO_TIME = say("no usable time")
DEFAULT_TIME = say("a stand-in for no time, such as 1970-01-01")
KEPT_AS_TEXT = say("no item, kept as text")
"""Of rows that are not rejected: they go to the texts that users wrote."""
NO_EVENT_OF_WRITER = say("a text whose user has no event with an item")
NO_PRODUCT = say("not a product")
EARLIER_STATE = say("earlier state of the order")
DUPLICATE = say("exact duplicate")
REASONS = {
    str(each): each
    for each in (
        NO_USER,
        NO_ITEM,
        NO_EVENT_OF_WRITER,
        NO_TIME,
        DEFAULT_TIME,
        NO_PRODUCT,
        EARLIER_STATE,
        DUPLICATE,
        *ID_REASONS,
    )
} | READER_REASONS
"""Reason as a table holds it → the sentence."""
