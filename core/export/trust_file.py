"""The trust card as a table, one row per segment: ``trust.csv``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from core.types import Column, Persona, Profile

DECIMALS = 6
_TEXT, _WHOLE, _NUMBER, _TRUTH = pa.string(), pa.int64(), pa.float64(), pa.bool_()
TRUST_KINDS: Mapping[str, pa.DataType] = {
    Column.SEGMENT: _WHOLE,
    Column.PERSONA: _TEXT,
    Column.SIZE: _WHOLE,
    Column.SHARE: _NUMBER,
    Column.VERDICT: _TEXT,
    Column.REASON: _TEXT,
    Column.ADVICE: _TEXT,
    Column.SILHOUETTE: _NUMBER,
    Column.JACCARD: _NUMBER,
    "recall_uplift_pct": _NUMBER,
    "recall_uplift_pct_low": _NUMBER,
    "recall_uplift_pct_high": _NUMBER,
    "item_bits": _NUMBER,
    "item_bits_low": _NUMBER,
    "item_bits_high": _NUMBER,
    "nearest": _WHOLE,
    "neighbour": _WHOLE,
    "is_apart": _TRUTH,
    Column.RULE: _TEXT,
    "precision": _NUMBER,
    "recall": _NUMBER,
}
"""Columns of ``trust.csv`` and what they hold."""
_ESTIMATES = ("recall_uplift_pct", "item_bits")


def trust_by_segment(trust: Mapping[str, Any] | None) -> dict[int, Mapping[str, Any]]:
    """Return what a card (``trust`` of ``run.json``) says of each segment; nothing for a run without a card."""
    return {int(each["segment"]): each for each in trust["segments"]} if trust else {}


def trust_table(trust: Mapping[str, Any] | None, profiles: Sequence[Profile], personas: Sequence[Persona]) -> pa.Table:
    """Return the table of ``trust.csv`` in the order of ``profiles``; what was not judged is empty.

    ``trust`` is the card as ``run.json`` holds it, None for a run without one.
    """
    trust_of = trust_by_segment(trust)
    name_of = {persona.segment: persona.name for persona in personas}
    rows = []
    for profile in profiles:
        known = {
            Column.SEGMENT: profile.segment,
            Column.PERSONA: name_of.get(profile.segment, ""),
            Column.SIZE: profile.size,
            Column.SHARE: profile.share,
        }
        rows.append({**_row_of(trust_of.get(profile.segment, {})), **known})
    columns = {name: pa.array([row.get(name) for row in rows], kind) for name, kind in TRUST_KINDS.items()}
    return pa.table(columns)


def _row_of(found: Mapping[str, Any]) -> dict[str, Any]:
    """Return the row of a segment as far as the card holds it."""
    neighbour, rule = found.get("neighbour") or {}, found.get("rule") or {}
    separation = found.get("separation") or {}
    row = {
        Column.VERDICT: found.get("verdict", ""),
        Column.REASON: found.get("reason", ""),
        Column.ADVICE: found.get("advice", ""),
        Column.SILHOUETTE: found.get("silhouette"),
        Column.JACCARD: found.get("jaccard"),
        "nearest": separation.get("nearest", neighbour.get("segment")),
        "neighbour": neighbour.get("segment"),
        "is_apart": neighbour.get("is_apart"),
        Column.RULE: rule.get("text") or "",
        "precision": rule.get("precision"),
        "recall": rule.get("recall"),
    }
    for name in _ESTIMATES:
        estimate = found.get(name) or {}
        row |= {f"{name}{end}": estimate.get(part) for end, part in (("", "value"), ("_low", "low"), ("_high", "high"))}
    return {name: _rounded(value) for name, value in row.items()}


def _rounded(value: Any) -> Any:
    return round(value, DECIMALS) + 0.0 if isinstance(value, float) else value
