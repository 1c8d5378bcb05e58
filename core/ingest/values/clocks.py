"""What the clock showed where an event happened: as its time says with an offset, else as in the zone of the log.

An offset of zero (``Z``, ``UTC``, ``+00:00``) is how programs write moments and names no place, so such times are shown
by the clock of the log's zone. The zone ``Europe/London`` names a place also in winter.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.ingest.values.times import TimeFormat, read_layers
from core.sentences import Sentence, say
from core.store.scratch import Scratch
from core.store.sql import Layer, literal

OWN, MIXED, OF_LOG = "own", "mixed", "log"
"""Whether all events of a dataset have a clock of their own, some or none; as ``meta["clock"]`` holds it."""
_NO_DATE = r"^(1899-12-3[01]|1900-01-0[01]|1970-01-01)[ T]"
OF_CLOCKS = (
    (_NO_DATE, ""),
    (r"\.0$", ""),
    (r"^(\d{1,2})\.(\d\d)\.(\d\d)$", r"\1:\2:\3"),
    (r"^(\d{1,2})[.h](\d\d)(?:\s*(?i:uhr|hs?|hrs)\.?)?$", r"\1:\2"),
)
"""What is done to a time of day in turn."""
_DAY = 86_400_000_000
_COUNT_OWN = "select count(*) filter (has_own_clock), count(*) from staged where reason is null"


def moment_layers(
    text: str, time: TimeFormat, zone: str, is_quick: bool = False, takes_own: bool = True
) -> list[Layer]:
    """Return layers of SQL that read a text: the last one has ``any_moment`` in UTC, ``clock`` and ``has_own_clock``.

    Parameters
    ----------
    zone
        Of the log: where times without an offset are, an IANA name.
    takes_own
        Whether the clock is what the text itself shows, where it has an offset; else it is always that of the zone.
    """
    if zone == "UTC":
        moment = clock = "coalesce(naive, utc)"
    else:
        here = literal(zone)
        moment = f"case when naive is null then utc else timezone('UTC', timezone({here}, naive)) end"
        clock = f"coalesce(naive, timezone({here}, timezone('UTC', utc)))"
    layers = read_layers(text, time, is_quick)
    shown = [f"case when sure is not null then {time.own.replace('{text}', text)} end"] if time.own else []
    shown += [] if is_quick else ["case when t_zone <> '' then t_local end"]
    if not (takes_own and shown):
        return [*layers, {"any_moment": moment, "clock": clock, "has_own_clock": "false"}]
    is_place = f"(shown <> utc or regexp_matches({text}, '[A-Za-z]/[A-Za-z]'))"
    return [
        *layers,
        {"any_moment": moment, "clock_of_log": clock, "shown": f"coalesce({', '.join(shown)})"},
        {"has_own_clock": f"coalesce(shown <> clock_of_log and {is_place}, false)"},
        {"clock": "case when has_own_clock then shown else clock_of_log end"},
    ]


def has_own_clocks(time: TimeFormat, is_quick: bool) -> bool:
    """Whether texts of a file can have an offset, as far as its sample shows; a sample that is not all alike can."""
    return bool(time.own) or not is_quick


def timed_sql(moments: str, has_own: bool, zone: str) -> str:
    """Return SQL for the column ``is_timed``; "" where all clocks show the moments in UTC, so that it needs none."""
    return "" if zone == "UTC" and not has_own else f"{_is_timed(moments)} and {_is_timed('clock')} as is_timed"


def is_timed_sql(scratch: Scratch) -> str:
    """Return SQL for whether the time of a staged row has a time of day, both in UTC and where it happened."""
    return "is_timed" if "is_timed" in _columns(scratch) else _is_timed("ts")


def _columns(scratch: Scratch) -> list[str]:
    """Return the columns of ``staged``, which are those of its formats once all rows are staged."""
    return scratch.once("columns of staged", lambda: scratch.columns("staged"))


def clock_of_staged(scratch: Scratch) -> dict[str, str]:
    """Return the zone of the log, and whether all, some or none of the staged events have a clock of their own."""
    n_own, n_all = 0, 0
    if "has_own_clock" in _columns(scratch):
        [(n_own, n_all)] = scratch.rows(_COUNT_OWN)
    return {"timezone": scratch.timezone, "clock": OF_LOG if not n_own else OWN if n_own == n_all else MIXED}


def merged_clock(before: Mapping[str, Any], load: Mapping[str, Any]) -> dict[str, str]:
    """Return the ``clock`` of a dataset after one more load; nothing for one of an earlier version of the program."""
    if "clock" not in before:
        return {}
    return {"clock": before["clock"] if before["clock"] == load["clock"] else MIXED}


def note_on_hours(meta: Mapping[str, Any]) -> Sentence:
    """Say by which clock the hours and weekdays of a dataset are."""
    zone = meta["timezone"]
    if "clock" not in meta:
        return say(
            "Hours are {zone}: this log was loaded before offsets of times were read. Load its files again if they "
            "have any.",
            zone=zone,
        )
    if meta["clock"] == OWN:
        return say("Hours are those of the clock where each event happened, by its offset or time zone.")
    if meta["clock"] == MIXED:
        return say(
            "Hours are those of the clock where each event happened, where its offset or time zone is known; else they "
            "are {zone}.",
            zone=zone,
        )
    if zone == "UTC":
        return say("Hours are UTC, as the log's times name no other zone.")
    return say("Hours are {zone}, the zone that was given for the log.", zone=zone)


def _is_timed(moment: str) -> str:
    return f"coalesce(epoch_us({moment}) % {_DAY} <> 0, false)"
