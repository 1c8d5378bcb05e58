"""A pack in a language: every sentence looked up, every text made safe to write."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from core.errors import DataError
from core.sentences import Sentence, say, translate

LANGUAGES = ("en", "zh")
_LOCALES = Path(__file__).resolve().parents[2] / "locale"
_FORBIDDEN = ("Cc", "Cs", "Co", "Cn")
_DIRECTIONS = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
"""Marks that turn the order of letters around, so that a text reads as another one."""
_Value = TypeVar("_Value")


def in_language(value: _Value, language: str) -> _Value:
    """Return content with all of its texts in a language and without characters that no file may hold.

    Raises
    ------
    DataError
        The language is unknown.
    """
    if language not in LANGUAGES:
        raise DataError(
            say("There is no pack in {language}.", language=language),
            say("Choose one of {known}.", known=", ".join(LANGUAGES)),
        )
    read: _Value = _in(value, catalogue(language))
    return read


@lru_cache
def catalogue(language: str) -> Mapping[str, str]:
    """Return English keys and their texts in a language; nothing for English."""
    path = _LOCALES / language / "pack.json"
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found


def clean(text: str) -> str:
    r"""Return a text on one line without control characters and marks of direction.

    >>> clean("a\x00b\n\tc\u202e")
    'ab c'
    """
    spaced = " ".join(text.split())
    return "".join(each for each in spaced if each not in _DIRECTIONS and unicodedata.category(each) not in _FORBIDDEN)


def _in(value: Any, texts: Mapping[str, str]) -> Any:
    if isinstance(value, Sentence):
        return clean(translate(value, lambda key: texts.get(key, key), lambda one, many, n: _form(texts, one, many, n)))
    if isinstance(value, str) and type(value) is str:
        return clean(value)
    if isinstance(value, tuple):
        return tuple(_in(each, texts) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        changed = {field.name: _in(getattr(value, field.name), texts) for field in fields(value)}
        return type(value)(**changed)
    return value


def _form(texts: Mapping[str, str], one: str, many: str, n: int) -> str:
    english = one if n == 1 else many
    return texts.get(english, english)
