"""Which users asked by events of the log not to be contacted, or agreed again: an attribute of them.

Such events often have no item, so their rows are no events of the log; what they say counts all the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.attributes.consent_event_doubts import may_answer_event, name_of_doubt
from core.attributes.consent_events import OPTED_OUT_BY_EVENT, Answer, answer_of_event, events_that_answer
from core.attributes.consent_names import is_perhaps
from core.ingest.values.id_spellings import alike_sql
from core.sentences import Sentence, say_n
from core.store.scratch import Scratch
from core.store.sql import literals

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
create temp table answering_users as
select coalesce(code, user_id) as user_id, out_at, in_at from answered_by_event left join codes using (user_id);
update answering_users set user_id = o.user_id from (
    select {alike_sql("user_id")} as alike, any_value(user_id) as user_id from old_users where alike is not null
    group by all having count(*) = 1) o
where {alike_sql("answering_users.user_id")} = o.alike"""  # noqa: S608 - our own patterns


def find_answers(scratch: Scratch, *, some_did: bool = False) -> str:
    """Make the table ``answered_by_event``: when each user opted out, and in, last.

    Returns what the attribute of it is called, "" where no event says so. Without one that is understood, it holds
    events that may be opt-outs, and its name says so.

    ``some_did``: whether the dataset that the files are added to knows of such events already.
    """
    names = _names(scratch)
    found = events_that_answer(names, some_did=some_did)
    perhaps = {} if found or some_did else _doubtful(names)
    if not (found or perhaps):
        scratch.run(_NONE)
        return ""
    opt_outs, opt_ins = (_listed(found or perhaps, answer) for answer in Answer)
    scratch.run(_ANSWERED.format(opt_outs=opt_outs, opt_ins=opt_ins))
    return OPTED_OUT_BY_EVENT if found else name_of_doubt(_out(perhaps))


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


def sure_answer(meta: Mapping[str, Any]) -> str | None:
    """Return the attribute of who opted out by events that are understood; None where a dataset has none."""
    name: str | None = meta.get("answered_by_event")
    return None if name is None or is_perhaps(name) else name


def name_of_answer(name: str, others: list[str]) -> str:
    """Return what the attribute is called beside others of the log."""
    while name in others:
        name += "_"
    return name


def note_on_answers(scratch: Scratch, attribute: str, *, is_added: bool = False) -> list[Sentence]:
    """Count who opted out by events, or may have; nothing where nobody did.

    ``attribute`` is what ``find_answers`` returned; ``is_added``: to a dataset, after ``join_to``.
    """
    n = int(scratch.one(_COUNTED_THERE if is_added else _COUNTED)) if attribute else 0
    if not n:
        return []
    if is_perhaps(attribute):
        events = ", ".join(_out(_doubtful(_names(scratch))))
        return [
            say_n(
                "{n:,} user did what may be an opt-out from being contacted ({events}): before files for platforms are "
                "written, somebody has to say whether it is (attribute {attribute!r}).",
                "{n:,} users did what may be an opt-out from being contacted ({events}): before files for platforms "
                "are written, somebody has to say whether it is (attribute {attribute!r}).",
                n,
                events=events,
                attribute=attribute,
            )
        ]
    return [
        say_n(
            "{n:,} user opted out of being contacted by the last such event ({events}); files of users leave this "
            "user out (attribute {attribute!r}).",
            "{n:,} users opted out of being contacted by their last such events ({events}); files of users leave them "
            "out (attribute {attribute!r}).",
            n,
            events=", ".join(events_that_answer(_names(scratch), some_did=True)),
            attribute=OPTED_OUT_BY_EVENT,
        )
    ]


def _doubtful(names: Sequence[str]) -> dict[str, Answer]:
    """Return events that may be opt-outs, with opt-ins that are understood; nothing without the former."""
    found = {name: Answer.OPTED_OUT for name in names if may_answer_event(name)}
    opted_in = {name: Answer.OPTED_IN for name in names if answer_of_event(name) is Answer.OPTED_IN}
    return {**opted_in, **found} if found else {}


def _names(scratch: Scratch) -> list[str]:
    return [str(name) for (name,) in scratch.rows("select event from event_names order by event")]


def _out(found: Mapping[str, Answer]) -> list[str]:
    return [name for name, answer in found.items() if answer is Answer.OPTED_OUT]


def _listed(found: dict[str, Answer], answer: Answer) -> str:
    return literals(name for name, each in found.items() if each is answer)
