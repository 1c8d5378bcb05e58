"""The known word that somebody probably meant, for the hint of a refusal."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from difflib import get_close_matches

from core.sentences import Sentence, say

_MOST_LISTED = 12


def closest(word: str, known: Iterable[str]) -> str:
    """Return the known word that is nearest to one, in any case; "" where none is near.

    >>> closest("Categry", ["item", "category"]), closest("sofa", ["item", "category"])
    ('category', '')
    """
    by_folded = {each.casefold(): each for each in known}
    near = get_close_matches(word.casefold(), by_folded, 1)
    return by_folded[near[0]] if near else ""


def with_guess(hint: Sentence, word: str, known: Iterable[str]) -> Sentence:
    """Put the known word that is nearest to one before a hint; return the hint itself where none is near."""
    near = closest(word, known)
    return say("Did you mean {near!r}? {hint}", near=near, hint=hint) if near else hint


def listed(names: Collection[str]) -> str:
    """Write names beside each other, the first dozen of many.

    >>> listed(["a", "b"]), listed("abcdefghijklmn")
    ('a, b', 'a, b, c, d, e, f, g, h, i, j, k, l, …')
    """
    first = [*names][:_MOST_LISTED]
    return ", ".join([*first, "…"] if len(names) > len(first) else first)
