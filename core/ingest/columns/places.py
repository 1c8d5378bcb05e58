"""Numbers under the name of an order that are places in a sequence: the third click of a visit is no order."""

from __future__ import annotations

from core.ingest.names.naming import heads_of
from core.ingest.tables.evidence import Evidence, Ties

_NAMES = ("order", "orden", "ordre", "ordine", "ordem")
"""Names of orders that may mean a place in a sequence as well."""
_LARGEST, _FEW = 1_000, 5
_MOSTLY, _SHARED = 0.95, 0.5


def are_places(header: str, one: Evidence, ties: Ties, user: str) -> bool:
    """Whether small numbers, most of which several users have, are places in a sequence rather than orders."""
    if heads_of(header)[0] not in _NAMES or one.looks["whole"] < _MOSTLY or one.largest > _LARGEST:
        return False
    share, n_repeated = ties.find((header,), user)
    return n_repeated >= _FEW and share < _SHARED
