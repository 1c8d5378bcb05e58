"""Several tables that describe the same users or items, such as clients and their contacts: one row for each id."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd

from core.attributes.consent_answers import consent_answers, understood
from core.attributes.consent_doubts import may_be_consent
from core.attributes.consent_names import Says, says
from core.attributes.names import fold
from core.ingest.reader.read import RawTable
from core.ingest.reader.reshape import rows_sql
from core.ingest.reader.rows import line_by_line
from core.sentences import Sentence, say
from core.store.scratch import Scratch
from core.store.sql import literals

Group = tuple[RawTable, ...]
_AND = " + "
_DATED = re.compile(r"(19|20)\d\d((0[1-9]|1[0-2])([0-3]\d)?)?")
"""A year, a year and a month, or a day, run together."""
_JOINED = """
create temp table {name} as select {cells}, (row_number() over (order by a_no nulls last, b_no) - 1)::bigint as row_no
from (select *, row_number() over () as a_no from ({first})) a
full join (select *, row_number() over () as b_no from ({second})) b on a.{key} = b.{other_key}"""
_TEXTS = """
select distinct text from (
    select unnest([{one}, {other}]) as text from ({first}) a full join ({second}) b on a.{key} = b.{other_key}
) where text is not null order by text"""
_MOST_TEXTS = 10_000
"""Texts of a column that say whether it is one of consent."""
_DIFFER = "select {counts} from ({first}) a join ({second}) b on a.{key} = b.{other_key}"


def join_tables(scratch: Scratch, first: Group, second: Group, key: str) -> tuple[Group, tuple[Sentence, ...]]:
    """Return one table of two that have the column ``key``, with all ids of both, and what to note of it.

    A column that both have is that of the first, and of the second where it is blank there; of files of two years or
    days, by their names, the later one is the first. Who refuses consent in either refuses it.
    """
    if is_later(second[0].name, first[0].name.split(_AND)[0]):
        first, second = second, first
    headers = [dict.fromkeys(header for raw in group for header in raw.headers) for group in (first, second)]
    places = [{fold(header): place for place, header in enumerate(each)} for each in headers]
    own, others = ([*each] for each in headers)
    cells, names = [], []
    parts = {
        "first": _rows(first, own, "x"),
        "second": _rows(second, others, "y"),
        "key": f"x{places[0][fold(key)]}",
        "other_key": f"y{places[1][fold(key)]}",
    }
    for place, header in enumerate(own):
        also = places[1].get(fold(header))
        cells.append(f"a.x{place}" if also is None else _both_sql(scratch, parts, header, (place, also)))
        names.append(header)
    for place, header in enumerate(others):
        if fold(header) not in places[0]:
            cells.append(f"b.y{place}")
            names.append(header)
    name = scratch.new_name()
    scratch.run(
        _JOINED.format(name=name, cells=", ".join(f"{cell} as c{at}" for at, cell in enumerate(cells)), **parts)
    )
    n_rows = int(scratch.one(f"select count(*) from {name}"))  # noqa: S608 - our own name
    malformed = [each for raw in (*first, *second) for each in raw.found.malformed]
    found = replace(line_by_line(n_rows, 1), malformed=malformed)
    notes = tuple(note for raw in (*first, *second) for note in raw.notes)
    called = _AND.join(raw.name for raw in (first[0], second[0]))
    joined = replace(first[0], name=called, headers=tuple(names), sql=name, n_rows=n_rows, found=found, notes=notes)
    return (joined,), _on_differences(scratch, parts, (own, places), (first[0].name, second[0].name), key)


def is_later(one: str, other: str) -> bool:
    """Whether names of two files are alike but for a date, that of the first being later.

    >>> is_later("clients_2025.csv", "clients_2024.csv"), is_later("crm-01-2026.csv", "crm-12-2025.csv")
    (True, True)
    >>> is_later("clients_2.csv", "clients_1.csv"), is_later("crm_2025.csv", "clients_2024.csv")
    (False, False)
    """
    if re.sub(r"\d+", "#", one) != re.sub(r"\d+", "#", other):
        return False
    dates = [_date_of(re.findall(r"\d+", name)) for name in (one, other)]
    return bool(dates[0] and dates[1]) and len(dates[0]) == len(dates[1]) and dates[0] > dates[1]


def _date_of(numbers: list[str]) -> list[int]:
    """Return the parts of a date, the year first; none without a year.

    A year behind a month is known by itself; behind two numbers it is not, as the day may be either of them.
    """
    place = next((at for at, each in enumerate(numbers) if _DATED.fullmatch(each)), None)
    if place is None:
        return []
    before = numbers[place - 1 : place] if place == 1 and len(numbers) == 2 else []
    return [int(each) for each in (numbers[place], *before, *numbers[place + 1 :])]


def _both_sql(scratch: Scratch, parts: dict[str, str], header: str, places: tuple[int, int]) -> str:
    """Return SQL for a column that both tables have: of consent the answer that refuses it, where one does."""
    one, other = f"a.x{places[0]}", f"b.y{places[1]}"
    both = f"coalesce({one}, {other})"
    if not _is_consent(scratch, parts, header, places):
        return both
    texts = _texts(scratch, _TEXTS.format(one=one, other=other, **parts))
    answers, _known = consent_answers(texts, says(header) not in (None, Says.CONSENT))
    refused, others = texts[answers == 0], texts[answers != 0]
    if not len(refused):
        return both
    is_no = [_is_in(cell, refused) if len(refused) < len(others) else _is_out(cell, others) for cell in (one, other)]
    return f"case when {is_no[0]} then {one} when {is_no[1]} then {other} else {both} end"


def _is_consent(scratch: Scratch, parts: dict[str, str], header: str, places: tuple[int, int]) -> bool:
    """Whether a column that both tables have says who consented."""
    cells = {"one": f"a.x{places[0]}", "other": f"b.y{places[1]}"}
    some = _texts(scratch, f"{_TEXTS.format(**cells, **parts)} limit {_MOST_TEXTS}")
    return understood(header, some) or may_be_consent(header, some)


def _texts(scratch: Scratch, sql: str) -> pd.Series[str]:
    return pd.Series([text for (text,) in scratch.rows(sql)], dtype="str")


def _is_in(cell: str, texts: pd.Series[str]) -> str:
    return f"{cell} in ({literals(texts)})"


def _is_out(cell: str, texts: pd.Series[str]) -> str:
    return f"{cell} not in ({literals(texts)})" if len(texts) else f"{cell} is not null"


def _on_differences(
    scratch: Scratch,
    parts: dict[str, str],
    headers: tuple[list[str], list[dict[str, int]]],
    files: tuple[str, str],
    key: str,
) -> tuple[Sentence, ...]:
    """Say of each column that both tables have for how many ids they say different things."""
    own, (places, others) = headers
    both = [each for each in own if fold(each) in others and fold(each) != fold(key)]
    if not both:
        return ()
    counts = ", ".join(f"count(*) filter (a.x{places[fold(each)]} <> b.y{others[fold(each)]})" for each in both)
    [found] = scratch.rows(_DIFFER.format(counts=counts, **parts))
    differ = [(column, int(n)) for column, n in zip(both, found, strict=True) if n]
    return tuple(
        say(
            "{column!r} says something else in {other} than in {file} for {n:,} ids: where one of them refuses "
            "consent, that is taken, else that of {file}.",
            column=column, other=files[1], file=files[0], n=n,
        )
        if _is_consent(scratch, parts, column, (places[fold(column)], others[fold(column)]))
        else say(
            "{column!r} says something else in {other} than in {file} for {n:,} ids: that of {file} is taken.",
            column=column, other=files[1], file=files[0], n=n,
        )
        for column, n in differ
    )  # fmt: skip


def _rows(group: Group, headers: list[str], letter: str) -> str:
    """Return SQL of the rows of all files of a table, trimmed, null where nothing stands, in columns by number."""

    def cells(raw: RawTable) -> str:
        return ", ".join(f"nullif(trim({raw.column(header)}), '') as {letter}{at}" for at, header in enumerate(headers))

    return rows_sql(group, cells)
