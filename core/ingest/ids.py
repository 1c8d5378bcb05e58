"""Ids as they were meant: what a spreadsheet changed is repaired and counted, stand-ins for nobody are rejected.

Everything is settled on the distinct ids of all files and all rows. An id that needs no repair is stored as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from core.ingest.private import MASK
from core.ingest.rewrite import rewrite
from core.sentences import Sentence, say
from core.store.scratch import Scratch
from core.store.sql import Layer, literal, nested

STAND_IN_USER = say("a stand-in for no user, such as undefined or #N/A")
STAND_IN_ITEM = say("a stand-in for no item, such as undefined or #N/A")
DIGITS_LOST = say("an id whose digits a spreadsheet dropped, such as 4.0017E+10")
ID_REASONS = (STAND_IN_USER, STAND_IN_ITEM, DIGITS_LOST)

_STAND_INS = (
    "undefined", "[object object]", "(not set)", "not set", "(none)", "(null)", "(empty)", "(blank)", "<na>", "<null>",
    "na", "n.a.", "nil", "nat", "-nan", "missing", "unknown", "not available", "not provided", "-", "--", "?",
    "00000000-0000-0000-0000-000000000000", "00000000000000000000000000000000", "#n/a", "#ref!", "#value!", "#name?",
    "#div/0!", "#num!", "#null!", "#nv", "#bezug!", "#wert!", "#zahl!", "#err", "#error!", "未知",
)  # fmt: skip
_NOBODY = ("anonymous", "anonym", "(anonymous)", "anon", "guest", "(guest)", "gast", "invité", "匿名", "游客")
_BLANKS = r"^[\s\p{Z}\x{FEFF}\x{200B}]+|[\s\p{Z}\x{FEFF}\x{200B}]+$"
_FLOAT, _FRACTION = r"^\d+\.0+$", r"^\d+\.\d*[1-9]\d*$"
_EXPONENT = r"^(\d)(?:\.(\d+))?[eE]\+?(\d{1,2})$"
_LOST = r"^\d(\.\d+)?[eE]\+\d{1,2}$"
_MANY_TIMES = 20
"""An id with so many times the events of the median user is suspicious."""
_SUSPICIOUS_SHARE = 0.05
_COUNT = """
create or replace table {name} as
select *, quantile_cont(n, 0.5) over () as median from (
    select {column} as id, count(*) as n from {table} where {column} is not null {condition} group by all)"""
_KINDS: Mapping[str, Callable[[int, int, str, str], Sentence]] = {
    "blanks": lambda n, records, what, example: say(
        "{n:,} {what} in {records:,} records had blanks around them, such as {example!r}; the blanks were cut off.",
        n=n, records=records, what=what, example=example,
    ),
    "formula": lambda n, records, what, example: say(
        "{n:,} {what} in {records:,} records were written as formulas, such as {example}; their texts are used.",
        n=n, records=records, what=what, example=example,
    ),
    "apostrophe": lambda n, records, what, example: say(
        "{n:,} {what} in {records:,} records had an apostrophe before them, such as {example}; it was cut off.",
        n=n, records=records, what=what, example=example,
    ),
    "decimals": lambda n, records, what, example: say(
        "{n:,} {what} in {records:,} records were written as decimals, such as {example}; they are whole numbers now.",
        n=n, records=records, what=what, example=example,
    ),
    "exponent": lambda n, records, what, example: say(
        "{n:,} {what} in {records:,} records were written with an exponent, such as {example}; no digit was lost, and "
        "they are whole numbers now.",
        n=n, records=records, what=what, example=example,
    ),
    "email": lambda n, records, what, example: say(
        "{n:,} {what} in {records:,} records are e-mail addresses that differ from another one by case only, such as "
        "{example}; they were put together under the spelling that is most frequent.",
        n=n, records=records, what=what, example=example,
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class IdColumn:
    """A column of ids in a table."""

    table: str
    column: str
    is_user: bool
    condition: str = ""
    """More SQL after ``where``: the rows that count."""
    is_private: bool = False
    """No id may be shown."""

    @property
    def settled(self) -> str:
        """The table of the distinct ids."""
        return f"{self.table}_{self.column}s"

    @property
    def what(self) -> Sentence:
        """What the ids are called."""
        return say("user ids") if self.is_user else say("item ids")


def settle_ids(scratch: Scratch, ids: IdColumn) -> list[str]:
    """Repair ids in place; return a note for each kind of repair.

    Leaves the table ``ids.settled``: id, n, median, fixed, reason, kind. Ids with a reason are left in place.
    """
    count = _COUNT.format(name="counted_ids", column=ids.column, table=ids.table, condition=ids.condition)
    scratch.run(count)
    layers = nested("counted_ids", _layers(ids))
    wanted = "id, n, median, fixed, reason, kind"
    scratch.run(f"create or replace table {ids.settled} as select {wanted} from {layers}")  # noqa: S608 - our own names
    kinds = scratch.rows(
        f"select kind, count(*), sum(n)::bigint, min(id) from {ids.settled} "  # noqa: S608 - our own names
        "where reason is null and kind is not null group by kind order by kind"
    )
    if kinds:
        is_repaired = "m.kind is not null and m.reason is null"
        sql = f"case when {is_repaired} then m.fixed else {ids.column} end"
        rewrite(scratch, ids.table, {ids.column: sql}, f"left join {ids.settled} m on {ids.column} = m.id")
    return [_KINDS[kind](n, records, ids.what, _shown(example, ids.is_private)) for kind, n, records, example in kinds]


def reject_ids(scratch: Scratch, ids: IdColumn) -> list[str]:
    """Give the staged rows whose id is no id a reason; return notes that name such ids."""
    bad = scratch.rows(
        f"select reason, count(*), sum(n)::bigint, string_agg(id, ', ' order by n desc, id) from {ids.settled} "  # noqa: S608
        "where reason is not null group by reason order by reason"
    )
    if not bad:
        return []
    rewrite(
        scratch,
        "staged",
        {"reason": "coalesce(staged.reason, m.reason)"},
        f"left join {ids.settled} m on {ids.column} = m.id",
    )
    return [
        say(
            "{n:,} records have {ids} as one of the {what}: {reason}. They were rejected.",
            n=records, ids=listed[:100], what=ids.what, reason=_REASON_BY_TEXT[reason],
        )
        for reason, _n, records, listed in bad
    ]  # fmt: skip


def suspicious_users(scratch: Scratch, is_private: bool) -> list[str]:
    """Name users who hold a suspicious share of all events."""
    rows = scratch.rows(
        "select fixed, m, m / sum(m) over () from (select fixed, sum(n) as m, any_value(median) as median "  # noqa: S608
        "from staged_user_ids where reason is null group by fixed) "
        f"qualify m > {_MANY_TIMES} * median and m / sum(m) over () >= {_SUSPICIOUS_SHARE} order by m desc limit 5"
    )
    return [
        say(
            "The user {user!r} has {share:.0%} of all events ({n:,}): is that one person, or a till, a test or a bot?",
            user=_shown(user, is_private), share=share, n=int(n),
        )
        for user, n, share in rows
    ]  # fmt: skip


_REASON_BY_TEXT = {str(each): each for each in ID_REASONS}


def _shown(text: str, is_private: bool) -> str:
    """Return an id for a note; nothing of a private one, of an e-mail address only its first letter."""
    if is_private:
        return MASK
    return f"{text.strip()[:1]}…@…" if "@" in text else text[:60]


def _layers(ids: IdColumn) -> list[Layer]:
    """Return the steps from an id to what it should be, with the last kind of repair, and why it is no id."""
    apostrophe = r"^'[^']+$"
    is_quoted = (
        f"regexp_matches(cut, {literal(apostrophe)}) and (regexp_matches(cut, '^.\\d[\\d.-]*$') "
        f"or count(*) filter (regexp_matches(cut, {literal(apostrophe)})) over () > 0.5 * count(*) over ())"
    )
    has_fractions = f"count(*) filter (regexp_matches(bare, {literal(_FRACTION)})) over () > 0"
    is_decimal = f"regexp_matches(bare, {literal(_FLOAT)}) and not ({has_fractions})"
    parts = [f"regexp_extract(bare, {literal(_EXPONENT)}, {place})" for place in (2, 3)]
    is_exact = (
        f"regexp_matches(bare, {literal(_EXPONENT)}) and contains(bare, '.') "
        f"and length({parts[0]}) >= try_cast({parts[1]} as integer)"
    )
    digits = f"rpad(replace(regexp_extract(bare, '^[\\d.]+'), '.', ''), 1 + try_cast({parts[1]} as integer), '0')"
    return [
        {"cut": f"regexp_replace(id, {literal(_BLANKS)}, '', 'g')"},
        {
            "bare": "case when regexp_matches(cut, '^=\".*\"$') then cut[3:-2] "
            f"when {is_quoted} then cut[2:] else cut end"
        },
        {
            "whole": f"case when {is_decimal} then regexp_replace(bare, '\\.0+$', '') when {is_exact} then {digits} "
            "else bare end",
        },
        {"spelled": "sum(n) over (partition by whole)"},
        {
            "fixed": "case when contains(whole, '@') then first_value(whole) over (partition by lower(whole) "
            "order by spelled desc, whole) else whole end",
        },
        {
            "kind": "case when fixed <> whole then 'email' when whole <> bare then "
            f"case when regexp_matches(bare, {literal(_FLOAT)}) then 'decimals' else 'exponent' end "
            "when bare <> cut then case when starts_with(cut, '=') then 'formula' else 'apostrophe' end "
            "when cut <> id then 'blanks' end",
            "reason": _reason_sql(ids),
        },
    ]


def _reason_sql(ids: IdColumn) -> str:
    known = ", ".join(map(literal, (*_STAND_INS, *(_NOBODY if ids.is_user else ()))))
    runs_on = (
        "case when fixed = '-1' then count(*) filter (fixed = '-2') over () "
        "else max(case when regexp_matches(fixed, '^0*1$') then 1 else 0 end) over (partition by length(fixed)) end"
    )
    is_zero = f"(fixed = '-1' or regexp_matches(fixed, '^0+$')) and ({runs_on} = 0 or n > {_MANY_TIMES} * median)"
    stand_in = literal(STAND_IN_USER if ids.is_user else STAND_IN_ITEM)
    zero = f"when count(*) over () > 1 and {is_zero} then {stand_in} " if ids.is_user else ""
    return (
        f"case when lower(fixed) in ({known}) then {stand_in} {zero}"
        f"when regexp_matches(fixed, {literal(_LOST)}) then {literal(DIGITS_LOST)} end"
    )
