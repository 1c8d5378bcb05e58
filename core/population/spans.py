"""What users did, by the name of how long they did it."""

from __future__ import annotations

import re

from core.population.event_parts import split_name
from core.population.meanings import OTHER

_UNIT = r"(ms|millis|seconds?|secs?|minutes?|mins?|hours?|hrs?|time|duration)"
_SPANS = {
    "listen": re.compile(rf"\b(ms ?played|listen(ed|ing)? {_UNIT}|{_UNIT} listen(ed|ing)?)\b|再生時間"),
    "watch": re.compile(rf"\b((watch|watched|viewing|view) {_UNIT}|{_UNIT} (watched|viewed))\b|視聴時間|观看时长"),
    "play": re.compile(rf"\b((play|played|playback) {_UNIT}|{_UNIT} played|playtime)\b"),
}
"""Kind of event → names of its span."""


def kind_of_span(column: str) -> str:
    """Return what was done for so long as a column says: listened, watched or played; other where it does not say.

    >>> [kind_of_span(name) for name in ("ms_played", "minutes_watched", "playtime_forever", "session_duration")]
    ['listen', 'watch', 'play', 'other']
    """
    words = split_name(column.rpartition(".")[2])
    return next((kind for kind, pattern in _SPANS.items() if pattern.search(words)), OTHER)
