"""The items file and the users file: titles, categories and attributes, one row per id."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.ingest.clean import has_float_ids, id_sql, text_sql
from core.ingest.log import LogTable
from core.ingest.numbers import is_number
from core.ingest.read import RawTable
from core.sentences import say
from core.store.scratch import Scratch

_MAX_DISTINCT = 50
_CONTACT_NAME = re.compile(r"e-?mail|phone|mobile|address|zip|post_?code|passw|手机|电话|邮箱|地址|邮编", re.IGNORECASE)
_ID_NAME = re.compile(r"(^|[_\W])(id|uuid|guid)$|[a-z]I[dD]$", re.IGNORECASE)
_EMAIL = re.compile(r"\s*[^@\s]+@[^@\s]+\.\w+\s*")
_PHONE = re.compile(r"\s*\+?\d[\d ()./-]{7,18}\d\s*")

_CREATE_ITEMS = "create table item_rows (item_id varchar, title varchar, category varchar)"
_CREATE_USERS = "create table user_rows (user_id varchar, attributes varchar[])"
_FIRST_WINS = """
    delete from {table} where rowid in (
        select place from (
            select rowid as place, row_number() over (partition by {id} order by rowid) as n from {table})
        where n > 1)
"""


def load_items(scratch: Scratch, table: LogTable | None) -> list[str]:
    """Fill ``item_rows`` from the items file; return notes."""
    scratch.run(_CREATE_ITEMS)
    if table is None:
        return []
    for raw in table.raws:
        item = _id(table, raw, table.map.item or "", "item")
        title = text_sql(table.sql_of(raw, table.map.text, "text")) if table.map.text else "null"
        category = text_sql(table.sql_of(raw, table.map.category, "category")) if table.map.category else "null"
        scratch.run(f"insert into item_rows select {item}, {title}, {category} from {raw.sql}")  # noqa: S608
    return _tidy(scratch, table, "item_rows", "item_id")


def load_users(scratch: Scratch, table: LogTable | None) -> tuple[list[str], list[str]]:
    """Fill ``user_rows`` from the users file; return the names of its attributes, and notes."""
    scratch.run(_CREATE_USERS)
    if table is None:
        return [], []
    names, notes = _attributes(scratch, table)
    for raw in table.raws:
        user = _id(table, raw, table.map.user or "", "user")
        cells = ", ".join(text_sql(table.sql_of(raw, name)) for name in names)
        scratch.run(f"insert into user_rows select {user}, [{cells}]::varchar[] from {raw.sql}")  # noqa: S608
    return names, notes + _tidy(scratch, table, "user_rows", "user_id")


def _id(table: LogTable, raw: RawTable, column: str, role: str) -> str:
    return id_sql(table.sql_of(raw, column, role), has_float_ids(table.sample.texts(column)))


def _tidy(scratch: Scratch, table: LogTable, rows: str, column: str) -> list[str]:
    """Drop rows without id and later rows of an id; return notes that count them."""
    notes: list[str] = []
    n_malformed = sum(len(raw.found.malformed) for raw in table.raws)
    n_missing = _changed(scratch, f"delete from {rows} where {column} is null")  # noqa: S608 - our own names
    n_again = _changed(scratch, _FIRST_WINS.format(table=rows, id=column))
    name = table.raws[0].name
    if n_malformed:
        lines = ", ".join(str(line) for raw in table.raws for line, _ in raw.found.malformed[:5])
        notes.append(
            say(
                "{name}: {n:,} malformed lines were left out, such as line {lines}.",
                name=name,
                n=n_malformed,
                lines=lines,
            )
        )
    if n_missing:
        notes.append(say("{name}: {n:,} rows without id were left out.", name=name, n=n_missing))
    if n_again:
        notes.append(say("{name}: {n:,} rows repeat an id; the first row of each id counts.", name=name, n=n_again))
    return notes


def _changed(scratch: Scratch, sql: str) -> int:
    return int(scratch.one(sql) or 0)


def _attributes(scratch: Scratch, table: LogTable) -> tuple[list[str], list[str]]:
    if table.map.attributes:
        return list(table.map.attributes), []
    names: list[str] = []
    notes: list[str] = []
    for header in table.raws[0].headers:
        if header == table.map.user:
            continue
        why_not = _why_not(scratch, table, header)
        if why_not:
            notes.append(
                say(
                    "{file}: the column {header!r} is not used as an attribute: {why_not}.",
                    file=table.raws[0].name,
                    header=header,
                    why_not=why_not,
                )
            )
        else:
            names.append(header)
    return names, notes


def _why_not(scratch: Scratch, table: LogTable, header: str) -> str:
    """Return why a column of the users file is left out; "" when it is an attribute."""
    texts = table.sample.texts(header)
    if not texts:
        return say("it is empty")
    if _CONTACT_NAME.search(header) or _share(_EMAIL, texts) > 0.1 or _share(_PHONE, texts) > 0.5:
        return say("it looks like contact data")
    if _ID_NAME.search(header):
        return say("it looks like an id")
    if is_number(texts):
        return ""
    n_distinct = _n_distinct(scratch, table, header)
    if n_distinct > _MAX_DISTINCT or (n_distinct > 10 and n_distinct == sum(raw.n_rows for raw in table.raws)):
        return say("it holds {n:,} different texts", n=n_distinct)
    return ""


def _share(pattern: re.Pattern[str], texts: Sequence[str]) -> float:
    return sum(pattern.fullmatch(text) is not None for text in texts) / len(texts)


def _n_distinct(scratch: Scratch, table: LogTable, header: str) -> int:
    selects = " union all ".join(f"select {raw.column(header)} as c from {raw.sql}" for raw in table.raws)  # noqa: S608
    return int(scratch.one(f"select count(distinct c) from ({selects})"))  # noqa: S608 - built by read
