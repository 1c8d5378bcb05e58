"""The table of projectors: what draws the map."""

from __future__ import annotations

from core.map.landmarks import LandmarkMap
from core.params import Method
from core.protocols import Projector
from core.registry.making import complete, find, make
from core.sentences import say
from core.stages.progress import Progress, silent

PROJECTORS: dict[str, Method] = {
    "landmarks": Method(
        LandmarkMap,
        say("Landmark UMAP"),
        say("Lays out up to 20,000 users by UMAP and places the others among the nearest of those."),
    ),
}


def make_projector(random_state: int = 0, progress: Progress = silent, name: str = "landmarks") -> Projector:
    """Make a projector; raise ``RecipeError`` for a name that is not in the table."""
    method = find(PROJECTORS, "projector", name)
    made: Projector = make(method, complete(method, {"random_state": random_state}), {"progress": progress})
    return made
