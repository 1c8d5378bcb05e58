"""Which staged rows count: repeats of another row do not, nor do rows that have a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from core.ingest.reader.read import RawTable
from core.ingest.rows.clean import raw_sql, start_of
from core.ingest.rows.reasons import DUPLICATE, KEPT_AS_TEXT, NO_ITEM, NO_USER
from core.ingest.rows.repeats import keep_scanned
from core.ingest.tables.log_table import LogTable
from core.ingest.values.clocks import is_timed_sql
from core.store.scratch import Scratch
from core.store.sql import literal

_MAX_SORTED = 10_000_000
"""Numbers that are sorted at a time."""
_STAGED = f"""
select count(*), coalesce(bool_or(reason is null and {{is_timed}}), false), count(distinct event_no),
    count(*) filter (reason is not null), count(*) filter (item_no is null),
    count(*) filter (reason = {literal(NO_USER)})
from staged"""  # noqa: S608 - our own sentence
_FIND_DUPLICATES = """
insert into duplicates
select seq from (
    select seq, row_number() over (partition by hash, user_no, item_no, ts order by seq) as n
    from staged semi join twice using (hash) where {may_repeat})
where n > 1"""
_MARK_OTHERS = f"""
update staged set reason = {literal(DUPLICATE)} where reason is not null and seq in (select seq from duplicates);
delete from duplicates using staged where staged.seq = duplicates.seq and staged.reason is not null"""  # noqa: S608
_MAY_REPEAT = f"""(reason is null
    or (reason in ({literal(NO_ITEM)}, {literal(KEPT_AS_TEXT)}) and ts is not null))"""
"""Rows of which a later one, equal in all columns, is a repeat: events, and rows without an item such as searches."""
_REJECTED_SEQS = """
create temp table rejected_seqs as
select seq from staged where reason is not null union all select seq from duplicates"""
_KEPT = """
create temp view kept as select * from staged
where reason is null {and_not_duplicate}"""
_NOT_DUPLICATE = "and seq not in (select seq from duplicates)"


@dataclass(frozen=True, slots=True)
class Marked:
    """What is known of the staged rows once repeats are marked."""

    has_time_of_day: bool
    """Whether times hold more than a date."""
    n_types: int
    """Event types."""
    n_rejected: int
    """Rows that do not count."""
    n_duplicates: int
    """Of these, those that repeat another row and have no reason beside."""
    n_scanned: int
    """Rows that are equal to another one and count all the same."""
    n_without_items: int
    n_without_users: int


def find_duplicates(scratch: Scratch, events: LogTable, known: bool | None = None) -> Marked:
    """Choose which staged rows count as ``mark_duplicates`` does, and keep what the others held."""
    found = mark_duplicates(scratch, events, known)
    _keep_raws(scratch, events.raws, found.n_rejected)
    return found


def mark_duplicates(scratch: Scratch, events: LogTable, known: bool | None = None) -> Marked:
    """Choose which staged rows count (the view ``kept``).

    Rows equal in all columns are duplicates only where times have a time of day: two equal rows of one date may
    well be two events. ``known``: whether times do, where other files of the log have settled it.
    """
    [(n_rows, has_time_of_day, n_types, n_with_reason, *without)] = scratch.rows(
        _STAGED.format(is_timed=is_timed_sql(scratch))
    )
    known = bool(has_time_of_day) if known is None else known
    scratch.run("create temp table duplicates (seq bigint)")
    n_duplicates = 0
    if known and _find_equal_hashes(scratch, n_rows):
        scratch.run(_FIND_DUPLICATES.format(may_repeat=_MAY_REPEAT))
        scratch.run(_MARK_OTHERS)
        n_duplicates = int(scratch.one("select count(*) from duplicates"))
    scratch.run(_KEPT.replace("{and_not_duplicate}", _NOT_DUPLICATE if n_duplicates else ""))
    n_scanned = keep_scanned(scratch, events) if n_duplicates else 0
    n_duplicates -= n_scanned
    return Marked(known, n_types, n_with_reason + n_duplicates, n_duplicates, n_scanned, *without)


def _find_equal_hashes(scratch: Scratch, n_rows: int) -> bool:
    """Make the table ``twice``: each hash that several usable ones of all rows have; return whether there is one.

    Sorting numbers is faster than grouping them; parts of them bound the memory.
    """
    n_parts = n_rows // _MAX_SORTED + 1
    found: list[npt.NDArray[np.uint64]] = []
    for part in range(n_parts):
        hashes = scratch.numbers(f"select hash from staged where {_MAY_REPEAT} and hash % {n_parts} = {part}")  # noqa: S608
        hashes.sort()
        found.append(np.unique(hashes[1:][hashes[1:] == hashes[:-1]]))
    twice = np.concatenate(found)
    if len(twice):
        scratch.add_table("twice", pa.table({"hash": pa.array(twice, pa.uint64())}))
    return len(twice) > 0


def _keep_raws(scratch: Scratch, raws: Sequence[RawTable], n_rejected: int) -> None:
    """Make the tables ``rejected_seqs`` and ``raws``, where rows are rejected: each of them as it was written."""
    if not (n_rejected or any(raw.found.malformed for raw in raws)):
        return
    scratch.run("create temp table raws (seq bigint, raw varchar)")
    scratch.run(_REJECTED_SEQS)
    for place, raw in enumerate(raws if n_rejected else ()):
        seq = f"{start_of(raws, place)} + row_no"
        scratch.run(
            f"insert into raws select {seq}, {raw_sql(raw)} from {raw.sql} "  # noqa: S608 - built by read
            f"where {seq} in (select seq from rejected_seqs)"
        )
