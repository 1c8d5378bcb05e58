"""Sentences that are made below the screens and may be read in another language later.

A sentence is English text that remembers the template it was made from and the values in it. Files and the command line
show it as it is; a page looks its template up in the visitor's catalogue.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from string import Formatter
from typing import Any

_TEMPLATE, _MANY, _NUMBER, _VALUES, _DAY = "template", "many", "n", "values", "day"
_START = f'{{"{_TEMPLATE}": '
_MOST_LISTED = 12


class Sentence(str):
    """English text with the template and the values it was made from. Made by ``say`` and ``say_n``."""

    template: str
    """The English key, with places such as ``{n:,}`` for the values; ``{name!c}`` begins with a capital letter."""
    many: str
    """The key of the plural; "" when no number decides the form."""
    number: int
    """What decides between ``template`` and ``many``."""
    values: Mapping[str, Any]
    """Name to number, text, day or another sentence."""


def say(template: str, /, **values: Any) -> Sentence:
    """Make a sentence.

    >>> say("{n:,} users have {what}.", n=4338, what="no event")
    '4,338 users have no event.'
    """
    return _make(template, "", 0, values)


def say_n(one: str, many: str, n: int, /, **values: Any) -> Sentence:
    """Make the sentence that fits a number, which stands for ``{n}`` in it.

    >>> say_n("{n:,} user", "{n:,} users", 1), say_n("{n:,} user", "{n:,} users", 4338)
    ('1 user', '4,338 users')
    """
    return _make(one, many, n, {"n": n, **values})


def with_values(sentence: Sentence, values: Mapping[str, Any]) -> Sentence:
    """Return a sentence with other values in its places."""
    return _make(sentence.template, sentence.many, sentence.number, values)


def translate(
    text: str,
    find: Callable[[str], str],
    find_n: Callable[[str, str, int], str],
    write_day: Callable[[date], str] = date.isoformat,
) -> str:
    """Return a sentence in another language, which remembers its template; other text comes back as it is.

    Parameters
    ----------
    text
        A sentence, or any text.
    find, find_n
        ``gettext`` and ``ngettext`` of a catalogue.
    write_day
        Writes a day that is a value.
    """
    if not isinstance(text, Sentence):
        return text
    template = find_n(text.template, text.many, text.number) if text.many else find(text.template)
    values = {
        name: write_day(value) if type(value) is date else translate(value, find, find_n, write_day)
        for name, value in text.values.items()
    }
    filled = _fill(template, values)
    return _remember(Sentence(filled), text.template, text.many, text.number, text.values)


def to_plain(text: str) -> Any:
    """Return what JSON can hold: an object for a sentence, the text itself for any other text."""
    if not isinstance(text, Sentence):
        return text
    values = {name: _plain_value(value) for name, value in text.values.items()}
    form = {_MANY: text.many, _NUMBER: text.number} if text.many else {}
    return {_TEMPLATE: text.template, **form, _VALUES: values}


def _plain_value(value: Any) -> Any:
    if type(value) is date:
        return {_DAY: value.isoformat()}
    return to_plain(value) if isinstance(value, str) else value


def from_plain(value: Any) -> Any:
    """Read what ``to_plain`` returned."""
    if not isinstance(value, Mapping):
        return value
    if _DAY in value:
        return date.fromisoformat(value[_DAY])
    values = {name: from_plain(inner) for name, inner in value[_VALUES].items()}
    return _make(value[_TEMPLATE], value.get(_MANY, ""), value.get(_NUMBER, 0), values)


def to_text(text: str) -> str:
    """Return what a text column can hold: JSON for a sentence, the text itself for any other text."""
    return json.dumps(to_plain(text), ensure_ascii=False) if isinstance(text, Sentence) else text


def from_text(text: str) -> str:
    """Read what ``to_text`` returned."""
    read: str = from_plain(json.loads(text)) if text.startswith(_START) else text
    return read


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


def say_in_a_row(parts: Sequence[Sentence]) -> Sentence:
    """Write sentences beside each other, so that each can be translated; there is one at least."""
    row = parts[0]
    for each in parts[1:]:
        row = say("{first}, {second}", first=row, second=each)
    return row


def listed(names: Collection[str]) -> str:
    """Write names beside each other, the first dozen of many.

    >>> listed(["a", "b"]), listed("abcdefghijklmn")
    ('a, b', 'a, b, c, d, e, f, g, h, i, j, k, l, …')
    """
    first = [*names][:_MOST_LISTED]
    return ", ".join([*first, "…"] if len(names) > len(first) else first)


def _make(template: str, many: str, number: int, values: Mapping[str, Any]) -> Sentence:
    chosen = many if many and number != 1 else template
    return _remember(Sentence(_fill(chosen, values)), template, many, number, values)


def _remember(sentence: Sentence, template: str, many: str, number: int, values: Mapping[str, Any]) -> Sentence:
    sentence.template, sentence.many, sentence.number, sentence.values = template, many, number, values
    return sentence


class _Places(Formatter):
    """Fills the places of a template."""

    def convert_field(self, value: Any, conversion: str | None) -> Any:
        if conversion != "c":
            return super().convert_field(value, conversion)
        return str(value)[:1].upper() + str(value)[1:]


def _fill(template: str, values: Mapping[str, Any]) -> str:
    return _Places().vformat(template, (), values)
