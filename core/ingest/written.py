"""Columns of what users wrote under a bare name, such as ``review`` and ``comment``, which other things have too."""

from __future__ import annotations

from collections.abc import Mapping

from core.ingest.evidence import Evidence
from core.ingest.naming import EXACT, certainty
from core.population.event_parts import split_name

_BARE = frozenset(["review", "reviews", "text", "body", "comment", "comments", "tip", "opinion"])
_LONG, _DIFFERENT, _SEVERAL_WORDS = 20, 0.3, 0.5
"""What users write is so long on the mean, and so many texts are different ones, and have several words."""


def is_bare_text(header: str) -> bool:
    """Whether a name may be that of what users wrote, as well as of something else."""
    return split_name(header.rpartition(".")[2]) in _BARE


def is_written(one: Evidence, columns: Mapping[str, Evidence]) -> bool:
    """Whether texts are what users wrote, in a log of no orders: of those it is a word on the delivery."""
    if any(certainty(role, each) >= EXACT for each in columns for role in ("order", "quantity")):
        return False
    is_prose = one.length >= _LONG and one.uniqueness > _DIFFERENT
    return is_prose and (one.looks["spaced"] > _SEVERAL_WORDS or not one.example.isascii())
