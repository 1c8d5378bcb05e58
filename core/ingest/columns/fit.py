"""How the columns of a log go together once some play a role."""

from __future__ import annotations

from collections.abc import Sequence

from core.ingest.columns.makers import heads_reviews
from core.ingest.columns.passed_over import REPEATED
from core.ingest.columns.score import are_codes
from core.ingest.columns.titles import is_no_title
from core.ingest.columns.unnamed_ids import MANY_ROWS
from core.ingest.columns.value_columns import is_constant
from core.ingest.names.amounts import OF_ONE_SALE, OF_SALE, ORDER_NAME, PAID, is_of_one_piece
from core.ingest.names.naming import EXACT, HELD, certainty, heads_of, words_of_what
from core.ingest.names.plain_name import is_beside, is_outside
from core.ingest.tables.evidence import FEW_ROWS, NEVER, Columns
from core.population.event_parts import split_name
from core.population.meanings import is_rating

_AS_FULL = 0.95
_OF_SAME, _MUCH_FEWER, _OF_ONE = 0.15, 0.8, 0.8
_ONE, _ONE_ITEM = 0.95, 0.5
_SOME_ITEMS = 5
_SURE = 0.75
"""How certain the name of a quantity is that may be the same for all rows of an item."""
_ABOUT_USER = 0.5
"""What a text loses that says what one user did, such as "The user with id '7' viewed the page"."""

Keys = tuple[str | None, ...]
_BY = {"event": (0, 1), "time_of_day": (2,), "order": (0,), "text": (0, 1), "query": (), "category": (1,)}
"""Role → places of the keys that its score depends on; where nothing is listed, on all of them."""


class Fit:
    """How columns go together."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._known: dict[tuple[str | None, ...], float] = {}
        named = [header for header in columns if certainty("text", header) > HELD]
        pieces = [header for header in columns if certainty("quantity", header) >= HELD]
        self._listed = [each for each in named if any(is_outside("", each) and is_beside(each, n) for n in pieces)]
        """Titles in a list of what was bought, with how many of each."""
        self._headings = {each for each in columns if certainty("text", each) > 0 and heads_reviews(each, columns)}

    def keys(self, keys: Keys) -> float:
        """Score user, item and time: users and items repeat, and neither decides the other."""
        user, item, time = keys
        fit = 0.0
        if item and any(is_outside(item, other) for other in self._listed):
            return NEVER  # where it was bought, beside a list of what was
        if time:
            fit -= 0.25 * is_constant(self._columns[time])
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
        if role not in _BY:
            return self._optional(role, header, keys)
        known = (role, header, *(keys[place] for place in _BY[role]))
        if known not in self._known:
            self._known[known] = self._optional(role, header, keys)
        return self._known[known]

    def _optional(self, role: str, header: str, keys: Keys) -> float:
        user, item, time = keys
        if role == "time_of_day":
            date = self._columns[time] if time else None
            is_open = date is not None and (
                date.looks["serial"] > _ONE if date.is_epoch else date.length <= 12 or date.looks["midnight"] > _ONE
            )
            return self._clock_of(header, time or "") if is_open else NEVER
        if role == "quantity" and item and self._is_fact_of(item, header):
            return NEVER
        if role == "value" and time and not user:
            return -0.4 * (item is not None and self._is_of_more(header, item, (time,)))
        if role in ("value", "quantity") and user and time:
            share, n_repeated = self._columns.tie((user, time), header)
            is_of_order = role == "value" and n_repeated >= REPEATED and share > _ONE
            repeats = 0.0
            if is_of_order and self._has_other_amount(header):
                repeats = -0.4 if self._has_amount_of_line(header, (user, time)) else -0.2
            repeats -= 0.3 * (role == "value" and self._is_on_first_lines(header, item))
            if role == "value" and item and self._is_fact_beside_ratings(header, item, time):
                repeats -= 0.5
            is_total = role == "value" and self._is_total_alone(header)
            return repeats - 0.4 * (item is not None and not is_total and self._is_of_more(header, item, (user, time)))
        if role == "order" and user and are_places(header, self._columns, user):
            return NEVER
        if role == "event" and certainty(role, header) < EXACT and are_codes(self._columns[header]):
            return NEVER if self._is_of_one(header, keys) else 0.0
        if role == "text" and (header in self._headings or self._is_of_rows(header, item)):
            return NEVER
        if role == "text" and item and is_no_title(header, item, self._columns):
            return NEVER
        if role == "text" and user and self._names_user(header, user):
            return NEVER
        if role == "text" and user and self._is_about_user(header, user):
            return -_ABOUT_USER
        if role in ("text", "category") and item and self._columns[header].n_filled >= FEW_ROWS:
            share, n_repeated = self._columns.tie((item,), header)
            if n_repeated >= REPEATED and share < 0.5 and certainty(role, header) < EXACT:
                return NEVER
            if n_repeated < REPEATED:
                return -0.5 * (1 - share) if self._has_title_of_items(header, item) else 0.0
            return 0.1 if share > 0.8 else -0.5 * (1 - share)
        return 0.0

    def _has_title_of_items(self, text: str, item: str) -> bool:
        """Whether another column of a known name has one title for each item that comes again, and this one has not."""
        own, n_repeated = self._columns.tie((item,), text)
        return (
            n_repeated >= _SOME_ITEMS
            and own < _ONE_ITEM
            and any(
                other != text and certainty("text", other) >= EXACT and self._columns.tie((item,), other)[0] > _ONE
                for other in self._columns
            )
        )

    def _is_fact_of(self, item: str, pieces: str) -> bool:
        """Whether a number of pieces of a doubtful name is one for each item, as that of its photos is."""
        if certainty("quantity", pieces) > _SURE or self._columns[pieces].n_distinct < 2:
            return False
        share, n_repeated = self._columns.tie((item,), pieces)
        return n_repeated >= REPEATED and share > _ONE

    def _is_of_rows(self, text: str, item: str | None) -> bool:
        """Whether each row of a log of some size has a text of its own that is called no item, and items come again."""
        one = self._columns[text]
        is_of_rows = one.is_unique and one.n_filled >= MANY_ROWS and certainty("item", text) < HELD
        return is_of_rows and not (item and self._columns[item].is_unique)

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
        return is_sale or any(self._columns.tie((key,), header)[0] > _OF_ONE for key in keys[:2] if key)

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

    def _is_fact_beside_ratings(self, header: str, item: str, time: str) -> bool:
        """Whether an amount or a score is one that each item has, in a log of ratings in which nothing is sold.

        So are the price of a product, what a film took in, and the mean of all ratings beside that of the user.
        """
        words = split_name(header)
        if OF_ONE_SALE.search(words) or PAID.search(words) or (not is_rating(header) and OF_SALE.search(time)):
            return False
        share, n_repeated = self._columns.tie((item,), header)
        is_sold = any(certainty(role, each) >= EXACT for role in ("order", "quantity") for each in self._columns)
        if is_sold or n_repeated < REPEATED or share <= _ONE or self._columns[header].n_distinct < 2:
            return False
        rated = [
            other
            for other, one in self._columns.items()
            if one.is_number
            and other != header
            and is_rating(other)
            and one.fullness >= _MUCH_FEWER * self._columns[header].fullness
        ]
        return any(self._columns.tie((item,), other)[0] < _ONE_ITEM for other in rated)

    def _is_of_more(self, header: str, item: str, order: tuple[str, ...]) -> bool:
        """Whether an amount stands outside what the item is in, and may so be of several items: a total of an order.

        An object of its own beside that of the item, such as the order of a course, is as good where it is the one
        that has an amount and no other item of one user and moment has the same.
        """
        if not is_outside(header, item):
            return False
        inside = (other for other in self._columns if not is_outside(other, item) and certainty("value", other) >= HELD)
        share_of_one, n_repeated = self._columns.tie((*order, header), item)
        is_repeated = n_repeated >= REPEATED and share_of_one < _ONE_ITEM
        return is_repeated or any(self._columns[each].is_number for each in inside)

    def _is_total_alone(self, header: str) -> bool:
        """Whether what is called a total of an order, outside all objects, is the one amount of a table."""
        return "." not in header and bool(ORDER_NAME.search(header)) and not self._has_other_amount(header)

    def _has_other_amount(self, header: str) -> bool:
        return any(other != header and certainty("value", other) >= HELD for other in self._columns)

    def _has_amount_of_line(self, header: str, order: tuple[str, ...]) -> bool:
        """Whether another column has amounts of money by its name and values that differ within an order."""
        return any(
            other != header
            and certainty("value", other) >= HELD
            and one.looks["price"] > _ONE
            and (self._columns.tie(order, other)[0] <= _ONE or self._is_price_of_pieces(other, header))
            for other, one in self._columns.items()
        )

    def _is_price_of_pieces(self, price: str, total: str) -> bool:
        """Whether an amount is the price of one piece by its name, beside a total and how many pieces a line is of."""
        pieces = any(certainty("quantity", each) >= EXACT for each in self._columns)
        return pieces and is_of_one_piece(price) and bool(ORDER_NAME.search(total)) and not is_of_one_piece(total)

    def _names_user(self, column: str, user: str) -> bool:
        """Whether each user has one value of a column, which few other users share: a name, rather than a taste."""
        of_user, n_users = self._columns.tie((user,), column)
        of_column, n_values = self._columns.tie((column,), user)
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
        share, n_repeated = self._columns.tie((one,), other)
        return n_repeated >= REPEATED and share > _ONE


_NAMES = ("order", "orden", "ordre", "ordine", "ordem")
"""Names of orders that may mean a place in a sequence as well."""
_LARGEST, _FEW = 1_000, 5
_MOSTLY, _SHARED = 0.95, 0.5


def are_places(header: str, columns: Columns, user: str) -> bool:
    """Whether small numbers, most of which several users have, are places in a sequence rather than orders."""
    if (
        heads_of(header)[0] not in _NAMES
        or columns[header].looks["whole"] < _MOSTLY
        or columns[header].largest > _LARGEST
    ):
        return False
    share, n_repeated = columns.tie((header,), user)
    return n_repeated >= _FEW and share < _SHARED
