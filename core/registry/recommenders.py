"""The table of recommenders: what picks items for segments."""

from __future__ import annotations

from core.params import Method
from core.protocols import Recommender
from core.recommenders.segment_offers import SegmentOffers
from core.recommenders.segment_popularity import SegmentPopularity
from core.registry.making import complete, find, make
from core.sentences import say

RECOMMENDERS: dict[str, Method] = {
    SegmentOffers.name: Method(
        SegmentOffers,
        say("Offers of the segment"),
        say(
            "Recommends what the segment's users will want next and others less: expected response, by what is popular "
            "in the segment and by what each user's items lead to, times how much an item is the segment's own."
        ),
    ),
    SegmentPopularity.name: Method(
        SegmentPopularity,
        say("Popular in the segment"),
        say("Recommends the items that most users of the segment interacted with; small segments lean on all users."),
    ),
}


def make_recommender(name: str = SegmentOffers.name) -> Recommender:
    """Make a recommender; raise ``RecipeError`` for a name that is not in the table."""
    method = find(RECOMMENDERS, "recommender", name)
    made: Recommender = make(method, complete(method, {}), {})
    return made
