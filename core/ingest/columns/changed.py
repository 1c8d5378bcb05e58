"""Which events mean something else by the columns that were chosen than by those that were proposed."""

from __future__ import annotations

from collections.abc import Mapping

from core.population.meanings import KIND_LABELS
from core.sentences import Sentence, say
from core.types.meaning import Meaning


def events_that_changed(proposed: Mapping[str, Meaning], chosen: Mapping[str, Meaning]) -> list[Sentence]:
    """Say of events what they mean by the chosen columns where that is not what they meant by the proposed ones.

    ``proposed``, ``chosen``: event name → what it means, as ``Plausibility.meanings``.
    """
    changes: dict[tuple[str, str], list[str]] = {}
    for name, now in chosen.items():
        if name in proposed and proposed[name].kind != now.kind:
            changes.setdefault((proposed[name].kind, now.kind), []).append(name)
    return [
        say(
            "By the columns chosen here, {names} are {after}; by the proposed ones they were {before}.",
            names=", ".join(map(repr, names)),
            after=KIND_LABELS[after],
            before=KIND_LABELS[before],
        )
        for (before, after), names in changes.items()
    ]
