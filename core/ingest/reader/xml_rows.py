"""XML whose elements repeat, as JSON Lines: one line for each element, with its attributes and what it holds.

Nothing that a file names is opened, and no entity is resolved.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.ingest.reader.kinds import NoTableError
from core.ingest.reader.web_table import SAVE_AS, explained
from core.sentences import Sentence, say

if TYPE_CHECKING:
    from lxml.etree import _Element

_Path = tuple[str, ...]


def write_elements(path: Path, name: str, target: Path) -> list[Sentence]:
    """Write the elements that repeat as JSON Lines; return notes.

    Raises ``NoTableError`` where none repeats, the file is damaged, or it has entities of its own.
    """
    wanted, n_others = _repeated(path, name)
    with target.open("w", encoding="utf-8") as file, explained(name):
        for place, element in _elements(path):
            if place == wanted:
                value = _value(element, name)
                row = value if isinstance(value, dict) else {_plain(element.tag): value}
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
            if len(place) <= len(wanted):
                _release(element)
    notes = [say("{name}: each element {tag!r} of the XML is a row.", name=name, tag=wanted[-1])]
    if n_others:
        notes.append(say("{name}: {n:,} other elements beside them were passed over.", name=name, n=n_others))
    return notes


def _repeated(path: Path, name: str) -> tuple[_Path, int]:
    """Return the path of the elements that are rows, and how many others stand at its end.

    From the root on, always into what holds the most elements and attributes, up to one that repeats, or is one of what
    its parent is called after: an ``order`` of ``orders``.
    """
    counts, sizes = Counter[_Path](), Counter[_Path]()
    with explained(name):
        for place, element in _elements(path):
            counts[place] += 1
            for end in range(1, len(place) + 1):
                sizes[place[:end]] += 1 + len(element.attrib)
            _release(element)
    wanted: _Path = next((place for place in counts if len(place) == 1), ())
    while True:
        below = [place for place in counts if len(place) == len(wanted) + 1 and place[:-1] == wanted]
        if not wanted or not below:
            raise NoTableError(say("{name} holds no elements of XML that repeat.", name=name), SAVE_AS)
        parent, wanted = wanted, max(below, key=lambda place: sizes[place])
        is_one_of = len(parent) == 1 and parent[-1].lower() in (f"{wanted[-1].lower()}s", f"{wanted[-1].lower()}list")
        if counts[wanted] > 1 or is_one_of:
            return wanted, sum(counts[place] for place in below) - counts[wanted]


def _elements(path: Path) -> Iterator[tuple[_Path, _Element]]:
    """Return each element as it ends, with the names from the root to it."""
    from lxml import etree

    place: list[str] = []
    with path.open("rb") as file:
        events = etree.iterparse(
            file, events=("start", "end"), resolve_entities=False, no_network=True, remove_comments=True,
            remove_pis=True,
        )  # fmt: skip
        for event, element in events:
            if event == "start":
                place.append(_plain(element.tag))
            else:
                yield tuple(place), element
                place.pop()


def _release(element: _Element) -> None:
    """Free an element and those before it; its text stays nowhere."""
    element.clear()
    parent = element.getparent()
    while parent is not None and parent[0] is not element:
        del parent[0]


def _value(element: _Element, name: str) -> Any:
    """Return an element as JSON: its text, or its attributes and children by name.

    Children of one name are a list. An element with attributes and a text has the text under its own name. What text
    and elements mixed say is one text.
    """
    if any(not isinstance(child.tag, str) for child in element):
        raise NoTableError(say("{name} uses entities of its own, which are not read.", name=name), SAVE_AS)
    found: dict[str, Any] = {_plain(each): str(value) for each, value in element.items()}
    tag, text = _plain(element.tag), (element.text or "").strip()
    if not len(element):
        return found | ({tag: text} if text else {}) if found else text
    if text or any((child.tail or "").strip() for child in element):
        whole = " ".join("".join(map(str, element.itertext())).split())
        return found | {tag: whole} if found else whole
    often = Counter(_plain(child.tag) for child in element)
    for child in element:
        key, value = _plain(child.tag), _value(child, name)
        if often[key] > 1:
            found.setdefault(key, [])
            found[key] = [*found[key], value] if isinstance(found[key], list) else [found[key], value]
        elif isinstance(value, dict) and isinstance(value.get(key), str) and len(child) == 0:
            found[key] = value.pop(key)
            found |= {f"{key}.{each}": more for each, more in value.items()}
        else:
            found[key] = value
    return found


def _plain(tag: object) -> str:
    return str(tag).rpartition("}")[2]
