"""Results of earlier versions in today's shape.

Before verdicts had codes, templates of sentences, the gain of a run and whether a neighbour is distinct had other keys,
and a rule did not name its segment.
"""

from __future__ import annotations

from typing import Any

from core.results.codec import TEXT
from core.sentences import from_plain

_OLD_TEXT = "said"
_NOT_JUDGED = "Usefulness was not judged. {why}"
"""The key of the note that once gave the reason why there is no holdout."""


def is_old(record: dict[str, Any]) -> bool:
    """Whether what ``run.json`` holds was written by an earlier version."""
    return "format" not in record


def upgrade_record(record: dict[str, Any]) -> dict[str, Any]:
    """Return what ``run.json`` of an earlier version held, in today's shape."""
    new: dict[str, Any] = upgrade_text(record)
    scores = {**new["scores"], "why_no_holdout": _why_no_holdout(record.get("sentences") or [])}
    return {**new, "scores": scores, "trust": _trust(new["trust"]) if new.get("trust") else None}


def upgrade_text(value: Any) -> Any:
    """Put the templates of sentences where they stand today."""
    if isinstance(value, list):
        return [upgrade_text(each) for each in value]
    if not isinstance(value, dict):
        return value
    new = {name: upgrade_text(inner) for name, inner in value.items() if name != _OLD_TEXT}
    above = {name: _templates(inner) for name, inner in value.items() if _keeps_above(inner)}
    own = {} if _keeps_above(value) else _templates(value)
    return {**new, TEXT: {**own, **above}} if own or above else new


def _keeps_above(value: Any) -> bool:
    """Whether the object around a value holds its templates, as it has a field of their name itself."""
    return isinstance(value, dict) and TEXT in value and bool(_templates(value))


def _templates(value: dict[str, Any]) -> dict[str, Any]:
    found = value.get(_OLD_TEXT) or {}
    return {name: template for name, template in found.items() if isinstance(template, dict)}


def _trust(card: dict[str, Any]) -> dict[str, Any]:
    new = {name: inner for name, inner in card.items() if name != "foretelling"}
    segments = [_segment(each) for each in card["segments"]]
    return {**new, "predictive_gain": card.get("foretelling"), "segments": segments}


def _segment(segment: dict[str, Any]) -> dict[str, Any]:
    neighbour, rule = segment.get("neighbour"), segment.get("rule")
    if neighbour:
        neighbour = {**neighbour, "is_distinct": bool(neighbour.get("is_apart"))}
    if rule:
        rule = {"segment": segment["segment"], "n_fitted": 0, **rule}
    return {**segment, "neighbour": neighbour, "rule": rule}


def _why_no_holdout(notes: list[Any]) -> str:
    """Return why the holdout was not judged, which only a note holds."""
    whys = [note["values"]["why"] for note in notes if isinstance(note, dict) and note["template"] == _NOT_JUDGED]
    return next((from_plain(why) for why in whys), "")
