"""The trust card as plain values, for ``run.json``."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from core.sentences import to_plain
from core.trust.card import SegmentTrust, TrustCard
from core.trust.distinct import Neighbour, Parts, PredictiveGain
from core.trust.evidence import N_SEEDS, Evidence
from core.trust.grade import Verdict
from core.trust.information import AttributeInformation
from core.trust.intervals import Estimate
from core.trust.outcome import Outcome
from core.trust.reach import Reach
from core.trust.reference import NullReference
from core.trust.rules import Rule
from core.trust.separation import SegmentSeparation


def trust_record(card: TrustCard) -> dict[str, Any]:
    """Return the card by name; an estimate is an object of value, low and high, NaN where it is not known."""
    return {
        **_verdict(card.verdict),
        "silhouette": card.separation.silhouette,
        "within_variance": card.separation.variance,
        "centre_distance": card.separation.between,
        "stability": _stability(card.evidence),
        "foretelling": _gain_of_run(card.evidence),
        "null": _null(card.evidence.null),
        "reach": _reach(card.reach),
        "outcomes": [_outcome(each) for each in card.outcomes],
        "attributes": [_attribute(each) for each in card.attributes],
        "segments": [_segment(each) for each in card.segments],
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    templates = {"reason": to_plain(verdict.reason), "advice": to_plain(verdict.advice)}
    return {"verdict": str(verdict.grade), "reason": verdict.reason, "advice": verdict.advice, "said": templates}


def _stability(evidence: Evidence) -> dict[str, Any]:
    found = evidence.stability
    return {
        "ari_resamples": found.ari,
        "ari_resamples_error": found.ari_error,
        "ari_random_states": evidence.ari_seeds,
        "n_resamples": found.n_resamples,
        "n_random_states": N_SEEDS,
        "n_sampled": found.n_sampled,
        "n_repeated": evidence.n_repeated,
        "without_view": [
            {"view": each.view, "ari": each.ari, "jaccard": each.jaccard.tolist()} for each in evidence.views
        ],
    }


def _gain_of_run(evidence: Evidence) -> dict[str, Any] | None:
    if evidence.predictive_gain is None:
        return None
    return {"min_events": evidence.min_events, **_gain(evidence.predictive_gain)}


def _gain(gain: PredictiveGain) -> dict[str, Any]:
    return {"item_bits": _estimate(gain.items), "habit_bits": _estimate(gain.habits)}


def _null(null: NullReference | None) -> dict[str, Any] | None:
    if null is None:
        return None
    return {
        "item_bits": null.bits,
        "item_bits_permuted": null.bits_null.tolist(),
        "p_item_bits": null.p_bits,
        "silhouette": null.silhouette,
        "silhouette_permuted": null.silhouette_null.tolist(),
        "p_silhouette": null.p_silhouette,
        "n_sampled": null.n_sampled,
    }


def _segment(trust: SegmentTrust) -> dict[str, Any]:
    found = trust.evidence
    return {
        "segment": found.segment,
        **_verdict(trust.verdict),
        "size": found.size,
        "share": trust.reach.share,
        "consent_share": trust.reach.consent_share,
        "silhouette": trust.separation.silhouette,
        "separation": _separation(trust.separation),
        "rule": _rule(trust.rule),
        "jaccard": found.jaccard,
        "jaccard_error": found.jaccard_error,
        "jaccard_subsample": found.jaccard_subsample,
        "n_judged": found.n_judged,
        "recall_uplift_pct": _estimate(found.recall_uplift),
        **_gain(found.predictive_gain),
        "neighbour": _neighbour(found.neighbour),
        "parts": _parts(found.parts),
    }


def _neighbour(neighbour: Neighbour | None) -> dict[str, Any] | None:
    if neighbour is None:
        return None
    return {"segment": neighbour.segment, "is_apart": neighbour.is_distinct, **_gain(neighbour.gain)}


def _parts(parts: Parts | None) -> dict[str, Any] | None:
    if parts is None:
        return None
    return {
        "shares": list(parts.shares),
        "jaccard": parts.jaccard,
        "is_two": parts.is_two,
        **_gain(parts.gain),
    }


def _separation(found: SegmentSeparation) -> dict[str, Any]:
    return {
        "within_variance": found.variance,
        "nearest": found.nearest,
        "nearest_distance": found.nearest_distance,
        "distances": {str(segment): distance for segment, distance in found.distances.items()},
    }


def _rule(rule: Rule) -> dict[str, Any]:
    text = rule.sentence
    return {
        "text": text,
        "precision": rule.precision,
        "recall": rule.recall,
        "n_judged": rule.n_judged,
        "n_own": rule.n_own,
        "n_matched": rule.n_matched,
        "n_hits": rule.n_hits,
        "reason": rule.reason,
        "conditions": [asdict(condition) for condition in rule.conditions],
        "said": {"text": _template(text), "reason": _template(rule.reason)},
    }


def _reach(found: Reach) -> dict[str, Any]:
    return {
        "n_users": found.n_users,
        "n_assigned": found.n_assigned,
        "coverage": found.coverage,
        "smallest": found.smallest,
        "smallest_size": found.smallest_size,
        "min_size": found.min_size,
        "consent_attribute": found.consent_attribute,
        "n_consenting": found.n_consenting,
        "n_unanswered": found.n_unanswered,
        "consent_share": found.consent_share,
        "consent_reason": found.consent_reason,
        "said": {"consent_reason": _template(found.consent_reason)},
    }


def _outcome(outcome: Outcome) -> dict[str, Any]:
    segments = [{**asdict(each), "said": {"reason": _template(each.reason)}} for each in outcome.segments]
    return {**asdict(outcome), "segments": segments}


def _attribute(found: AttributeInformation) -> dict[str, Any]:
    return {**asdict(found), "said": {"reason": _template(found.reason)}}


def _template(sentence: str | None) -> Any:
    return to_plain(sentence) if sentence is not None else None


def _estimate(estimate: Estimate) -> dict[str, float]:
    return {"value": estimate.value, "low": estimate.low, "high": estimate.high}
