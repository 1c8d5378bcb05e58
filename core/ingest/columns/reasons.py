"""Why a column was chosen for a role, how certain that is, and what is asked where it is not clear."""

from __future__ import annotations

import re

from core.ingest.columns.assign import KEY_ROLES, Assignment
from core.ingest.columns.makers import is_maker_name, titles_of_maker
from core.ingest.columns.score import score
from core.ingest.columns.stand_in_item import is_brand
from core.ingest.columns.time_columns import certainty_beside
from core.ingest.columns.unnamed_ids import MANY_ROWS
from core.ingest.names.called import is_of_vehicles, may_be_item
from core.ingest.names.naming import EXACT, HELD, certainty, heads_of
from core.ingest.names.other_times import is_of_another_time, is_of_no_event
from core.ingest.names.words import word_set
from core.ingest.tables.evidence import FEW_ROWS, NEVER, Columns, Evidence
from core.ingest.tables.file_names import FILE
from core.ingest.tables.private import are_ips
from core.ingest.tables.source import Candidate, Question
from core.population.event_parts import split_name
from core.sentences import say

BY_VALUES = 0.5
"""How certain a user or item can be whose name says nothing, or an item of which every row has another one."""
_CLOSE = 0.3
"""Columns by which the whole assignment loses less than this are candidates."""
_MAX_CANDIDATES = 5
_EMPTY = 0.5
"""A known name that is emptier than this is passed over for a fuller column, with a note."""
_MANY, _MOSTLY = 0.8, 0.9
"""A user column that is less full than so much of one that is mostly full is a question."""
_ALONE, _MUCH_LESS, _OFTEN = 0.7, 0.5, 0.5
"""How certain the id of a thing is beside which nothing else could be the item; what scores less than this share of
what was chosen is no choice; what has more different values than this share of its rows decides nothing."""
_MADE = re.compile(r"\b(posts?|tweets?|status|comments?|messages?|repl(y|ies)|pins?|photos?|notes?)\b")
"""Words of what users make, each of which has an id of its own."""
_PLACES = word_set("venue venues place places location locations")
_MANY_KNOWN = 0.5
"""Share of the names of events that are known ones where these are no items."""
_DEEDS = word_set("event events action actions")
_OTHERS = {"user": ("item", "text"), "item": ("user",), "timestamp": ()}
_APART = {"item": EXACT, "text": HELD, "user": EXACT}
"""Role → roles whose column is no choice for it, where its name is so certain."""
_SAME, _FEW_TIES = 0.99, 5
"""Two columns each of which decides the other are two names of the same, where enough values repeat."""

_LAST_DIGITS, _SHORT = re.compile(r"(?i)last[ _-]?(4|four|digits)|letzte[ _]?(4|vier)|后四位|下4桁|末尾4"), 6
_CARDS = re.compile(r"\b(cards?|pan|\w*karten?|cartes?|tarjetas?|cart[ao]|cartao|phone|mobile|iban)\b|卡号|カード")
"""Names of the last digits of a card, and how many these are at most."""


class Reasons:
    """Says why a column was chosen, how certain that is, and what else it could have been."""

    def __init__(self, columns: Columns, found: Assignment) -> None:
        self._columns, self._found = columns, found

    def confidence(self, role: str) -> float:
        """Return how certain a role is: less where its column scores little, or where another one does as well."""
        strength = min(self._found.scores[role] / 0.4, 1.0)
        if role == "timestamp" and self._is_sure_time(self._found.columns[role]):
            return round(strength, 2)  # two known times of an event are hardly apart
        header = self._found.columns[role]
        rivals = [
            loss for other, loss in self._found.rivals.get(role, ()) if not self._is_no_rival(role, header, other)
        ]
        margin = rivals[0] if rivals else 1.0
        if role == "timestamp" and is_of_another_time(header):
            is_own = not is_of_no_event(header) and self._is_of_rows(header)
            return round(min(0.5 + 2 * margin, 1.0), 2) if is_own else BY_VALUES
        is_known = certainty(role, header) > 0 or self._columns[header].looks["email"] > 0.5
        is_seller = is_maker_name(header) and "category" in self._found.columns
        if role == "item" and not is_known and self._unknown_event(header):
            return BY_VALUES
        if role == "item" and not is_known and margin > _CLOSE and may_be_item(header) and not is_seller:
            return _ALONE
        is_own = role == "item" and (is_of_rows(self._columns[header]) or self._was_made(header))
        is_own |= role == "item" and (is_brand(header) or bool(titles_of_maker(header, self._columns)))
        is_own |= role == "item" and bool(self._had_at(header))
        is_number = role == "timestamp" and not is_known and self._columns[header].is_epoch
        most = 1.0 if (role == "timestamp" or (is_known and not is_own)) and not is_number else BY_VALUES
        if role == "user" and (self._has_fuller(header) or is_of_vehicles(header, self._columns)):
            most = BY_VALUES
        if role == "user" and self._is_masked(header):
            most = BY_VALUES
        return round(min(strength * min(0.5 + 2 * margin, 1.0), most), 2)

    def _unknown_event(self, item: str) -> str | None:
        """Return the column of the events where what it says is mostly no known kind of one, and may be the item.

        An id is the item beside what users did, and so is anything beside what is called an event or an action.
        """
        event = self._found.columns.get("event")
        if not event or heads_of(item)[-1] == "id" or not _DEEDS.isdisjoint(split_name(event).split()):
            return None
        return event if self._columns[event].event_share < _MANY_KNOWN else None

    def _was_made(self, item: str) -> bool:
        """Whether each row has a post, a comment or the like of its own: users may have written them there.

        Where they liked or viewed one, as an event says, it is another one's.
        """
        one, event = self._columns[item], self._found.columns.get("event")
        if event and self._columns[event].event_share >= _MANY_KNOWN:
            return False
        return one.is_unique and one.n_filled >= FEW_ROWS and bool(_MADE.search(split_name(item)))

    def _had_at(self, item: str) -> list[str]:
        """Return the ids of what users had at a place that would be the item, such as the beers of a check-in."""
        if _PLACES.isdisjoint(split_name(item).split()):
            return []
        found = [
            header
            for header, one in self._columns.items()
            if header != item
            and heads_of(header)[-1] == "id"
            and certainty("item", header) > 0
            and not one.is_unique
            and one.n_distinct > self._columns[item].n_distinct
            and score("item", header, self._columns) > NEVER
        ]
        return sorted(found, key=lambda each: -self._columns[each].n_distinct)

    def _is_sure_time(self, header: str) -> bool:
        name = certainty("timestamp", header)
        return certainty_beside(self._columns[header], name, self._columns) >= EXACT

    def _is_of_rows(self, time: str) -> bool:
        """Whether users, and items, that come again have several times, as they have of what was done."""
        owners = [self._found.columns[role] for role in ("user", "item") if role in self._found.columns]
        found = [self._columns.tie((owner,), time) for owner in owners]
        again = [share for share, n in found if n > _FEW_TIES]
        return bool(again) and max(again) < _MOSTLY

    def _has_fuller(self, header: str) -> bool:
        """Whether a user column is blank in many rows that another one fills, so that both could be meant."""
        return any(
            other != header
            and certainty("user", other) > 0
            and self._columns[header].fullness < _MANY * self._columns[other].fullness
            and self._columns[other].fullness > _MOSTLY
            and not are_ips([self._columns[other].example])
            for other, _loss in self._found.rivals.get("user", ())
        )

    def _is_masked(self, header: str) -> bool:
        """Whether a column holds no more than the last digits of numbers, as tills keep of cards."""
        is_of_cards = bool(_LAST_DIGITS.search(header)) and self._columns[header].length <= _SHORT
        is_named = bool(_CARDS.search(split_name(header)))
        return is_of_cards or (is_named and self._columns[header].looks["masked"] > _MOSTLY)

    def _is_no_rival(self, role: str, header: str, other: str) -> bool:
        """Whether nothing hangs on which column is taken, or a known name beats one that says nothing."""
        is_empty = self._columns[other].n_filled == 0 < self._columns[header].n_filled
        is_known = certainty(role, header) >= EXACT and not (role == "item" and is_of_rows(self._columns[header]))
        if is_empty or (is_known and certainty(role, other) == 0):
            return True
        if any(
            other == self._found.columns.get(each) and certainty(each, other) >= _APART[each] for each in _OTHERS[role]
        ):
            return True
        user = self._found.columns.get("user")
        if role == "item" and user and user != other and self._is_one_of(user, other):
            return True
        if role != "timestamp" and certainty(role, other) <= certainty(role, header):
            scored = score(role, other, self._columns)
            least = _MUCH_LESS * score(role, header, self._columns)
            if scored < least or (role == "item" and self._is_fact_of(header, other)):
                return True
        shares = (self._columns.tie((one,), another) for one, another in ((header, other), (other, header)))
        return role != "timestamp" and all(share > _SAME and n > _FEW_TIES for share, n in shares)

    def _is_one_of(self, user: str, other: str) -> bool:
        """Whether each user has one value of another column: it is a fact of users, or another name of theirs."""
        share, n = self._columns.tie((user,), other)
        return share > _SAME and n > _FEW_TIES

    def _is_fact_of(self, item: str, other: str) -> bool:
        """Whether each item has one value of another column, of which there are fewer: its kind, its maker."""
        share, n = self._columns.tie((item,), other)
        one = self._columns[item]
        return (
            share > _SAME
            and n > _FEW_TIES
            and one.uniqueness < _OFTEN
            and self._columns[other].n_distinct < one.n_distinct
        )

    def reason(self, role: str, header: str) -> str:
        """Return why a column was chosen."""
        fits, one = certainty(role, header), self._columns[header]
        passed_over = self._emptier(role, header)
        if passed_over:
            return say(
                "it is fuller than {other!r}, which is {empty:.0%} empty",
                other=passed_over,
                empty=1 - self._columns[passed_over].fullness,
            )
        if fits > 0:
            return by_name(header, fits)
        if role == "timestamp" and one.time:
            return say("its values are times ({format})", format=one.time.name)
        if role == "event":
            return say("its values are kinds of events, such as {name!r}", name=one.example)
        return self._rival_reason(role, header)

    def question(self, role: str, header: str, reason: str) -> Question:
        """Ask which column plays a role."""
        rivals = [
            Candidate(other, self._rival_reason(role, other))
            for other, loss in self._found.rivals.get(role, ())
            if loss < _CLOSE
            and other != header
            and self._columns[other].n_filled
            and not self._is_no_rival(role, header, other)
        ]
        named = {header, *(each.column for each in rivals)}
        titles = titles_of_maker(header, self._columns) if role == "item" else []
        if role == "item" and not titles:
            titles = [each for each in self._columns if header in titles_of_maker(each, self._columns)]
        event = self._unknown_event(header) if role == "item" and certainty(role, header) == 0 else None
        titles += [event] if event and event not in titles else []
        titles += self._had_at(header) if role == "item" else []
        rivals += [Candidate(each, self._rival_reason(role, each)) for each in titles if each not in named]
        others = ", ".join(repr(each.column) for each in rivals[:3])
        if role == "user" and self._is_masked(header):
            masked = say(
                "Of the numbers in {column!r} only the last digits are left, which several people may share: should "
                "each count as a user?",
                column=header,
            )
            return Question("events", role, masked, (Candidate(header, reason), *rivals[: _MAX_CANDIDATES - 1]))
        sentence = (
            say("Is {column!r} the {role}, or is it {others}?", column=header, role=role, others=others)
            if others
            else say("Is {column!r} the {role}? Little speaks for it.", column=header, role=role)
        )
        return Question("events", role, sentence, (Candidate(header, reason), *rivals[: _MAX_CANDIDATES - 1]))

    def _emptier(self, role: str, header: str) -> str | None:
        """Return the column with a better name that was passed over since it is mostly empty."""
        fits = certainty(role, header)
        return next(
            (
                other
                for other, one in self._columns.items()
                if role in KEY_ROLES
                and certainty(role, other) > max(fits, EXACT)
                and one.fullness < _EMPTY < self._columns[header].fullness
            ),
            None,
        )

    def _rival_reason(self, role: str, header: str) -> str:
        fits, one = certainty(role, header), self._columns[header]
        if role == "user" and header == FILE:
            return say("each file, such as {name!r}, may be that of one user", name=one.example)
        if fits > 0:
            return by_name(header, fits)
        return say("its values repeat like ids: {n:,} different ones", n=one.n_distinct)


def is_of_rows(one: Evidence) -> bool:
    """Whether each row has a value of its own, in a log of some size: it says which row it is, rather than of what."""
    return one.is_unique and one.n_filled >= MANY_ROWS


def by_name(header: str, fits: float) -> str:
    """Return how well the name of a column is known as that of a role."""
    if fits >= EXACT:
        return say("its name, {header!r}, is a known one", header=header)
    return say("its name, {header!r}, holds a known one", header=header)
