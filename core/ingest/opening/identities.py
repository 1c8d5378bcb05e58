"""Events before users sign in belong to who signs in with the same anonymous id, as Segment and RudderStack say.

Source: https://www.twilio.com/docs/segment/connections/spec/identify.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.ingest.names.plain_name import plain
from core.ingest.reader.read import RawTable
from core.ingest.reader.reshape import rows_sql
from core.ingest.tables.log_table import filled_sql
from core.ingest.values.stand_ins import NOBODY, STAND_INS
from core.sentences import Sentence, say
from core.store.scratch import Scratch
from core.store.sql import many

_USER, _ANONYMOUS = "userid", "anonymousid"
"""Names in small letters without signs."""
_KNOWN = """
create or replace temp table identities as
select anonymous, min(user_id) as user_id, count(distinct user_id) as n_users from ({pairs})
where user_id is not null and anonymous is not null group by anonymous"""
_COUNTS = """
select count(*) filter (n_users = 1), count(*) filter (n_users is distinct from 1),
    count(distinct anonymous) filter (n_users = 1)
from ({pairs}) own left join identities using (anonymous) where own.user_id is null and anonymous is not null"""
_FILLED = """
create temp table {name} as
select own.* replace (coalesce({user}, known.user_id, {anonymous}, own.{column}) as {column})
from {table} own left join identities known on n_users = 1 and known.anonymous = {anonymous}"""


def with_identities(
    scratch: Scratch, raws: tuple[RawTable, ...], given: Sequence[str]
) -> tuple[tuple[RawTable, ...], tuple[Sentence, ...]]:
    """Return files whose rows of an anonymous id have the user that signed in with it, where that is a single one.

    Where there are such rows, those of an anonymous id with which nobody signed in, or several users, have that id.

    Parameters
    ----------
    raws
        The files of a log; others than those with columns for both ids stay.
    given
        The columns that are given for users, if any: all stay as they are where that of those who signed in is none.

    Returns
    -------
    tuple
        The files, and what to say of them.
    """
    both = [raw for raw in raws if _column(raw, _USER) and _column(raw, _ANONYMOUS)]
    if not both or (given and _USER not in map(plain, given)):
        return raws, ()
    pairs = rows_sql(both, lambda raw: f"{_id_sql(raw, _USER)} as user_id, {_id_sql(raw, _ANONYMOUS)} as anonymous")
    scratch.run(_KNOWN.format(pairs=pairs))
    [(n_rows, n_others, n_ids)] = scratch.rows(_COUNTS.format(pairs=pairs))
    if not n_rows:
        return raws, ()
    found = tuple(_filled(scratch, raw) if raw in both else raw for raw in raws)
    notes = [
        say(
            "Rows without {user!r} belong to the user who signed in with their anonymous id at another time: {n:,} of "
            "{m:,} such ids.",
            n=n_rows,
            m=n_ids,
            user=_column(both[0], _USER),
        )
    ]
    if n_others:
        notes.append(
            say(
                "{n:,} rows are of anonymous ids by which nobody signed in, or several users: each such id is a user "
                "of its own.",
                n=n_others,
            )
        )
    return found, tuple(notes)


def _column(raw: RawTable, name: str) -> str:
    return next((header for header in raw.headers if plain(header) == name), "")


def _id_sql(raw: RawTable, name: str, table: str = "") -> str:
    """Return SQL for an id, null where it is blank or a stand-in for nobody."""
    cell = filled_sql(f"{table}{raw.column(_column(raw, name))}")
    return f"case when lower({cell}) not in ({many((*STAND_INS, *NOBODY))}) then {cell} end"


def _filled(scratch: Scratch, raw: RawTable) -> RawTable:
    name = scratch.new_name()
    user, anonymous = (_id_sql(raw, each, "own.") for each in (_USER, _ANONYMOUS))
    column = raw.column(_column(raw, _USER))
    scratch.run(_FILLED.format(name=name, user=user, column=column, table=raw.sql, anonymous=anonymous))
    return replace(raw, sql=name)
