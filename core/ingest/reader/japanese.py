"""Japanese texts of hardly more than kana, which a guess by the letters of languages takes for those of other ones."""

from __future__ import annotations

import re

_ENCODINGS = ("cp932", "euc_jis_2004")
_KANA = re.compile("[ぁ-ゖァ-ヺ]")
_NO_JAMO = re.compile("[な-ゖァ-ヺ]")
"""Kana at the place of which Korean encodings have no letters of syllables, which chats write alone."""
_WIDE = re.compile("[\u3000-\u30ff\u3400-\u9fff\uff00-\uff60\uffe0-\uffef]+")
_HALF = re.compile("[\uff61-\uff9f]+")
_MARKS = re.compile("[ﾞﾟ]")
_EARLY = re.compile("[ｦ-ｿ]")
"""Half-width kana at whose bytes Greek and Cyrillic encodings have few capitals."""
_STRAY_MARKS = re.compile("(?<![ｳｶ-ﾄﾊ-ﾎ])ﾞ|(?<![ﾊ-ﾎ])ﾟ")
"""Marks of half-width kana behind a letter that takes none, as Greek, Cyrillic, Thai and Chinese texts have them."""
_NEARLY_ALL, _MANY, _PART, _SOME, _FEW = 0.98, 0.3, 0.2, 0.1, 0.02
_LONG_RUN, _DIFFERENT, _DIFFERENT_HALF = 2.0, 4, 8


def find_japanese(sample: bytes) -> str | None:
    """Return the encoding by which nearly all of a text beyond ASCII is Japanese with many kana, None where none does.

    Kana stand in a row: accented letters that would be one with what follows them stand alone.

    >>> find_japanese("ステンレス ボトル".encode("euc_jp")), find_japanese("château".encode("cp850"))
    ('euc_jis_2004', None)
    """
    return next((name for name in _ENCODINGS if _is_japanese(sample.decode(name, "replace"))), None)


def _is_japanese(text: str) -> bool:
    n_beyond = sum(not each.isascii() for each in text)
    wide, half = _WIDE.findall(text), _HALF.findall(text)
    if (not wide and not half) or sum(map(len, [*wide, *half])) < _NEARLY_ALL * n_beyond:
        return False
    return _are_kana(wide, n_beyond) or _are_half_width(half, n_beyond)


def _are_kana(runs: list[str], n_beyond: int) -> bool:
    kana = _KANA.findall(" ".join(runs))
    is_japanese = len(_NO_JAMO.findall("".join(kana))) >= _SOME * len(kana)
    in_rows = sum(map(len, runs)) >= _LONG_RUN * len(runs)
    return is_japanese and in_rows and len(kana) >= _MANY * n_beyond and len(set(kana)) >= _DIFFERENT


def _are_half_width(runs: list[str], n_beyond: int) -> bool:
    kana = " ".join(runs)
    n_kana, n_marks = sum(map(len, runs)), len(_MARKS.findall(kana))
    in_rows = n_kana >= max(_NEARLY_ALL * n_beyond, _LONG_RUN * len(runs))
    are_marked = n_marks >= _FEW * n_kana > 0 and not _STRAY_MARKS.search(kana)
    are_early = len(_EARLY.findall(kana)) >= _PART * n_kana
    return in_rows and are_marked and are_early and len(set(kana)) > _DIFFERENT_HALF
