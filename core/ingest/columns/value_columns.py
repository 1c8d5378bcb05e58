"""How well values fit as what an event is worth: amounts of money and ratings, under bare names such as "liked" too."""

from __future__ import annotations

import re

from core.ingest.names.naming import EXACT, certainty
from core.ingest.names.plain_name import last_part, plain
from core.ingest.tables.evidence import FEW_ROWS, NEVER, Columns, Evidence
from core.population.event_parts import split_name
from core.population.meanings import is_rating
from core.population.points import may_be_points
from core.population.thumbs import THUMBS

_FEW_PIECES = 1_000
"""Whole numbers up to this, beside amounts far larger, are pieces rather than money."""
_MAY_BE_CODES, _FEW_CODES = ("payment", "charged", "stake"), 12
_SPELLED = 0.8
"""What ratings in words, stars or thumbs score as values."""


def score_value(one: Evidence, name: float, columns: Columns) -> float:
    """Score values as amounts or ratings; ``name`` is how certain the name is."""
    if one.is_spelled:
        return _SPELLED
    if not one.is_number or one.is_date or (one.is_epoch and name < EXACT) or _is_idle(one):
        return NEVER
    if is_price(one):
        return 1.0
    return 0.3 if 0 < one.largest <= _FEW_PIECES and _has_amount(one, columns) else 0.7


def _is_idle(one: Evidence) -> bool:
    """Whether all rows have a zero."""
    return is_constant(one) and not one.example.strip("0.,")


def is_constant(one: Evidence) -> bool:
    """Whether all rows have one value, in a table large enough to say so."""
    return one.n_filled >= FEW_ROWS and one.n_distinct == 1


def _has_amount(one: Evidence, columns: Columns) -> bool:
    """Whether another column with the name of a value has prices, or numbers far above this one's."""
    return any(
        other is not one
        and other.is_number
        and certainty("value", header) >= EXACT
        and (is_price(other) or other.largest > 5 * one.largest)
        for header, other in columns.items()
    )


def is_price(one: Evidence) -> bool:
    """Whether most values are numbers with decimals, as prices are."""
    return one.is_number and one.looks["price"] > 0.2 and one.looks["whole"] < 0.8


def may_be_codes(header: str, one: Evidence) -> bool:
    """Whether a name of what was paid may be that of a way to pay, or of a yes or no: a few whole numbers."""
    return plain(header) in _MAY_BE_CODES and one.n_distinct <= _FEW_CODES and not is_price(one)


def may_be_extension(header: str, columns: Columns) -> bool:
    """Whether whole numbers called "Ext" may be extensions of telephones: no column counts pieces of what was sold."""
    is_named = header.strip().lower() == "ext" and columns[header].looks["whole"] == 1
    return is_named and not any(certainty("quantity", each) >= EXACT for each in columns)


_OPINIONS = re.compile(rf"rate|star|liked?|thumbs?|{THUMBS}")
_END = re.compile(rf"\b{THUMBS}$")
_SPENT = re.compile(r"\b(play|listen|watch|hours?|minutes|seconds)")
_TEXTS = ("body", "text", "comment", "content", "selftext", "message")
_ABOVE = ("postid", "parentid", "linkid", "threadid", "subreddit", "inreplyto")
"""Names of what users write in a discussion, and of what that stands below."""
_MOST_STARS, _ONE, _MOSTLY = 11, 0.98, 0.5
_REPEATED, _OF_ONE = 10, 0.95
_MOST_SCORES, _MOST_POINTS = 20, 100
"""Different scores and the largest one of a scale that users give."""


def is_bare_opinion(header: str) -> bool:
    """Whether a name may be that of an opinion, as well as of something else."""
    return bool(_OPINIONS.fullmatch(split_name(header)))


def is_strength(header: str, one: Evidence) -> bool:
    """Whether numbers called a rating are how strong a player is, as Elo counts: most of them are above a hundred."""
    return is_rating(header) and one.looks["hundreds"] > _MOSTLY


def ends_in_opinion(header: str) -> bool:
    """Whether a name ends in that of an opinion and says more: of whom, or of what, it is.

    >>> [ends_in_opinion(each) for each in ("newsletter_recommended", "recommended", "is_recommended", "price")]
    [True, False, False, False]
    """
    return bool(_END.search(split_name(header))) and not is_bare_opinion(header)


def are_votes(header: str, one: Evidence, columns: Columns) -> bool:
    """Whether a bare score is what others voted: it has no scale, or is that of what was written in a discussion.

    A scale has no whole numbers of many kinds, of which some are negative or above a hundred.
    """
    if plain(last_part(header)) == "score" and one.looks["whole"] > _ONE and _are_posts(columns) and not _is_scale(one):
        return True
    if not may_be_points(header) or one.looks["whole"] <= _ONE or one.n_distinct <= _MOST_SCORES:
        return False
    return one.looks["negative"] > 0 or one.largest > _MOST_POINTS


def _are_posts(columns: Columns) -> bool:
    """Whether rows are what users wrote in answer to others: they have a text, and what several of them stand below."""
    names = {plain(last_part(header)): one for header, one in columns.items()}
    if any(certainty("item", header) >= EXACT and plain(last_part(header)) not in _ABOVE for header in columns):
        return False  # what a product or a film got, where reviews answer each other
    is_below = any(name in names and not names[name].is_unique for name in _ABOVE)
    return is_below and not names.keys().isdisjoint(_TEXTS)


def _is_scale(one: Evidence) -> bool:
    """Whether all scores are from 1 to 10: others' votes start at 0, and go below or far above."""
    return one.looks["to_ten"] == 1


def are_opinions(header: str, columns: Columns) -> bool:
    """Whether values are few whole or half numbers, or words, as of ratings, in a log without events or another value.

    How long something was played is no other value, and what each user or each item has once is no opinion.
    """
    one = columns[header]
    most = _MOST_STARS if one.looks["whole"] > _ONE else 2 * _MOST_STARS
    is_step = max(one.looks["whole"], one.looks["halves"]) > _ONE
    is_few = is_step and one.n_distinct <= most and 1 <= one.largest < _MOST_STARS
    is_stronger = any(
        certainty(role, other) >= EXACT and other != header and not (role == "value" and _is_weaker(other))
        for other in columns
        for role in ("value", "quantity", "event")
    )
    return (is_few or one.is_spelled) and not is_stronger and not _is_of_one(header, columns)


def _is_weaker(header: str) -> bool:
    return is_bare_opinion(header) or bool(_SPENT.search(split_name(header)))


def _is_of_one(header: str, columns: Columns) -> bool:
    """Whether each user, or each item, that comes again has one value: it is a fact of them."""
    owners = [each for each in columns if max(certainty("user", each), certainty("item", each)) >= EXACT]
    found = [columns.tie((owner,), header) for owner in owners]
    return any(n >= _REPEATED and share > _OF_ONE for share, n in found)
