"""Strict JSON: no NaN, UTF-8, keys in the order in which they are given."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from core.export.trust_file import trust_by_segment
from core.sentences import Sentence, to_plain
from core.types import Lift, Persona, Profile

DECIMALS = 6
TEMPLATES = "said"
"""Under it the fields that are sentences stand once more, as ``core.sentences`` keeps them."""


def write_run(record: Mapping[str, Any], path: Path) -> None:
    """Write ``run.json``. Numbers that are not finite become null."""
    _write(record, path)


def write_segments(
    profiles: Sequence[Profile], personas: Sequence[Persona], trust: Mapping[str, Any] | None, path: Path
) -> None:
    """Write ``segments.json``: a list with one object per segment, in the order of ``profiles``.

    ``trust`` is the card as ``run.json`` holds it; None for a run without one.
    """
    persona_of, trust_of = {persona.segment: persona for persona in personas}, trust_by_segment(trust)
    segments = [(profile, persona_of[profile.segment], trust_of.get(profile.segment)) for profile in profiles]
    _write([_segment(*each) for each in segments], path)


def plain(value: Any) -> Any:
    """Turn arrays, dataclasses, paths and NumPy scalars into what JSON can say.

    >>> plain({"a": np.float32("nan"), "b": (np.int64(1), Path("x"))})
    {'a': None, 'b': [1, 'x']}
    """
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return plain({field.name: getattr(value, field.name) for field in dataclasses.fields(value)})
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    if isinstance(value, (np.ndarray, np.generic)):
        return plain(value.tolist())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return str(value) if isinstance(value, Path) else value


def _segment(profile: Profile, persona: Persona, trust: Mapping[str, Any] | None) -> dict[str, Any]:
    return {
        "segment": profile.segment,
        "size": profile.size,
        "share": round(profile.share, DECIMALS),
        "persona": {
            "name": persona.name,
            "sentence": persona.sentence,
            "evidence": [_lift(lift) for lift in persona.evidence],
            **_templates(name=persona.name, sentence=persona.sentence),
        },
        "lifts": [_lift(lift) for lift in profile.lifts],
        "typical_users": profile.typical_users,
        "trust": {name: trust[name] for name in ("verdict", "reason")} if trust else None,
    }


def _lift(lift: Lift) -> dict[str, Any]:
    return {
        "kind": lift.kind,
        "name": lift.name,
        "key": lift.key,
        "count": lift.count,
        "share": round(lift.share, DECIMALS),
        "overall_share": round(lift.overall_share, DECIMALS),
        "lift": round(lift.lift, DECIMALS),
        **_templates(name=lift.name),
    }


def _templates(**texts: str) -> dict[str, Any]:
    """Keep, beside the English, what a catalogue needs; nothing for text that is no sentence."""
    sentences = {name: to_plain(text) for name, text in texts.items() if isinstance(text, Sentence)}
    return {TEMPLATES: sentences} if sentences else {}


def _write(value: Any, path: Path) -> None:
    text = json.dumps(plain(value), ensure_ascii=False, allow_nan=False, indent=2)
    path.write_text(text + "\n", encoding="utf-8")
