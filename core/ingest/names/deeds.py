"""Columns of events under the name of pages, and columns that know logging in and out alone."""

from __future__ import annotations

from collections.abc import Sequence

from core.ingest.names.naming import stand_in_rank
from core.ingest.names.words import word_set
from core.population.event_parts import split_name
from core.population.meanings import IGNORE, event_kind, is_known_event

_DEEDS = word_set("save rate play listen watch uncart cart")
"""Kinds of events that no page is named by."""
_MOST_PAGES, _ENOUGH = 40, 2
_PATH = ("/", ".html", ".php", "http")


def are_deeds(header: str, names: Sequence[str]) -> bool:
    """Whether a column of pages names what users do: "Thumbs Up", "Add to Playlist", "NextSong" beside "Home".

    >>> are_deeds("page", ["Home", "NextSong", "Thumbs Up", "Add to Playlist"])
    True
    >>> are_deeds("page", ["Home", "Product", "Cart", "Wishlist"]), are_deeds("page", ["/add-to-cart", "/thumbs-up"])
    (False, False)
    """
    if stand_in_rank(header) is None or not _ENOUGH <= len(names) <= _MOST_PAGES:
        return False
    if any(sign in name for name in names for sign in _PATH):
        return False
    return sum(event_kind(name) in _DEEDS and len(split_name(name).split()) > 1 for name in names) >= _ENOUGH


def are_of_sessions(names: Sequence[str]) -> bool:
    """Whether all names of events that are known are those of sessions, such as "Logged In" and "Logged Out".

    >>> are_of_sessions(["Logged In", "Logged Out"]), are_of_sessions(["login", "view"])
    (True, False)
    """
    known = [name for name in names if is_known_event(name)]
    return bool(known) and all(event_kind(name) == IGNORE for name in known)
