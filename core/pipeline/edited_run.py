"""A finished run of segments that edits made of those of an earlier one, in its space and on its map."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

import numpy as np
import pandas as pd

from core.interests.segments import NO_FRESH, shares_kept
from core.interests.users import Interests
from core.model.reshaped import reshape_model
from core.model.segment_model import SegmentModel
from core.personas.kept import Kept
from core.pipeline.given_run import Place, run_given
from core.pipeline.liked import interests_of_users
from core.results.results import Results
from core.results.run import Map, Options, Run
from core.sentences import Sentence, say, say_n
from core.shaping.choice import choose_where
from core.shaping.divide import dividing
from core.shaping.edits import Choose, Edit, Edited, Means, Members, apply_edits
from core.shaping.known import Known
from core.stages.progress import Progress, silent
from core.stages.stopwatch import Stopwatch
from core.stages.table import Stage
from core.trust.untouched import Measured, are_comparable, offers_kept, stabilities_kept, with_untouched
from core.types import NOISE, BoolArray, FloatArray, Labels, Population, Vectors


@dataclass(frozen=True, slots=True)
class Start:
    """What is edited: a log in the space of a model, and who is in which segment."""

    model: SegmentModel
    population: Population
    """In the codes of the model."""
    vectors: Vectors
    """(n_users, n_dims) unit rows."""
    members: Members
    names: Mapping[int, str]
    """Segment to the name that a rule may use."""
    map: Map | None
    """That of the earlier run; None draws one, or none where it is left out."""
    figures: Mapping[str, FloatArray] = field(default_factory=dict)
    """Those of users in the earlier run, (n_users,), that a rule may use."""


def shape(start: Start, edits: Sequence[Edit], options: Options) -> tuple[Members, list[Edited]]:
    """Apply edits in their order; return who is in which segment afterwards, and what each edit did.

    Raises
    ------
    DataError
        An edit does not fit.
    """
    divide = dividing(start.vectors, start.model.recipe.random_state)
    return apply_edits(start.members, edits, Means(divide, choosing(start, options)))


def run_shaped(start: Start, labels: Labels, options: Options, progress: Progress = silent) -> Run:
    """Appraise (n_users,) labels that edits made, in the space and on the map of the start; make their model."""
    place = Place(start.vectors, start.model.recipe, start.map)
    run = _with_measured(run_given(start.population, labels, place, options, progress), options.measured)
    if not options.with_model:
        return run
    watch = Stopwatch(progress)
    with watch.stage(Stage.MODEL):
        model = reshape_model(start.model, start.population, start.vectors, labels, options.cache_dir, progress)
    return replace(run, model=model, seconds={**run.seconds, **watch.seconds})


def _with_measured(run: Run, measured: Measured) -> Run:
    """Return a run in which segments that an edit left as they were have the figures that they had.

    Where that is all of them, their run has the card of before as it is: measured another way, the same segments would
    get another one.
    """
    interests = run.interests
    if interests:
        interests = replace(interests, fresh=shares_kept(interests.fresh, measured.fresh, measured.stays))
    if measured.is_all and are_comparable(run.trust, measured.card):
        again = say("The segments are those of an earlier version again, so its trust card holds.")
        return replace(
            run,
            trust=measured.card,
            usefulness=measured.usefulness,
            stabilities=measured.stabilities,
            offers=offers_kept(run.offers, measured.offers, measured.stays),
            interests=interests,
            notes=(*run.notes, again),
        )
    card = with_untouched(run.trust, measured.card, measured.stays)
    return replace(
        run,
        trust=card,
        stabilities=stabilities_kept(card, run.clustering.labels, measured),
        offers=offers_kept(run.offers, measured.offers, measured.stays),
        interests=interests,
    )


def measured_of(found: Results, before: Members, after: Members) -> Measured:
    """Return what was measured of the segments whom nobody joined or left; ``before`` are those of ``found``."""
    stays = set(before.unchanged_in(after))
    stabilities = found.stabilities
    if stabilities is not None:
        rows = pd.Index(found.user_ids).get_indexer(pd.Index(after.user_ids))
        stabilities = np.where(rows < 0, np.nan, stabilities[rows])
    return Measured(
        profiles={each.segment: each for each in found.profiles if each.segment in stays},
        card=found.trust,
        stabilities=stabilities,
        offers=found.record.scores.offers,
        basis=found.record.scores.offer_basis,
        fresh=found.interests.fresh if found.interests else NO_FRESH,
        usefulness=found.record.scores.holdout,
        is_all=np.array_equal(before.labels, after.labels),
    )


def kept_names(
    found: Sequence[tuple[Members, Mapping[int, str]]],
    given: tuple[Members, Mapping[int, str]],
    after: Members,
    new: Mapping[int, str],
) -> Kept:
    """Return what segments are called already: of those whom nobody joined or left the names that runs found, those of
    the last run that has them, then those that analysts gave, each by the segments that had them; and the ``new`` ones
    that were given with the edits.
    """  # noqa: D205 - one sentence
    *generated, own = (
        {each: names[each] for each in before.unchanged_in(after) if each in names} for before, names in (*found, given)
    )
    return Kept({each: name for names in generated for each, name in names.items()}, {**own, **new})


def choosing(start: Start, options: Options) -> Choose:
    """Return what chooses users by a rule; what they are interested in is found when a rule first asks for it."""
    interests = interests_later(start.population, options)

    def choose(rule: str, labels: Labels) -> BoolArray:
        known = Known(start.population, labels, start.names, interests, start.figures, shown=start.members.numbers)
        return choose_where(rule, known)

    return choose


def interests_later(population: Population, options: Options) -> Callable[[], Interests]:
    """Return what finds the interests of users when it is first called, and keeps them."""

    @cache
    def interests() -> Interests:
        return interests_of_users(population, options)

    return interests


def members_in(population: Population, earlier: Members) -> tuple[Members, list[Sentence]]:
    """Put the users of a log into the segments that they had; say who had none, and which numbers differ."""
    user_ids = population.histories.user_ids
    rows = pd.Index(earlier.user_ids).get_indexer(pd.Index(user_ids))
    labels = np.where(rows < 0, NOISE, earlier.labels[rows]).astype(np.int32)
    n_new, n_gone = int((rows < 0).sum()), len(earlier.user_ids) - int((rows >= 0).sum())
    new = say_n(
        "{n:,} user of the log was not in the run, and is in no segment.",
        "{n:,} users of the log were not in the run, and are in no segment.",
        n_new,
    )
    gone = say_n(
        "{n:,} user of the run is not in the log, and is left out.",
        "{n:,} users of the run are not in the log, and are left out.",
        n_gone,
    )
    return replace(earlier, user_ids=user_ids, labels=labels), [
        sentence for n, sentence in ((n_new, new), (n_gone, gone)) if n
    ]


def members_of(found: Results, population: Population) -> Members:
    """Return who of a log is in which segment of a run."""
    return members_in(population, Members(found.user_ids, found.labels, 0))[0]
