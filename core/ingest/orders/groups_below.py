"""Reports grouped by customer, of which each is named on its first row alone: the rows below are its own."""

from __future__ import annotations

from dataclasses import replace

from core.ingest.reader.read import RawTable
from core.ingest.tables.log_table import LogTable, texts_of
from core.ingest.values.times import TimeFormat, find_time_format
from core.sentences import Sentence, say
from core.store.scratch import Scratch

_LEAST, _MOSTLY, _SORTED, _BACK = 0.3, 0.95, 0.98, 0.2
"""Share of rows without a user; of those that are whole beside it; of steps within a group that keep the order of
time; and of first rows of groups at which time goes back."""
_USERS, _STEPS = 5, 10
"""Groups, and steps within them, that say so."""
_GROUPS = """
with rows as (
    select row_no, {user} as who, {whole} as is_whole, {time} as ts, count({user}) over (order by row_no) as place
    from {table}),
steps as (
    select *, ts < lag(ts) over (order by row_no) as goes_back, ts > lag(ts) over (order by row_no) as goes_on
    from rows)
select count(*), count(who), count(distinct who), count(*) filter (who is null and is_whole),
    count(*) filter (place = 0),
    count(*) filter (who is null and goes_back is not null),
    count(*) filter (who is null and goes_back), count(*) filter (who is null and goes_on),
    count(*) filter (who is not null and goes_back), count(*) filter (who is not null and goes_on)
from steps"""
_FILLED = "create temp table {name} as select {cells}, row_no{apart} from {table}"


def fill_groups(scratch: Scratch, events: LogTable) -> tuple[LogTable, tuple[Sentence, ...]]:
    """Return a table whose rows without a user are those of the user above, and a note; or as it was.

    That is a report where each user is named once, what stands below is whole but for the user, and time runs within
    each user and goes back at the next: guests of a shop stand among users who are named again, or in order of time.
    """
    roles = events.map
    if not (roles.user and roles.item and roles.timestamp) or roles.user in (roles.item, roles.timestamp):
        return events, ()
    if roles.user not in events.sample.columns or (texts_of(events, roles.user) == "").mean() < _LEAST:
        return events, ()
    time = find_time_format(scratch, events.sample.texts(roles.timestamp))
    if time is None or any(roles.user not in raw.headers for raw in events.raws):
        return events, ()
    counts = [_n_below(scratch, events, raw, time) for raw in events.raws]
    if not all(counts):
        return events, ()
    raws = tuple(_fill(scratch, events, raw) for raw in events.raws)
    note = say(
        "{n:,} rows without {user!r} are those of the one above: each stands on the first of its rows only, as in a "
        "report with merged cells.",
        n=sum(counts), user=roles.user,
    )  # fmt: skip
    return replace(events, raws=raws), (note,)


def _n_below(scratch: Scratch, events: LogTable, raw: RawTable, time: TimeFormat) -> int:
    """Count the rows below the first one of a user; 0 where a file is no such report."""
    roles = events.map
    cells = [_cell(raw, each) for each in (roles.item, roles.timestamp) if each]
    whole = " and ".join(f"{cell} is not null" for cell in cells)
    parts = {"user": _cell(raw, roles.user or ""), "whole": whole, "time": time.of(cells[-1]), "table": raw.sql}
    n_rows, n_named, n_users, n_whole, n_above, n_steps, *found = scratch.rows(_GROUPS.format(**parts))[0]
    n_blank = n_rows - n_named
    if n_named < _USERS or n_users < n_named or n_above or n_steps < _STEPS or n_whole < _MOSTLY * n_blank:
        return 0
    back, on, first_back, first_on = found
    runs_on = back <= (1 - _SORTED) * n_steps and first_back >= _BACK * n_named
    runs_back = on <= (1 - _SORTED) * n_steps and first_on >= _BACK * n_named
    return int(n_blank) if runs_on or runs_back else 0


def _fill(scratch: Scratch, events: LogTable, raw: RawTable) -> RawTable:
    name, filled = scratch.new_name(), {events.map.user, *events.map.attributes}
    cells = ", ".join(
        f"last_value({_cell(raw, header)} ignore nulls) over (partition by group_no order by row_no) as c{place}"
        if header in filled
        else f"c{place}"
        for place, header in enumerate(raw.headers)
    )
    apart = f", {raw.apart}" if raw.apart else ""
    user = _cell(raw, events.map.user or "")
    groups = f"(select *, count({user}) over (order by row_no) as group_no from {raw.sql})"  # noqa: S608 - built by read
    scratch.run(_FILLED.format(name=name, cells=cells, apart=apart, table=groups))
    return replace(raw, sql=name)


def _cell(raw: RawTable, header: str) -> str:
    return f"nullif(trim({raw.column(header)}), '')"
