"""What figures about a segment rest on, in the same words on every page, in the pack and in print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from core.personas.portrait import NEXT, PortraitLine
from core.sentences import Sentence, say

CONFIRMED = say("Counted on fresh events, which did not form the segments.")
DESCRIBED = say("A description over all users and events, those that formed the segments among them: not a proof.")

HEADINGS: Mapping[Sentence, Sentence] = {
    CONFIRMED: say("Counted on fresh events, which did not form the segments:"),
    DESCRIBED: say(
        "Described over all users and events, those that formed the segments among them; not a proof. In brackets: all "
        "users."
    ),
}
"""The same above the lines of which it is true."""
IN_SHORT: Mapping[Sentence, Sentence] = {
    CONFIRMED: say("Counted on fresh events:"),
    DESCRIBED: say("A description, not a proof (in brackets: all users):"),
}
"""That for a room that reads from afar."""


LETTERS = say("Letters such as (A) keep users apart whose masked ids look alike, here or on another segment.")


def by_basis(lines: Iterable[PortraitLine]) -> list[tuple[Sentence, tuple[PortraitLine, ...]]]:
    """Return the lines of a portrait below what they rest on, confirmed ones first; those on offers stand elsewhere."""
    own = [line for line in lines if line.about != NEXT]
    groups = (
        (CONFIRMED, tuple(line for line in own if line.is_fresh)),
        (DESCRIBED, tuple(line for line in own if not line.is_fresh)),
    )
    return [(note, group) for note, group in groups if group]
