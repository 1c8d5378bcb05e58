"""Which users asked by events of the log not to be contacted, or agreed again: an attribute of them.

Such events often have no item, so their rows are no events of the log; what they say counts all the same.
"""

from __future__ import annotations

from core.attributes.consent_events import OPTED_OUT_BY_EVENT, Answer, events_that_answer
from core.ingest.id_spellings import alike_sql
from core.sentences import Sentence, say_n
from core.store.scratch import Scratch
from core.store.sql import literal

_NONE = "create temp table answered_by_event (user_id varchar, out_at timestamp, in_at timestamp)"
_ANSWERED = """
create temp table answered_by_event as
select coalesce(fixed, trim(user_word)) as user_id,
    max(coalesce(ts, 'infinity'::timestamp)) filter (event in ({opt_outs})) as out_at,
    max(ts) filter (event in ({opt_ins})) as in_at
from staged join event_names using (event_no) join user_words using (user_no)
    left join staged_user_ids u on u.no = user_no
where u.reason is null and event in ({opt_outs}, {opt_ins})
group by all"""
"""Ids that stand in no usable row are not among the repaired ones."""
_IS_COUNTED = "out_at >= coalesce(in_at, out_at)"
_COUNTED = f"select count(*) from users join answered_by_event s on s.user_id = written_id where {_IS_COUNTED}"  # noqa: S608
_COUNTED_THERE = f"""
select count(*) from answering_users where {_IS_COUNTED}
    and user_id in (select user_id from users union all select user_id from old_users)"""  # noqa: S608 - our own names
_ANSWERING_USERS = f"""
create table answering_users as
select coalesce(code, user_id) as user_id, out_at, in_at from answered_by_event left join codes using (user_id);
update answering_users set user_id = o.user_id from (
    select {alike_sql("user_id")} as alike, any_value(user_id) as user_id from old_users where alike is not null
    group by all having count(*) = 1) o
where {alike_sql("answering_users.user_id")} = o.alike"""  # noqa: S608 - our own patterns


def find_answers(scratch: Scratch, *, some_did: bool = False) -> dict[str, Answer]:
    """Make the table ``answered_by_event``: when each user opted out, and in, last; return the event types that say so.

    ``some_did``: whether the dataset that the files are added to knows of such events already.
    """
    found = _events(scratch, some_did)
    if not found:
        scratch.run(_NONE)
        return {}
    opt_outs, opt_ins = (_listed(found, answer) or "null" for answer in Answer)
    scratch.run(_ANSWERED.format(opt_outs=opt_outs, opt_ins=opt_ins))
    return found


def answer_sql(earlier: str = "null") -> str:
    """Return SQL of the attribute: when the user opted out, "yes" without a time, "no" after a later opt-in.

    ``earlier``: SQL of what it held in a dataset to which events are added. An earlier "no" has no time, so any opt-out
    of the new files counts beside it, unless they hold a later opt-in.
    """
    out = f"greatest(out_at, case {earlier} when 'yes' then 'infinity' else try_cast({earlier} as timestamp) end)"
    return (
        f"case when {out} = 'infinity' then 'yes' when {out} >= coalesce(in_at, {out}) "
        f"then strftime({out}, '%Y-%m-%d %H:%M:%S.%f') when in_at is not null then 'no' else {earlier} end"
    )


def name_answering_users(scratch: Scratch) -> None:
    """Make the table ``answering_users``, as ``answered_by_event`` with the ids that ``old_users`` has."""
    scratch.run(_ANSWERING_USERS)


def name_of_answer(others: list[str]) -> str:
    """Return what the attribute is called beside others of the log."""
    name = OPTED_OUT_BY_EVENT
    while name in others:
        name += "_"
    return name


def note_on_answers(scratch: Scratch, *, is_added: bool = False) -> list[Sentence]:
    """Count who opted out by events; nothing where nobody did. ``is_added``: to a dataset, after ``join_to``."""
    n = int(scratch.one(_COUNTED_THERE if is_added else _COUNTED))
    if not n:
        return []
    return [
        say_n(
            "{n:,} user opted out of being contacted by the last such event ({events}); files of users leave this "
            "user out (attribute {attribute!r}).",
            "{n:,} users opted out of being contacted by their last such events ({events}); files of users leave them "
            "out (attribute {attribute!r}).",
            n,
            events=", ".join(_events(scratch, some_did=True)),
            attribute=OPTED_OUT_BY_EVENT,
        )
    ]


def _events(scratch: Scratch, some_did: bool) -> dict[str, Answer]:
    names = scratch.rows("select event from event_names order by event")
    return events_that_answer([str(name) for (name,) in names], some_did=some_did)


def _listed(found: dict[str, Answer], answer: Answer) -> str:
    return ", ".join(literal(name) for name, each in found.items() if each is answer)
