"""Portraits of the segments of a run."""

from __future__ import annotations

import pandas as pd

from core.personas.portrait import Portrait, make_portrait
from core.results.results import Results
from core.types import Column

OWN_LIFT = 1.2
"""An item that users of the segment have so many times as often as all users says more than a best-seller of all.

Lists of earlier versions, by popularity alone, did not weigh that."""


def portraits(results: Results) -> tuple[Portrait, ...]:
    """Return the portrait of each segment, in the order of segment numbers."""
    items = results.recommendations.sort_values(Column.RANK, kind="stable")
    found = []
    personas = {persona.segment: persona for persona in results.personas}
    for profile in results.profiles:
        own = items[items[Column.SEGMENT] == profile.segment]
        if not results.has_offers:
            own = pd.concat([own[own[Column.LIFT] >= OWN_LIFT], own[own[Column.LIFT] < OWN_LIFT]])
        titles = [str(title or item) for title, item in zip(own[Column.TITLE], own[Column.ITEM_ID], strict=True)]
        found.append(make_portrait(profile, personas[profile.segment], titles))
    return tuple(found)
