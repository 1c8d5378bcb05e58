"""Columns of what users wrote under a bare name, such as ``review`` and ``comment``, which other things have too."""

from __future__ import annotations

from collections.abc import Mapping

from core.ingest.names.naming import EXACT, certainty, heads_of
from core.ingest.tables.evidence import Evidence
from core.population.event_parts import split_name

_OF_USERS = ("review", "reviews", "comment", "comments", "opinion")
"""What users write, whatever stands before it: "product_review"."""
_OF_MANY = ("text", "body", "tip")
"""What users write only where nothing stands before it: no "status_text", "ad_text" and "email_body"."""
_ALL, _BARE = 0.9, ("name", "title", "label")
"""Where so many values are names of events, a column that is called by one of these alone holds events."""
_LONG, _DIFFERENT, _SEVERAL_WORDS = 20, 0.3, 0.5
"""What users write is so long on the mean, and so many texts are different ones, and have several words."""


def may_be_written(header: str, columns: Mapping[str, Evidence]) -> bool:
    """Whether a column may be what users wrote, for all that its name is a bare one; others may be."""
    *before, last = split_name(header.rpartition(".")[2]).split() or [""]
    if last not in (*_OF_USERS, *_OF_MANY) or (before and certainty("query", header) >= EXACT):
        return True
    return not (before and last in _OF_MANY) and _is_written(columns[header], columns)


def _is_written(one: Evidence, columns: Mapping[str, Evidence]) -> bool:
    """Whether texts are what users wrote, in a log of no orders: of those it is a word on the delivery."""
    if any(certainty(role, each) >= EXACT for each in columns for role in ("order", "quantity")):
        return False
    is_prose = one.length >= _LONG and one.uniqueness > _DIFFERENT
    return is_prose and (one.looks["spaced"] > _SEVERAL_WORDS or not one.example.isascii())


def are_deeds(one: Evidence, columns: Mapping[str, Evidence]) -> bool:
    """Whether a column called "name" holds names of events, as "VIEW_ITEM", where no other one is called so."""
    if one.event_share <= _ALL or one.n_distinct < 2 or any(certainty("event", each) >= EXACT for each in columns):
        return False
    return any(other is one and heads_of(header)[0] in _BARE for header, other in columns.items())
