"""Events that name their item in another place than others do: in a list of what was bought, or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from core.attributes.names import fold
from core.ingest.names.plain_name import last_part
from core.ingest.tables.cells import first_named, texts_of
from core.ingest.tables.log_table import LogTable
from core.population.event_parts import split_name
from core.sentences import Sentence, say
from core.store.sql import literal

_ROLES = ("item", "text", "category", "value")
_BOTH, _MORE = 0.01, 0.005
"""Shares of rows in which two columns may both be filled, and must be filled by the second alone."""
_NUMBER = re.compile(r"\d+(\.0)?")
_MOSTLY, _HARDLY = 0.5, 0.02
"""Shares of ids that are numbers: in all events, and in those of a type that names no item."""
_FEW_ROWS = 10
_KINDS = frozenset(
    [
        "track",
        "song",
        "album",
        "artist",
        "episode",
        "podcast",
        "audiobook",
        "chapter",
        "movie",
        "film",
        "series",
        "show",
        "video",
        "clip",
        "livestream",
        "stream",
        "game",
        "app",
        "article",
        "post",
        "story",
        "book",
        "product",
        "item",
        "service",
        "course",
        "lesson",
        "offer",
        "coupon",
        "hotel",
        "flight",
    ]
)
"""Kinds of items of which a log may hold several, each with ids of its own."""
_SEARCH = re.compile(
    r"search|quer(y|ies)|such|recherch|busca|busqueda|búsqueda|ricerca|cerca|zoek|搜索|搜尋|検索|поиск|검색"
)
"""Words of the names of searches."""


def take_from_same(events: LogTable) -> tuple[LogTable, tuple[Sentence, ...]]:
    """Return a nested log whose roles are taken from a column of the same name where the first is blank, with notes.

    Events of different types keep the same field in different places: ``properties.sku`` of a view,
    ``properties.items.sku`` of an order.
    """
    if events.source.preset or events.source.sql:
        return events, ()
    instead: dict[str, list[str]] = {}
    for role in _ROLES:
        column = getattr(events.map, role)
        if column and column in events.sample.columns:
            instead[role] = list(_elsewhere(events, column))
    instead = {role: columns for role, columns in instead.items() if columns}
    sql = {role: first_named([getattr(events.map, role), *columns]) for role, columns in instead.items()}
    notes = tuple(
        say("Where {column!r} is blank, {other!r} is taken.", column=getattr(events.map, role), other=columns[0])
        for role, columns in instead.items()
    )
    return replace(events, source=replace(events.source, sql=sql, instead=instead)) if sql else events, notes


def without_words(events: LogTable) -> tuple[LogTable, tuple[Sentence, ...]]:
    """Return a log in which events of a type that names words in place of items name none, with a note.

    A log of clicks may keep ids of items and, for searches and filters, what was typed or chosen in one column. What
    was typed is a text that the user wrote, unless another column holds such texts.
    """
    item, event = events.map.item, events.map.event
    if not item or not event or events.source.preset or events.source.sql:
        return events, ()
    found = _types_of_words(events, item, event)
    if not found:
        return events, ()
    listed = ", ".join(literal(name) for name in found)
    sql = {"item": f"case when trim({{{event}}}) in ({listed}) then null else {{{item}}} end"}
    shown = ", ".join(f"{name} ({word})" for name, word in found.items())
    note = say("{item!r} holds words in place of ids in some events, which name no item: {events}.", item=item,
               events=shown)  # fmt: skip
    searches = [name for name in found if _SEARCH.search(name.lower())]
    if not searches or events.map.query:
        return replace(events, source=replace(events.source, sql=sql)), (note,)
    typed = ", ".join(map(literal, searches))
    sql["query"] = f"case when trim({{{event}}}) in ({typed}) then {{{item}}} end"
    return replace(events, source=replace(events.source, sql=sql), map=replace(events.map, query=item)), (note,)


def _elsewhere(events: LogTable, column: str) -> Iterator[str]:
    """Yield the columns of the same name in another place, which are filled where the column is blank."""
    used = {getattr(events.map, role) for role in ("user", "timestamp", "event", "quantity", "order", *_ROLES)}
    first = texts_of(events, column) != ""
    for header in events.sample.columns:
        if header in used or not (_is_same_name(header, column) or _is_other_kind(header, column)):
            continue
        other = texts_of(events, header) != ""
        if (first & other).mean() <= _BOTH and (other & ~first).mean() >= _MORE:
            yield header


def _is_same_name(header: str, column: str) -> bool:
    return "." in header and fold(last_part(header)) == fold(last_part(column))


def _is_other_kind(header: str, column: str) -> bool:
    """Whether two names of items differ in their kind alone: "spotify_track_uri" and "spotify_episode_uri".

    >>> _is_other_kind("movie_id", "episode_id"), _is_other_kind("shop_id", "product_id"), _is_other_kind("sku", "sku")
    (True, False, False)
    """
    words, others = (split_name(name).split() for name in (header, column))
    differ = [pair for pair in zip(words, others, strict=False) if pair[0] != pair[1]]
    return len(words) == len(others) > 1 and len(differ) == 1 and all(map(_KINDS.__contains__, differ[0]))


def _types_of_words(events: LogTable, item: str, event: str) -> Mapping[str, str]:
    """Return the event types of which no row names an item by a number, though most rows do, each with an example."""
    columns = zip(events.sample.columns[item], events.sample.columns[event], strict=True)
    named = [(word, kind.strip()) for text, kind in columns if kind is not None and (word := (text or "").strip())]
    numbers = [_NUMBER.fullmatch(word) is not None for word, _kind in named]
    if not named or sum(numbers) / len(named) < _MOSTLY:
        return {}
    of_type: dict[str, list[bool]] = {}
    examples: dict[str, str] = {}
    for (word, kind), is_number in zip(named, numbers, strict=True):
        of_type.setdefault(kind, []).append(is_number)
        examples.setdefault(kind, word)
    shares = {kind: sum(found) / len(found) for kind, found in sorted(of_type.items())}
    if not any(share > 1 - _MOSTLY for share in shares.values()):
        return {}
    wordy = [kind for kind, share in shares.items() if share <= _HARDLY and len(of_type[kind]) >= _FEW_ROWS]
    return {kind: examples[kind] for kind in wordy}
