"""Cells that an export writes on the first line of an order only: filled on its other lines, never across orders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from core.ingest.reader.read import RawTable
from core.ingest.reader.reshape import rows_sql
from core.ingest.states.order_states import CANCELLED, RETURNED, STATE_OF, know_states
from core.sentences import Sentence, say, say_n
from core.store.scratch import Scratch
from core.store.sql import literals
from core.types import REFUND

_MOSTLY = 0.95
_FIRST = """
select avg((is_there = (place = 1))::int) from (
    select is_there, row_number() over (partition by order_key order by file_no, row_no) as place,
        bool_or(is_there) over own and not bool_and(is_there) over own as is_mixed
    from ({lines}) where order_key <> '' window own as (partition by order_key))
where is_mixed"""
_ONCE = """
select avg((n_there = 1)::int) from (
    select count(*) filter (is_there) as n_there from ({lines}) where order_key <> '' group by order_key
    having count(*) > 1)"""
_OPEN = """
select count(*) from (
    select state is null and bool_or(state in ({ended})) over (partition by order_key) as is_open
    from ({lines}) where order_key <> '')
where is_open"""
_CELLS = """
create temp table order_cells as
select order_key, {known}
from ({lines})
where order_key <> ''
group by order_key"""
_OF_SEVERAL = """
select count(*) from (
    select order_key from ({lines}) where order_key <> '' group by order_key
    having min(who) <> max(who) and ({is_lacking}))"""
_WHO = "lower(regexp_replace({cell}, '\\.0+$', ''))"
"""Who a line is of, as far as spreadsheets and people spell ids in several ways."""
_OF_ONE = " and not coalesce(min(who) <> max(who), false)"
_FILLED = """
create temp table {name} as
select {cells}, row_no, case when {is_later} then row_no else {apart} end as later_line
from {table}
left join order_cells on trim({order}) = order_key"""


def fill_orders(
    scratch: Scratch, raws: Sequence[RawTable], order: str, columns: Sequence[str], people: Sequence[str]
) -> tuple[tuple[RawTable, ...], tuple[Sentence, ...]]:
    """Fill blank cells from the other lines of their order, in whichever file these stand.

    Where the lines of an order name several users, what belongs to a user is not filled: nobody answers for somebody
    else who is in the same order, or whose order has the same number.

    Parameters
    ----------
    scratch
        Where the filled tables are made, once.
    raws
        The files of a table.
    order
        The column with the number of the order.
    columns
        The columns to fill. A cell stays blank where the lines of its order hold no value or several.
    people
        The column that names the user, and those of attributes of users; none where no single column names users.

    Returns
    -------
    tuple
        The files, as they were where nothing was blank, and notes: how many cells of each column were filled, and how
        many orders of several users have some that were not.
    """
    lines = _lines(raws, order, columns, people[0] if people else None)
    own = [place for place, column in enumerate(columns) if column in people[1:]]
    if not _has_blanks(scratch, lines, len(columns)):
        return tuple(raws), ()
    _find_cells(scratch, lines, len(columns), own)
    counted = _count_blank(scratch, raws, order, columns)
    filled = [column for column in columns if counted[column]]
    of_several = _note_on_several(scratch, lines, order, own)
    if not filled:
        scratch.run("drop table order_cells")
        return tuple(raws), of_several
    tables = tuple(_fill(scratch, raw, order, columns, f"filled_{place}") for place, raw in enumerate(raws))
    listed = ", ".join(f"{column} {counted[column]:,}" for column in filled)
    note = say(
        "Blank cells were filled from the other lines of their order ({order}): {counts}.", order=order, counts=listed
    )
    return tables, (note, *of_several)


def stand_on_first_lines(scratch: Scratch, raws: Sequence[RawTable], order: str, columns: Sequence[str]) -> list[str]:
    """Return the columns that orders with filled and blank cells mostly have on their first line and no other.

    So are those that nearly all orders of several lines have on one line, wherever a file that was sorted has that.
    """
    return [column for column in columns if _is_on_first_lines(scratch, raws, order, column)]


def _is_on_first_lines(scratch: Scratch, raws: Sequence[RawTable], order: str, column: str) -> bool:
    lines = " union all ".join(
        f"select {file_no} as file_no, row_no, trim({raw.column(order)}) as order_key, "  # noqa: S608 - our own names
        f"{_cell(raw, column)} is not null as is_there from {raw.sql}"
        for file_no, raw in enumerate(raws)
        if order in raw.headers
    )
    if not scratch.one(f"select bool_or(not is_there) and bool_or(is_there) from ({lines})"):  # noqa: S608
        return True  # nothing can be filled: the order of the lines need not be found
    shares = (scratch.one(sql.format(lines=lines)) for sql in (_FIRST, _ONCE))
    return any(share is None or share >= _MOSTLY for share in shares)


def note_on_blank_states(scratch: Scratch, raws: Sequence[RawTable], order: str, column: str) -> list[str]:
    """Say how many lines without a state of their own stand beside others that were paid back or cancelled."""
    know_states(scratch)
    lines = rows_sql(
        raws, lambda raw: f"trim({raw.column(order)}) as order_key, {STATE_OF}({_cell(raw, column)}) as state", order
    )
    ended = literals((REFUND, RETURNED, CANCELLED))
    n = scratch.one(_OPEN.format(lines=lines, ended=ended))
    if not n:
        return []
    return [
        say(
            "{column!r} is blank on {n:,} lines of orders of which another line was paid back or cancelled: they count "
            "as purchases.",
            column=column,
            n=n,
        )
    ]


def _lines(raws: Sequence[RawTable], order: str, columns: Sequence[str], user: str | None) -> str:
    """Return SQL for all lines: the number of the order, who, and the cells of the columns."""

    def cells(raw: RawTable) -> str:
        return f"trim({raw.column(order)}) as order_key, {_who(raw, user)} as who, {_values(raw, columns)}"

    return rows_sql(raws, cells, order)


def _who(raw: RawTable, user: str | None) -> str:
    return _WHO.format(cell=_cell(raw, user)) if user else "null::varchar"


def _has_blanks(scratch: Scratch, lines: str, n_columns: int) -> bool:
    """Whether a cell of the columns is blank on a line: else nothing can be filled, and orders need not be grouped."""
    is_blank = " or ".join(f"v{place} is null" for place in range(n_columns)) or "false"
    return bool(scratch.one(f"select count(*) from ({lines}) where {is_blank}"))  # noqa: S608 - our own names


def _find_cells(scratch: Scratch, lines: str, n_columns: int, own: Sequence[int]) -> None:
    """Make a table of what the lines of each order agree on; ``own`` are the columns of what belongs to users."""
    known = ", ".join(
        f"case when min(v{place}) = max(v{place}){_OF_ONE if place in own else ''} then min(v{place}) end as v{place}"
        for place in range(n_columns)
    )
    scratch.run(_CELLS.format(known=known, lines=lines))


def _note_on_several(scratch: Scratch, lines: str, order: str, own: Sequence[int]) -> tuple[Sentence, ...]:
    """Say how many orders have lines of several users, some of which alone have what belongs to a user."""
    is_lacking = " or ".join(f"count(v{place}) between 1 and count(*) - 1" for place in own)
    n = scratch.one(_OF_SEVERAL.format(lines=lines, is_lacking=is_lacking)) if own else 0
    if not n:
        return ()
    return (
        say_n(
            "{n:,} number of an order ({order}) stands on lines of several users: blank attributes of these users were "
            "not filled.",
            "{n:,} numbers of orders ({order}) stand on lines of several users: blank attributes of these users were "
            "not filled.",
            n,
            order=order,
        ),
    )


def _values(raw: RawTable, columns: Sequence[str]) -> str:
    return ", ".join(f"{_cell(raw, column)} as v{place}" for place, column in enumerate(columns))


def _count_blank(scratch: Scratch, raws: Sequence[RawTable], order: str, columns: Sequence[str]) -> Mapping[str, int]:
    """Count the blank cells of each column that can be filled."""
    counted = dict.fromkeys(columns, 0)
    for raw in (each for each in raws if order in each.headers):
        there = {column: place for place, column in enumerate(columns) if column in raw.headers}
        counts = (
            f"count(*) filter (v{place} is not null and {_cell(raw, column)} is null)"
            for column, place in there.items()
        )
        sql = f"select {', '.join(counts)} from {raw.sql} join order_cells on trim({raw.column(order)}) = order_key"  # noqa: S608
        for column, n in zip(there, scratch.rows(sql)[0] if there else (), strict=True):
            counted[column] += n
    return counted


def _fill(scratch: Scratch, raw: RawTable, order: str, columns: Sequence[str], name: str) -> RawTable:
    if order not in raw.headers:
        return raw
    cells = (
        f"coalesce({_cell(raw, header)}, v{list(columns).index(header)}) as c{place}"
        if header in columns
        else f"c{place}"
        for place, header in enumerate(raw.headers)
    )
    scratch.run(
        _FILLED.format(
            name=name,
            cells=", ".join(cells),
            is_later=_is_later(raw, columns),
            table=raw.sql,
            order=raw.column(order),
            apart=raw.apart or "null",
        )
    )
    return replace(raw, sql=name, apart="later_line")


def _is_later(raw: RawTable, columns: Sequence[str]) -> str:
    """Return SQL for whether a row is a later line of its order; equal ones are several lines, no duplicates."""
    filled = (
        f"({_cell(raw, header)} is null and v{list(columns).index(header)} is not null)"
        for header in columns
        if header in raw.headers
    )
    return " or ".join(filled) or "false"


def _cell(raw: RawTable, header: str) -> str:
    return f"nullif(trim({raw.column(header)}), '')" if header in raw.headers else "null::varchar"
