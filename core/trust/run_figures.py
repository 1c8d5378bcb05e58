"""The figures of a run behind its trust card, each with its definition and what it was measured on."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.registry import ENCODERS
from core.sentences import Sentence, say, say_n
from core.trust.card import TrustCard
from core.trust.ceiling import Ceiling
from core.trust.definitions import DEFINITIONS, Definition
from core.trust.holdout import Usefulness
from core.trust.intervals import Estimate
from core.trust.run_evidence import RunStability

_GENERALIZABILITY = Definition(
    say("Accuracy of a classifier, cross-validated"),
    say("How many of the users whose segment it has not seen a classifier puts into their own segment, from 0 to 1."),
    say(
        "users of the left-out fifth with the right segment / users of it, by their 15 nearest neighbours among the "
        "others; mean over five fifths and both halves of each user's events"
    ),
    say("Stone (1974), doi:10.1111/j.2517-6161.1974.tb00994.x; with halves of the events: Persona Atlas"),
)


@dataclass(frozen=True, slots=True)
class RunFigure:
    """One figure of a run."""

    definition: Definition
    value: float
    form: str
    """How it is written, as a format specification."""
    of: Sentence | str = ""
    """What it was measured on; "" where that goes without saying."""
    interval: Estimate | None = None
    """Its 95 % interval, where it has one."""
    unit: str = ""
    """What stands behind the value, as in "+3.2 %"."""


def run_figures(card: TrustCard, holdout: Usefulness | None) -> list[RunFigure]:
    """Return the figures of a run; those that were not measured are left out."""
    groups = (_separation(card), _stability(card), _holdout(holdout), _gain(card), _reach(card))
    return [figure for group in groups for figure in group if not math.isnan(figure.value)]


def _separation(card: TrustCard) -> Iterator[RunFigure]:
    silhouette = DEFINITIONS["silhouette"]
    yield RunFigure(silhouette, card.silhouette, ".3f", say("all users, unassigned ones as 0"))
    if card.null:
        of = say("the log before its holdout, on {n:,} users", n=card.null.n_sampled)
        yield RunFigure(silhouette, card.null.silhouette, ".3f", of)
        yield _shuffled(silhouette, card.null.silhouette_permuted, card.null.p_silhouette, ".3f")
    yield RunFigure(DEFINITIONS["within_variance"], card.within_variance, ".3f", say("users of any segment"))
    if card.centre_distance is not None:
        of = say("mean over all pairs of segments")
        yield RunFigure(DEFINITIONS["centre_distance"], card.centre_distance, ".3f", of)


def _stability(card: TrustCard) -> Iterator[RunFigure]:
    found, n_users = card.stability, card.reach.n_users if card.reach else 0
    rand = DEFINITIONS["adjusted_rand"]
    yield RunFigure(rand, found.ari_resamples, ".3f", _resamples(found, n_users))
    jaccard, of_shuffled = DEFINITIONS["jaccard"], _of_shuffled(found)
    yield RunFigure(jaccard, found.jaccard, ".3f", say("mean over segments, each by its users"))
    yield RunFigure(jaccard, found.jaccard_shuffled, ".3f", of_shuffled)
    yield RunFigure(rand, found.ari_shuffled, ".3f", of_shuffled)
    same = say("over {n} bootstraps of the users on the same vectors", n=found.n_vector_resamples)
    yield RunFigure(rand, found.ari_vectors, ".3f", same)
    states = say(
        "over {each} other random states of the whole recipe, on {n:,} of {n_users:,} users",
        each=found.n_random_states,
        n=found.n_repeated,
        n_users=n_users,
    )
    yield RunFigure(rand, found.ari_random_states, ".3f", states)
    yield from _generalizability(card)
    for each in found.without_view:
        yield RunFigure(rand, each.ari, ".3f", say("when “{view}” is left out", view=_label(each.view)))


def _generalizability(card: TrustCard) -> Iterator[RunFigure]:
    found = card.generalizability
    if found is None:
        return
    of = say(
        "{n:,} users by half of their events; adjusted Rand index {ari:.3f}; {chance:.3f} by naming the largest "
        "segment",
        n=found.n_users,
        ari=found.ari,
        chance=found.largest_share,
    )
    yield RunFigure(_GENERALIZABILITY, found.accuracy, ".3f", of)


def _of_shuffled(found: RunStability) -> Sentence:
    return say("the log before its holdout with shuffled items, over {n} resampled logs", n=found.n_shuffled_resamples)


def _resamples(found: RunStability, n_users: int) -> Sentence:
    values = {"n": found.n_sampled, "n_users": n_users, "error": found.ari_resamples_error}
    if not found.is_refitted:
        return say(
            "over {each} bootstraps and {each} subsamples of 80 % on the same vectors, drawn from {n:,} of {n_users:,} "
            "users; standard error {error:.3f}",
            each=found.n_resamples,
            **values,
        )
    return say(
        "over {n_draws} resampled logs to which the recipe was fitted, drawn from {n:,} of {n_users:,} users; standard "
        "error {error:.3f}",
        n_draws=found.n_resamples,
        **values,
    )


def _label(view: str) -> str:
    """Return what the form calls a view of the blend."""
    return ENCODERS[view].label if view in ENCODERS else view


def _holdout(holdout: Usefulness | None) -> Iterator[RunFigure]:
    if holdout is None:
        return
    uplift, ndcg = DEFINITIONS["recall_uplift"], DEFINITIONS["ndcg"]
    judged = say_n("{n:,} user judged", "{n:,} users judged", holdout.n_judged)
    yield RunFigure(uplift, holdout.recall_uplift_pct, "+.1f", judged, unit=" %")
    permuted = say("segments of the same sizes, assigned at random")
    yield RunFigure(uplift, holdout.recall_uplift_permuted_pct, "+.1f", permuted, unit=" %")
    yield RunFigure(ndcg, holdout.ndcg, ".3f", say("the segments' own lists"))
    yield RunFigure(ndcg, holdout.ndcg_global, ".3f", say("one list of what most users like"))
    if holdout.ceiling:
        yield from _ceiling(holdout.ceiling)


def _ceiling(found: Ceiling) -> Iterator[RunFigure]:
    of = say(
        "recall of personal lists {recall:.3f}, of the segments' {own}, of one list of what most users have had, "
        "refunds included, {everybody:.3f}; {n:,} items with {share:.0f} % of the held-out ones, regularisation "
        "{regularisation:g}",
        recall=found.recall,
        own=f"{found.recall_segments:.3f}" if found.is_known else "\N{EN DASH}",
        everybody=found.recall_global,
        n=found.n_items,
        share=100 * found.event_share,
        regularisation=found.regularisation,
    )
    yield RunFigure(DEFINITIONS["gap_share"], found.gap_share.value, ".2f", of, found.gap_share)


def _gain(card: TrustCard) -> Iterator[RunFigure]:
    bits, gain, null = DEFINITIONS["bits_per_event"], card.predictive_gain, card.null
    if gain:
        events = say("users with {n} events or more", n=gain.min_events)
        yield RunFigure(bits, gain.item_bits.value, "+.3f", events, gain.item_bits)
        yield RunFigure(DEFINITIONS["habit_bits"], gain.habit_bits.value, "+.3f", events, gain.habit_bits)
    if null:
        of = say("the same on the {n:,} users of the null reference", n=null.n_sampled)
        yield RunFigure(bits, null.item_bits, "+.3f", of)
        yield _shuffled(bits, null.item_bits_permuted, null.p_item_bits, "+.3f")


def _shuffled(definition: Definition, values: Sequence[float], chance: float, form: str) -> RunFigure:
    of = say(
        "mean of {n} logs with shuffled items; the highest {most}; chance of the log's own: {p}",
        n=len(values),
        most=f"{max(values):{form}}".replace("-", "\N{MINUS SIGN}"),
        p=say("not known, as these are all the same") if math.isnan(chance) else f"p = {chance:.3g}",
    )
    return RunFigure(definition, sum(values) / len(values), form, of)


def _reach(card: TrustCard) -> Iterator[RunFigure]:
    if card.reach is None:
        return
    yield RunFigure(DEFINITIONS["coverage"], card.reach.coverage, ".3f")
    if card.reach.consent_share is not None:
        of = say("of all users, those in no segment included")
        yield RunFigure(DEFINITIONS["consent_share"], card.reach.consent_share, ".3f", of)
