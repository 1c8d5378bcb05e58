"""What is the item of a log of which no column is one by name: a title, a page, a category, the event, a ticket."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import pairwise

from core.ingest.columns.makers import is_maker_name
from core.ingest.columns.passed_over import REPEATED
from core.ingest.columns.score import score
from core.ingest.columns.unnamed_ids import FEW_USERS, MANY_ROWS
from core.ingest.names.naming import EXACT, HELD, certainty, heads_of, stand_in_rank
from core.ingest.names.plain_name import plain
from core.ingest.names.words import word_set, words
from core.ingest.tables.evidence import FEW_ROWS, NEVER, Columns, Evidence
from core.ingest.tables.source import Choice
from core.population.event_parts import split_name
from core.sentences import say

_PLURALS = words("items products produits produkte productos articulos prodotti articoli produtos")
_BRANDS = ("brand", "brandname", "marke", "marque", "marca", "品牌", "ブランド")
_ARTISTS, _MORE_OF_ARTIST = ("artist", "artistname", "band", "author", "singer"), 1.1
"""Who makes what the titles are of: in a small log most have one title."""
_MOST_PAGES = 1_000
_JOINED = 0.1
"""What so many cells join without a blank is a list; in fewer it is the sign of a title."""
_EMPTY, _MAY_BE = 0.5, 0.2
_CHOSEN = word_set("clicked bought purchased viewed read watched chosen selected ordered")
"""What says of a list of ids that these were chosen, rather than shown."""
_OF_TITLES, _LEAST_WORD, _NEARLY_ALL = word_set("name title description full the"), 3, 0.95
"""Words of a title that say that it is one, and how alike it and an id of the same things are."""
_OF_VISITS = words("utmcampaign country countrycode source utmsource trafficsource sourcemedium medium utmmedium")
_N_CHOSEN, _LEAST_CHOSEN = 3, 4
"""Names of where users were or came from, how many of the first ones go before kinds of events, and how many values
one of them has at least where it may be the item."""
_MANY, _MOSTLY = 0.8, 0.9
"""An item whose values mostly have one category each is finer than the category, and stays the item."""


@dataclass(frozen=True, slots=True)
class StandIn:
    """A column that stands in for the item, and why."""

    column: str
    reason: str
    confidence: float
    title: str = ""
    """The title that each of its values has one of; "" where it is the title itself, or has none."""


def find_stand_in(columns: Columns, chosen: Mapping[str, str], given: Collection[str]) -> StandIn | None:
    """Find what is the item where no column is one by name: the title, the page or screen, a category, the event."""
    taken = [column for role, column in chosen.items() if role in ("user", "timestamp")]
    item, text = chosen.get("item"), _finest(columns, chosen.get("text"), taken)
    text = text if text and not _says_nothing(text, columns[text]) else None
    if item and (fuller := _fuller_list(item, columns)):
        return StandIn(fuller, say("it is full, where {item!r} is blank in most rows", item=item), 0.5)
    if item and _holds_several(item, columns[item]):
        return StandIn(item, say("a cell of this column may name several items"), 0.5)
    if item and certainty("item", item) > 0 and not _is_maker(columns, item, text):
        return None
    pages = sorted(
        (rank, header)
        for header, one in columns.items()
        if (rank := stand_in_rank(header)) is not None
        and one.n_distinct > 1
        and not (one.is_unique and one.n_filled >= MANY_ROWS)
        and not _are_numbers_of_pages(one)
        and one.fullness > _EMPTY
        and header not in taken
    )
    if text and _holds_several(text, columns[text]):
        return StandIn(text, say("no column is the id of an item, and a cell of this one may name several"), 0.5)
    others = [column for role, column in chosen.items() if role != "item"]
    if text and stand_in_rank(text) is None and certainty("text", text) >= HELD and not columns[text].is_prose:
        is_open = is_brand(text) or _has_fuller_maker(text, columns) or _has_finer_id(text, columns, taken)
        confidence = 0.5 if is_open else 0.9
        if confidence > _EMPTY and (own := _id_of_title(text, columns, {*others, *given})):
            return StandIn(own, say("each of its values has one {title!r}", title=text), 0.9, text)
        return StandIn(text, say("no column is the id of an item: the title stands in for it"), confidence)
    if pages:
        return StandIn(pages[0][1], say("nothing in this log is an item: what users saw stands in for it"), 0.8)
    chosen = {role: column for role, column in chosen.items() if column not in given}
    category = chosen.get("category")
    is_id = item is not None and heads_of(item)[-1] == "id" and not is_maker_name(item)
    if category and not is_id and not (item and columns.tie((item,), category)[0] > _MOSTLY):
        return StandIn(category, say("no column is an item: the category stands in for it"), 0.5)
    return _least_item(columns, chosen) if item is None else None


def _least_item(columns: Columns, chosen: Mapping[str, str]) -> StandIn | None:
    """Return what is asked about where nothing else is an item: a campaign or a country, the kind of event, a source.

    Few values say where visits and users come from; many may be what was chosen. Nobody orders one of them.
    """
    event = chosen.get("event")
    named = [
        (_OF_VISITS.index(name), header)
        for header, one in columns.items()
        if (name := heads_of(header)[0]) in _OF_VISITS and one.n_distinct >= _LEAST_CHOSEN and not one.is_unique
    ]
    if named and "order" not in chosen and (event is None or min(named)[0] < _N_CHOSEN):
        return StandIn(min(named)[1], say("nothing in this log is an item: where users were or came from may be"), 0.5)
    if event:
        return StandIn(event, say("nothing in this log is an item: the kind of event stands in for it"), 0.5)
    return None


def _fuller_list(item: str, columns: Columns) -> str | None:
    """Return a full column of what was chosen of a list, as "article_ids_clicked", where the item is mostly blank."""
    if columns[item].fullness >= _EMPTY or columns[item].n_filled == 0:
        return None
    return next((header for header, one in columns.items() if one.fullness > _MOSTLY and _lists_chosen(header)), None)


def _lists_chosen(header: str) -> bool:
    words = split_name(header).split()
    of = [certainty("item", f"{word}_id") for word, ids in pairwise(words) if ids == "ids"]
    return bool(of) and words[-1] in _CHOSEN and max(of) >= EXACT


def _id_of_title(title: str, columns: Columns, taken: Collection[str]) -> str | None:
    """Return the id of what a title names: its name begins alike ("Product Card Id" beside "Product Name").

    Or its values are codes of letters and digits, at least as many as there are titles, each with a title of its own:
    two books that are called alike have two shelf marks.
    """
    words = [plain(word) for word in split_name(title).split() if plain(word) not in _OF_TITLES]
    found = [
        header
        for header, one in columns.items()
        if header not in taken
        and (_is_named_after(header, words) or _are_codes(header, one, columns[title]))
        and one.fullness >= columns[title].fullness
        and not one.is_unique
        and _goes_together(columns.tie((header,), title))
        and _goes_together(columns.tie((title,), header))
    ]
    return min(found, key=lambda header: (not _is_named_after(header, words), len(header)), default=None)


def _is_named_after(header: str, words: Collection[str]) -> bool:
    name = plain(header)
    return name.endswith("id") and any(len(word) >= _LEAST_WORD and name.startswith(word) for word in words)


def _are_codes(header: str, one: Evidence, title: Evidence) -> bool:
    """Whether a column of unknown name holds codes such as "C0009", no fewer than there are titles."""
    is_known = any(certainty(role, header) > 0 for role in ("user", "timestamp", "value", "event", "quantity"))
    looks = one.looks
    mixed = min(looks["digits"], looks["letters"]) > _NEARLY_ALL and looks["bare"] > _NEARLY_ALL
    is_other = one.private or one.time is not None or one.is_number or looks["price"] > 0
    return mixed and not is_known and not is_other and one.n_distinct >= max(title.n_distinct, FEW_USERS)


def _goes_together(found: tuple[float, int]) -> bool:
    share, n_repeated = found
    return share > _NEARLY_ALL and n_repeated >= REPEATED


def _says_nothing(header: str, title: Evidence) -> bool:
    """Whether all rows have one title, or each row has another one: in a log of some size neither is an item.

    What is called an item may be another one in each row. Codes without a word, another one in each row, are no titles
    in smaller logs either.
    """
    are_codes = min(title.looks["bare"], title.looks["digits"]) > _NEARLY_ALL
    is_of_rows = title.is_unique and (title.n_filled >= MANY_ROWS or are_codes) and certainty("item", header) < HELD
    return is_of_rows or (title.n_distinct <= 1 and title.n_filled >= FEW_ROWS)


def _has_fuller_maker(title: str, columns: Columns) -> bool:
    """Whether many rows have no title, but who sold or made what they are about."""
    full = columns[title].fullness
    return any(is_maker_name(header) and full < _MANY * one.fullness for header, one in columns.items())


def _has_finer_id(title: str, columns: Columns, taken: Collection[str]) -> bool:
    """Whether a title is that of a maker, and a column that may be the item has more different values."""
    return is_maker_name(title) and any(
        score("item", header, columns) > _MAY_BE and one.n_distinct > columns[title].n_distinct
        for header, one in columns.items()
        if header != title and header not in taken and not one.is_unique
    )


def is_brand(header: str) -> bool:
    """Whether a name is that of a brand, which many items have in common; as the item it is asked."""
    return not set(_BRANDS).isdisjoint(heads_of(header))


def _are_numbers_of_pages(one: Evidence) -> bool:
    """Whether values are numbers of pages, such as those of a list of results, rather than pages."""
    return one.is_number and one.looks["whole"] > _MOSTLY and one.largest < _MOST_PAGES


def _holds_several(header: str, one: Evidence) -> bool:
    """Whether the cells of a column such as "items" list what an order holds."""
    is_plural = heads_of(header)[-1] in _PLURALS or header.rstrip().endswith("(s)")
    return is_plural and (one.looks["several"] > 0 or one.looks["joined"] > _JOINED)


def _finest(columns: Columns, text: str | None, taken: Collection[str]) -> str | None:
    """Return the title, or a finer one of the same names: a beer rather than its brewery; no user is either."""
    if text is None or text in taken or certainty("text", text) >= EXACT:
        return None if text in taken else text
    finer = [
        other
        for other, one in columns.items()
        if other not in taken
        and certainty("text", other) >= certainty("text", text)
        and one.n_distinct > 2 * columns[text].n_distinct
        and score("text", other, columns) > NEVER
        and not one.is_unique
        and columns.tie((other,), text)[0] > _MOSTLY
    ]
    return max(finer, key=lambda other: columns[other].n_distinct, default=text)


def _is_maker(columns: Columns, item: str, text: str | None) -> bool:
    """Whether the item, of a doubtful name such as "artist", is what many titles have in common."""
    if text is None or certainty("item", item) >= EXACT or certainty("text", text) < EXACT:
        return False
    more = _MORE_OF_ARTIST if heads_of(item)[-1] in _ARTISTS else 2
    return columns[text].n_distinct > more * columns[item].n_distinct and columns.tie((text,), item)[0] > _MOSTLY


_EVENT_TITLES = words("eventname eventtitle event nomevenement veranstaltung evento nombreevento 活动名称 イベント名")
_EVENT_IDS = ("eventid", "eventcode", "idevento", "idevenement", "veranstaltungsnr", "活动id", "イベントid")
_TICKET = re.compile(r"ticket|attendee|admission|billet|eintritt|entrada|biglietto|ingresso|票|チケット", re.IGNORECASE)
_GATHERING = re.compile(
    r"\b(rsvps?|attend|attend(ed|ees?|ing|ance)|venues?|guests|seats?)\b|teilnehm|anmeldung|inscri[pt]|参加|报名"
)
"""Words of those who come to something, where it has an id as well: an attendant and revenue are others."""
_SAME, _FEW_KINDS = 0.99, 0.5
"""An id of an event has one name; of the names of events in sales of tickets, fewer than this are kinds of events."""


def find_tickets(columns: Columns, taken: Collection[str], open_roles: Collection[str]) -> list[Choice]:
    """Return what plays item and title in sales of tickets, where an "event" is what people go to.

    Columns that are ``taken`` play another role; only ``open_roles`` are filled.
    """
    free = {header: heads_of(header)[0] for header in columns if header not in taken}
    titles = [
        header
        for header, name in free.items()
        if name in _EVENT_TITLES and columns[header].event_share < _FEW_KINDS and not columns[header].is_unique
    ]
    if not titles:
        return _of_registrations(columns, free, open_roles)
    title = titles[0]
    ids = [header for header, name in free.items() if name in _EVENT_IDS and columns.tie((header,), title)[0] > _SAME]
    is_gathering = bool(ids) and any(_GATHERING.search(split_name(header)) for header in columns)
    if not is_gathering and not any(map(_TICKET.search, columns)):
        return []
    reason = say("it is what people come to")
    played = {"item": ids[0] if ids else title, "text": title}
    return [Choice("events", role, column, reason, 0.9) for role, column in played.items() if role in open_roles]


_REGISTERED = re.compile(r"\b(registration|registered|signed up|enrol(l)?ed|enrol(l)?ment|rsvp) (date|time|at|on)\b")
_LEAST_EVENTS = 3


def _of_registrations(columns: Columns, free: Mapping[str, str], open_roles: Collection[str]) -> list[Choice]:
    """Return the id of what people registered for, where rows have the time of that, no other and no name of it."""
    times = [header for header, one in columns.items() if one.is_date or certainty("timestamp", header) >= HELD]
    if "item" not in open_roles or not times or not all(_REGISTERED.search(split_name(each)) for each in times):
        return []
    ids = [
        header
        for header, name in free.items()
        if name in _EVENT_IDS and _LEAST_EVENTS <= columns[header].n_distinct < columns[header].n_filled
    ]
    return [Choice("events", "item", ids[0], say("it is what people registered for"), 0.9)] if ids else []
