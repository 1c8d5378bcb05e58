"""Numbers of seconds since 2001, as programs of Apple count: since 1970 they would be 31 years too early."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from core.sentences import Sentence, say

NAME = say("seconds since 2001")
START = 978_307_200
"""Seconds from 1970 to 2001."""
_BROKEN = re.compile(r"[1-8]\d{8}\.\d+")
_FIRST = 189_302_400.0
"""2007 in seconds since 2001; before it hardly a program counted so."""
_HALF = 0.5


def are_since_2001(texts: Sequence[str]) -> bool:
    """Whether broken numbers of seconds since 1970 would all be of 1976 to 1996, and since 2001 none is in the future.

    >>> are_since_2001(["794181674.25", "794181999.5"]), are_since_2001(["794181674", "794181999"])
    (True, False)
    >>> are_since_2001(["1772488874.25"]), are_since_2001(["12.5", "794181999.5"]), are_since_2001(["874724710.5"])
    (False, False, False)
    """
    numbers = [float(text) for text in texts if re.fullmatch(r"\d{1,12}(\.\d+)?", text)]
    n_broken = sum(_BROKEN.fullmatch(text) is not None for text in texts)
    last = datetime.now(UTC).timestamp() + 86_400 - START
    return bool(numbers) and n_broken > _HALF * len(texts) and min(numbers) >= _FIRST and max(numbers) <= last


def note_since_2001(text: str) -> Sentence:
    """Say that numbers were read as seconds since 2001."""
    year = datetime.fromtimestamp(float(text), UTC).year
    return say(
        "Times such as {text} were read as seconds since 2001, as programs of Apple count them: since 1970 they would "
        "be of {year}.",
        text=text,
        year=str(year),
    )
