"""From a population to a finished run: find segments, draw them, appraise them, keep what assigns new users."""

from __future__ import annotations

from dataclasses import replace

from core.model.segment_model import make_model
from core.pipeline.appraisal import appraise
from core.pipeline.drawing import draw
from core.pipeline.segments import find
from core.results.run import Options, Run
from core.stages.progress import Progress, silent
from core.stages.stopwatch import Stopwatch
from core.stages.table import Stage
from core.types import Population, Recipe

__all__ = ["appraise", "draw", "find", "run"]


def run(population: Population, recipe: Recipe, options: Options | None = None, progress: Progress = silent) -> Run:
    """Execute a recipe.

    Raises
    ------
    RecipeError
        A method is unknown or a parameter out of range.
    DataError
        The log holds too few users for the recipe.
    """
    options = (options or Options()).by_depth()
    watch = Stopwatch(progress)
    found = find(population, recipe, options, progress)
    options.on_found(found.clustering, None)
    drawn = None
    if options.with_map:
        with watch.stage(Stage.MAP):
            drawn = draw(found.vectors, recipe.random_state, progress)
        options.on_found(found.clustering, drawn)
    space = replace(found.space, map=drawn)
    appraised = appraise(population, found.clustering.labels, found.refit, space, options, progress)
    model = None
    if options.with_model:
        with watch.stage(Stage.MODEL):
            model = make_model(population, found.refit, found.vectors, found.clustering, progress)
    return Run(
        population=population,
        recipe=recipe,
        k_choice=found.k_choice,
        clustering=found.clustering,
        description=appraised.description,
        map=drawn,
        usefulness=appraised.usefulness,
        trust=appraised.trust,
        model=model,
        notes=(*found.notes, *appraised.notes),
        seconds=_in_order({**found.seconds, **watch.seconds, **appraised.seconds}),
        why_no_holdout=appraised.why_no_holdout,
        depth=options.depth,
    )


def _in_order(seconds: dict[str, float]) -> dict[str, float]:
    return {stage: seconds[stage] for stage in Stage if stage in seconds}
