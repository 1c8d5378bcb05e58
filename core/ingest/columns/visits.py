"""Sessions in place of users: where a log names no user, or leaves them blank for visitors who are not logged in."""

from __future__ import annotations

from collections.abc import Collection

from core.ingest.names.naming import certainty, heads_of
from core.ingest.names.plain_name import is_outside, plain
from core.ingest.tables.evidence import Columns, Evidence
from core.ingest.tables.private import are_ips, kind_of
from core.ingest.tables.source import Candidate, Question
from core.sentences import say

_WORDS = (
    "sessionid session usersession sessionkey sessionuuid sessionguid sessionhash visitid visit idvisit gasessionid "
    "visitkey sitzungsid sitzung besuchsid idsession visite idsesion sesion idsessione sessione idsessao sessao 会话id "
    "会话 访问id セッションid セッション"
)
_NAMES = frozenset(_WORDS.split())
_FULL = 0.9
"""A column of sessions is at least so full."""
_MANY_BLANK = 0.2
"""A user column with more blanks than this, where sessions are there, is asked about."""


def find_visit(columns: Columns, taken: Collection[str | None]) -> str | None:
    """Return the column of sessions of a log: those of which some have several rows."""
    return next(
        (
            header
            for header, one in columns.items()
            if header not in taken
            and _is_of_sessions(header)
            and one.fullness >= _FULL
            and one.n_distinct > 1
            and not one.is_unique
            and not one.is_date
        ),
        None,
    )


def _is_of_sessions(header: str) -> bool:
    """Whether a name is that of a session, also where a path ends in its id.

    >>> [_is_of_sessions(name) for name in ("session_id", "context.session.id", "visit.key", "session.device")]
    [True, True, True, False]
    """
    return not _NAMES.isdisjoint(heads_of(header)) or plain("".join(header.split(".")[-2:])) in _NAMES


def find_fuller_user(columns: Columns, user: str, taken: Collection[str]) -> str | None:
    """Return another column of users, such as devices, that is full where the user is blank in many rows.

    It holds no names, addresses or numbers of people, and at least as many different ids as there are users.
    """
    return fuller_user(columns, user, taken) if is_for_guests(columns[user]) else None


def fuller_user(columns: Columns, user: str, taken: Collection[str]) -> str | None:
    """Return another column of users that is full, whether the user is blank in many rows or in few."""
    return max(
        (
            header
            for header, one in columns.items()
            if header not in (user, *taken)
            and certainty("user", header) > 0
            and one.fullness >= _FULL
            and one.n_distinct >= max(columns[user].n_distinct, 2)
            and not one.is_unique
            and not one.is_date
            and not _is_private(header, one)
        ),
        key=lambda header: certainty("user", header),
        default=None,
    )


def _is_private(header: str, one: Evidence) -> bool:
    """Whether a column is private by its values, or by a name of people or phones; addresses of offices are shared."""
    return bool(one.private) or kind_of(header, []) in ("name", "phone") or are_ips([one.example])


def find_outer(columns: Columns, item: str | None, taken: Collection[str | None]) -> str | None:
    """Return the id of what holds a list of items, such as a playlist, where each has several: it may be the user."""
    return next(
        (
            header
            for header, one in columns.items()
            if item
            and header not in taken
            and is_outside(header, item)
            and heads_of(header)[-1].endswith("id")
            and one.fullness >= _FULL
            and one.n_distinct > 1
            and not one.is_unique
            and not one.is_date
        ),
        None,
    )


def question_on_outer(outer: str, item: str) -> Question:
    """Ask whether what holds lists of items stands in for users in a log that names none."""
    sentence = say(
        "No column names the user. Should each {column!r}, which has a list of {item!r}, count as a user?",
        column=outer,
        item=item,
    )
    reason = say("no column names users: each {column!r} would count as one", column=outer)
    return Question("events", "user", sentence, (Candidate(outer, reason),))


def is_for_guests(user: Evidence) -> bool:
    """Whether a user column leaves so many rows blank that sessions may be meant."""
    return user.n_filled > 0 and user.fullness < 1 - _MANY_BLANK


def question_on_visit(visit: str) -> Question:
    """Ask whether sessions stand in for users in a log that names none."""
    sentence = say(
        "No column names the user. Should each {column!r} count as a user? Who comes back then counts again.",
        column=visit,
    )
    reason = say("no column names users: each session, {column!r}, would count as one", column=visit)
    return Question("events", "user", sentence, (Candidate(visit, reason),))


def question_on_guests(user: str, visit: str, columns: Columns, reason: str) -> Question:
    """Ask whether users are meant who are blank in many rows, or sessions."""
    blank = 1 - columns[user].fullness
    sentence = say(
        "{user!r} is blank in {blank:.0%} of the rows. Is it the user, so that these rows are left out? Or does each "
        "{visit!r} count as a user?",
        user=user,
        blank=blank,
        visit=visit,
    )
    by_visit = say("it is filled in {full:.0%} of the rows", full=columns[visit].fullness)
    return Question("events", "user", sentence, (Candidate(user, reason), Candidate(visit, by_visit)))
