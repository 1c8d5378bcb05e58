"""The second half of a run: what segments are like, and how far they can be trusted, wherever they come from."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from core.compute.silhouette import silhouette_samples
from core.errors import DataError
from core.personas.naming import named_lifts
from core.pipeline.describing import TRIAL_USERS, describe, named_by_verdict, notes_on_facts
from core.pipeline.drawing import draw
from core.pipeline.own_numbers import own_numbers, read_labels
from core.pipeline.side_by_side import InOrder, SideBySide, side_by_side
from core.recommenders.segment_offers import SegmentOffers
from core.results.run import Appraisal, Depth, Description, Options, Space
from core.sentences import say
from core.stages.progress import Progress, silent
from core.stages.stopwatch import Stopwatch
from core.stages.table import Stage
from core.trust.card import make_card
from core.trust.evidence import gather
from core.trust.given import GivenSegments
from core.trust.holdout import Usefulness, judge, not_judged
from core.trust.offer_proof import OfferProof, prove_offers
from core.trust.placement import place_users
from core.trust.refit import Refit
from core.trust.segmented import Segmented
from core.trust.split import LIST_LENGTH, MIN_EVENTS, HeldOut, list_length
from core.types import Labels, Population

LEAST_EVENTS = 3
"""Events of users on whom the trust card is judged where nobody has as many as the protocol asks for."""


def appraise(
    population: Population,
    labels: Labels,
    refit: Refit | None = None,
    space: Space | None = None,
    options: Options | None = None,
    progress: Progress = silent,
) -> Appraisal:
    """Appraise segments from anywhere: a clusterer, an analyst's merge, split or selection, a file, another run.

    Parameters
    ----------
    population
        The log.
    labels
        (n_users,) whole numbers from 0, in any order and with gaps; -1 is unassigned. What is found has these numbers.
    refit
        The recipe that made the labels. None when none did: then their stability is not computed, and the verdict says
        so.
    space
        Where the users are: with a recipe ``Found.space``; without one, None for the vectors of their items.
    options
        What may be left out; a trial leaves out what a trial of a recipe does.

    Raises
    ------
    DataError
        There is not one segment number for each user, or a recipe without the space that it clustered.
    """
    labels = _checked(population, labels)
    own, places = own_numbers(labels)
    options = (options or Options()).by_depth()
    options = replace(options, kept=options.kept.under(own.place_of), measured=options.measured.under(own.place_of))
    return own.restore(_appraise(population, places, refit, space, options, progress))


def _appraise(
    population: Population,
    labels: Labels,
    refit: Refit | None,
    space: Space | None,
    options: Options,
    progress: Progress,
) -> Appraisal:
    """Appraise segments that are numbered from 1 without gaps."""
    watch = Stopwatch(progress)
    ids = population.histories.user_ids
    source = refit or GivenSegments(ids, labels, options.random_state, options.machine, options.origin)
    space = space or _space_of(population, source)
    with watch.stage(Stage.PROFILE):
        description = describe(population, labels, space.vectors, source, options)
    drawn = space.map
    if options.with_map and drawn is None:
        with watch.stage(Stage.MAP):
            drawn = draw(space.vectors, source.random_state, progress)
    silhouettes = silhouette_samples(space.vectors, labels) if space.silhouettes is None else space.silhouettes
    proofs, card, stabilities = _Proofs(), None, None
    with side_by_side(in_order := InOrder(progress, ())) as beside:
        if options.with_holdout:
            with watch.stage(Stage.HOLDOUT):
                proofs = _begin_proofs(population, labels, source, options, beside, in_order.check)
                if not options.with_trust:
                    proofs.wait()
        if options.with_trust:
            with watch.stage(Stage.TRUST):
                segmented = Segmented(population, space.vectors, labels, source.random_state)
                evidence = gather(segmented, proofs.held, source, progress)
                named = {each.segment: named_lifts(each) for each in description.personas}
                card, stabilities = make_card(segmented, silhouettes, evidence, source, named), evidence.user_stability
                description = named_by_verdict(description, population, card, options)
                proofs.wait()
    offers = proofs.proving.result() if proofs.proving else None
    return Appraisal(
        description=_ordered(description, offers, options, population, labels),
        silhouettes=silhouettes,
        map=drawn,
        usefulness=proofs.judging.result() if proofs.judging else None,
        offers=offers,
        trust=card,
        notes=(*proofs.notes, *notes_on_facts(description)),
        seconds=watch.seconds,
        why_no_holdout=proofs.why_not_judged,
        stabilities=stabilities,
    )


def _ordered(
    description: Description, offers: OfferProof | None, options: Options, population: Population, labels: Labels
) -> Description:
    """Order offers by what the holdout expects of them; those of an edited run keep the order that they had."""
    recommender = description.recommender
    if offers is None or not any(offers.curve_to):  # not judged, or nobody picked what could be offered
        return description
    if options.measured.kept_basis or not isinstance(recommender, SegmentOffers):
        return description
    fading = recommender.fading(population, labels, offers.half_life) if offers.half_life else recommender
    return replace(description, recommender=fading.ordered_by(offers.curve))


@dataclass(frozen=True)
class _Proofs:
    """What is computed on events held out, beside the trust card."""

    held: HeldOut | None = None
    judging: Future[Usefulness] | None = None
    proving: Future[OfferProof | None] | None = None
    why_not_judged: str = ""
    notes: tuple[str, ...] = ()

    def wait(self) -> None:
        """Return when all is computed; raise what went wrong in it."""
        started: list[Future[Any] | None] = [self.judging, self.proving]
        for each in filter(None, started):
            each.result()


def _begin_proofs(
    population: Population,
    labels: Labels,
    source: Refit | GivenSegments,
    options: Options,
    beside: SideBySide,
    check: Callable[[], None],
) -> _Proofs:
    """Hold events out, and begin to judge segments and offers on them; a trial has no proof of its offers."""
    notes: list[str] = []
    sample = _sample(population, options.depth, source.random_state)
    held, why = _hold_out(sample, source, notes)
    if held is None or why:
        return _Proofs(held, why_not_judged=why, notes=tuple(notes))
    judging = beside.start(Stage.HOLDOUT, partial(judge, held.split, held.labels, source.random_state))
    proving = None
    if sample is population:
        proving = beside.start(None, partial(_prove, population, labels, held, check))
    return _Proofs(held, judging, proving, notes=tuple(notes))


def _prove(population: Population, labels: Labels, held: HeldOut, check: Callable[[], None]) -> OfferProof | None:
    return prove_offers(population, held.split, place_users(held.vectors, labels), check=check)


def _checked(population: Population, labels: Labels) -> Labels:
    checked = read_labels(labels)
    if len(checked) != population.n_users:
        raise DataError(
            say("{n:,} labels do not fit {n_users:,} users.", n=len(checked), n_users=population.n_users),
            say("Give one label for each user, in the order of the users."),
        )
    return checked


def _space_of(population: Population, source: Refit | GivenSegments) -> Space:
    """Return the space of the users' items; that of a recipe is known to the recipe alone."""
    if isinstance(source, Refit):
        raise DataError(
            say("The segments of a recipe are appraised in the space that it clustered, which is missing."),
            say("Give the space of what the recipe found."),
        )
    return Space(source.encode(population))


def _sample(population: Population, depth: Depth, random_state: int) -> Population:
    """Return the users on whom a run of this depth is judged."""
    if depth is Depth.FULL or population.n_users <= TRIAL_USERS:
        return population
    drawn = np.random.default_rng(random_state).permutation(population.n_users)[:TRIAL_USERS]
    return population.of_users(np.sort(drawn))


def _hold_out(population: Population, source: Refit | GivenSegments, notes: list[str]) -> tuple[HeldOut | None, str]:
    """Fit the recipe before the holdout; return it, and why usefulness is not judged on it, with a note.

    A log whose users have fewer events than the protocol asks for gives the trust card what it has.
    """
    try:
        held = source.hold_out(population, MIN_EVENTS)
    except DataError as error:
        notes.append(not_judged(error.message))
        return _hold_out_little(population, source), error.message
    if (length := list_length(population.n_items)) < LIST_LENGTH:
        notes.append(
            say(
                "The log has {n:,} items, so what lists find is judged by lists of {length}, a fifth of them: lists of "
                "{usual} would hold much of what there is.",
                n=population.n_items,
                length=length,
                usual=LIST_LENGTH,
            )
        )
    return held, ""


def _hold_out_little(population: Population, source: Refit | GivenSegments) -> HeldOut | None:
    """Hold out of short histories, where nobody's is long enough for the protocol."""
    if population.histories.counts.max(initial=0) >= MIN_EVENTS:
        return None
    try:
        return source.hold_out(population, LEAST_EVENTS)
    except DataError:  # the note on the protocol gives the reason
        return None
