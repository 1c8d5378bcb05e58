"""The helpers that put names and texts into SQL where a value cannot be bound."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

Layer = Mapping[str, str]
"""Column → SQL."""
_BETWEEN = "\x1f"
"""The sign between units of ASCII, which no such text holds."""


def identifier(name: str) -> str:
    """Quote a name of a table or column.

    >>> print(identifier('size "XL" cm'))
    "size ""XL"" cm"
    """
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Quote a text; for table functions and options inside views, where nothing can be bound.

    >>> literal("it's")
    "'it''s'"
    """
    return "'" + text.replace("'", "''") + "'"


def literals(texts: Iterable[str]) -> str:
    """Quote texts for a list in brackets; "null", which nothing equals, for none.

    >>> literals(["a", "b"]), literals([])
    ("'a', 'b'", 'null')
    """
    return ", ".join(map(literal, texts)) or "null"


def many(texts: Iterable[str]) -> str:
    r"""Quote texts for ``in`` as a query of one text: to plan a list of hundreds takes longer than to look at most ids.

    >>> many(["a", "b"])
    "select unnest(string_split('a\x1fb', '\x1f'))"
    """
    return f"select unnest(string_split({literal(_BETWEEN.join(texts))}, {literal(_BETWEEN)}))"


def has_text(column: str) -> str:
    """Return SQL for whether a text holds more than blanks; false for null.

    Texts that begin with a sign of ASCII, as nearly all do, are known by their first bytes: ``trim`` is slow.
    """
    return f"case when {column} between '!' and '~~' then true else coalesce(trim({column}) <> '', false) end"


def nested(table: str, layers: Iterable[Layer]) -> str:
    """Add columns to a table layer by layer: each may use the columns of those before.

    >>> nested("t", [{"b": "a + 1"}, {"c": "b * 2"}])
    '(select *, b * 2 as c from (select *, a + 1 as b from t))'
    """
    for layer in layers:
        columns = ", ".join(f"{sql} as {name}" for name, sql in layer.items())
        table = f"(select *, {columns} from {table})"  # noqa: S608 - our own names
    return table
