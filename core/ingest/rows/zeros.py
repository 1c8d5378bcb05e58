"""Zeros in front of ids that a spreadsheet dropped in a part of a log, where the other parts prove it."""

from __future__ import annotations

from core.store.scratch import Scratch

_LEAST, _MOSTLY, _SPARSE, _SELDOM = 5, 0.8, 0.25, 0.05
"""Ids without zeros that are there with zeros, at least; their share; ids up to the largest such one over it; how
often a row with zeros follows one without, or the other way."""
_WIDTHS = """
select list(distinct length(fixed)) filter (fixed ~ '^0\\d*[1-9]'), max(length(fixed)) from {settled}
where reason is null and fixed ~ '^\\d+$'"""
_CUT = """
create or replace temp table cut_ids as
select no, length(fixed) < {width} as is_cut, lpad(fixed, {width}, '0') as whole from {settled}
where reason is null and fixed ~ '^\\d+$' and (length(fixed) < {width} or fixed ~ '^0')"""
_PROOF = """
select count(*) filter (is_cut), count(*) filter (is_cut and whole in (select fixed from {settled})),
    (select count(*) from {settled} where reason is null and fixed ~ '^\\d+$' and length(fixed) = {width}
        and fixed <= (select max(whole) from cut_ids where is_cut))
    / (select max(whole)::double / 10 ** min(length(whole) - length(rtrim(whole, '0'))) from cut_ids where is_cut)
from cut_ids"""
_CHANGES = """
select avg((is_cut <> before)::int) from (
    select is_cut, lag(is_cut) over (order by seq) as before from staged join cut_ids on {name}_no = no)"""
_PUT_BACK = """
update {settled} set fixed = whole, kind = 'zeros' from cut_ids where is_cut and {settled}.no = cut_ids.no"""


def put_back_zeros(scratch: Scratch, settled: str, name: str) -> bool:
    """Give ids back the zeros that are missing in whole parts of a log, such as files; say whether any were missing.

    Those are shorter than all ids with zeros, which have one width; rows of both kinds stand apart; and nearly all of
    them are there with zeros elsewhere, where so few numbers up to the largest of them are ids that this is no chance.

    Parameters
    ----------
    scratch
        Holds the table ``settled`` of the distinct ids, and ``staged``.
    settled
        The name of the table.
    name
        What the column of numbers of ids begins with, ``user`` or ``item``.
    """
    [(widths, width)] = scratch.rows(_WIDTHS.format(settled=settled))
    if not widths or len(widths) > 1 or widths[0] != width:
        return False
    scratch.run(_CUT.format(settled=settled, width=width))
    [(n, n_there, density)] = scratch.rows(_PROOF.format(settled=settled, width=width))
    if n_there < max(_LEAST, _MOSTLY * n) or density is None or density > _SPARSE:
        return False
    if scratch.one(_CHANGES.format(name=name)) > _SELDOM:
        return False
    scratch.run(_PUT_BACK.format(settled=settled))
    return True


def pad_as_log(scratch: Scratch, settled: str, of_log: str) -> bool:
    """Give the ids of a file the zeros that ids of the log got back, where they are ids of the log then.

    Parameters
    ----------
    scratch
        Holds both tables of distinct ids.
    settled
        That of the file; one that has an id with zeros in front is left as it is.
    of_log
        That of the log, after ``put_back_zeros``.

    Returns
    -------
    bool
        Whether any id got zeros.
    """
    width = scratch.one(f"select max(length(fixed)) from {of_log} where kind = 'zeros'")  # noqa: S608 - our own names
    if not width or scratch.one(f"select bool_or(fixed ~ '^0\\d+$') from {settled}"):  # noqa: S608
        return False
    padded = f"lpad(fixed, {width}, '0')"
    is_padded = (
        f"reason is null and fixed ~ '^\\d+$' and length(fixed) < {width} "  # noqa: S608 - our own names
        f"and {padded} in (select fixed from {of_log} where reason is null)"
    )
    scratch.run(f"update {settled} set fixed = {padded}, kind = 'zeros' where {is_padded}")  # noqa: S608
    return bool(scratch.one(f"select count(*) from {settled} where kind = 'zeros'"))  # noqa: S608
