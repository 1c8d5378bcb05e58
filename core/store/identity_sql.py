"""The SQL of the scratch database of ``core/store/identities.py``: users, what identifies them, and who is where."""

from __future__ import annotations

JOIN = """
create table audience as
with with_own as (select *, {shared} as is_own_shared, {opposed} as is_own_opposed from identities),
known as (
    select *, row_number() over (
        partition by row, email, phone, first_name, last_name, country, zip, device_id order by no) as again
    from with_own),
joined as (
    select chosen.row, place, segment, user_id, written_id, email, phone, first_name, first_lower, last_name,
        last_lower, country, zip, device_id, known.row is not null as is_found,
        coalesce(is_unread, false) as is_unread,
        coalesce(no, 0) as no, {consented} as is_consenting, is_held,
        not is_held and coalesce(is_own_shared, false) as is_shared, coalesce(is_own_opposed, false) as is_opposed
    from chosen left join known on known.row = chosen.row and again = 1)
select *,
    row_number() over (partition by row, is_consenting and (is_opposed or is_shared) order by no) = 1 as is_first,
    email is null or row_number() over (
        partition by segment, email, is_consenting, is_consenting and is_held,
            is_consenting and (is_opposed or is_shared) order by place, no) = 1 as is_first_address
from joined
order by segment, place, no"""
ANSWER_OF_LOG = "coalesce(chosen.answer, 0) = 1"
ANSWER_OF_FILE = (
    "coalesce(min(known.answer) over (partition by chosen.row), 0) = 1"  # one refusal of several rows is a refusal
)
CONSENTED = {
    "": "true",
    "log": ANSWER_OF_LOG,
    "file": ANSWER_OF_FILE,
    "both": f"{ANSWER_OF_LOG} and {ANSWER_OF_FILE}",
}
REFUSED_IN_FILE = "select row from identities group by row having coalesce(min(answer), 0) <> 1"
COUNTS = """
select segment, count(*), count(*) filter (found), count(*) filter (usable), count(*) filter (usable and consenting),
    count(*) filter (usable and consenting and unopposed and held),
    count(*) filter (usable and consenting and unopposed and not held and not reachable),
    count(*) filter (usable and consenting and not unopposed),
    count(*) filter (usable and consenting and reachable and not held and not written)
from (
    select segment, row, bool_or(is_found) as found, bool_or({usable}) as usable,
        bool_and(is_consenting) as consenting, bool_and(is_held) as held,
        bool_or(({usable}) and not is_opposed) as unopposed,
        bool_or(({usable}) and not is_opposed and not is_shared) as reachable, bool_or({written}) as written
    from audience where {taken} group by segment, row)
group by segment order by segment"""
LISTED = "is_consenting and not is_opposed and not is_shared"
LEFT_OUT = """
select first(user_id) as user_id, segment, case
    when not bool_or(is_found) and {needs_identity} then 'not in the file of identities'
    when not bool_or({usable}) and bool_or(is_unread) then 'what the file has cannot be read'
    when not bool_or({usable}) then 'nothing that this platform can use'
    when not bool_and(is_consenting) then {refused}
    when not bool_or(({usable}) and not is_opposed) then {opposed}
    when bool_and(is_held) then 'held back as control group'
    when not bool_or(({usable}) and not is_opposed and not is_shared)
        then 'shares an identifier with somebody held back'
    else 'has the e-mail address of somebody in the file' end as reason
from audience where {taken} group by segment, row
having not bool_or({written})
order by segment, row"""
LAST_PLACES = """
select segment, place from (
    select segment, place, row_number() over (partition by segment order by place) as so_many
    from (select distinct segment, place from audience where {leaving}))
where so_many = {wanted}"""
