"""One execution of a recipe on one dataset: its values, with their shapes."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from core.clusterers.clustering import Clustering
from core.compute.machine import Machine, machine_of
from core.interests.edits import Edit
from core.interests.shares import HALF_LIFE_DAYS
from core.interests.users import Interests
from core.model.segment_model import SegmentModel
from core.personas.kept import NOTHING_KEPT, Kept
from core.protocols import Recommender
from core.settings import Settings
from core.stages.table import Stage
from core.trust.card import TrustCard
from core.trust.holdout import Usefulness
from core.trust.k_choice import KChoice
from core.trust.offer_proof import OfferProof
from core.trust.refit import Refit
from core.trust.untouched import NOTHING_MEASURED, Measured
from core.types import FloatArray, Labels, Persona, Points, Population, Profile, Recipe, Vectors


class Depth(StrEnum):
    """How far a recipe is run."""

    FULL = "full"
    TRIAL = "trial"
    """Segments, and the holdout on a sample of the users: without map, trust card and model."""


def ignore_found(_clustering: Clustering, _map: Map | None) -> None:
    """Do nothing with what a run has found so far."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a run may leave out, and where it keeps what the next run can use."""

    with_map: bool = True
    with_holdout: bool = True
    with_trust: bool = True
    with_model: bool = True
    with_interests: bool = True
    """Whether items are grouped into a tree of interests, which names segments too."""
    cache_dir: Path | None = None
    machine: Machine = field(default_factory=Machine)
    """What it may use."""
    on_found: Callable[[Clustering, Map | None], None] = ignore_found
    """Called once the numbered segments are found, and again with the map, while the rest is still to be computed."""
    depth: Depth = Depth.FULL
    random_state: int = 0
    """Of the appraisal of labels that no recipe made; else it is that of the recipe."""
    interest_edits: tuple[Edit, ...] = ()
    """What analysts changed in the tree of interests, the oldest first; its names name segments."""
    kept: Kept = NOTHING_KEPT
    """What segments are called already, by the numbers of the labels; others are named otherwise."""
    measured: Measured = NOTHING_MEASURED
    """What was measured before an edit of the segments that it left as they were."""
    origin: Labels | None = None
    """(n_users,) the segments that edits made the labels of: users are found in what was joined by these."""
    half_life_days: float = HALF_LIFE_DAYS
    """Age at which an event counts half for what users are interested in; 0 turns it off."""

    def by_depth(self) -> Options:
        """Return the same without what a trial leaves out."""
        if self.depth is Depth.FULL:
            return self
        return replace(self, with_map=False, with_trust=False, with_model=False, with_interests=False)


def options_without(left_out: Collection[Stage], settings: Settings) -> Options:
    """Return the options of a run that leaves some stages out."""
    return Options(
        with_map=Stage.MAP not in left_out,
        with_holdout=Stage.HOLDOUT not in left_out,
        with_trust=Stage.TRUST not in left_out,
        with_model=Stage.MODEL not in left_out,
        cache_dir=settings.workspace / "cache",
        machine=machine_of(settings),
        half_life_days=float(settings.interest_half_life),
    )


@dataclass(frozen=True, slots=True)
class Description:
    """What the segments are like; profiles and personas in the order of segment numbers."""

    profiles: tuple[Profile, ...]
    personas: tuple[Persona, ...]
    recommender: Recommender


@dataclass(frozen=True, slots=True)
class Map:
    """Where each user stands, and which method drew it."""

    points: Points
    method: str


@dataclass(frozen=True, slots=True)
class Space:
    """Where users are."""

    vectors: Vectors
    """(n_users, n_dims) unit rows."""
    silhouettes: FloatArray | None = None
    """(n_users,) in the space that was clustered; None for that of the vectors."""
    map: Map | None = None
    """None when it is still to be drawn."""


@dataclass(frozen=True, slots=True)
class Found:
    """Segments that a recipe found, and what it takes to appraise them and to assign new users."""

    vectors: Vectors
    clustering: Clustering
    refit: Refit
    """The recipe at the k that was found, with the fitted encoder."""
    k_choice: KChoice | None
    """The sweep; None when k was given, or the clusterer finds it itself."""
    notes: tuple[str, ...]
    seconds: dict[str, float]

    @property
    def space(self) -> Space:
        """Where the users are, with the silhouettes in the space that was clustered."""
        return Space(self.vectors, self.clustering.silhouettes)


@dataclass(frozen=True, slots=True)
class Appraisal:
    """What segments are like, and how far they can be trusted."""

    description: Description
    silhouettes: FloatArray
    """(n_users,)"""
    map: Map | None
    usefulness: Usefulness | None
    offers: OfferProof | None
    trust: TrustCard | None
    notes: tuple[str, ...]
    seconds: dict[str, float]
    why_no_holdout: str = ""
    stabilities: FloatArray | None = None
    """(n_users,) share of the draws of a user in which the user came out in the same segment; NaN where not known."""


@dataclass(frozen=True, slots=True)
class Run:
    """One execution of a recipe on one dataset, with its results; arrays in the order of the population's users."""

    population: Population
    recipe: Recipe
    k_choice: KChoice | None
    """The sweep; None when k was given, or the clusterer finds it itself."""
    clustering: Clustering
    description: Description
    map: Map | None
    """None when it was left out."""
    usefulness: Usefulness | None
    """None when the judgement was left out, or the log is too short for it."""
    offers: OfferProof | None
    """None when the judgement was left out or was on a sample, or the log is too short for it."""
    trust: TrustCard | None
    """None when it was left out."""
    model: SegmentModel | None
    """What assigns new users; None when it was left out."""
    notes: tuple[str, ...]
    """What a reader of the results should know, as sentences."""
    seconds: dict[str, float]
    """Stage to seconds; for one that ran beside others, those that the run waited for it."""
    why_no_holdout: str = ""
    """Why usefulness could not be judged; "" when it was, or was left out."""
    depth: Depth = Depth.FULL
    stabilities: FloatArray | None = None
    """(n_users,) share of the draws of a user in which the user came out in the same segment; NaN where not known."""
    interests: Interests | None = None
    """None in a trial."""
