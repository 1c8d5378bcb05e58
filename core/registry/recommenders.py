"""The table of recommenders: what picks items for segments."""

from __future__ import annotations

from core.params import Method
from core.protocols import Recommender
from core.recommenders.segment_popularity import SegmentPopularity
from core.registry.making import complete, find, make
from core.sentences import say

RECOMMENDERS: dict[str, Method] = {
    "segment_popularity": Method(
        SegmentPopularity,
        say("Popular in the segment"),
        say("Recommends the items that most users of the segment interacted with; small segments lean on all users."),
    ),
}


def make_recommender(name: str = "segment_popularity") -> Recommender:
    """Make a recommender; raise ``RecipeError`` for a name that is not in the table."""
    method = find(RECOMMENDERS, "recommender", name)
    made: Recommender = make(method, complete(method, {}), {})
    return made
