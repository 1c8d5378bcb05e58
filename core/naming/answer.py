"""The answer of a language model: JSON, however it is wrapped, read as names, sentences and claims."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from core.naming.client import BadAnswerError
from core.sentences import Sentence, say

_THOUGHTS = re.compile(r"<think>.*?</think>", re.DOTALL)
_MOST_STARTS = 50
"""Places at which JSON may begin that are tried."""
MAX_CLAIMS, MAX_TEXT = 12, 600


@dataclass(frozen=True, slots=True)
class Claim:
    """What a name or sentence rests on, as the model states it."""

    text: str
    figure: str
    """Id of a figure that was sent."""
    value: object
    direction: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a model says of one segment."""

    segment: int
    name: str
    sentence: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Proposals:
    """An answer."""

    by_segment: dict[int, Proposal]
    notes: tuple[Sentence, ...]
    """What of the answer was not read, as sentences."""


def read_answer(content: str, segments: Collection[int]) -> Proposals:
    """Read the text of an answer; ``segments`` are those that were sent.

    Raises
    ------
    BadAnswerError
        It holds no JSON of the kind, or none of the segments.
    """
    rows = _rows_of(_THOUGHTS.sub(" ", content))
    found: dict[int, Proposal] = {}
    n_unread = n_extra = 0
    for row in rows:
        proposal = _proposal(row)
        if proposal is None:
            n_unread += 1
        elif proposal.segment not in segments or proposal.segment in found:
            n_extra += 1
        else:
            found[proposal.segment] = proposal
    if not found:
        raise BadAnswerError(say("the answer names none of the segments."))
    return Proposals(found, tuple(_notes(n_unread, n_extra)))


def _notes(n_unread: int, n_extra: int) -> Iterator[Sentence]:
    if n_unread:
        yield say("Parts of the answer that name no segment were left out: {n:,}.", n=n_unread)
    if n_extra:
        yield say(
            "Second answers for a segment, and those for segments that were not sent, were left out: {n:,}.", n=n_extra
        )


def _rows_of(text: str) -> list[Any]:
    """Return the list of segments from the first JSON in a text that has one."""
    decoder = json.JSONDecoder()
    starts = [match.start() for match in re.finditer(r"[{\[]", text)][:_MOST_STARTS]
    for start in starts:
        try:
            value, _end = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            continue
        rows = value.get("segments") if isinstance(value, dict) else value
        if isinstance(rows, list) and any(isinstance(row, dict) and "segment" in row for row in rows):
            return rows
    raise BadAnswerError(say("the answer holds no JSON with names."))


def _proposal(row: Any) -> Proposal | None:
    if not isinstance(row, dict):
        return None
    segment = _number(row.get("segment"))
    if segment is None or not isinstance(row.get("name"), str):
        return None
    claims = row.get("claims")
    stated = (
        [_claim(each) for each in claims[:MAX_CLAIMS] if isinstance(each, dict)] if isinstance(claims, list) else []
    )
    return Proposal(segment, _name(row["name"]), _text(row.get("sentence")), tuple(stated))


def _name(value: str) -> str:
    """Return a name without blanks too many, that begins with a capital."""
    name = re.sub(" +", " ", _text(value)).strip(" ")
    return name[:1].upper() + name[1:]


def _claim(values: dict[str, Any]) -> Claim:
    text, figure, direction = (_text(values.get(name)) for name in ("text", "figure", "direction"))
    return Claim(text, figure, values.get("value"), direction.casefold())


def _text(value: object) -> str:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = str(value)[:40] if isinstance(value, float) or abs(value) < 10**12 else ""
    return value[:MAX_TEXT] if isinstance(value, str) else ""


def _number(value: object) -> int | None:
    if isinstance(value, str) and value.isdecimal() and len(value) < 7:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
