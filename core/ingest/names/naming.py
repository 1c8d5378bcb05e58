"""How well the name of a column fits a role."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from core.ingest.names import beside
from core.ingest.names.aliases import ALIASES, MEASURES, NO_USERS, OTHER_MEANINGS, PAGE_NAMES, WEAK_ALIASES
from core.ingest.names.amounts import counts_pieces, is_not_sold
from core.ingest.names.beside import what_is_named
from core.ingest.names.called import called, is_name_of_person
from core.ingest.names.han import is_held, is_of_the_event, simplified
from core.ingest.names.other_times import is_of_a_beginning, is_of_another_time, is_of_no_event
from core.ingest.names.plain_name import (
    BRACKETS,
    IN_BRACES,
    OF_LINES,
    POINT,
    TAILS,
    TYPE,
    WITHOUT_TAX,
    WORDS,
    is_numbered,
    last_part,
    plain,
    words_of,
)
from core.ingest.names.shop_names import LATER_TIMES, SHOP_NAMES
from core.population.event_parts import split_name

EXACT, HELD = 0.7, 0.3
"""Scores from which a name is a known one, and from which it ends in a known one."""
_OF_TWO = 2
_BEFORE_TAX = 0.97
"""What an amount without its tax scores of the one with it, which was paid."""
_PART, _WEAK, _OF_ANOTHER_EVENT = 0.45, 0.35, 0.2
_CLOCK_WORDS = ("zeit", "time", "heure", "hora", "uhr", "時刻", "時間", "时间", "时刻")
"""Words of a clock."""
_PATH = re.compile(rf"{POINT}|: |(?i:{OF_LINES})")
"""What stands between the parts of a path, as JSON and reports of Salesforce write it; no point behind a short word."""
_LOGIN = re.compile(
    r"^(buyer|customer|user|client|member|shopper|visitor|viewer|player)s? (user ?name|nick ?name|nick|login|handle"
    r"|screen ?name|account)$"
)
"""What a user is called by a shop or a site."""
_OWN = re.compile(r"^my[_ -](?=\w\w)", re.IGNORECASE)
"""What says of a rating whose it is."""
_AGAIN = re.compile(r"(?<=\w)_\d$")
"""What keeps a column apart from an earlier one of the same name."""
_LONG_ID = re.compile(r"(?<=.)(?:uuid|guid)$")
_NUMBERED = ("user", "item", "order")
"""Roles whose names may say that they are numbers or codes."""
_NUMBER_BEHIND = re.compile("(?:identifier|nummer|number|code|key|num|nr|no|id)$")
_NUMBER_IN_FRONT = re.compile("^(?:numero|codigo|codice|code|cod|kod|num|nr|no|id)(?:de|do|da|del|du)?")
_REFERENCE = re.compile("(?:reference|ref)$")
_SHORT_STEMS = ("sku", "ean", "upc")
_OF_SEARCH = re.compile(r"(^|\.)(_score|hits\.total(\.value)?|hits\.max_score)$")
"""What Elasticsearch says of what it found: how well it fits a query, and how much there is."""
_NEVER: dict[str, tuple[str, ...]] = {
    "user": (*NO_USERS, *MEASURES),
    "item": (*OTHER_MEANINGS, *MEASURES),
}
_OTHER_ROLES = {"user": ("order", "value", "quantity"), "item": ("order", "value", "quantity", "time_of_day", "query")}
"""Role → roles whose names it never has."""


@lru_cache(maxsize=20_000)
def certainty(role: str, name: str) -> float:
    """Score how well a name fits a role: from 0.7 to 1 for a known name, less for one that holds one, else 0.

    The last part of a dotted path counts as a name too. What a name holds counts where it is the head of the name.

    >>> round(certainty("user", "Customer ID"), 1), certainty("user", "Customer Note")
    (1.0, 0.0)
    """
    if bare := IN_BRACES.fullmatch(name):
        return certainty(role, bare[1])
    if role == "value" and _OF_SEARCH.search(name):
        return 0.0
    if role == "timestamp" and is_of_another_time(name):
        return _of_another_time(name)
    is_of_others = role in ("text", "category") and bool(beside.OF_OTHERS & {*map(str.lower, WORDS.findall(name))})
    if is_of_others or (role == "text" and is_name_of_person(name)):
        return 0.0
    if role == "quantity" and (is_not_sold(name) or counts_pieces(name)):
        return 0.0 if is_not_sold(name) else EXACT
    if (simpler := simplified(name)) != name:
        return max(0.99 * certainty(role, simpler), _of_one(role, name))
    name = _OWN.sub("", name) if role == "value" else name
    if role == "value" and WITHOUT_TAX.search(name):
        return _BEFORE_TAX * _of_end(role, name)
    return _of_end(role, name)


def _of_end(role: str, name: str) -> float:
    """Score a name without what its end says of unit, currency or zone."""
    if role in TAILS and not (role == "value" and plain(name) in ALIASES[role]):
        name = BRACKETS.sub("", name).strip() or name
        shorter = TAILS[role].sub("", name) or name
        if role == "value":
            shorter = TAILS[role].sub("", shorter) or shorter  # "price_usd_cents"
        if role == "quantity" and shorter != name:
            return max(_of_path(role, name), _of_path(role, shorter))
        name = shorter
    if role == "timestamp" and _AGAIN.search(name):
        return 0.95 * certainty(role, _AGAIN.sub("", name))
    return _of_path(role, name)


def _of_path(role: str, name: str) -> float:
    whole, *last = (_of_one(role, each) for each in [name, *_ends_of_path(name)])
    return max(whole, *(0.97 * each for each in last), 0.0)


def _of_another_time(name: str) -> float:
    """Score a time of another event: one of a registration may be that of the row, where rows differ in it."""
    if is_of_no_event(name):
        return 0.0
    return _PART if is_of_a_beginning(name) else min(_of_path("timestamp", name), _OF_ANOTHER_EVENT)


def _ends_of_path(name: str) -> list[str]:
    """Return the last part of a path, and that with what it is the id of.

    >>> _ends_of_path("relationships.profile.data.id"), _ends_of_path("data.attributes.datetime"), _ends_of_path("user")
    (['id', 'profile.id'], ['datetime'], [])
    """
    *above, last = _PATH.split(name)
    above = [part for part in above if part.lower() not in ("data", "attributes")]
    if last == name:
        return []
    return [last, *([f"{above[-1]}.{last}"] if plain(last) == "id" and len(above) > 1 else [])]


@lru_cache(maxsize=20_000)
def stand_in_rank(name: str) -> int | None:
    """Return the place of a name among those of pages and screens, None when it is none."""
    folded = plain(last_part(name))
    whole = plain(name)
    known = next((each for each in (whole, folded) if each in PAGE_NAMES), None)
    return PAGE_NAMES.index(known) if known else None


@lru_cache(maxsize=20_000)
def means_other(role: str, name: str) -> bool:
    """Whether a name says that its column is no user or item: the number of an order, a status, a postcode, an amount.

    >>> means_other("user", "amazon-order-id"), means_other("item", "order status"), means_other("user", "shop user")
    (True, True, False)
    """
    if certainty(role, name) > 0:
        return False
    others = {*_NEVER[role]}.union(*((*ALIASES[each], *SHOP_NAMES.get(each, ())) for each in _OTHER_ROLES[role]))
    known = next((head for head in heads_of(name) if head in others or head in ALIASES[role]), None)
    return known in others


def describes_user(name: str) -> bool:
    """Whether a name begins with a user and goes on to something that users have, such as where they live.

    >>> [describes_user(name) for name in ("user_location_region", "Customer Type", "user_id", "userId", "item_id")]
    [True, True, False, False, False]
    """
    words = words_of(last_part(name))
    return len(words) > 1 and words[0] in beside.USERS and certainty("user", name) == 0 and certainty("item", name) == 0


def is_id_name(name: str) -> bool:
    """Whether a name is that of an id, of whatever it may be.

    >>> is_id_name("Restaurant ID"), is_id_name("created")
    (True, False)
    """
    return heads_of(name)[-1] == "id" or any(certainty(role, name) >= HELD for role in ("user", "item", "order"))


def heads_of(name: str) -> list[str]:
    """Return a name without accents, signs and blanks, then what stands at its head: its last words, or its first ones.

    >>> heads_of("Billing Phone")
    ['billingphone', 'phone']
    """
    return [*_heads_of(name)]


@lru_cache(maxsize=20_000)
def _heads_of(name: str) -> tuple[str, ...]:
    last = last_part(name)
    words = words_of(TYPE.sub("", last))
    ends = ["".join(words[start:]) for start in range(1, len(words))]
    fronts = ["".join(words[:place]) for place in range(1, len(words)) if words[place] in beside.IN_FRONT]
    return tuple(dict.fromkeys([plain(last), *ends, *fronts]))


@lru_cache(maxsize=20_000)
def words_of_what(name: str) -> str:
    """Return what the name of a date or of a time of day says it is of; "" where it says nothing.

    >>> words_of_what("Visit Time"), words_of_what("Order Date"), words_of_what("Heure"), words_of_what("checkin_time")
    ('visit', 'order', '', 'checkin')
    """
    words = words_of(name)
    return "".join(word for word in words if word not in beside.OF_TIMES and word not in beside.IN_FRONT)


def _of_one(role: str, name: str) -> float:
    folded, known = _LONG_ID.sub("id", plain(name)), ALIASES[role]
    if folded in known:
        return 1 - 0.3 * known.index(folded) / len(known)
    if folded in SHOP_NAMES.get(role, ()) or (is_numbered(name) and f"nr{folded}" in SHOP_NAMES.get(role, ())):
        return EXACT
    if folded in WEAK_ALIASES.get(role, ()) or (role == "timestamp" and folded in LATER_TIMES):
        return _WEAK
    if role == "timestamp" and folded.endswith("time") and f"{folded.removesuffix('time')}date" in known:
        return 1 - 0.3 * known.index(f"{folded.removesuffix('time')}date") / len(known)
    if role == "value" and beside.SPENT.fullmatch(folded):
        return EXACT
    if role == "time_of_day" and _is_clock_name(folded):
        return HELD
    if folded in OTHER_MEANINGS or any(folded in names for names in (*ALIASES.values(), *SHOP_NAMES.values())):
        return 0.0
    if role == "user" and _LOGIN.match(split_name(name)):
        return EXACT
    if role in _NUMBERED and any((len(stem) > 3 or stem in _SHORT_STEMS) and stem in known for stem in _stems(folded)):
        return EXACT
    if by_word := called(role, name):
        return by_word
    if role == "text" and (what := what_is_named(name)):
        return EXACT if what in ALIASES["item"] else 0.0
    return _of_head(role, name)


def _is_clock_name(folded: str) -> bool:
    """Whether a name, which may be that of a time too, says that it holds the time of day: "Heure ticket"."""
    is_behind = folded in ALIASES["timestamp"] and folded.endswith(_CLOCK_WORDS)
    return is_behind or folded.startswith(("heure", "hora", "ora", "orario"))


def _stems(folded: str) -> list[str]:
    """Return what a name numbers: "Klantnr." a klant, "Kod towaru" a towaru, "SKU Reference No." a sku.

    >>> _stems("klantnr"), _stems("codcliente"), _stems("skureferenceno")
    (['klant', 'klantnr'], ['codcliente', 'cliente'], ['skureference', 'skureferenceno', 'sku'])
    """
    behind = _NUMBER_BEHIND.sub("", folded)
    stems = [behind, _NUMBER_IN_FRONT.sub("", folded)]
    return [*stems, *([_REFERENCE.sub("", behind)] if _REFERENCE.search(behind) else [])]


def _of_head(role: str, name: str) -> float:
    """Score the words at the head of a name: the last ones, or the first ones before "of" and the like."""
    words = words_of(TYPE.sub("", name))
    heads = ["".join(words[start:]) for start in range(1, len(words))]
    fronts = ["".join(words[:place]) for place in range(1, len(words)) if words[place] in beside.IN_FRONT]
    fronts = [front for front in fronts if front not in beside.NAME_OF]
    folded = plain(name)
    if role == "time_of_day" and folded.startswith(beside.SPANS):
        return 0.0
    if role == "timestamp" and words[:1] == ["ts"] and len(words) == _OF_TWO:
        return EXACT if words[1] in beside.OF_EVENTS else _PART
    found = _of_heads(role, (*reversed(fronts), *heads))
    if role == "timestamp" and found is None and _is_moment(words):
        return HELD
    if found is not None:
        return 0.0 if role == "user" and beside.is_of_no_user(words) else _of_company(role, words, found)
    if role == "time_of_day" and folded.endswith(_CLOCK_WORDS):
        return HELD
    if not is_held(role, folded):
        return 0.0
    return EXACT if role == "timestamp" and is_of_the_event(folded) else HELD


def _is_moment(words: Sequence[str]) -> bool:
    """Whether a name says when something was done that is not what came after it, as "swiped_at" does."""
    is_done = len(words) == _OF_TWO and words[1] == "at" and words[0].endswith("ed")
    return is_done and words[0] not in beside.OF_OTHER_TIMES


def _of_heads(role: str, heads: Sequence[str]) -> float | None:
    """Score the first head that is a known name: 0 where it is one of another role, None where none is known."""
    others = (OTHER_MEANINGS, *(names for each, names in ALIASES.items() if each != role))
    for head in heads:
        if head in ALIASES[role] and len(head) > 1:
            return _PART if len(head) > 2 else HELD
        if any(head in names for names in others):
            return 0.0
    return None


def _of_company(role: str, words: Sequence[str], found: float) -> float:
    """Score a known head by the words beside it: a time by what happened then, a price by whether it was paid."""
    if found and role == "timestamp":
        if any(word in beside.OF_OTHER_TIMES for word in words):
            return HELD
        return EXACT if any(word in beside.OF_EVENTS for word in words) else found
    if found and role == "quantity" and words[-1] == "count" and not beside.SOLD.issuperset(words[:-1]):
        return 0.0
    return HELD if found and role == "value" and any(word in beside.NOT_PAID for word in words) else found
