"""Columns whose bare name may be that of what users think of items: "rate", "liked", "thumbs"."""

from __future__ import annotations

from collections.abc import Mapping

from core.ingest.evidence import Evidence
from core.ingest.naming import EXACT, certainty

_OPINIONS = frozenset(["rate", "like", "liked", "thumb", "thumbs"])
_MOST_STARS, _ONE = 11, 0.98


def is_bare_opinion(header: str) -> bool:
    """Whether a name may be that of an opinion, as well as of something else."""
    return header.strip().lower() in _OPINIONS


def are_opinions(one: Evidence, columns: Mapping[str, Evidence]) -> bool:
    """Whether values are few whole numbers or words as of ratings, in a log that knows no events and no other value."""
    is_few = one.looks["whole"] > _ONE and one.n_distinct <= _MOST_STARS and one.largest < _MOST_STARS
    is_stronger = any(
        certainty(role, header) >= EXACT and other is not one and not (role == "value" and is_bare_opinion(header))
        for header, other in columns.items()
        for role in ("value", "quantity", "event")
    )
    return (is_few or one.is_spelled) and not is_stronger
