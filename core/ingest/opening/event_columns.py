"""What was done where no column names it alone: by flags of yes and no, by an order, or by a second, finer column."""

from __future__ import annotations

import re
from collections.abc import Collection

import pandas as pd

from core.ingest.names.words import word_set
from core.ingest.states.order_states import is_status_name
from core.ingest.states.status_names import FALSE, NO, TRUE
from core.ingest.tables.log_table import LogTable, filled_sql, texts_of
from core.population.event_parts import split_name
from core.population.meanings import event_kind, is_known_event, is_rating
from core.sentences import Sentence, say
from core.store.sql import literal, literals

_BOUGHT = r"book(?:ing|ed)|purchased?|bought|buy|order(?:ed)?|sold|transaction"
_FLAG = r"fl(?:a)?g|ind|indicator|yn"
_NAME = re.compile(
    rf"(?:is|was|has|did) (?:{_BOUGHT})(?: (?:{_FLAG}))?|(?:{_BOUGHT}) (?:{_FLAG})|booked|purchased|bought"
)
"""Names of columns that say of a row whether something was bought by it."""
_DONE: dict[str, str] = {
    "dislike": r"dislikes?|disliked|hates?|hated|not interested",
    "purchase": rf"{_BOUGHT}|converted|conversion",
    "add to cart": r"(?:add(?:ed)? (?:to )?)?(?:cart|basket)|atc",
    "favourite": r"fav(?:ou?rited?)?s?|collect(?:ed)?|saved?|bookmark(?:ed)?|wish(?:list(?:ed)?)?",
    "like": r"likes?|liked",
    "share": r"share|shared|forward|forwarded|retweet(?:ed)?",
    "comment": r"comment|commented|reply|replied",
    "follow": r"follow|followed",
    "click": r"click|clicked|clk|clks",
    "read": r"read",
    "watch": r"watch|watched",
    "play": r"play|played",
    "listen": r"listen|listened|streamed",
    "view": r"view|viewed",
}
"""Event → names of the flag that says whether it happened, what counts most first."""
_FLAGS = {name: re.compile(rf"((?:is|was|has|did) )?(?:{words})( (?:{_FLAG}))?") for name, words in _DONE.items()}
_PAID = re.compile(r"price|amount|total|revenue|sales|cost|paid|betrag|umsatz|montant|importe|valor|金额|金額")
"""Words in names of amounts of money."""
_SHOWN = ("click", "view", "read", "watch", "play", "listen")
"""Flags without which a row says no more than that its item was shown."""
_USED, _SELDOM = word_set("read watch play listen view"), 0.05
"""What is done with an item before it is rated, and the share of ratings without it that does not matter."""
_SURE_TRAILERS = frozenset(("trailer", "teaser", "teaser trailer", "hook", "cinemagraph", "preview", "promotional"))
_TRAILERS = _SURE_TRAILERS | {"promo", "recap", "bumper", "big row", "clip", "trailers", "teasers", "previews", "bonus"}
_VIDEOS = word_set(
    "feature features film films movie movies episode episodes series show shows documentary special short shorts live",
    "full main video vod",
)
"""Kinds of videos: short ones about others, of which some are nothing else, and those that are watched themselves."""
_OF_VIDEOS = re.compile(r"\b(videos?|media|content|clips?|streams?|films?|movies?)\b")
_MOST_ORDERS, _LEAST_ROWS = 0.5, 20
"""Where more rows have an order than this, the others may have lost theirs."""


def take_event_flags(events: LogTable) -> tuple[LogTable, tuple[Sentence, ...]]:
    """Return a log in which rows are purchases where a column says so, with a note; as it was where none does.

    Logs of visits and searches mark those that ended in a booking, or give them alone the number of an order. The
    others are taken for views.
    """
    roles = events.map
    if roles.event or roles.quantity or events.is_settled("event"):
        return events, ()
    flags = _flags(events)
    flag = _flag(events)
    if len(flags) > 1 or (flags and not flag):
        return _with_events(events, flags)
    if flag:
        yes = literals(TRUE)
        is_bought = f"lower(trim({{{flag}}})) in ({yes})"
        note = say("{column!r} says which rows are purchases; the others are taken for views.", column=flag)
    elif roles.order and _is_of_some(events, roles.order):
        is_bought = f"{filled_sql(f'{{{roles.order}}}')} is not null"
        note = say(
            "Rows with {column!r} are taken for purchases, the others, which are most, for views.", column=roles.order
        )
    else:
        return _with_trailers(events)
    return events.with_sql(event=f"case when {is_bought} then 'purchase' else 'view' end"), (note,)


def _with_trailers(events: LogTable) -> tuple[LogTable, tuple[Sentence, ...]]:
    """Return a log in which rows are trailers where a column says so, as that of Netflix does, and plays elsewhere."""
    roles = events.map
    if roles.value or roles.order:
        return events, ()
    used = {roles.user, roles.item, roles.timestamp, *roles.attributes}
    for header in events.sample.columns:
        if header in used or not _is_of_videos(header, events.sample.texts(header)):
            continue
        note = say(
            "{column!r} says which rows are trailers, previews and the like: those are taken for views, the others for "
            "plays.",
            column=header,
        )
        is_trailer = f"lower(replace(trim({{{header}}}), '_', ' ')) in ({literals(sorted(_TRAILERS))})"
        return events.with_sql(event=f"case when {is_trailer} then 'trailer' else 'play' end"), (note,)
    return events, ()


def _is_of_videos(header: str, texts: list[str]) -> bool:
    """Whether texts are kinds of videos, trailers among them; by the name of their column where they are nothing else.

    >>> _is_of_videos("Supplemental Video Type", ["TRAILER", "HOOK"]), _is_of_videos("kind", ["trailer", "film"])
    (True, True)
    >>> _is_of_videos("kind", ["trailer"]), _is_of_videos("kind", ["trailer", "truck"]), _is_of_videos("clip", ["film"])
    (False, False, False)
    """
    kinds = {text.strip().lower().replace("_", " ") for text in texts} - {""}
    is_named = _OF_VIDEOS.search(split_name(header)) or not kinds.isdisjoint(_VIDEOS)
    return bool(is_named) and not kinds.isdisjoint(_SURE_TRAILERS) and kinds <= _TRAILERS | _VIDEOS


def _with_events(events: LogTable, flags: dict[str, str]) -> tuple[LogTable, tuple[Sentence, ...]]:
    """Return a log whose events are what its flags say: the one that counts most, where a row has several."""
    yes = literals(TRUE)
    cases = " ".join(
        f"when lower(trim({{{column}}})) in ({yes}) then {literal(name)}" for name, column in flags.items()
    )
    stars = events.map.value
    is_rated_after = bool(stars) and _is_zero_unrated(events, stars or "", flags)
    other = "impression" if any(name in flags for name in _SHOWN) and not is_rated_after else "view"
    notes = [
        say(
            "{columns} say what was done: each row is the first of {names} that it has, else {other!r}.",
            columns=", ".join(map(repr, flags.values())),
            names=", ".join(flags),
            other=other,
        )
    ]
    if other == "impression":
        notes.append(
            say("What was shown and no more is no interaction, unless the meaning of 'impression' is changed.")
        )
    sql = {"event": f"case {cases} else {literal(other)} end"}
    if is_rated_after and "value" not in events.source.sql:
        is_rated = f"coalesce(try_cast({{{stars}}} as double) > 0, false)"
        sql |= {"event": f"case when {is_rated} then 'rating' else {sql['event']} end"}
        sql |= {"value": f"case when {is_rated} then {{{stars}}} end"}
        notes.append(say("Rows with a {column!r} above 0 are ratings; 0 stands for none.", column=stars))
    return events.with_sql(**sql), tuple(notes)


def _is_zero_unrated(events: LogTable, stars: str, flags: dict[str, str]) -> bool:
    """Whether a rating is 0 wherever no flag of the row says that its item was read, watched or played."""
    if not is_rating(stars) or not set(flags) <= _USED:
        return False
    texts = pd.to_numeric(texts_of(events, stars), errors="coerce").fillna(0)
    is_used = pd.Series(data=False, index=texts.index)
    for column in flags.values():
        is_used |= texts_of(events, column).str.strip().str.lower().isin(TRUE)
    return bool((texts > 0).any() and (~is_used).any() and (texts[~is_used] > 0).mean() <= _SELDOM)


def _flags(events: LogTable) -> dict[str, str]:
    """Return event → the column of yes and no that says whether it happened.

    Plain names such as "like" are no flags alone, as they may be of something else, but "click" is one. In a log of
    orders, a flag such as that an order was shared is not what was done.
    """
    roles = events.map
    used = {roles.user, roles.item, roles.timestamp, roles.order, *roles.attributes}
    named = {column: split_name(column) for column in events.sample.columns if column not in used}
    found: dict[str, str] = {}
    is_sure = False
    for event, pattern in _FLAGS.items():
        for column, name in named.items():
            match = pattern.fullmatch(name)
            if match and event not in found and _is_yes_or_no(events.sample.texts(column)):
                found[event] = column
                is_sure |= bool(match[1] or match[2]) or event == "click"
    is_sale = bool(roles.order or (roles.value and _PAID.search(split_name(roles.value))))
    if is_sale and "purchase" not in found:
        return {}
    return found if is_sure or len(found) > 1 else {}


def _flag(events: LogTable) -> str | None:
    roles = events.map
    used = {roles.user, roles.item, roles.timestamp, roles.value, roles.order, *roles.attributes}
    named = (each for each in events.sample.columns if each not in used and _NAME.fullmatch(split_name(each)))
    return next((each for each in named if _is_yes_or_no(events.sample.texts(each))), None)


def _is_yes_or_no(texts: list[str]) -> bool:
    found = {text.strip().lower() for text in texts}
    return bool(found & set(TRUE)) and bool(found & set(NO)) and found <= {*TRUE, *FALSE}


def _is_of_some(events: LogTable, order: str) -> bool:
    """Whether most rows have a user, an item and a time and no order; False where no column is known as one of them."""
    needed = [column for column in (events.map.user, events.map.item, events.map.timestamp) if column]
    if not needed:
        return False
    is_whole = texts_of(events, needed[0]) != ""
    for column in needed[1:]:
        is_whole &= texts_of(events, column) != ""
    has_order = texts_of(events, order)[is_whole] != ""
    return len(has_order) >= _LEAST_ROWS and 0 < float(has_order.mean()) < _MOST_ORDERS


_MOST_NAMES, _KNOWN = 30, 0.6
"""A finer column has so few values, of which so many are known kinds of events."""
_CODE, _LETTERS = r"\d{1,6}", r"[^\W\d_]{3}"
_SOME, _NESTED = 0.01, 0.95
"""It is blank and filled in so many rows at least, and so many rows of each value are of one event of the other."""


def take_finer_events(events: LogTable) -> tuple[LogTable, tuple[Sentence, ...]]:
    """Return a log whose events are named by a finer column where that is filled, with a note.

    Collectors write what kind of record a row is, such as ``event_product``, and beside it what was done with the
    product: detail, add, purchase.
    """
    roles = events.map
    if not roles.event or events.is_settled("event"):
        return events, ()
    used = {getattr(roles, role) for role in ("user", "item", "timestamp", "event", "value", "order", "text", "query")}
    coarse = texts_of(events, roles.event)
    if _are_codes(coarse) and (label := _label_of(events, coarse, used)):
        note = say("{label!r} says in words what the codes in {event!r} are.", label=label, event=roles.event)
        return events.with_sql(event=f"{{{label}}}"), (note,)
    for header in events.sample.columns:
        if header not in used and _is_finer(header, texts_of(events, header), coarse):
            note = say("Where {finer!r} is filled, it names the event in place of {event!r}.", finer=header,
                       event=roles.event)  # fmt: skip
            return events.with_sql(event=f"coalesce({filled_sql(f'{{{header}}}')}, {{{roles.event}}})"), (note,)
    return events, ()


def _are_codes(texts: pd.Series[str]) -> bool:
    return bool(texts.str.fullmatch(_CODE).all())


def _label_of(events: LogTable, codes: pd.Series[str], used: Collection[str | None]) -> str | None:
    """Return the column that has one word for each code of an event, such as "Page View" for 1."""
    for header in events.sample.columns:
        words = texts_of(events, header)
        if header in used or (words == "").any() or not words.str.contains(_LETTERS).all():
            continue
        pairs = pd.crosstab(codes, words)
        is_one_each = len(pairs) > 1 and (pairs.gt(0).sum(axis=0) == 1).all() and (pairs.gt(0).sum(axis=1) == 1).all()
        if is_one_each and any(map(is_known_event, pairs.columns)):
            return header
    return None


def _is_finer(header: str, fine: pd.Series[str], coarse: pd.Series[str]) -> bool:
    """Whether a column divides events of the coarse one by kinds of events, and is blank for others."""
    is_filled = fine != ""
    if not _SOME <= is_filled.mean() <= 1 - _SOME or is_status_name(header):
        return False
    fine, coarse = fine[is_filled], coarse[is_filled]
    names = fine.unique().tolist()
    if not 2 <= len(names) <= _MOST_NAMES or sum(map(is_known_event, names)) < _KNOWN * len(names):
        return False
    pairs = pd.crosstab(fine, coarse)
    is_nested = bool((pairs.max(axis=1) >= _NESTED * pairs.sum(axis=1)).all())
    divides = bool((pairs.gt(0).sum(axis=0) > 1).any())
    return is_nested and divides and len({event_kind(name) for name in names}) > 1
