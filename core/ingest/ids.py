"""Ids as they were meant: what a spreadsheet changed is repaired and counted, stand-ins for nobody are rejected.

Everything is settled on the distinct ids of all files and all rows. An id that needs no repair is stored as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from core.ingest.rewrite import rewrite
from core.ingest.stand_ins import NOBODY, STAND_INS
from core.sentences import Sentence, say
from core.store.scratch import Scratch
from core.store.sql import Layer, literal, nested

STAND_IN_USER = say("a stand-in for no user, such as undefined or #N/A")
STAND_IN_ITEM = say("a stand-in for no item, such as undefined or #N/A")
DIGITS_LOST = say("an id whose digits a spreadsheet dropped, such as 4.0017E+10")
ID_REASONS = (STAND_IN_USER, STAND_IN_ITEM, DIGITS_LOST)

_BLANKS = r"^[\s\p{Z}\x{FEFF}\x{200B}]+|[\s\p{Z}\x{FEFF}\x{200B}]+$"
_FLOAT, _FRACTION = r"^\d+\.0+$", r"^\d+\.\d*[1-9]\d*$"
_EXPONENT, _GROUPED = r"^(\d)(?:[.,](\d+))?[eE]\+?(\d{1,2})$", r"^\d{1,3}(,\d{3})+(\.0+)?$"
_ENTIRE = r"^(\d+|\d{1,3}(,\d{3})+)(\.0+)?$"
_APOSTROPHE = r"^'[^']+$"
_LOST = r"^\d([.,]\d+)?[eE]\+\d{1,2}$"
_MANY_TIMES = 20
"""An id with so many times the events of the median user is suspicious."""
_SUSPICIOUS_SHARE = 0.05
_COUNT = """
create or replace temp table counted_ids as
with counted as ({counted})
select *, (select quantile_cont(n, 0.5) from counted) as median from counted"""
_IN_FILE = "select {column} as id, count(*) as n, null::integer as no from {table} where id is not null group by all"
_STAGED = """
select {name}_word as id, n, no from (
    select {name}_no as no, count(*) as n from staged where {name}_no is not null and reason is null group by all)
join {name}_words on no = {name}_no"""
_ODD = r"^[^!-~]|[^!-~]$|^['=]|@|^\d*\.\d*$|^\d([.,]\d+)?[eE]|^(-1|0+)$|^\d{1,3}(,\d{3})+(\.0+)?$"
"""Ids that may need a repair; of all others it is enough that they are no known stand-in."""
_KIND = (
    "case when fixed <> whole then 'email' when whole <> bare then "
    f"case when regexp_matches(bare, {literal(_FLOAT)}) then 'decimals' "
    f"when regexp_matches(bare, {literal(_GROUPED)}) then 'grouped' else 'exponent' end "
    "when bare <> cut then case when starts_with(cut, '=') then 'formula' else 'apostrophe' end "
    "when cut <> id then 'blanks' end"
)
_KINDS: Mapping[str, Callable[[int, int, str], Sentence]] = {
    "blanks": lambda n, records, what: say(
        "{n:,} {what} in {records:,} records had blanks around them; the blanks were cut off.",
        n=n, records=records, what=what,
    ),
    "formula": lambda n, records, what: say(
        "{n:,} {what} in {records:,} records were written as formulas; their texts are used.",
        n=n, records=records, what=what,
    ),
    "apostrophe": lambda n, records, what: say(
        "{n:,} {what} in {records:,} records had an apostrophe before them; it was cut off.",
        n=n, records=records, what=what,
    ),
    "decimals": lambda n, records, what: say(
        "{n:,} {what} in {records:,} records were written as decimals; they are whole numbers now.",
        n=n, records=records, what=what,
    ),
    "grouped": lambda n, records, what: say(
        "{n:,} {what} in {records:,} records had commas between thousands; they were taken out.",
        n=n, records=records, what=what,
    ),
    "exponent": lambda n, records, what: say(
        "{n:,} {what} in {records:,} records were written with an exponent; no digit was lost, and they are whole "
        "numbers now.",
        n=n, records=records, what=what,
    ),
    "email": lambda n, records, what: say(
        "{n:,} {what} in {records:,} records are e-mail addresses that differ from another one by case only; they were "
        "put together under the spelling that is most frequent.",
        n=n, records=records, what=what,
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class IdColumn:
    """The ids of users or items in a table."""

    table: str
    """``staged``, whose usable rows count and hold numbers of ``core.ingest.words``, or rows of a file."""
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
        """The list of what is known to stand for no id, for SQL."""
        return ", ".join(map(literal, (*STAND_INS, *(NOBODY if self.is_user else ()))))

    @property
    def counted(self) -> str:
        """SQL of the distinct ids: id, n, no."""
        return (_STAGED if self.table == "staged" else _IN_FILE).format(
            name=self.name, table=self.table, column=self.column
        )


def settle_ids(scratch: Scratch, ids: IdColumn) -> list[str]:
    """Repair ids; return a note for each kind of repair, and notes that name staged ids which are none.

    Leaves the table ``ids.settled``: id, n, no, median, fixed, reason, kind. Ids with a reason are no ids. Rows of a
    file are repaired in place; staged rows keep their numbers, whose id is ``fixed``, and get the reason of their id.
    """
    scratch.run(_COUNT.format(counted=ids.counted))
    is_odd = f"regexp_matches(id, {literal(_ODD)}) or lower(id) in ({ids.known})"
    table = "(select *, id as fixed, null::varchar as reason, null::varchar as kind from counted_ids)"
    of_any = f"coalesce(bool_or({is_odd}), false), coalesce(bool_or(id ~ '^0\\d+$'), false)"
    [(has_odd, has_zeros)] = scratch.rows(f"select {of_any} from counted_ids")  # noqa: S608 - our own patterns
    if has_odd:
        table = _repaired(scratch, ids)
    scratch.run(
        f"create or replace temp table {ids.settled} as select id, n, no, median, fixed, reason, kind from {table}"  # noqa: S608
    )
    notes = _repairs(scratch, ids) if has_odd else []
    notes += _alike_but_for_zeros(scratch, ids) if has_odd or has_zeros else []
    return notes + (_reject(scratch, ids) if has_odd and ids.table == "staged" else [])


def _repairs(scratch: Scratch, ids: IdColumn) -> list[str]:
    """Repair the rows of a file; return a note for each kind of repair."""
    kinds = scratch.rows(
        f"select kind, count(*), sum(n)::bigint, min(id) from {ids.settled} "  # noqa: S608 - our own names
        "where reason is null and kind is not null group by kind order by kind"
    )
    if kinds and ids.table != "staged":
        is_repaired = "m.kind is not null and m.reason is null"
        sql = f"case when {is_repaired} then m.fixed else {ids.column} end"
        rewrite(scratch, ids.table, {ids.column: sql}, f"left join {ids.settled} m on {ids.column} = m.id")
    return [
        with_example(_KINDS[kind](n, records, ids.what), "" if ids.is_private else f"{_shown(example)!r}")
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


def _reject(scratch: Scratch, ids: IdColumn) -> list[str]:
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
        {"reason": "coalesce(staged.reason, m.reason::reasons)"},
        f"left join {ids.settled} m on {ids.name}_no = m.no",
    )
    return [say(
        "{n:,} records have {ids} as one of the {what}: {reason}. They were rejected.",
        n=records, ids=listed[:100], what=ids.what, reason=_REASON_BY_TEXT[reason],
    ) for reason, _n, records, listed in bad]  # fmt: skip


def suspicious_users(scratch: Scratch, is_private: bool) -> list[str]:
    """Name users who hold a suspicious share of all events."""
    rows = scratch.rows(
        "select fixed, m, m / sum(m) over () from (select fixed, sum(n) as m, any_value(median) as median "  # noqa: S608
        "from staged_user_ids where reason is null group by fixed) "
        f"qualify m > {_MANY_TIMES} * median and m / sum(m) over () >= {_SUSPICIOUS_SHARE} order by m desc limit 5"
    )
    return [say(
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
    cut: Layer = {"cut": f"regexp_replace(id, {literal(_BLANKS)}, '', 'g')"}
    mostly = f"count(*) filter (regexp_matches(cut, {literal(_APOSTROPHE)})) > greatest(0.5 * count(*), 2)"
    mostly_quoted = bool(scratch.one(f"select {mostly} from {nested('counted_ids', [cut])}"))  # noqa: S608
    layers = [cut, _bare(mostly_quoted)]
    scratch.run(f"create or replace temp table bare_ids as select * from {nested('counted_ids', layers)}")  # noqa: S608
    [(has_fractions, has_emails, are_grouped)] = scratch.rows(
        f"select coalesce(bool_or(regexp_matches(bare, {literal(_FRACTION)})), false), "  # noqa: S608
        "coalesce(bool_or(contains(bare, '@')), false), "
        f"coalesce(bool_and(regexp_matches(bare, {literal(_ENTIRE)})) and bool_or(contains(bare, ',')), false) "
        "from bare_ids"
    )
    ungrouped: Layer = {"whole": "replace(regexp_replace(bare, '\\.0+$', ''), ',', '')"}
    layers = [ungrouped if are_grouped else _whole(has_fractions), *_fixed(has_emails)]
    scratch.run(f"create or replace temp table fixed_ids as select * from {nested('bare_ids', layers)}")  # noqa: S608
    is_zero = _zero_sql(scratch) if ids.is_user else "false"
    return nested("fixed_ids", [{"kind": _KIND, "reason": _reason_sql(ids, is_zero)}])


def _bare(mostly_quoted: bool) -> Layer:
    """Return an id without what a spreadsheet puts around a text."""
    is_number = "true" if mostly_quoted else "regexp_matches(cut, '^.\\d[\\d.-]*$')"
    is_quoted = f"regexp_matches(cut, {literal(_APOSTROPHE)}) and {is_number}"
    return {
        "bare": f"case when regexp_matches(cut, '^=\".*\"$') then cut[3:-2] when {is_quoted} then cut[2:] else cut end"
    }


def _whole(has_fractions: bool) -> Layer:
    """Return a whole number that was written as a decimal or with an exponent."""
    is_decimal = "false" if has_fractions else f"regexp_matches(bare, {literal(_FLOAT)})"
    parts = [f"regexp_extract(bare, {literal(_EXPONENT)}, {place})" for place in (2, 3)]
    is_exact = (
        f"regexp_matches(bare, {literal(_EXPONENT)}) and regexp_matches(bare, '[.,]') "
        f"and length({parts[0]}) >= try_cast({parts[1]} as integer)"
    )
    plain = "regexp_replace(regexp_extract(bare, '^[\\d.,]+'), '[.,]', '')"
    digits = f"rpad({plain}, 1 + try_cast({parts[1]} as integer), '0')"
    return {
        "whole": f"case when {is_decimal} then regexp_replace(bare, '\\.0+$', '') when {is_exact} then {digits} "
        "else bare end"
    }


def _fixed(has_emails: bool) -> list[Layer]:
    """Return e-mail addresses in the spelling that is most frequent."""
    if not has_emails:
        return [{"fixed": "whole"}]
    folded = (
        "case when contains(whole, '@') then first_value(whole) over (partition by lower(whole) "
        "order by spelled desc, whole) else whole end"
    )
    return [{"spelled": "sum(n) over (partition by whole)"}, {"fixed": folded}]


def _zero_sql(scratch: Scratch) -> str:
    """Return SQL for zeros from which the other ids do not run on, or which hold far too many events."""
    runs_on = scratch.rows("select distinct length(fixed) from fixed_ids where regexp_matches(fixed, '^0*1$')")
    [(n_ids, has_minus_two)] = scratch.rows("select count(*), coalesce(bool_or(fixed = '-2'), false) from fixed_ids")
    if n_ids == 1:
        return "false"
    lengths = ", ".join(str(each) for (each,) in runs_on) or "-1"
    is_run = f"case when fixed = '-1' then {str(has_minus_two).lower()} else length(fixed) in ({lengths}) end"
    return f"regexp_matches(fixed, '^(-1|0+)$') and (not {is_run} or n > {_MANY_TIMES} * median)"


def _reason_sql(ids: IdColumn, is_zero: str) -> str:
    stand_in = literal(STAND_IN_USER if ids.is_user else STAND_IN_ITEM)
    return (
        f"case when lower(fixed) in ({ids.known}) or {is_zero} then {stand_in} "
        f"when regexp_matches(fixed, {literal(_LOST)}) then {literal(DIGITS_LOST)} end"
    )
