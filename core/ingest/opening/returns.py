"""A table of what was given back, beside the lines of the orders that it names: its rows are refunds of their users."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath

from core.attributes.names import fold
from core.ingest.columns.propose import propose
from core.ingest.names.naming import EXACT, HELD, certainty
from core.ingest.reader.read import RawTable
from core.ingest.reader.reshape import rows_sql, with_text
from core.ingest.tables.file_names import EVENT
from core.ingest.tables.sample import take_sample
from core.population.meanings import PURCHASE
from core.sentences import Sentence, say, say_n
from core.store.scratch import Scratch
from core.store.sql import literal
from core.types import REFUND

Group = tuple[RawTable, ...]
_BACK = re.compile(
    r"(?<![a-z])(returns?|returned|refunds?|refunded|credit (notes?|memos?)|rma)(?![a-z])|retour(en|n[eé]e?s?|s|e)?"
    r"|r(ü|ue)ck(gaben?|sendungen?|sendung|zahlungen?|zahlung)|gutschrift(en|s)?|erstattung(en|s)?"
    r"|zwrot(y|u|[oó]w)?|reklamac\w*|retur(ner|er|o|en)?|vr[aá](ce|t)\w*|возврат\w*|iade(ler)?|palautu(s|kset|ksen)"
    r"|vissza(küld|kuld|ár|ar)\w*|devoluci[oó]n(es)?|reembolsos?|rimbors[oi]|res[oi](?![a-z])|rembours\w*"
    r"|devolu[cç][aãoõ]\w*|estornos?|退货|退貨|退款|返品|返金|반품|환불",
    re.IGNORECASE,
)
"""Words of what is given or paid back, in names of files and columns."""
_OWN = ("order", "item", "timestamp", "value", "quantity", "text")
_NEEDED = ("order", "item", "timestamp")
_LOG = ("user", "item", "order", "timestamp")
_FOUND = 0.5
"""Of the orders that returns name, so many must be in the log."""
_MADE = """
create temp table {name} as
with log as (select key, any_value(who) as who from ({log}) where key <> '' group by key),
    lines as (select key, item, any_value(amount) as amount, any_value(pieces) as pieces from ({log}) group by all)
select r.row_no, {cells} from {rows} r left join log on trim(r.{order}) = log.key
    left join lines on lines.key = log.key and lines.item = trim(r.{item})"""


def join_returns(scratch: Scratch, groups: Sequence[Group]) -> list[Group]:
    """Add the rows of a table of returns to the log whose orders they name, as refunds; other tables stay.

    The user is the one of the order; what the table does not say stays blank.
    """
    found = list(groups)
    for place in [place for place, group in enumerate(groups) if len(groups) > 1 and _is_of_returns(group)]:
        own = _roles_of_returns(groups[place])
        logs = [other for other, group in enumerate(groups) if other != place and not _is_of_returns(group)]
        named = [
            (other, roles) for other in logs if (roles := _roles_of_log(scratch, groups[other], groups[place], own))
        ]
        if own and len(named) == 1:
            [(other, roles)] = named
            found[other] = _with_returns(scratch, (found[other], roles), (groups[place], own))
            found[place] = ()
    return [group for group in found if group]


def _is_of_returns(group: Group) -> bool:
    """Whether a table is called by what was given back, or several of its columns are."""
    stem = PurePath(group[0].name).name.partition(".")[0].replace("_", " ")
    return bool(_BACK.search(stem)) or sum(bool(_BACK.search(each)) for each in group[0].headers) > 1


def _roles_of_returns(group: Group) -> dict[str, str]:
    """Return the role of each column by its name without the words of returns; nothing where one is missing.

    So a "refund_amount" is an amount, and a "Retourendatum" a date.
    """
    found: dict[str, str] = {}
    for role in _OWN:
        fits = {each: max(certainty(role, each), _bare_certainty(role, each)) for each in group[0].headers}
        best = max((each for each in fits if each not in found.values()), key=lambda each: fits[each], default="")
        if best and fits[best] >= (EXACT if role in ("order", "item") else HELD):
            found[role] = best
    return found if all(role in found for role in _NEEDED) else {}


def _bare_certainty(role: str, header: str) -> float:
    bare = _BACK.sub(" ", header.replace("_", " ")).strip(" -")
    return certainty(role, bare) if bare and bare != header and role not in ("order", "item") else 0.0


def _roles_of_log(scratch: Scratch, log: Group, returns: Group, own: Mapping[str, str]) -> dict[str, str]:
    """Return the columns that play a role in a log of orders, nothing where it is none, or lacks the orders."""
    headers = log[0].all_headers
    if not own or any(each == EVENT or certainty("event", each) >= EXACT for each in headers):
        return {}
    if not any(certainty("order", each) >= EXACT for each in headers):
        return {}
    proposal = propose(scratch, "events", take_sample(scratch, log), {})
    roles = {each.role: each.column for each in proposal.choices if each.role != "attribute"}
    is_log = all(role in roles for role in _LOG) and not roles.get("event")
    return roles if is_log and _names_orders(scratch, returns, own["order"], (log, roles["order"])) else {}


def _names_orders(scratch: Scratch, returns: Group, order: str, log: tuple[Group, str]) -> bool:
    """Whether the orders that returns name are mostly in the log."""
    known, own = (
        rows_sql(group, lambda raw, column=column: f"trim({raw.column(column)}) as id")  # type: ignore[misc]
        for group, column in (log, (returns, order))
    )
    share = scratch.one(
        f"select avg((id in (select id from ({known})))::int) from (select distinct id from ({own}) where id <> '')"  # noqa: S608
    )
    return share is not None and share >= _FOUND


def _with_returns(
    scratch: Scratch, log: tuple[Group, Mapping[str, str]], back: tuple[Group, Mapping[str, str]]
) -> Group:
    (raws, roles), (returns, own) = log, back
    headers = tuple(dict.fromkeys(header for raw in raws for header in raw.headers))
    orders = rows_sql(raws, lambda raw: _line_sql(raw, roles))
    made = [_as_log(scratch, raw, headers, (roles, own), orders) for raw in returns]
    keys = rows_sql(returns, lambda raw: f"coalesce(trim({raw.column(own['order'])}), '') as id")
    n_lost = int(scratch.one(f"select count(*) from ({keys}) where id not in (select key from ({orders}))"))  # noqa: S608
    notes = _notes(raws, returns, own["order"], n_lost)
    taken = [with_text(raw, EVENT, PURCHASE) for raw in raws]
    return (replace(taken[0], notes=(*taken[0].notes, *returns[0].notes, *notes)), *taken[1:], *made)


def _as_log(
    scratch: Scratch,
    raw: RawTable,
    headers: Sequence[str],
    played: tuple[Mapping[str, str], Mapping[str, str]],
    orders: str,
) -> RawTable:
    """Return a file of returns in the columns of the log; an amount is that of all pieces, else that of the line."""
    roles, own = played
    cells = {roles[role]: raw.column(own[role]) for role in own if role in roles}
    if "value" in roles and "value" not in own:
        cells[roles["value"]] = "lines.amount"
    if "quantity" in roles:
        pieces = f"coalesce({cells.get(roles['quantity'], 'null::varchar')}, lines.pieces)"
        cells[roles["quantity"]] = "'1'" if "value" in own else pieces
    same = {fold(header): header for header in raw.headers}
    for header in headers:
        if header not in cells and fold(header) in same:
            cells[header] = raw.column(same[fold(header)])
    cells[roles["user"]] = f"coalesce(log.who, {cells.get(roles['user'], 'null::varchar')})"
    name = scratch.new_name()
    made = ", ".join(f"{cells.get(header, 'null::varchar')} as c{place}" for place, header in enumerate(headers))
    made += f", {literal(REFUND)}::varchar as c{len(headers)}"
    scratch.run(
        _MADE.format(name=name, log=orders, cells=made, rows=raw.sql, order=raw.column(own["order"]),
                     item=raw.column(own["item"]))
    )  # fmt: skip
    return replace(raw, headers=(*headers, EVENT), other_headers=(), sql=name, notes=())


def _line_sql(raw: RawTable, roles: Mapping[str, str]) -> str:
    """Return SQL of the order, the user, the item, the amount and the pieces of a line."""
    named = {"key": "order", "who": "user", "item": "item", "amount": "value", "pieces": "quantity"}
    cells = {name: raw.column(roles[role]) if role in roles else "null::varchar" for name, role in named.items()}
    return ", ".join(
        f"{f'trim({cell})' if name in ('key', 'item') else cell} as {name}" for name, cell in cells.items()
    )


def _notes(raws: Group, returns: Group, order: str, n_lost: int) -> tuple[Sentence, ...]:
    names, others = (", ".join(raw.name for raw in group) for group in (returns, raws))
    taken = say("The rows of {file} are refunds of the users whose orders they name in {column!r}.", file=names,
                column=order)  # fmt: skip
    lost = say_n(
        "{n:,} row of {file} names an order that is not in {other}.",
        "{n:,} rows of {file} name an order that is not in {other}.",
        n_lost,
        file=names,
        other=others,
    )
    return (taken, lost) if n_lost else (taken,)
