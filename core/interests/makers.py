"""Who made items, by a pattern of titles: what stands before a dash or a colon, or after "by"; and their names whole.

"Marsh" and "thorne" of novels are authors, whom a name calls as titles do: "P. D. Marsh".
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from core.interests.phrases import words_of

LEAST_FOLLOWED = 0.5
"""Part of the titles that must follow a pattern."""
LEAST_ITEMS = 4
"""Of a maker that is known as one."""
MOST_REPEATED = 0.2
"""Beside a maker stands what it made, which hardly repeats; a variant ("Mug - Blue") does."""
MOSTLY = 0.9
"""A word stands for a maker which so large a part of the titles with it are by."""

_BEFORE = re.compile(r"^(?P<maker>[^\d\W][^|:\u2013\u2014]{1,38}?)\s*(?:\s[-\u2013\u2014|]\s|:\s)(?P<rest>\S.*)$")
_AFTER = re.compile(r"^(?P<rest>.*\S)\s+by\s+(?P<maker>[^\d\W][^,()]{1,38})$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MakerNames:
    """How titles write their makers."""

    whole: Mapping[frozenset[str], str] = field(default_factory=dict)
    """The words of a maker to its name, where there are several."""
    by_word: Mapping[str, str] = field(default_factory=dict)
    """A word that stands for one maker to its name."""

    def written(self, text: str) -> str:
        """Return a text of one phrase or two whose makers are called as titles call them."""
        return " & ".join(self._phrase(part) for part in text.split(" & "))

    def _phrase(self, phrase: str) -> str:
        words = frozenset(words_of(phrase))
        makers = {self.by_word.get(word, "") for word in words}
        own = makers.pop() if len(makers) == 1 else ""
        name = self.whole.get(words) or own
        return name if name and not any(map(str.isdigit, name)) else phrase


def makers_in(titles: Iterable[str]) -> list[str]:
    """Return who made each item; "" where its title says nobody, and everywhere where titles follow no such pattern.

    >>> makers_in(["P. D. Marsh - Cold Lake", "P. D. Marsh - The Killer", "Ann Harlow - Winter"])
    ['P. D. Marsh', 'P. D. Marsh', 'Ann Harlow']
    """
    stripped = [str(title).strip() for title in titles]
    for pattern in (_BEFORE, _AFTER):
        found = [pattern.match(title) for title in stripped]
        rests = Counter(match["rest"].casefold() for match in found if match)
        if sum(map(bool, found)) >= LEAST_FOLLOWED * len(found) and len(rests) >= (1 - MOST_REPEATED) * rests.total():
            return [match["maker"].strip() if match else "" for match in found]
    return [""] * len(stripped)


def maker_names(titles: Iterable[str]) -> MakerNames:
    """Read how titles write their makers, those of ``LEAST_ITEMS`` titles or more.

    >>> titles = [f"P. D. Marsh - {word} Lake" for word in ("Cold", "Deep", "Last", "Lost")]
    >>> maker_names(titles).written("marsh & lake")
    'P. D. Marsh & lake'
    """
    texts = [str(title) for title in titles]
    makers = makers_in(texts)
    counts = Counter(makers)
    known = {name for name, n in counts.items() if name and n >= LEAST_ITEMS}
    if not known:
        return MakerNames()
    beside: dict[str, Counter[str]] = defaultdict(Counter)
    for text, maker in zip(texts, makers, strict=True):
        for word in set(words_of(text)):
            beside[word][maker] += 1
    mostly = {word: max(sorted(found), key=lambda name: found[name]) for word, found in beside.items()}
    by_word = {
        word: name
        for word, name in mostly.items()
        if name in known and word in words_of(name) and beside[word][name] >= MOSTLY * beside[word].total()
    }
    words_by_maker = {frozenset(words_of(name)): name for name in sorted(known)}
    return MakerNames({words: name for words, name in words_by_maker.items() if len(words) > 1}, by_word)
