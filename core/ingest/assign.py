"""Choose the best whole assignment of columns to the roles of a log of events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt

from core.ingest.amounts import ORDER_NAME, is_of_one_piece
from core.ingest.evidence import FEW_ROWS, NEVER, Evidence, Ties
from core.ingest.naming import EXACT, HELD, certainty, is_beside, is_outside, words_of_what
from core.ingest.passed_over import LEAST_RIVAL, REPEATED, without_constants, without_emptier, without_other_items
from core.ingest.places import are_places
from core.ingest.score import are_codes, score
from core.ingest.titles import is_no_title

KEY_ROLES = ("user", "item", "timestamp")
OPTIONAL_ROLES = ("event", "time_of_day", "value", "quantity", "order", "text", "query", "category")
_N_CANDIDATES = 5
_LEAST_KEY, _LEAST_OPTIONAL = 0.05, 0.3
"""What a role without a column counts: a column that scores less is not taken."""
_LEAST_NEEDED = -1.0
"""What leaving the user out counts where a full column has its name, and the time where some column holds dates."""
_OF_SAME, _MUCH_FEWER, _OF_ONE = 0.15, 0.8, 0.8
_ONE, _ONE_ITEM = 0.95, 0.5
_CLEARLY = 0.6
"""What an id of items scores that speaks for itself."""
_ABOUT_USER = 0.5
"""What a text loses that says what one user did, such as "The user with id '7' viewed the page"."""
_FORBIDDEN, _AS_FULL = -1e6, 0.95

Columns = Mapping[str, Evidence]
Keys = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Assignment:
    """Which column plays which role, and what else each key role could have been."""

    columns: Mapping[str, str]
    scores: Mapping[str, float]
    rivals: Mapping[str, Sequence[tuple[str, float]]]
    """Key role → other columns with what the whole assignment loses by them, the closest first."""


def assign(columns: Columns, given: Mapping[str, str | None], taken: Sequence[str] = ()) -> Assignment:
    """Choose the best whole assignment.

    Parameters
    ----------
    columns
        Header → evidence.
    given
        Role → column, or None where the role has none; the others are chosen.
    taken
        Columns that play another role already.
    """
    free = [header for header in columns if header not in taken and header not in given.values()]
    table = {role: {header: score(role, header, columns) for header in free} for role in (*KEY_ROLES, *OPTIONAL_ROLES)}
    for role in ("user", "item"):
        table[role] = without_constants(role, table[role], columns)
    table["item"] = without_other_items(table["item"], columns)
    table["user"] = without_emptier(table["user"], columns)
    together = _Fit(columns)
    optional = _Optional(together, table, free, [role for role in OPTIONAL_ROLES if role not in given])
    ids = [] if "item" in given else [each for each in free if _is_id_of_items(each, table["item"][each], columns)]
    totals: dict[Keys, float] = {}
    for keys in _key_sets(table, given):
        own = sum(_of_key(table[role], role, header, columns) for role, header in zip(KEY_ROLES, keys, strict=True)
                  if role not in given)  # fmt: skip
        fit = together.keys(keys)
        if fit > NEVER and not together.loses_to_id(keys, ids):
            totals[keys] = own + fit + optional.best(keys)[1]
    best = max(totals, key=lambda keys: totals[keys])
    chosen = {role: header for role, header in (*given.items(), *zip(KEY_ROLES, best, strict=True)) if header}
    chosen |= optional.best(best)[0]
    scores = {role: table[role].get(header, 1.0) for role, header in chosen.items()}
    return Assignment(chosen, scores, {role: _rivals(totals, best, place) for place, role in enumerate(KEY_ROLES)})


def _is_id_of_items(header: str, scored: float, columns: Columns) -> bool:
    """Whether a column is well known for ids of items by its name, and not for titles, and most rows have one."""
    is_known = certainty("item", header) >= EXACT and certainty("text", header) < HELD
    return is_known and scored >= _CLEARLY and columns[header].n_filled >= FEW_ROWS


def _key_sets(table: Mapping[str, Mapping[str, float]], given: Mapping[str, str | None]) -> Iterator[Keys]:
    options = []
    for role in KEY_ROLES:
        able = sorted(
            (header for header, each in table[role].items() if each > LEAST_RIVAL), key=lambda h: -table[role][h]
        )
        options.append([given[role]] if role in given else [*able[:_N_CANDIDATES], None])
    for keys in product(*options):
        there = [header for header in keys if header]
        if len(set(there)) == len(there) or len([role for role in KEY_ROLES if given.get(role)]) > 1:
            yield keys


def _of_key(scores: Mapping[str, float], role: str, header: str | None, columns: Columns) -> float:
    if header is not None:
        return scores[header]
    has_name = role == "user" and max(scores.values(), default=0.0) > EXACT
    has_dates = role == "timestamp" and any(columns[each].is_date and scores[each] > LEAST_RIVAL for each in scores)
    return _LEAST_NEEDED if has_name or has_dates else _LEAST_KEY


def _rivals(totals: Mapping[Keys, float], best: Keys, place: int) -> list[tuple[str, float]]:
    found: dict[str, float] = {}
    for keys, total in totals.items():
        header = keys[place]
        if header and header != best[place]:
            found[header] = min(found.get(header, np.inf), totals[best] - total)
    return sorted(found.items(), key=lambda each: each[1])


class _Fit:
    """How columns go together."""

    def __init__(self, columns: Columns) -> None:
        self._columns, self._ties = columns, Ties(columns)
        named = [header for header in columns if certainty("text", header) > HELD]
        pieces = [header for header in columns if certainty("quantity", header) >= HELD]
        self._listed = [each for each in named if any(is_outside("", each) and is_beside(each, n) for n in pieces)]
        """Titles in a list of what was bought, with how many of each."""

    def keys(self, keys: Keys) -> float:
        """Score user, item and time: users and items repeat, and neither decides the other."""
        user, item, time = keys
        fit = 0.0
        if item and any(is_outside(item, other) for other in self._listed):
            return NEVER  # where it was bought, beside a list of what was
        if user:
            fit -= 0.3 * self._columns[user].is_unique
            fit -= 0.25 * self._is_decided(user, time) + 0.4 * self._is_decided(user, item)
        if item and user and certainty("user", user) < EXACT and self._is_decided(item, user):
            return NEVER  # its maker or seller
        if item and user and certainty("item", item) == 0 and self._names_user(item, user):
            return NEVER
        if item and (self._is_decided(item, user) or self._is_decided(item, time)):
            return NEVER if certainty("item", item) < EXACT else fit - 0.4
        return fit

    def loses_to_id(self, keys: Keys, ids: Sequence[str]) -> bool:
        """Whether no item, or one that only its values speak for, stands where a known id does as well."""
        user, item, time = keys
        if item and certainty("item", item) > 0:
            return False
        fit = self.keys(keys)
        return any(each not in (user, time) and self.keys((user, each, time)) >= fit for each in ids)

    def optional(self, role: str, header: str, keys: Keys) -> float:
        """Score a column with the rest: a title belongs to its item, an amount to its row, an hour to a date."""
        user, item, time = keys
        if role == "time_of_day":
            date = self._columns[time] if time else None
            is_open = date is not None and not date.is_epoch and (date.length <= 12 or date.looks["midnight"] > _ONE)
            return self._clock_of(header, time or "") if is_open else NEVER
        if role in ("value", "quantity") and user and time:
            share, n_repeated = self._ties.find((user, time), header)
            is_of_order = role == "value" and n_repeated >= REPEATED and share > _ONE
            repeats = 0.0
            if is_of_order and self._has_other_amount(header):
                repeats = -0.4 if self._has_amount_of_line(header, (user, time)) else -0.2
            repeats -= 0.3 * (role == "value" and self._is_on_first_lines(header, item))
            return repeats - 0.4 * (item is not None and self._is_of_more(header, item, (user, time)))
        if role == "order" and user and are_places(header, self._columns[header], self._ties, user):
            return NEVER
        if role == "event" and certainty(role, header) < EXACT and are_codes(self._columns[header]):
            return NEVER if self._is_of_one(header, keys) else 0.0
        if role == "text" and item and is_no_title(header, item, self._columns, self._ties):
            return NEVER
        if role == "text" and user and self._names_user(header, user):
            return NEVER
        if role == "text" and user and self._is_about_user(header, user):
            return -_ABOUT_USER
        if role in ("text", "category") and item and self._columns[header].n_filled >= FEW_ROWS:
            share, n_repeated = self._ties.find((item,), header)
            if n_repeated >= REPEATED and share < 0.5 and certainty(role, header) < EXACT:
                return NEVER
            return 0.0 if n_repeated < REPEATED else 0.1 if share > 0.8 else -0.5 * (1 - share)
        return 0.0

    def _clock_of(self, clock: str, date: str) -> float:
        """Score a time of day with a date: "Visit Time" goes with "Visit Date", where there is one."""
        of_what = words_of_what(clock)
        own = [
            each for each, one in self._columns.items() if one.is_date and of_what and words_of_what(each) == of_what
        ]
        return 0.0 if not own else _OF_SAME if date in own else NEVER

    def _is_of_one(self, header: str, keys: Keys) -> bool:
        """Whether a code is that of a sale, of the item or of the user rather than of what was done."""
        is_sale = any(certainty(each, name) >= EXACT for each in ("order", "quantity") for name in self._columns)
        return is_sale or any(self._ties.find((key,), header)[0] > _OF_ONE for key in keys[:2] if key)

    def _is_on_first_lines(self, header: str, item: str | None) -> bool:
        """Whether an amount stands on few of the lines that have an item, where another one stands on all."""
        if item is None:
            return False
        return any(
            certainty("value", other) >= HELD
            and one.looks["price"] > _ONE
            and self._columns[header].fullness < _MUCH_FEWER * one.fullness
            and one.fullness >= _AS_FULL * self._columns[item].fullness
            for other, one in self._columns.items()
        )

    def _is_of_more(self, header: str, item: str, order: tuple[str, str]) -> bool:
        """Whether an amount stands outside what the item is in, and may so be of several items: a total of an order.

        An object of its own beside that of the item, such as the order of a course, is as good where it is the one
        that has an amount and no other item of one user and moment has the same.
        """
        if not is_outside(header, item):
            return False
        inside = (other for other in self._columns if not is_outside(other, item) and certainty("value", other) >= HELD)
        share_of_one, n_repeated = self._ties.find((*order, header), item)
        is_repeated = n_repeated >= REPEATED and share_of_one < _ONE_ITEM
        return is_repeated or any(self._columns[each].is_number for each in inside)

    def _has_other_amount(self, header: str) -> bool:
        return any(other != header and certainty("value", other) >= HELD for other in self._columns)

    def _has_amount_of_line(self, header: str, order: tuple[str, str]) -> bool:
        """Whether another column has amounts of money by its name and values that differ within an order."""
        return any(
            other != header
            and certainty("value", other) >= HELD
            and one.looks["price"] > _ONE
            and (self._ties.find(order, other)[0] <= _ONE or self._is_price_of_pieces(other, header))
            for other, one in self._columns.items()
        )

    def _is_price_of_pieces(self, price: str, total: str) -> bool:
        """Whether an amount is the price of one piece by its name, beside a total and how many pieces a line is of."""
        pieces = any(certainty("quantity", each) >= EXACT for each in self._columns)
        return pieces and is_of_one_piece(price) and bool(ORDER_NAME.search(total)) and not is_of_one_piece(total)

    def _names_user(self, column: str, user: str) -> bool:
        """Whether each user has one value of a column, which few other users share: a name, rather than a taste."""
        of_user, n_users = self._ties.find((user,), column)
        of_column, n_values = self._ties.find((column,), user)
        return n_users >= REPEATED <= n_values and of_user > _ONE and of_column > 0.5

    def _is_about_user(self, text: str, user: str) -> bool:
        """Whether each text is of one user, where another column has titles that several users share."""
        titles = (each for each in self._columns if each != text and certainty("text", each) >= EXACT)
        return self._is_decided(text, user) and any(
            self._columns[each].n_distinct > 1 and not self._is_decided(each, user) for each in titles
        )

    def _is_decided(self, one: str, other: str | None) -> bool:
        if other is None or self._columns[one].n_filled < FEW_ROWS or self._columns[other].n_distinct < 2:
            return False
        share, n_repeated = self._ties.find((one,), other)
        return n_repeated >= REPEATED and share > _ONE


class _Optional:
    """The best columns of the roles that a log can do without, once user, item and time are chosen."""

    def __init__(
        self, fit: _Fit, table: Mapping[str, Mapping[str, float]], free: Sequence[str], roles: Sequence[str]
    ) -> None:
        self._fit, self._table, self._free, self._roles = fit, table, free, roles
        self._known: dict[Keys, tuple[dict[str, str], float]] = {}

    def best(self, keys: Keys) -> tuple[dict[str, str], float]:
        """Return role → column and what they score together."""
        if keys not in self._known:
            self._known[keys] = self._find(keys)
        return self._known[keys]

    def _find(self, keys: Keys) -> tuple[dict[str, str], float]:
        from scipy.optimize import linear_sum_assignment

        headers = [header for header in self._free if header not in keys]
        if not self._roles:
            return {}, 0.0
        matrix = np.full((len(self._roles), len(headers) + len(self._roles)), _FORBIDDEN)
        for row, role in enumerate(self._roles):
            matrix[row, : len(headers)] = self._scores(role, headers, keys)
            matrix[row, len(headers) + row] = _LEAST_OPTIONAL
        rows, places = linear_sum_assignment(matrix, maximize=True)
        total = float(matrix[rows, places].sum())
        pairs = zip(rows, places, strict=True)
        return {self._roles[int(row)]: headers[int(place)] for row, place in pairs if place < len(headers)}, total

    def _scores(self, role: str, headers: Sequence[str], keys: Keys) -> npt.NDArray[np.float64]:
        fits = [
            max(self._table[role][header] + self._fit.optional(role, header, keys), _FORBIDDEN) for header in headers
        ]
        return np.array(fits, dtype=np.float64)
