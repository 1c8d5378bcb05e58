"""All figures behind the trust card, each under the key of its definition."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from core.export.trust_file import trust_by_segment
from core.results.results import Results
from core.sentences import Sentence, say, say_n
from core.trust.intervals import Estimate
from core.types import Column
from core.views.trust import estimate_of, number_of

SEGMENT_FIGURES: Mapping[str, str] = {
    Column.SHARE: "segment_share",
    "consent_share": "consent_share",
    Column.SILHOUETTE: "silhouette",
    "within_variance": "within_variance",
    "nearest_distance": "centre_distance",
    Column.JACCARD: "jaccard",
    "jaccard_error": "jaccard",
    "jaccard_subsample": "jaccard",
    "recall_uplift_pct": "recall_uplift",
    "item_bits": "bits_per_event",
    "habit_bits": "habit_bits",
    "neighbour_item_bits": "distinct",
    "neighbour_habit_bits": "distinct",
    "recall": "rule_recall",
    "precision": "rule_precision",
}
"""Column of ``segment_figures`` → key of its definition."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a run."""

    key: str
    """Of its definition."""
    value: float
    """NaN where it is not known."""
    form: str
    """How it is written, as a format specification."""
    of: Sentence | str = ""
    """What it was measured on; "" where that goes without saying."""
    interval: Estimate | None = None
    """Its 95 % interval, where it has one."""


def run_figures(results: Results) -> list[Figure]:
    """Return the figures of a run with a card; those that were not measured are left out."""
    trust = results.trust or {}
    groups = (_separation(trust), _stability(trust, results.n_users), _usefulness(results, trust), _reach(trust))
    return [figure for group in groups for figure in group if not math.isnan(figure.value)]


def segment_figures(results: Results) -> pd.DataFrame:
    """Return a row per segment, largest first: all figures of the card, intervals as (low, high) columns."""
    found = trust_by_segment(results.trust)
    shares = {profile.segment: profile.share for profile in results.profiles}
    rows = [_segment(found[each], shares[each]) for each in results.segments if each in found]
    return pd.DataFrame(rows).dropna(axis="columns", how="all")


def outcomes_frame(results: Results) -> pd.DataFrame:
    """Return attribute, overall, segment, value, lift, low and high of every outcome; empty when there is none."""
    rows = [
        {"attribute": each["attribute"], "overall": each.get("overall"), **part}
        for each in (results.trust or {}).get("outcomes") or []
        for part in each.get("segments") or []
    ]
    names = ["attribute", "overall", Column.SEGMENT, "value", Column.LIFT, "low", "high"]
    return pd.DataFrame(rows, columns=names)


def attributes_frame(results: Results) -> pd.DataFrame:
    """Return attribute, bits, entropy_share and adjusted of every attribute that was not clustered by."""
    rows = (results.trust or {}).get("attributes") or []
    return pd.DataFrame(rows, columns=["attribute", "bits", "entropy_share", "adjusted"])


def _separation(trust: Mapping[str, Any]) -> Iterator[Figure]:
    yield Figure("silhouette", number_of(trust.get("silhouette")), ".3f", say("all users, unassigned ones as 0"))
    null = trust.get("null")
    if null:
        of = say("the log before its holdout, on {n:,} users", n=null["n_sampled"])
        yield Figure("silhouette", number_of(null["silhouette"]), ".3f", of)
        yield from _permuted("silhouette", null, ".3f")
    yield Figure("within_variance", number_of(trust.get("within_variance")), ".3f", say("users of any segment"))
    between = number_of(trust.get("centre_distance"))
    yield Figure("centre_distance", between, ".3f", say("mean over all pairs of segments"))


def _stability(trust: Mapping[str, Any], n_users: int) -> Iterator[Figure]:
    found = trust.get("stability") or {}
    resamples = say(
        "over {each} bootstraps and {each} subsamples of 80 %, drawn from {n:,} of {n_users:,} users; standard error "
        "{error:.3f}",
        each=found.get("n_resamples", 0),
        n=found.get("n_sampled", 0),
        n_users=n_users,
        error=number_of(found.get("ari_resamples_error")),
    )
    yield Figure("adjusted_rand", number_of(found.get("ari_resamples")), ".3f", resamples)
    states = say(
        "over {each} other random states of the whole recipe, on {n:,} of {n_users:,} users",
        each=found.get("n_random_states", 0),
        n=found.get("n_repeated", 0),
        n_users=n_users,
    )
    yield Figure("adjusted_rand", number_of(found.get("ari_random_states")), ".3f", states)
    for each in found.get("without_view") or []:
        of = say("with the blend made without its view {view}", view=each["view"])
        yield Figure("adjusted_rand", number_of(each["ari"]), ".3f", of)


def _usefulness(results: Results, trust: Mapping[str, Any]) -> Iterator[Figure]:
    holdout = results.holdout or {}
    judged = say_n("{n:,} user judged", "{n:,} users judged", holdout.get("n_judged", 0))
    yield Figure("recall_uplift", number_of(holdout.get("recall_uplift_pct")), "+.1f", judged)
    permuted = say("segments of the same sizes, drawn at random")
    yield Figure("recall_uplift", number_of(holdout.get("recall_uplift_permuted_pct")), "+.1f", permuted)
    yield Figure("ndcg", number_of(holdout.get("ndcg")), ".3f", say("the segments' own lists"))
    yield Figure("ndcg", number_of(holdout.get("ndcg_global")), ".3f", say("everybody's list"))
    found = trust.get("foretelling") or {}
    events = say("users with {n} events or more", n=found.get("min_events", 0))
    for name, key in (("item_bits", "bits_per_event"), ("habit_bits", "habit_bits")):
        estimate = estimate_of(found.get(name))
        yield Figure(key, estimate.value, "+.3f", events, estimate)
    null = trust.get("null")
    if null:
        of = say("the same on the {n:,} users of the null reference", n=null["n_sampled"])
        yield Figure("bits_per_event", number_of(null["item_bits"]), "+.3f", of)
        yield from _permuted("item_bits", null, "+.3f")


def _permuted(name: str, null: Mapping[str, Any], form: str) -> Iterator[Figure]:
    values = [number_of(value) for value in null[f"{name}_permuted"]]
    chance = number_of(null[f"p_{name}"])
    of = say(
        "mean of {n} logs with shuffled items; the highest {most}; chance of the log's own: {p}",
        n=len(values),
        most=f"{max(values):{form}}".replace("-", "\N{MINUS SIGN}"),
        p=say("not known, as these are all the same") if math.isnan(chance) else f"p = {chance:.3g}",
    )
    shown = {"silhouette": "silhouette", "item_bits": "bits_per_event"}[name]
    yield Figure(shown, sum(values) / len(values), form, of)


def _reach(trust: Mapping[str, Any]) -> Iterator[Figure]:
    found = trust.get("reach") or {}
    yield Figure("coverage", number_of(found.get("coverage")), ".3f")
    consent = say("of all users, those in no segment included")
    yield Figure("consent_share", number_of(found.get("consent_share")), ".3f", consent)


def _segment(found: Mapping[str, Any], share: float) -> dict[str, Any]:
    neighbour, rule, separation = (found.get(name) or {} for name in ("neighbour", "rule", "separation"))
    return {
        Column.SEGMENT: found["segment"],
        Column.VERDICT: found["verdict"],
        Column.SIZE: found["size"],
        Column.SHARE: share,
        "consent_share": found.get("consent_share"),
        Column.SILHOUETTE: found.get("silhouette"),
        "within_variance": separation.get("within_variance"),
        "nearest": separation.get("nearest"),
        "nearest_distance": separation.get("nearest_distance"),
        Column.JACCARD: found.get("jaccard"),
        "jaccard_error": found.get("jaccard_error"),
        "jaccard_subsample": found.get("jaccard_subsample"),
        "n_judged": found.get("n_judged"),
        **_with_interval("recall_uplift_pct", found.get("recall_uplift_pct")),
        **_with_interval("item_bits", found.get("item_bits")),
        **_with_interval("habit_bits", found.get("habit_bits")),
        "neighbour": neighbour.get("segment"),
        **_with_interval("neighbour_item_bits", neighbour.get("item_bits")),
        **_with_interval("neighbour_habit_bits", neighbour.get("habit_bits")),
        "recall": rule.get("recall"),
        "precision": rule.get("precision"),
        "rule_n_judged": rule.get("n_judged"),
    }


def _with_interval(name: str, found: Mapping[str, Any] | None) -> dict[str, float]:
    estimate = estimate_of(found)
    return {name: estimate.value, f"{name}_low": estimate.low, f"{name}_high": estimate.high}
