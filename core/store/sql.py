"""The helpers that put names and texts into SQL where a value cannot be bound."""

from __future__ import annotations


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
