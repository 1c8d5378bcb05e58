"""The tables of recommenders: what picks items for segments, and what picks items for single users."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from core.compute.machine import Machine
from core.interests.build import layers_of_items
from core.interests.item_vectors import item_vectors
from core.params import Method
from core.protocols import Recommender, UserRecommender
from core.recommenders.category_popularity import CategoryPopularity
from core.recommenders.for_users import Content, Ease, Factors, ItemNeighbours, Popularity
from core.recommenders.hybrid import Hybrid
from core.recommenders.interest_layers import InterestLayers
from core.recommenders.pairwise import Pairwise
from core.recommenders.segment_offers import SegmentOffers
from core.recommenders.segment_popularity import SegmentPopularity
from core.registry.making import complete, find, make
from core.sentences import say
from core.types import FloatArray, Labels, Population

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


USER_RECOMMENDERS: dict[str, Method] = {
    Hybrid.name: Method(
        Hybrid,
        say("Hybrid"),
        say(
            "Adds up the scores of the others, standardised, but those of bpr, with weights that find most on a "
            "validation part: for users with fewer than 5 items, with up to 20, and with more."
        ),
    ),
    Ease.name: Method(
        Ease, say("EASE"), say("Gives a user what the user's items predict by a linear model in closed form.")
    ),
    ItemNeighbours.name: Method(
        ItemNeighbours,
        say("Item neighbours"),
        say("Gives a user items whose users are those of the user's items: cosine, less where few users say so."),
    ),
    Factors.name: Method(
        Factors,
        say("Factors"),
        say("Gives a user what lies near the user's items in few dimensions, by a singular value decomposition."),
    ),
    Pairwise.name: Method(
        Pairwise,
        say("Pairwise ranking"),
        say("Gives a user what goes before the rest when pairs of taken and not taken items are ranked (BPR)."),
        is_weighed=False,
    ),
    Content.name: Method(
        Content,
        say("Content"),
        say("Gives a user items whose titles are like those of the user's items; without titles, by who took them."),
    ),
    InterestLayers.name: Method(
        InterestLayers,
        say("Interest layers"),
        say(
            "Gives a user what is popular in the user's interests, from broad to narrow; how much each layer counts is "
            "learnt for each user."
        ),
    ),
    CategoryPopularity.name: Method(
        CategoryPopularity,
        say("Popular in the user's categories"),
        say("Gives a user what is popular lately in the categories of the user's items; without any, in interests."),
    ),
    Popularity.name: Method(
        Popularity, say("Popular lately"), say("Gives everybody what most users like, lately more.")
    ),
}


def make_user_recommender(
    name: str = Hybrid.name,
    cache_dir: Path | None = None,
    machine: Machine | None = None,
    segments: Labels | None = None,
) -> UserRecommender:
    """Make a recommender for users; raise ``RecipeError`` for a name that is not in the table.

    Parameters
    ----------
    name
        Its key.
    cache_dir
        Where encoded titles are kept.
    machine
        What encoding may use.
    segments
        (n_users,) of the log that it will learn from: users lean on their segment.
    """
    learnt = {
        "item_vectors": content_vectors(cache_dir, machine),
        "item_layers": partial(layers_of_items, cache_dir=cache_dir, machine=machine),
        "segments": segments,
        "machine": machine or Machine(),
    }

    def made(key: str, **more: object) -> UserRecommender:
        method = find(USER_RECOMMENDERS, "recommender", key)
        found: UserRecommender = make(method, complete(method, {}), {**learnt, **more})
        return found

    if name != Hybrid.name:
        return made(name)
    others = (each for each, method in USER_RECOMMENDERS.items() if method.is_weighed and each != Hybrid.name)
    return made(name, parts=[made(each) for each in others])


def content_vectors(
    cache_dir: Path | None = None, machine: Machine | None = None
) -> Callable[[Population], FloatArray]:
    """Return what makes vectors of items by their titles, or by their users where there are none."""
    return partial(item_vectors, cache_dir=cache_dir, machine=machine, with_users=False)
