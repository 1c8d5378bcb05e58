"""Ids as they were meant: what a spreadsheet changed is repaired and counted, stand-ins for nobody are rejected.

Everything is settled on the distinct ids of all files and all rows. An id that needs no repair is stored as it is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.ingest.rows.zeros import pad_as_log, put_back_zeros
from core.ingest.values.id_spellings import (
    CODE,
    KIND,
    KINDS,
    LOST,
    MONTH,
    ODD,
    bare_layer,
    cut_layer,
    fixed_layers,
    mostly_quoted_sql,
    of_all_sql,
    whole_layer,
)
from core.ingest.values.stand_ins import NOBODY, NOTHING, STAND_INS
from core.sentences import Sentence, say
from core.store.scratch import Scratch
from core.store.sql import literal, many, nested

STAND_IN_USER = say("a stand-in for no user, such as undefined or #N/A")
STAND_IN_ITEM = say("a stand-in for no item, such as undefined or #N/A")
DIGITS_LOST = say("an id whose digits a spreadsheet dropped, such as 4.0017E+10")
ID_REASONS = (STAND_IN_USER, STAND_IN_ITEM, DIGITS_LOST)

_MANY_TIMES = 20
"""An id with so many times the events of the median user is suspicious."""
_NUMBER, _MANY_STEPS = r"^[1-9]\d{0,17}$", 10
"""What may be a multiple of a step, and so many are there at least, and half of those up to the last one."""
_SUSPICIOUS_SHARE = 0.05
_HIDDEN, _MOSTLY, _NEARLY_ALL = r"[*\x{2022}]{2}", 0.5, 0.8
_COUNT = """
create or replace temp table {settled} as
select id, n, no, id as fixed, null::varchar as reason, null::varchar as kind from ({counted})"""
_COUNTED = "(select id, n, no from {settled})"
_MEDIAN = "(select quantile_cont(n, 0.5) from {table})"
_REPAIRED = "create or replace temp table {settled} as select id, n, no, fixed, reason, kind from {table}"
_IN_FILE = "select {column} as id, count(*) as n, null::integer as no from {table} where id is not null group by all"
_USERS = f"""
select count(*) filter (regexp_matches(fixed, {literal(_HIDDEN)})), count(*), max(n), bool_or(fixed <> id)
from staged_user_ids where reason is null"""  # noqa: S608 - our own pattern
_SUSPICIOUS = f"""
select fixed, m, m / sum(m) over () as share
from (select fixed, sum(n) as m from staged_user_ids where reason is null group by fixed)
qualify m > {_MANY_TIMES} * {_MEDIAN.format(table="staged_user_ids")} and share >= {_SUSPICIOUS_SHARE}
order by m desc limit 5"""  # noqa: S608 - our own names and numbers
_STAGED = """
select {name}_word as id, n, no from (
    select {name}_no as no, count(*) as n from staged where {name}_no is not null and reason is null group by all)
join {name}_words on no = {name}_no"""


@dataclass(frozen=True, slots=True)
class IdColumn:
    """The ids of users or items in a table."""

    table: str
    """``staged``, whose usable rows count and hold numbers of ``core.ingest.rows.words``, or rows of a file."""
    is_user: bool
    is_private: bool = False
    """No id may be shown."""

    @property
    def name(self) -> str:
        """What its columns begin with."""
        return "user" if self.is_user else "item"

    @property
    def column(self) -> str:
        """The column of ids in rows of a file."""
        return f"{self.name}_id"

    @property
    def settled(self) -> str:
        """The table of the distinct ids."""
        return f"{self.table}_{self.column}s"

    @property
    def what(self) -> Sentence:
        """What the ids are called."""
        return say("user ids") if self.is_user else say("item ids")

    @property
    def known(self) -> str:
        """What is known to stand for no id, for ``in`` of SQL."""
        return many((*STAND_INS, *(NOBODY if self.is_user else NOTHING)))

    @property
    def counted(self) -> str:
        """SQL of the distinct ids: id, n, no."""
        return (_STAGED if self.table == "staged" else _IN_FILE).format(
            name=self.name, table=self.table, column=self.column
        )


def settle_ids(scratch: Scratch, ids: IdColumn) -> list[str]:
    """Repair ids; return a note for each kind of repair, and notes that name staged ids which are none.

    Leaves the table ``ids.settled``: id, n, no, fixed, reason, kind. Ids with a reason are no ids. Rows of a
    file are repaired in place; staged rows keep their numbers, whose id is ``fixed``, and get the reason of their id.
    """
    scratch.run(_COUNT.format(settled=ids.settled, counted=ids.counted))
    is_odd = f"{ODD} or lower(id) in ({ids.known})"
    has_zero = "id ~ '^0\\d+$'"
    of_any = ", ".join(f"coalesce(bool_or({each}), false)" for each in (is_odd, has_zero, MONTH))
    [(has_odd, has_zeros, has_months)] = scratch.rows(f"select {of_any} from {ids.settled}")  # noqa: S608
    if has_odd:
        scratch.run(_REPAIRED.format(settled=ids.settled, table=_repaired(scratch, ids)))
    is_cut = _put_zeros(scratch, ids, has_zeros=has_zeros)
    notes = _repairs(scratch, ids) if has_odd or is_cut else []
    notes += _alike_but_for_zeros(scratch, ids) if has_odd or has_zeros else []
    notes += _on_months(scratch, ids) if has_months else []
    return notes + (_reject(scratch, ids) if has_odd and ids.table == "staged" else [])


def _put_zeros(scratch: Scratch, ids: IdColumn, *, has_zeros: bool) -> bool:
    if ids.table == "staged":
        return has_zeros and put_back_zeros(scratch, ids.settled, ids.name)
    return not has_zeros and pad_as_log(scratch, ids.settled, replace(ids, table="staged").settled)


def _repairs(scratch: Scratch, ids: IdColumn) -> list[str]:
    """Repair the rows of a file; return a note for each kind of repair."""
    kinds = scratch.rows(
        f"select kind, count(*), sum(n)::bigint, min(id) from {ids.settled} "  # noqa: S608 - our own names
        "where reason is null and kind is not null group by kind order by kind"
    )
    if kinds and ids.table != "staged":
        is_repaired = "m.kind is not null and m.reason is null"
        sql = f"case when {is_repaired} then m.fixed else {ids.column} end"
        scratch.rewrite(ids.table, {ids.column: sql}, f"left join {ids.settled} m on {ids.column} = m.id")
    return [
        with_example(KINDS[kind](n, records, ids.what), "" if ids.is_private else f"{_shown(example)!r}")
        for kind, n, records, example in kinds
    ]


def _alike_but_for_zeros(scratch: Scratch, ids: IdColumn) -> list[str]:
    """Say how many ids are another one without its zeros in front: the same, if a spreadsheet cut the zeros off."""
    [(n, padded, short)] = scratch.rows(
        "select count(*), min(padded), arg_min(short, padded) from (select max(fixed) filter (fixed ~ '^0') as padded, "  # noqa: S608
        f"max(fixed) filter (fixed !~ '^0') as short from {ids.settled} where reason is null and fixed ~ '^\\d+$' "
        "group by ltrim(fixed, '0')) where padded is not null and short is not null"
    )
    note = say(
        "{n:,} {what} are there with and without zeros in front; they were not put together. If they are the same, "
        "write them alike.",
        n=n, what=ids.what,
    )  # fmt: skip
    return [with_example(note, "" if ids.is_private else f"{padded} and {short}")] if n else []


def _on_months(scratch: Scratch, ids: IdColumn) -> list[str]:
    """Say how many ids are dates among codes: a spreadsheet makes 1-Mar of MAR1, 1-MAR and 3/1 alike."""
    [(n, n_codes, n_all, example)] = scratch.rows(
        f"select count(*) filter ({MONTH}), count(*) filter (not {MONTH} and {CODE}), count(*), "  # noqa: S608
        f"min(id) filter ({MONTH}) from {ids.settled} where reason is null"
    )
    if n > _MOSTLY * n_all or n_codes < _NEARLY_ALL * (n_all - n) or n_all == n:
        return []
    note = say(
        "{n:,} {what} are dates among codes: a spreadsheet makes 1-Mar of MAR1 and of 3/1. What they were is lost, and "
        "different ones may count as one. Export the file again, with that column as text.",
        n=n, what=ids.what,
    )  # fmt: skip
    return [with_example(note, "" if ids.is_private else repr(example))]


def _reject(scratch: Scratch, ids: IdColumn) -> list[str]:
    """Give the staged rows whose id is no id a reason; return notes that name such ids."""
    bad = scratch.rows(
        f"select reason, count(*), sum(n)::bigint, string_agg(id, ', ' order by n desc, id) from {ids.settled} "  # noqa: S608
        "where reason is not null group by reason order by reason"
    )
    if not bad:
        return []
    scratch.rewrite(
        "staged",
        {"reason": "coalesce(staged.reason, m.reason::reasons)"},
        f"left join {ids.settled} m on {ids.name}_no = m.no",
    )
    return [say(
        "{n:,} records have {ids} as one of the {what}: {reason}. They were rejected.",
        n=records, ids=listed[:100], what=ids.what, reason=_REASON_BY_TEXT[reason],
    ) for reason, _n, records, listed in bad]  # fmt: skip


def suspicious_users(scratch: Scratch, is_private: bool) -> list[str]:
    """Name users who hold a suspicious share of all events, and say where a part of most ids is hidden."""
    [(n_hidden, n_users, most, is_repaired)] = scratch.rows(_USERS)
    rows = scratch.rows(_SUSPICIOUS) if is_repaired or (most or 0) > _MANY_TIMES else []
    hidden = say(
        "A part of {n:,} user ids is hidden behind signs, as in a***@shop.example: several people may be one user.",
        n=n_hidden,
    )
    notes: list[str] = [hidden] if n_hidden > _MOSTLY * n_users else []
    return notes + [say(
        "{user} has {share:.0%} of all events ({n:,}): is that one person, or a till, a test or a bot?",
        user=say("One user") if is_private else say("The user {user!r}", user=_shown(user)), share=share, n=int(n),
    ) for user, n, share in rows]  # fmt: skip


def with_example(note: Sentence, example: str) -> Sentence:
    """Return a note with an example; as it is without one, where no id may be shown."""
    return say("{note} An example: {example}.", note=note, example=example) if example else note


_REASON_BY_TEXT = {str(each): each for each in ID_REASONS}


def _shown(text: str) -> str:
    """Return an id for a note; of an e-mail address only its first letter."""
    return f"{text.strip()[:1]}…@…" if "@" in text else text[:60]


def _repaired(scratch: Scratch, ids: IdColumn) -> str:
    """Return a table of the counted ids with what each should be, the last kind of repair, and why it is no id.

    What holds of all ids together is asked first: windows over all of them are slow in DuckDB.
    """
    counted = _COUNTED.format(settled=ids.settled)
    [[is_quoted]] = scratch.rows(f"select {mostly_quoted_sql()} from {nested(counted, [cut_layer()])}")  # noqa: S608
    bare = nested(counted, [cut_layer(), bare_layer(bool(is_quoted))])
    scratch.run(f"create or replace temp table bare_ids as select * from {bare}")  # noqa: S608
    [(has_fractions, has_alike, are_grouped)] = scratch.rows(f"select {of_all_sql()} from bare_ids")  # noqa: S608
    layers = [whole_layer(has_fractions, are_grouped), *fixed_layers(has_alike)]
    scratch.run(f"create or replace temp table fixed_ids as select * from {nested('bare_ids', layers)}")  # noqa: S608
    is_zero = _zero_sql(scratch) if ids.is_user else "false"
    return nested("fixed_ids", [{"kind": KIND, "reason": _reason_sql(ids, is_zero)}])


def _zero_sql(scratch: Scratch) -> str:
    """Return SQL for zeros from which the other ids do not run on, or which hold far too many events."""
    runs_on = scratch.rows("select distinct length(fixed) from fixed_ids where regexp_matches(fixed, '^0*1$')")
    [(n_ids, has_minus_two, has_zero)] = scratch.rows(
        "select count(*), coalesce(bool_or(fixed = '-2'), false), coalesce(bool_or(fixed = '0'), false) from fixed_ids"
    )
    if n_ids == 1 and not has_zero:
        return "false"
    lengths = ", ".join(str(each) for (each,) in runs_on) or ("1" if has_zero and _have_one_step(scratch) else "-1")
    is_run = f"case when fixed = '-1' then {str(has_minus_two).lower()} else length(fixed) in ({lengths}) end"
    has_many = f"n > {_MANY_TIMES} * {_MEDIAN.format(table='fixed_ids')}"
    return f"regexp_matches(fixed, '^(-1|0+)$') and (not {is_run} or {has_many})"


def _have_one_step(scratch: Scratch) -> bool:
    """Whether ids are 0 and multiples of the least one above it, as where every hundredth user was drawn."""
    numbers = f"(select fixed::bigint as id from fixed_ids where regexp_matches(fixed, {literal(_NUMBER)}))"  # noqa: S608
    [(step, last, n_ids)] = scratch.rows(f"select min(id), max(id), count(*) from {numbers}")  # noqa: S608
    if n_ids < max(_MANY_STEPS, (last or 0) / (step or 1) / 2):
        return False
    [[is_multiple]] = scratch.rows(f"select bool_and(id % {step} = 0) from {numbers}")  # noqa: S608
    return bool(is_multiple)


def _reason_sql(ids: IdColumn, is_zero: str) -> str:
    stand_in = literal(STAND_IN_USER if ids.is_user else STAND_IN_ITEM)
    return (
        f"case when lower(fixed) in ({ids.known}) or {is_zero} then {stand_in} "
        f"when regexp_matches(fixed, {literal(LOST)}) then {literal(DIGITS_LOST)} end"
    )
