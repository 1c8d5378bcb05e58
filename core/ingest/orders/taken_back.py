"""Whether rows that were returned take other rows back or are sales themselves, and which flag says what of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.ingest.reader.read import RawTable
from core.ingest.reader.reshape import rows_sql
from core.ingest.states.context import is_no_sale
from core.ingest.states.order_states import CANCELLED, RETURNED, UNCLEAR
from core.ingest.states.status_names import BACK_SINCE, CANCELLING, FULLY_BACK_NAME, TRUE
from core.ingest.tables.log_table import LogTable
from core.population.meanings import PAID_BACK, REFUND_NAMES
from core.store.scratch import Scratch
from core.store.sql import literals
from core.types import REFUND

_NEARLY_ALL = 0.95
"""Where a flag of any refund says yes in so many rows of full ones, it is about these and the partial ones."""
_SHARES = """
select avg((n_sold > 0)::int) filter (is_back), avg((n_sold > 1)::int) filter (is_sold)
from (select is_back, is_sold, count(*) filter (is_sold) over (partition by {key}) as n_sold
    from ({rows}) where {key} is not null)"""


def take_others_back(
    scratch: Scratch, events: LogTable, header: str, returned: Sequence[str], sold: Sequence[str]
) -> bool:
    """Whether rows of what was returned have a sale of the same user and item, or of the same order and item.

    They do where this is nearer to all of them than to what sales have among each other.
    """
    roles = events.map
    keys = [[role for role in pair if getattr(roles, role)] for pair in (("user", "item"), ("order", "item"))]
    if not roles.item:
        keys = [["order"]] if roles.order else []
    rows = rows_sql(events.raws, lambda raw: _cells(events, raw, header, returned, sold), header)

    def is_so(key: Sequence[str]) -> bool:
        cells = " || chr(31) || ".join(f"{role}_id" for role in key)
        [(back, usual)] = scratch.rows(_SHARES.format(key=f"({cells})", rows=rows))
        return back is not None and 2 * back > 1 + (usual or 0.0)

    return any(is_so(key) for key in keys if len(key) == len(keys[0]))


def _cells(events: LogTable, raw: RawTable, header: str, returned: Sequence[str], sold: Sequence[str]) -> str:
    roles = {role: getattr(events.map, role) for role in ("user", "item", "order")}
    cells = ", ".join(
        f"nullif(trim(({events.sql_of(raw, column, role)})::varchar), '') as {role}_id"
        for role, column in roles.items()
        if column
    )
    text = f"lower(trim({raw.column(header)}))"
    is_back, is_sold = (f"{text} in ({literals(each)})" for each in (returned, sold))
    return f"{cells}, coalesce({is_back}, false) as is_back, coalesce({is_sold}, false) as is_sold"


def state_of_document(text: str, state: str, counts: Mapping[str, int], is_negative: bool) -> str:
    """Return what a kind of document is: a cancelled one is nothing, unless its amounts say that money went back."""
    if state == CANCELLED and not (CANCELLING.search(text) or is_negative):
        return CANCELLED
    is_back = state in (REFUND, RETURNED, CANCELLED) or "_".join(text.split()) in REFUND_NAMES
    back = PAID_BACK if BACK_SINCE.search(text) else REFUND
    return back if is_back else CANCELLED if is_no_sale(text, counts) else UNCLEAR


def are_negative(events: LogTable, header: str, text: str) -> bool:
    """Whether most amounts or numbers of pieces beside a text are negative."""
    columns = [each for each in (events.map.value, events.map.quantity) if each in events.sample.columns]
    texts = events.sample.columns[header]
    for column in filter(None, columns):
        pairs = zip(texts, events.sample.columns[column], strict=True)
        beside = [cell.strip() for one, cell in pairs if cell and (one or "").strip().lower() == text]
        if beside and 2 * sum(cell.startswith(("-", "(", "\u2212")) for cell in beside) > len(beside):
            return True
    return False


def flags_of_any(events: LogTable, flags: Sequence[str]) -> dict[str, str]:
    """Return flags of refunds that those of full ones stand for, with these: named so, and a yes where they say yes."""
    in_full = [header for header in flags if FULLY_BACK_NAME.fullmatch(header.strip())]

    def holds(header: str, full: str) -> bool:
        pairs = zip(events.sample.columns[full], events.sample.columns[header], strict=True)
        beside = [_says_yes(other) for one, other in pairs if _says_yes(one)]
        return sum(beside) >= _NEARLY_ALL * len(beside)

    return {
        header: full
        for full in in_full
        for header in flags
        if header not in in_full and "refund" in header.lower() and holds(header, full)
    }


def _says_yes(text: str | None) -> bool:
    return (text or "").strip().lower() in TRUE
