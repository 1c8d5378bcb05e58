"""Columns that another one of the table rules out as user or item, whatever they score by themselves."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from core.ingest.columns.unnamed_ids import UNNAMED
from core.ingest.names.called import is_company, is_person
from core.ingest.names.naming import EXACT, certainty, is_parent
from core.ingest.tables.evidence import FEW_ROWS, NEVER, Evidence, Ties
from core.population.event_parts import split_name

LEAST_RIVAL = 0.03
"""A column that scores less is nothing to ask about."""
REPEATED = 10
"""So many values must repeat before it counts that each has one value of another column."""
_OFTEN = 0.5
"""What has more different values than this share of its rows decides nothing."""
_AS_FULL, _MUCH_EMPTIER, _SAME = 0.95, 0.95, 0.99
_MOST_LINES, _MORE = 100, 2
"""Lines of an order, and how many times as many items there are at least."""
_COUNTED, _HEAD, _NEAR = 0.95, 10_000, 0.05
"""Share of orders whose lines count from the first on; rows at the front of a sample, of which none is there twice;
by how much, in a sample, the share of first lines may differ from that of orders in all rows."""
_OF_COPIES = frozenset(["inventory", "copy", "copies", "exemplar", "instance", "asset", "unit"])
_OF_MENUS = frozenset(["master", "menu", "catalog", "catalogue", "parent", "base"])
"""Words of ids of a menu or catalogue, some of which users have as well."""
_DENSE = 0.9

Columns = Mapping[str, Evidence]
Codes = npt.NDArray[np.int64]


def without_constants(role: str, scores: Mapping[str, float], columns: Columns) -> dict[str, float]:
    """Leave out columns that are empty or alike in all rows, where another one that may have the role is not.

    Nor is an item alike in all rows where kinds of events differ, such as the id of an app; and where the column with
    the name of users is blank, none is a user that has no name of one.
    """
    varied = [header for header, each in scores.items() if each > LEAST_RIVAL and columns[header].n_distinct > 1]
    is_named = any(certainty(role, header) > 0 or columns[header].looks["email"] > 0.5 for header in varied)
    if not is_named and role == "user" and any(map(_is_blank_user, columns, columns.values())):
        return dict.fromkeys(scores, NEVER)
    is_any = is_named or (role == "item" and any(map(_is_event, columns, columns.values())))
    is_full = role == "item" and bool(varied)  # where another column may be asked about, a full one goes
    return {
        header: NEVER
        if _says_nothing(columns[header]) and (is_any or (is_full and columns[header].fullness >= _AS_FULL))
        else each
        for header, each in scores.items()
    }


def _is_blank_user(header: str, one: Evidence) -> bool:
    return not one.n_filled and len(one.codes) >= FEW_ROWS and certainty("user", header) >= EXACT


def _is_event(header: str, one: Evidence) -> bool:
    return one.n_distinct > 1 and certainty("event", header) >= EXACT


def _says_nothing(one: Evidence) -> bool:
    return not one.n_filled or (one.n_distinct == 1 and one.n_filled >= FEW_ROWS)


def without_other_items(scores: Mapping[str, float], columns: Columns) -> dict[str, float]:
    """Leave out what has the name of an item and is none: what a row belongs to, numbers of its lines, and copies."""
    return _without_parents(_without_copies(_without_line_numbers(scores, columns), columns), columns)


def _without_copies(scores: Mapping[str, float], columns: Columns) -> dict[str, float]:
    """Leave out ids of copies, such as those of an inventory, where another column says what each is a copy of."""
    named = [header for header, each in scores.items() if each > LEAST_RIVAL and _is_item(header)]
    copies = [header for header in named if not _OF_COPIES.isdisjoint(split_name(header).split())]
    ties = Ties(columns) if copies else None

    def has_original(header: str) -> bool:
        others = (ties.find((header,), other) for other in named if other not in copies) if ties else ()
        return any(share > _SAME and n >= REPEATED for share, n in others)

    return {header: NEVER if header in copies and has_original(header) else each for header, each in scores.items()}


def _without_parents(scores: Mapping[str, float], columns: Columns) -> dict[str, float]:
    """Leave out what a row belongs to or answers, where a column that is as full says what the row is about."""
    own = [
        columns[header].fullness
        for header, each in scores.items()
        if each > LEAST_RIVAL and certainty("item", header) > 0 and not is_parent(header)
    ]
    return {
        header: NEVER if is_parent(header) and max(own, default=0.0) >= _AS_FULL * columns[header].fullness else each
        for header, each in scores.items()
    }


def _without_line_numbers(scores: Mapping[str, float], columns: Columns) -> dict[str, float]:
    """Leave out the numbers of the lines of each order, such as ``item_id`` from 1 to 5 beside ``product_id``."""
    named = {header: columns[header] for header, each in scores.items() if each > LEAST_RIVAL and _is_item(header)}
    orders = [one for header, one in columns.items() if certainty("order", header) >= EXACT and header not in named]
    return {
        header: NEVER
        if header in named
        and any(one.n_distinct > _MORE * columns[header].n_distinct for one in named.values())
        and any(_counts_lines(columns[header], each) for each in orders)
        else each
        for header, each in scores.items()
    }


def _is_item(header: str) -> bool:
    return certainty("item", header) >= EXACT


def _counts_lines(one: Evidence, order: Evidence) -> bool:
    """Whether values are 1, 2, 3 and so on, and count the lines of each order, in whatever order these stand."""
    if one.looks["whole"] < 1 or not 2 <= one.n_distinct <= _MOST_LINES or one.largest * _DENSE > one.n_distinct:
        return False
    if one.n_filled < FEW_ROWS:
        return False
    if _count_from_first(one.codes, order.codes):
        return True
    if order.n_distinct <= order.codes.max(initial=-1) + 1:  # all rows of the table were looked at
        return False
    if _count_from_first(one.codes[:_HEAD], order.codes[:_HEAD]):
        return True
    often = np.bincount(one.codes[one.codes >= 0])
    is_near = abs(often.max() / often.sum() - order.uniqueness) <= _NEAR * order.uniqueness
    return bool(is_near and _share_apart(one.codes[:_HEAD], order.codes[:_HEAD]) >= _SAME)


def _count_from_first(lines: Codes, orders: Codes) -> bool:
    """Whether orders of n lines have the n most frequent numbers once each: each line but the first has one before."""
    is_there = (lines >= 0) & (orders >= 0)
    lines, orders = lines[is_there], orders[is_there]
    if not len(lines):
        return False
    rank = np.argsort(np.argsort(-np.bincount(lines), kind="stable"), kind="stable")[lines]
    n_lines = np.bincount(orders)
    last, total = np.zeros_like(n_lines), np.zeros_like(n_lines)
    np.maximum.at(last, orders, rank)
    np.add.at(total, orders, rank)
    has_several = n_lines > 1
    is_counted = (last == n_lines - 1) & (total * 2 == n_lines * (n_lines - 1))
    singles = n_lines == 1
    are_first = not singles.any() or is_counted[singles].mean() >= _COUNTED
    is_right = has_several.any() and are_first and is_counted[has_several].mean() >= _COUNTED
    return bool(is_right and _share_apart(lines, orders) >= _SAME)


def _share_apart(lines: Codes, orders: Codes) -> float:
    """Return the share of rows of orders, of those with both numbers, that are the only one of theirs."""
    is_there = (lines >= 0) & (orders >= 0)
    pairs = orders[is_there] * (int(lines.max(initial=0)) + 1) + lines[is_there]
    return float(len(np.unique(pairs)) / max(len(pairs), 1))


def without_coarser(scores: Mapping[str, float], columns: Columns) -> dict[str, float]:
    """Leave out columns of a table without a header that a finer one decides, as a track decides its artist."""
    able = [header for header, each in scores.items() if each > LEAST_RIVAL and header.startswith(UNNAMED)]
    ties = Ties(columns) if able else None

    def is_decided(header: str, other: str) -> bool:
        one, finer = columns[header], columns[other]
        if ties is None or finer.n_distinct <= one.n_distinct or finer.uniqueness > _OFTEN:
            return False
        share, n_repeated = ties.find((other,), header)
        return share > _SAME and n_repeated >= REPEATED

    left = {header for header in able if any(is_decided(header, other) for other in able if other != header)}
    return {header: NEVER if header in left else each for header, each in scores.items()}


def without_companies(scores: Mapping[str, float], columns: Columns) -> dict[str, float]:
    """Leave out what several persons belong to, such as an account, where an id of theirs is as full and is finer."""
    people = [header for header, each in scores.items() if each > LEAST_RIVAL and is_person(header)]
    companies = [header for header, each in scores.items() if each > LEAST_RIVAL and is_company(header)]
    ties = Ties(columns) if people and companies else None

    def is_of(person: str, company: str) -> bool:
        one, of = columns[person], columns[company]
        share, n_repeated = ties.find((person,), company) if ties else (0.0, 0)
        is_finer = one.n_distinct > of.n_distinct and not one.is_unique
        return is_finer and one.fullness >= _AS_FULL * of.fullness and share > _SAME and n_repeated >= REPEATED

    left = {company for company in companies if any(is_of(person, company) for person in people)}
    return {header: NEVER if header in left else each for header, each in scores.items()}


def without_emptier(scores: Mapping[str, float], columns: Columns) -> dict[str, float]:
    """Leave out ids of users where a column that is much fuller names the same people."""
    named = [header for header, each in scores.items() if each > LEAST_RIVAL and certainty("user", header) > 0]
    ties = Ties(columns)

    def is_same(one: str, other: str) -> bool:
        found = (ties.find((one,), other), ties.find((other,), one))
        return all(share > _SAME and n >= REPEATED for share, n in found)

    return {
        header: NEVER
        if header in named
        and any(
            columns[header].fullness < _MUCH_EMPTIER * columns[other].fullness and is_same(header, other)
            for other in named
        )
        else each
        for header, each in scores.items()
    }


def without_things(scores: Mapping[str, float], columns: Columns) -> dict[str, float]:
    """Leave out what has no name of users alone and goes with what is called an item one by one: "Master ID"."""
    able = [
        header
        for header, each in scores.items()
        if each > LEAST_RIVAL
        and not is_person(header)
        and (certainty("user", header) < EXACT or not _OF_MENUS.isdisjoint(split_name(header).split()))
    ]
    things = [header for header in columns if certainty("item", header) >= EXACT > certainty("user", header)]
    ties = Ties(columns) if able and things else None

    def is_same(one: str, other: str) -> bool:
        found = (ties.find((one,), other), ties.find((other,), one)) if ties and one != other else ()
        return bool(found) and all(share > _SAME and n >= REPEATED for share, n in found)

    left = {header for header in able if any(is_same(header, other) for other in things)}
    return {header: NEVER if header in left else each for header, each in scores.items()}
