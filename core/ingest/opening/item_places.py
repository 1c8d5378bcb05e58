"""Where events name their item: in another place than others do, by a title, or by no page but their own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pandas as pd

from core.attributes.names import fold
from core.ingest.names.naming import HELD, certainty, stand_in_rank
from core.ingest.names.plain_name import last_part
from core.ingest.names.words import word_set
from core.ingest.tables.log_table import LogTable, filled_sql, first_named, texts_of
from core.population.event_parts import split_name
from core.population.meanings import PURCHASE, event_kind
from core.sentences import Sentence, say
from core.store.sql import literals
from core.types import REFUND

_ROLES = ("item", "text", "category", "value")
_BOTH, _MORE = 0.01, 0.005
"""Shares of rows in which two columns may both be filled, and must be filled by the second alone."""
_NUMBER = re.compile(r"\d+(\.0)?")
_MOSTLY, _HARDLY = 0.5, 0.02
"""Shares of ids that are numbers: in all events, and in those of a type that names no item."""
_FEW_ROWS = 10
_KINDS = word_set(
    "track song album artist episode podcast audiobook chapter movie film series show video clip livestream",
    "stream game app article post story book product item service course lesson offer coupon hotel flight",
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
    if events.is_settled():
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
    if not item or not event or events.is_settled():
        return events, ()
    found = _types_of_words(events, item, event)
    if not found:
        return events, ()
    listed = literals(found)
    sql = {"item": f"case when trim({{{event}}}) in ({listed}) then null else {{{item}}} end"}
    shown = ", ".join(f"{name} ({word})" for name, word in found.items())
    note = say("{item!r} holds words in place of ids in some events, which name no item: {events}.", item=item,
               events=shown)  # fmt: skip
    searches = [name for name in found if _SEARCH.search(name.lower())]
    if not searches or events.map.query:
        return events.with_sql(**sql), (note,)
    typed = literals(searches)
    sql["query"] = f"case when trim({{{event}}}) in ({typed}) then {{{item}}} end"
    return replace(events.with_sql(**sql), map=replace(events.map, query=item)), (note,)


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


_LEAST_ROWS, _LEAST_PAGES = 5, 5
"""So many rows of an event on one page, where others have so many pages, say that the page is that of the event."""
_TILL = re.compile(
    r"(?i)/(cart|basket|checkout|check-out|purchase|order|orders|payment|thank-?you|confirmation|warenkorb|kasse|panier"
    r"|caisse|carrito|carrello|carrinho)(\.\w+)?/?$"
)
"""Pages of the basket and of the till, which other events are on, too."""
_ABOUT_ITEMS = (PURCHASE, REFUND, "cart", "uncart")
"""Events that are about items, rather than about pages."""


def _without_query(page: str) -> str:
    """Return a page without its query and fragment, unless the query says which item it is about."""
    path, _, query = page.partition("#")[0].partition("?")
    names = [each.partition("=")[0] for each in re.split("[&;]", query)]
    return page if any(certainty("item", name) > 0 for name in names if name) else path


def _is_of_till(page: str) -> bool:
    return bool(_TILL.search(page))


def without_own_pages(events: LogTable) -> tuple[LogTable, tuple[Sentence, ...]]:
    """Return a log in which rows of purchases and the like have no item where all of them are on one page.

    A log of pages whose purchases are all on ``/purchase`` does not say what was bought.
    """
    roles = events.map
    is_page = (
        bool(roles.item) and certainty("item", roles.item or "") == 0 and stand_in_rank(roles.item or "") is not None
    )
    if not is_page or not roles.event or events.is_settled("item", "event"):
        return events, ()
    cells = pd.DataFrame({"event": texts_of(events, roles.event), "page": texts_of(events, roles.item or "")})
    cells["page"] = cells["page"].map(_without_query)
    cells = cells[cells["page"] != ""]
    pages = cells.groupby("event")["page"].agg(["size", "nunique", "first"])
    n_events = cells.groupby("page")["event"].nunique()
    is_alone = pages["first"].map(n_events) == 1
    is_own = (pages["nunique"] == 1) & (pages["size"] >= _LEAST_ROWS) & (is_alone | pages["first"].map(_is_of_till))
    own = [str(name) for name in pages.index[is_own] if event_kind(str(name)) in _ABOUT_ITEMS]
    if not own or pages["nunique"].max() < _LEAST_PAGES:
        return events, ()
    listed = literals(name.lower() for name in own)
    item = f"case when lower(trim({{{roles.event}}})) not in ({listed}) then {{{roles.item}}} end"
    note = say(
        "All rows of {events} are on {pages}, which names no item: what they are about is not known.",
        events=", ".join(map(repr, own)),
        pages=", ".join(repr(str(pages.loc[name, "first"])) for name in own),
    )
    return events.with_sql(item=item), (note,)


_MOST_BLANK, _ONE_ITEM = 0.5, 0.9
"""Of the rows without an id so many may have no title; a title belongs to one item where so many do."""


def name_by_title(events: LogTable) -> tuple[LogTable, tuple[str, ...]]:
    """Return a table of orders whose item is the title where its id is blank, with a note; as it was where none is."""
    roles = events.map
    item, text = roles.item, roles.text
    is_of_orders = bool(roles.quantity or roles.order) and not events.is_settled()
    if not (is_of_orders and item and text and item != text) or not _is_title(events, item, text):
        return events, ()
    sql = {"item": f"coalesce({filled_sql(f'trim({{{item}}})')}, {{{text}}})"}
    note = say("Where {item!r} is blank, {text!r} names the item.", item=item, text=text)
    return replace(events, source=replace(events.source, sql=sql, instead={"item": [text]})), (note,)


def _is_title(events: LogTable, item: str, text: str) -> bool:
    """Whether some ids are blank, and titles name items of one id each."""
    if certainty("text", text) < HELD or stand_in_rank(text) is not None:
        return False
    cells = pd.DataFrame({"item": texts_of(events, item), "text": texts_of(events, text)}).replace("", None)
    share = float(cells["item"].isna().mean())
    if not 0 < share < 1 or cells.loc[cells["item"].isna(), "text"].isna().mean() > _MOST_BLANK:
        return False
    n_items = cells.dropna().groupby("text")["item"].nunique()
    return bool(len(n_items)) and float((n_items == 1).mean()) >= _ONE_ITEM
