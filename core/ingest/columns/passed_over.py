"""Columns that another one of the table rules out as user or item, whatever they score by themselves."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import numpy.typing as npt

from core.ingest.columns.unnamed_ids import UNNAMED
from core.ingest.names.called import is_company, is_parent, is_person
from core.ingest.names.naming import EXACT, certainty
from core.ingest.names.words import word_set
from core.ingest.tables.evidence import FEW_ROWS, NEVER, Columns, Evidence
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
_OF_COPIES = word_set("inventory copy copies exemplar instance asset unit")
_OF_MENUS = word_set("master menu catalog catalogue parent base")
"""Words of ids of a menu or catalogue, some of which users have as well."""
_DENSE = 0.9

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

    def is_ruled_out(one: Evidence) -> bool:
        return _says_nothing(one) and (is_any or (is_full and one.fullness >= _AS_FULL))

    return without(scores, {header for header in scores if is_ruled_out(columns[header])})


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
    originals = [header for header in named if header not in copies]
    return without(scores, {each for each in copies if any(_decides(columns, each, other) for other in originals)})


def _decides(columns: Columns, one: str, other: str) -> bool:
    """Whether each value of a column has one of another one, and enough of them come again to say so."""
    share, n_repeated = columns.tie((one,), other)
    return share > _SAME and n_repeated >= REPEATED


def _without_parents(scores: Mapping[str, float], columns: Columns) -> dict[str, float]:
    """Leave out what a row belongs to or answers, where a column that is as full says what the row is about."""
    own = [
        columns[header].fullness
        for header, each in scores.items()
        if each > LEAST_RIVAL and certainty("item", header) > 0 and not is_parent(header)
    ]
    parents = {header for header in scores if is_parent(header)}
    return without(scores, {each for each in parents if max(own, default=0.0) >= _AS_FULL * columns[each].fullness})


def _without_line_numbers(scores: Mapping[str, float], columns: Columns) -> dict[str, float]:
    """Leave out the numbers of the lines of each order, such as ``item_id`` from 1 to 5 beside ``product_id``."""
    named = {header: columns[header] for header, each in scores.items() if each > LEAST_RIVAL and _is_item(header)}
    orders = [one for header, one in columns.items() if certainty("order", header) >= EXACT and header not in named]
    most = max((one.n_distinct for one in named.values()), default=0)
    few = {header: one for header, one in named.items() if most > _MORE * one.n_distinct}
    return without(scores, {header for header, one in few.items() if any(_counts_lines(one, each) for each in orders)})


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

    def is_decided(header: str, other: str) -> bool:
        one, finer = columns[header], columns[other]
        is_finer = finer.n_distinct > one.n_distinct and finer.uniqueness <= _OFTEN
        return is_finer and _decides(columns, other, header)

    return without(scores, {header for header in able if any(is_decided(header, other) for other in able)})


def without_companies(scores: Mapping[str, float], columns: Columns) -> dict[str, float]:
    """Leave out what several persons belong to, such as an account, where an id of theirs is as full and is finer."""
    people = [header for header, each in scores.items() if each > LEAST_RIVAL and is_person(header)]
    companies = [header for header, each in scores.items() if each > LEAST_RIVAL and is_company(header)]

    def is_of(person: str, company: str) -> bool:
        one, of = columns[person], columns[company]
        is_finer = one.n_distinct > of.n_distinct and not one.is_unique and one.fullness >= _AS_FULL * of.fullness
        return is_finer and _decides(columns, person, company)

    return without(scores, {company for company in companies if any(is_of(person, company) for person in people)})


def without_emptier(scores: Mapping[str, float], columns: Columns) -> dict[str, float]:
    """Leave out ids of users where a column that is much fuller names the same people."""
    named = [header for header, each in scores.items() if each > LEAST_RIVAL and certainty("user", header) > 0]

    def is_fuller(other: str, one: str) -> bool:
        is_full = columns[one].fullness < _MUCH_EMPTIER * columns[other].fullness
        return is_full and _are_one_by_one(columns, one, other)

    return without(scores, {header for header in named if any(is_fuller(other, header) for other in named)})


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

    def is_thing(header: str) -> bool:
        return any(header != other and _are_one_by_one(columns, header, other) for other in things)

    return without(scores, set(filter(is_thing, able)))


def _are_one_by_one(columns: Columns, one: str, other: str) -> bool:
    return _decides(columns, one, other) and _decides(columns, other, one)


def without(scores: Mapping[str, float], left_out: Collection[str]) -> dict[str, float]:
    """Return scores in which columns that are left out cannot have the role."""
    return {header: NEVER if header in left_out else each for header, each in scores.items()}
