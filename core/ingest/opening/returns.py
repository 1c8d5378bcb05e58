"""A table of what was given back, beside the lines of the orders that it names: its rows are refunds of their users."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath

from core.attributes.names import fold
from core.ingest.columns.propose import propose
from core.ingest.names.naming import EXACT, HELD, certainty
from core.ingest.reader.read import RawTable
from core.ingest.reader.reshape import rows_sql, with_text
from core.ingest.states.order_states import is_status_name
from core.ingest.tables.file_names import EVENT
from core.ingest.tables.sample import take_sample
from core.population.event_parts import split_name
from core.population.meanings import PURCHASE
from core.sentences import Sentence, say, say_n
from core.store.scratch import Scratch
from core.store.sql import literal
from core.types import REFUND

Group = tuple[RawTable, ...]
_BACK = re.compile(
    r"(?<![a-z])(returns?|returned|refunds?|refunded|credit (notes?|memos?)|rma|retur(ner|er|o|en)?|iade(ler)?|res[oi]"
    r"|zwrot(y|u|[oó]w)?|vr[aá](ce|t)\w*|palautu(s|kset|ksen)|vissza(küld|kuld|ár|ar)\w*|rimbors[oi]|rembours\w*"
    r"|devoluci[oó]n(es)?|reembolsos?|devolu[cç][aãoõ]\w*|estornos?)(?![a-z])"
    r"|retour(en|n[eé]e?s?|s|e)?|r(ü|ue?)ck(gaben?|sendungen?|sendung|zahlungen?|zahlung)|gutschrift(en|s)?"
    r"|erstattung(en|s)?|возврат\w*|退货|退貨|退款|返品|返金|반품|환불",
    re.IGNORECASE,
)
"""Words of what is given or paid back, in names of files and columns."""
_ASKED = re.compile(
    r"request|complaint|claim|dispute|\brma\b|reklamac|anfrage|antrag|beschwerde|solicitud|demande|richiest|reclam"
    r"|pedido de|wniosek|zgłosz|žádost|talep|заявк|申请|申請|投诉",
    re.IGNORECASE,
)
"""Words of what somebody asked for, whatever came of it."""
_NOT_DONE = re.compile(
    r"reject|declin|denied|refus|cancel|open|pending|request|wait|transit|progress|review"
    r"|new\b|\bnot\b|nicht|\bnie\b|\bnon\b|created|abgelehnt|offen"
    r"|storn|beantragt|wartet|pr[uü]fung|odrzuc|w toku|oczek|rechaz|pendiente|en attente|rifiut|in attesa|recus"
    r"|pendente|afgewezen|zam[ií]tn|čeká|reddedil|bekl|отклон|ожида|拒绝|待|审核中",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"accept|approv|complet|done|closed|refunded|returned|received|paid|processed|settled|success|genehmigt|akzeptiert"
    r"|abgeschlossen|erledigt|erhalten|erstattet|zaakcept|zako[nń]cz|zwr[oó]c|aprob|aceptad|complet|finaliz|recibid|reembols"
    r"|accept[eé]|termin|rembours|reçu|accettat|completat|rimborsat|aprovad|conclu|onaylan|tamamlan|одобр|заверш|完成|同意|已退",
    re.IGNORECASE,
)
"""What became of a return, by the beginnings of words."""
_DENIED = "declined"
"""The event of a return that was refused or is open: it counts for nothing."""
_OWN = ("order", "item", "timestamp", "value", "quantity", "text")
_NEEDED = ("order", "item", "timestamp")
_LOG = ("user", "item", "order", "timestamp")
_FOUND, _NAMED = 0.5, 6
"""Of the orders that returns name, so many must be in the log; states that a note names."""
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
    for place in [place for place, group in enumerate(groups) if len(groups) > 1 and _may_be_returns(group)]:
        own = _roles_of_returns(groups[place])
        logs = [other for other, group in enumerate(groups) if other != place and not _may_be_returns(group)]
        named = [
            (other, roles) for other in logs if (roles := _roles_of_log(scratch, groups[other], groups[place], own))
        ]
        if own and len(named) == 1:
            [(other, roles)] = named
            if _is_of_returns(groups[place]) and _may_be_refunds(scratch, groups[place], own):
                found[other] = _with_returns(scratch, (found[other], roles), (groups[place], own))
            else:
                found[other] = _with_note(found[other], groups[place])
            found[place] = ()
    return [group for group in found if group]


def _may_be_returns(group: Group) -> bool:
    return _is_of_returns(group) or bool(_ASKED.search(PurePath(group[0].name).name))


def _with_note(log: Group, group: Group) -> Group:
    note = say(
        "{file} was not used: it names orders of the log, but whether its rows are refunds is not known, as they have "
        "no amount or states that are not understood.",
        file=", ".join(raw.name for raw in group),
    )
    return (replace(log[0], notes=(*log[0].notes, note)), *log[1:])


def _is_of_returns(group: Group) -> bool:
    """Whether a table is called by what was given back, or several of its columns are."""
    stem = PurePath(group[0].name).name.partition(".")[0]
    return bool(_BACK.search(split_name(stem))) or sum(_is_back(each) for each in group[0].headers) > 1


def _is_back(header: str) -> bool:
    return bool(_BACK.search(split_name(header)) or _BACK.search(header))


def _bare(header: str) -> str:
    """Return a name without the words of returns.

    >>> _bare("refundAmount"), _bare("Retourendatum"), _bare("return_status"), _bare("sku")
    ('amount', 'datum', 'status', 'sku')
    """
    return " ".join(_BACK.sub(" ", split_name(header)).split())


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


def _may_be_refunds(scratch: Scratch, group: Group, own: Mapping[str, str]) -> bool:
    """Whether rows are known to be refunds: what was asked for has an amount or a state, and states are understood."""
    is_asked = any(map(_ASKED.search, (PurePath(group[0].name).name, *group[0].headers)))
    state = _state_of(group[0])
    if state is None:
        return "value" in own or not is_asked
    texts = take_sample(scratch, group).texts(state)
    return all(_NOT_DONE.search(text) or _DONE.search(text) for text in set(texts))


def _state_of(raw: RawTable) -> str | None:
    """Return the column that says what became of each return: "return_status"."""
    named = {header: _bare(header) for header in raw.headers}
    return next((header for header, name in named.items() if name and is_status_name(name)), None)


def _bare_certainty(role: str, header: str) -> float:
    bare = _bare(header)
    return certainty(role, bare) if bare and _is_back(header) and role not in ("order", "item") else 0.0


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
    notes = _notes(scratch, raws, returns, own, n_lost)
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
    state = _state_of(raw)
    if state and state in headers:
        cells[state] = "null::varchar"  # it says what became of the return
    name = scratch.new_name()
    made = ", ".join(f"{cells.get(header, 'null::varchar')} as c{place}" for place, header in enumerate(headers))
    is_denied = f"regexp_matches({raw.column(state)}, {literal(f'(?i){_NOT_DONE.pattern}')})" if state else "false"
    made += f", case when {is_denied} then {literal(_DENIED)} else {literal(REFUND)} end as c{len(headers)}"
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


def _notes(scratch: Scratch, raws: Group, returns: Group, own: Mapping[str, str], n_lost: int) -> Iterator[Sentence]:
    """Say what the rows of returns are, which of them count for nothing, and which of their columns are not used."""
    names, others = (", ".join(raw.name for raw in group) for group in (returns, raws))
    yield say("The rows of {file} are refunds of the users whose orders they name in {column!r}.", file=names,
              column=own["order"])  # fmt: skip
    if n_lost:
        yield say_n(
            "{n:,} row of {file} names an order that is not in {other}.",
            "{n:,} rows of {file} name an order that is not in {other}.",
            n_lost,
            file=names,
            other=others,
        )
    state = _state_of(returns[0])
    denied = [text for text in take_sample(scratch, returns).texts(state) if _NOT_DONE.search(text)] if state else []
    if denied:
        yield say(
            "By {column!r}, rows of {file} are no refunds (yet): {states}. They count for nothing, stored as "
            "{event!r}.",
            column=state, file=names, states=", ".join(sorted(set(denied))[:_NAMED]), event=_DENIED,
        )  # fmt: skip
    known = {fold(header) for raw in raws for header in raw.headers} | {
        fold(each) for each in (*own.values(), state or "")
    }
    unused = [header for header in returns[0].headers if fold(header) not in known]
    if unused:
        yield say("Columns of {file} that are not used: {columns}.", file=names, columns=", ".join(unused))
