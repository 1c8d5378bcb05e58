"""From a population to a finished run: find segments, draw them, appraise them, keep what assigns new users."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from core.model.segment_model import SegmentModel, make_model
from core.pipeline.ahead import keep_for_lists
from core.pipeline.appraisal import appraise
from core.pipeline.drawing import Drawing, draw
from core.pipeline.liked import interests_of_users, with_segments
from core.pipeline.segments import find, form_segments
from core.pipeline.side_by_side import InOrder, side_by_side
from core.pipeline.view import encode, ignore
from core.results.run import Found, Options, Run
from core.stages.progress import Progress, silent
from core.stages.stopwatch import Stopwatch
from core.stages.table import JobKind, Stage, shares_of
from core.types import Population, Recipe

__all__ = ["appraise", "draw", "find", "run"]


def run(population: Population, recipe: Recipe, options: Options | None = None, progress: Progress = silent) -> Run:
    """Execute a recipe.

    The map is drawn beside what follows as soon as its vectors are settled, and the model is made while the segments
    are appraised.

    Raises
    ------
    RecipeError
        A method is unknown or a parameter out of range.
    DataError
        The log holds too few users for the recipe.
    """
    options = (options or Options()).by_depth()
    report = InOrder(progress, _stages(options))
    encoded = encode(population, recipe, options, report)
    with side_by_side(report) as beside:
        modelling = drawn = model = None
        interests = (
            beside.start(None, partial(interests_of_users, population, options)) if options.with_interests else None
        )
        drawing = Drawing(beside, recipe.random_state, report)
        on_vectors = drawing.begin if options.with_map else ignore
        found = form_segments(population, encoded, recipe, options, report, on_vectors)
        options.on_found(found.clustering, None)
        watch = Stopwatch(silent)
        if options.with_map:
            with watch.stage(Stage.MAP):
                drawn = drawing.result()
            options.on_found(found.clustering, drawn)
        if options.with_model:
            modelling = beside.start(Stage.MODEL, partial(_make_model, population, found, options, report))
        liked = interests.result() if interests else None  # its tree names segments too
        space = replace(found.space, map=drawn)
        appraised = appraise(population, found.clustering.labels, found.refit, space, options, report)
        if modelling:
            with watch.stage(Stage.MODEL):
                model = modelling.result()
        liked = with_segments(liked, population, found.clustering.labels, found.refit, options) if liked else None
    return Run(
        population=population,
        recipe=found.refit.recipe,
        k_choice=found.k_choice,
        clustering=found.clustering,
        description=appraised.description,
        map=drawn,
        usefulness=appraised.usefulness,
        offers=appraised.offers,
        trust=appraised.trust,
        model=model,
        notes=(*found.notes, *appraised.notes),
        seconds=_in_order({**found.seconds, **watch.seconds, **appraised.seconds}),
        why_no_holdout=appraised.why_no_holdout,
        stabilities=appraised.stabilities,
        depth=options.depth,
        interests=liked,
    )


def _make_model(population: Population, found: Found, options: Options, report: Progress) -> SegmentModel:
    """Make what assigns new users, and keep what lists for users need."""
    model = make_model(population, found.refit, found.vectors, found.clustering, report)
    keep_for_lists(population, options)
    return model


def _stages(options: Options) -> set[Stage]:
    """Return the stages of a run with these options."""
    wanted = {
        Stage.MAP: options.with_map,
        Stage.HOLDOUT: options.with_holdout,
        Stage.TRUST: options.with_trust,
        Stage.MODEL: options.with_model,
    }
    skipped = [stage for stage, is_wanted in wanted.items() if not is_wanted]
    return set(shares_of(JobKind.RUN, skipped=skipped)) - {Stage.START}


def _in_order(seconds: dict[str, float]) -> dict[str, float]:
    return {stage: seconds[stage] for stage in Stage if stage in seconds}
