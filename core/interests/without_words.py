"""Names of nodes whose own titles share nothing: after the parts below them, the node above, or items of theirs."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping, Sequence

from core.interests.phrases import words_of
from core.interests.plain_words import SAYS_LITTLE
from core.interests.things import MAX_TITLE_WORDS, thing_of
from core.sentences import say

LEAST_ITEMS = 4
"""A node of fewer items is called after one."""
LEAST_OF_PARTS = 0.2
"""Two parts name the whole if they hold so large a share of its items."""


def after_parts(parts: Sequence[tuple[str, int]], n_items: int, surface: Mapping[str, str]) -> str:
    """Return the name of a node after the two largest of its parts that words name; "" where they are too little of it.

    Parameters
    ----------
    parts
        The name of each part, "" where no word names it, and how many items it has.
    n_items
        Of the node.
    surface
        Key of a phrase to how titles write it inside of a text.

    >>> surface = {"notebook": "notebook", "disney": "Disney"}
    >>> after_parts([("", 90), ("Magnets & stickers", 60), ("Notebook & images", 30), ("Pens", 20)], 200, surface)
    'Magnets, notebook & more'
    >>> after_parts([("Kissen", 60), ("Disney", 40)], 150, surface)
    'Kissen, Disney & more'
    >>> after_parts([("", 90), ("Pens", 60)], 150, {}), after_parts([("", 90), ("Pens", 6), ("Paper", 4)], 100, {})
    ('', '')
    """
    named = sorted(((name, n) for name, n in parts if name), key=lambda each: -each[1])[:2]
    if len(named) < 2 or sum(n for _, n in named) < LEAST_OF_PARTS * n_items:
        return ""
    first, second = (name.split(" & ")[0] for name, _ in named)
    return say("{first}, {second} & more", first=first, second=_inside(second, surface))


def beside_parts(whole: str, surface: Mapping[str, str]) -> str:
    """Return the name of the items of a node that are in none of its named parts.

    >>> surface = {"wrap": "wrap", "disney": "Disney"}
    >>> [beside_parts(name, surface) for name in ("Wrap", "DVD players", "Disney & wrap")]
    ['Other wrap', 'Other DVD players', 'Other Disney & wrap']
    """
    return say("Other {what}", what=" & ".join(_inside(phrase, surface) for phrase in whole.split(" & ")))


def _inside(phrase: str, surface: Mapping[str, str]) -> str:
    """Return a phrase as titles write it inside of a text, as it is where they do not have it."""
    return surface.get(" ".join(words_of(phrase)), phrase)


def like_items(titles: Sequence[str], anywhere: Collection[str], makes: Collection[str], used: set[str]) -> str:
    """Return the name of a node whose titles share nothing: after two of its most typical items, where these are short.

    Parameters
    ----------
    titles
        Of its most typical items, the most typical first.
    anywhere, makes
        Words that lie anywhere in the tree, and those of them that are makes.
    used
        Things that siblings are called after; those of this node are added.
    """
    things = dict.fromkeys(thing_of(title, anywhere, makes) for title in titles)
    first, *others = [each for each in things if _is_short(each) and each.casefold() not in used] or [""]
    second = next((each for each in others if set(words_of(first)).isdisjoint(words_of(each))), "")
    if not second or len(titles) < LEAST_ITEMS:
        return say("Like “{title}”", title=titles[0])
    used.update((first.casefold(), second.casefold()))
    return say("{first} & {second}", first=first, second=second)


def _is_short(thing: str) -> bool:
    """Whether a thing can stand in a name: of few words, one of which says something, and without digits or signs."""
    is_plain = all(letter.isalpha() or letter in " '\u2019-" for letter in unicodedata.normalize("NFC", thing))
    return is_plain and len(thing.split()) <= MAX_TITLE_WORDS and bool(set(words_of(thing)) - SAYS_LITTLE)
