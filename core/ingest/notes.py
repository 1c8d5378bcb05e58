"""What a user should know about a load, as sentences."""

from __future__ import annotations

from collections.abc import Callable

from core.ingest.clean import NO_EVENT, Formats
from core.ingest.guess import note_on_guess
from core.ingest.log import Log
from core.sentences import say
from core.store.scratch import Scratch
from core.types import REFUND

_UNUSED_ITEMS = "select count(*) from item_rows anti join items using (item_id)"
_UNKNOWN_ITEMS = "select count(*) from items anti join item_rows using (item_id)"
_UNUSED_USERS = "select count(*) from user_rows anti join users using (user_id)"
_UNKNOWN_USERS = "select count(*) from users anti join user_rows using (user_id)"
_BAD_VALUES = "select count(*) from kept where is_value_bad"
_NEGATIVE = f"""select count(*) from events join names using (event_code)
    where value < 0 and event <> '{REFUND}'"""  # noqa: S608 - our own constant


def notes_on(scratch: Scratch, log: Log, formats: Formats, has_time_of_day: bool) -> list[str]:
    """Return notes on what was assumed and what was left out."""
    notes = [note for table in log.tables for raw in table.raws for note in raw.notes]
    notes += [*log.layout.notes, *formats.time.notes]
    notes += [note_on_guess(each) for each in log.questions]
    if not has_time_of_day:
        notes.append(say("Times hold only a date: equal rows are kept, and hours of the day are not used."))
    if not log.events.map.event and "event" not in log.events.source.sql:
        notes.append(say("The log has no event column: every event is called {name!r}.", name=NO_EVENT))
    return notes + _counted(scratch, log)


def _counted(scratch: Scratch, log: Log) -> list[str]:
    questions: list[tuple[str, Callable[[int], str], object]] = [
        (
            _BAD_VALUES,
            lambda n: say("{n:,} events have a value that is not a number; they are kept without a value.", n=n),
            True,
        ),
        (
            _NEGATIVE,
            lambda n: say(
                "{n:,} events have a negative value and are not marked as refunds; they are kept as they are.", n=n
            ),
            True,
        ),
        (
            _UNUSED_ITEMS,
            lambda n: say("{n:,} items of the items file occur in no event; they are left out.", n=n),
            log.items,
        ),
        (_UNKNOWN_ITEMS, lambda n: say("{n:,} items of the log are not in the items file.", n=n), log.items),
        (
            _UNUSED_USERS,
            lambda n: say("{n:,} users of the users file have no event; they are left out.", n=n),
            log.users,
        ),
        (_UNKNOWN_USERS, lambda n: say("{n:,} users of the log are not in the users file.", n=n), log.users),
    ]
    counted = [(int(scratch.one(sql)), sentence_for) for sql, sentence_for, is_asked in questions if is_asked]
    return [sentence_for(n) for n, sentence_for in counted if n]
