"""The stages of long work, each once: its name, label, the jobs it belongs to, its share of progress and its cost."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.sentences import say


class JobKind(StrEnum):
    """What is done in the background. A command of the command line may do several in a row."""

    LOAD = "load"
    RUN = "run"
    TRIAL = "trial"
    LEARN = "learn"
    ASSIGN = "assign"
    BOARD = "board"
    EXPORT = "export"
    AUDIENCE = "audience"
    CHECK = "check"
    NAME = "name"
    EDIT = "edit"
    DIVIDE = "divide"
    PACK = "pack"
    READBACK = "readback"
    NEAREST = "nearest"
    WHY = "why"


class Stage(StrEnum):
    """The stages in their order. Their values stand in ``run.json``."""

    START = "start"
    READ = "read"
    CLEAN = "clean"
    STORE = "store"
    ENCODE = "encode"
    CHOOSE_K = "choose k"
    CLUSTER = "cluster"
    MAP = "map"
    PROFILE = "profile"
    HOLDOUT = "holdout"
    TRUST = "trust"
    MODEL = "model"
    LEARN = "learn"
    COMPARE = "compare"
    NAME = "name"
    EXPORT = "export"


class Trait(StrEnum):
    """What the time of a stage depends on, beside the size of the log."""

    ENCODER = "encoder"
    CLUSTERER = "clusterer"


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds on two cores with the default recipe, before anything was measured on this machine."""

    least: float = 0.0
    per_user: float = 0.0
    per_event: float = 0.0


@dataclass(frozen=True, slots=True)
class StageInfo:
    """One stage."""

    label: str
    """What it does, for users."""
    kinds: frozenset[JobKind]
    """The jobs that have it."""
    share: float
    """Usual share of the time, where nothing is known of the log."""
    cost: Cost = Cost()
    traits: frozenset[Trait] = frozenset()
    """The parts of a recipe that change its time; without them it takes as long for any recipe."""


_RUN = frozenset({JobKind.RUN})
_FIND = frozenset({JobKind.RUN, JobKind.TRIAL})
_APPRAISE = _FIND | {JobKind.EDIT}
_LOAD = frozenset({JobKind.LOAD})
_PLACE = frozenset({JobKind.LEARN, JobKind.ASSIGN, JobKind.DIVIDE, JobKind.NEAREST, JobKind.WHY})
_BOTH = frozenset({Trait.ENCODER, Trait.CLUSTERER})
_ENCODER, _CLUSTERER = frozenset({Trait.ENCODER}), frozenset({Trait.CLUSTERER})

STAGES: Mapping[Stage, StageInfo] = {
    Stage.START: StageInfo(say("Starting"), frozenset(JobKind), 0.0, Cost(1.5, 0.0, 1e-6)),
    Stage.READ: StageInfo(say("Reading the files"), _LOAD | {JobKind.AUDIENCE, JobKind.READBACK}, 10.0),
    Stage.CLEAN: StageInfo(say("Cleaning"), _LOAD, 10.0),
    Stage.STORE: StageInfo(say("Storing"), _LOAD, 5.0),
    Stage.ENCODE: StageInfo(say("Comparing users"), _APPRAISE | _PLACE, 20.0, Cost(4.0, 2e-5, 1e-6), _ENCODER),
    Stage.CHOOSE_K: StageInfo(say("Choosing the number of segments"), _FIND, 15.0, Cost(1.5, 1.3e-3), _CLUSTERER),
    Stage.CLUSTER: StageInfo(say("Forming segments"), _FIND | {JobKind.DIVIDE}, 5.0, Cost(0.05, 8e-5), _CLUSTERER),
    Stage.MAP: StageInfo(say("Drawing the map"), _RUN, 20.0, Cost(1.0, 8e-4)),
    Stage.PROFILE: StageInfo(
        say("Finding what is typical of each segment"), _APPRAISE, 15.0, Cost(3.0, 2e-5, 1e-6), _ENCODER
    ),
    Stage.HOLDOUT: StageInfo(
        say("Checking whether segments predict what users do next"), _APPRAISE, 10.0, Cost(1.5, 1e-4), _BOTH
    ),
    Stage.TRUST: StageInfo(
        say("Checking what can be trusted"), _RUN | {JobKind.CHECK, JobKind.EDIT}, 40.0, Cost(4.0, 1e-3), _BOTH
    ),
    Stage.MODEL: StageInfo(say("Preparing to assign new users"), _RUN | {JobKind.EDIT}, 15.0, Cost(0.5, 5e-4), _BOTH),
    Stage.LEARN: StageInfo(say("Training the network"), frozenset({JobKind.LEARN}), 20.0),
    Stage.COMPARE: StageInfo(say("Comparing recipes"), frozenset({JobKind.BOARD}), 20.0),
    Stage.NAME: StageInfo(say("Asking the language model for names"), frozenset({JobKind.NAME}), 20.0),
    Stage.EXPORT: StageInfo(
        say("Writing the results"), frozenset({JobKind.EXPORT, JobKind.AUDIENCE, JobKind.PACK}), 2.0
    ),
}
"""All stages in their order."""

Shares = Mapping[Stage, float]
"""The stages of one job with their share of its time; any unit."""


def shares_of(*kinds: JobKind, skipped: Collection[Stage] = ()) -> dict[Stage, float]:
    """Return the stages of jobs of these kinds, done in a row, with their usual shares; without those skipped."""
    return {
        stage: info.share for stage, info in STAGES.items() if stage not in skipped and not info.kinds.isdisjoint(kinds)
    }


def fraction_done(stage: Stage, fraction: float, shares: Shares) -> float:
    """Return how much of a job is done, in [0, 1], when ``fraction`` of ``stage`` is.

    A stage that the job does not have counts as what comes before it.

    >>> fraction_done(Stage.MAP, 0.5, {Stage.ENCODE: 1.0, Stage.MAP: 2.0, Stage.TRUST: 1.0})
    0.5
    """
    order = list(Stage)
    before = sum(share for each, share in shares.items() if order.index(each) < order.index(stage))
    return (before + shares.get(stage, 0.0) * fraction) / sum(shares.values())
