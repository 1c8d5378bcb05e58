"""Titles of items that a log knows by their names alone: "Desk lamp white", "/blog/how-to-grow-tomatoes"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from urllib.parse import unquote

import numpy as np

from core.types import StrArray

WORDED = 0.5
"""Part of the ids that must hold two words or more, for all to be read as titles."""
_ALL_BEGIN = 0.8
"""A first part of paths that so many of them have says nothing of one."""
_LOOKED_AT = 2_000
"""Ids that are looked at to find out whether a log's are words."""
_ADDRESS = re.compile(r"^(?:[a-z][a-z+.-]*:)?//[^/]*", re.IGNORECASE)
_BEHIND = re.compile(r"[?#].*$")
_KIND_OF_FILE = re.compile(r"\.(?:html?|php|aspx?|jsp|pdf|md)$", re.IGNORECASE)
_BETWEEN = re.compile(r"[-_+.]+|(?<=[a-z])(?=[A-Z])")
_LONG_SCRIPT = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]{3,}")
_WORD = re.compile(r"(?<![^\W_])[^\W\d_]{3,}(?![^\W_])")
_VOWEL = re.compile(r"[aeiouy]", re.IGNORECASE)
_TWO = 2
_FEW, _SURE_LETTERS, _AGAIN = 20, 4, 0.1
"""Of so many ids or more, so large a part of the words of so many letters must stand in several."""


def titles_of_ids(item_ids: StrArray) -> StrArray:
    """Return what ids say in words, (n_items,); "" for each where they are mostly codes.

    Of an address the path counts, without its query and a first part that nearly all have.

    >>> ids = ["/blog/how-to-grow-tomatoes", "/blog/pack_light.html?from=1", "/blog/save-money", "/blog/run-far", "/"]
    >>> titles_of_ids(np.array(ids, dtype=object)).tolist()
    ['how to grow tomatoes', 'pack light', 'save money', 'run far', '']
    >>> titles_of_ids(np.array(["SKU-RED-1", "85123A", "i-07-ab"], dtype=object)).tolist()
    ['', '', '']
    """
    step = max(len(item_ids) // _LOOKED_AT, 1)
    if not _are_words([str(each) for each in item_ids[::step]]):
        return np.full(len(item_ids), "", dtype=object)
    parts = [_parts(str(each)) for each in item_ids]
    paths = [each for each in parts if len(each) > 1]
    common, n = Counter(each[0] for each in paths).most_common(1)[0] if paths else ("", 0)
    is_common = n >= _ALL_BEGIN * len(parts)
    own = (each[1:] if is_common and len(each) > 1 and each[0] == common else each for each in parts)
    return np.array([" / ".join(each) for each in own], dtype=object)


def _parts(item_id: str) -> list[str]:
    """Return the parts of a path in words; a name as it is."""
    text = item_id.strip()
    if " " in text and not text.startswith("/"):
        return [text]
    path = _KIND_OF_FILE.sub("", _BEHIND.sub("", _ADDRESS.sub("", unquote(text))))
    return [words for part in path.split("/") if (words := " ".join(_BETWEEN.sub(" ", part).split()))]


def _are_words(ids: Sequence[str]) -> bool:
    """Whether ids are mostly of words that set them apart, and no letters by chance.

    Such letters hold no blanks, and hardly ever come again in another id.
    """
    words = [_words(" ".join(_parts(each))) for each in ids]
    worded = {frozenset(each) for each in words}
    n_worded = sum(len(each) >= _TWO or any(map(_LONG_SCRIPT.search, each)) for each in worded)
    if not ids or n_worded < WORDED * len(ids):
        return False
    is_written = sum(" " in each.strip() or bool(_LONG_SCRIPT.search(each)) for each in ids) >= WORDED * len(ids)
    n_ids = Counter(word for each in words for word in set(each) if len(word) >= _SURE_LETTERS)
    counts = [n for n in n_ids.values() if n <= WORDED * len(ids)]  # all have "track"
    return is_written or len(ids) < _FEW or sum(n for n in counts if n > 1) >= _AGAIN * sum(counts)


def _words(text: str) -> list[str]:
    """Return the words that can be read; a script without blanks has one run of them."""
    found = _WORD.findall(text)
    return [word.casefold() for word in found if not word.isascii() or (_VOWEL.search(word) and _is_of_one_case(word))]


def _is_of_one_case(word: str) -> bool:
    return word.islower() or word.istitle() or word.isupper()
