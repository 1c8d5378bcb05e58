"""Lines among the articles of orders that are none: shipping, tips, discounts, deposits.

They are known by their titles, or by a column that says what kind of line each is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.ingest.columns.line_kinds import is_paid_beside, is_taken_off, kind_column
from core.ingest.opening.log import Log
from core.ingest.reader.read import RawTable
from core.ingest.reader.reshape import rows_sql
from core.ingest.tables.log_table import LogTable
from core.population.meanings import is_rating
from core.population.order_lines import is_charge, may_be_charge, may_be_sold
from core.sentences import Sentence, say_n
from core.store.scratch import Scratch
from core.store.sql import literal, literals

_BESIDE = 0.8
"""Share of such lines that stand in an order with another article: an order whose only item is "Delivery" is of it."""
_MOST = 0.5
"""Where more of the titles are such words, they are what is sold."""
_MOST_LINES = 0.8
"""Of the rows are such lines at most: an order of one article has a line of shipping and one of a discount as well."""
_SHOWN = 3
_MINUS = r"^\s*[-(\x{2212}]|\d\s*-\s*$"
_TITLES = "select distinct lower(trim(title)) from (select distinct title from ({rows})) where title is not null"
_BESIDE_OTHERS = """
select count(*) filter (is_charge), count(*) filter (is_charge and has_other), count(*)
from (select is_charge, bool_or(not is_charge) over (partition by key) as has_other from ({rows}))"""


@dataclass(frozen=True, slots=True)
class Charges:
    """Titles of lines that are no articles, in small letters."""

    always: tuple[str, ...] = ()
    below_zero: tuple[str, ...] = ()
    """Those that may be sold too, as vouchers are: they are none only where the amount is zero or below."""
    kind: str = ""
    """The column that says what kind of line each is."""
    beside: tuple[str, ...] = ()
    taken_off: tuple[str, ...] = ()
    """Its texts of what is paid beside articles, and of what is taken off where the amount is not above zero."""
    notes: tuple[Sentence, ...] = ()

    def sql(self, events: LogTable, raw: RawTable) -> str:
        """Return SQL for whether a row is such a line; "" where there is none."""
        title, parts = f"lower(trim({_cell(events, raw)}))", []
        if self.always:
            parts.append(f"{title} in ({literals(self.always)})")
        if self.below_zero:
            parts.append(f"({title} in ({literals(self.below_zero)}) and {_is_nothing_sql(events, raw)})")
        if self.kind in raw.headers:
            kind = f"lower(trim({raw.column(self.kind)}))"
            parts += [f"{kind} in ({literals(self.beside)})"] if self.beside else []
            parts += (
                [f"({kind} in ({literals(self.taken_off)}) and {_is_nothing_sql(events, raw)})"]
                if self.taken_off
                else []
            )
        return f"coalesce({' or '.join(parts)}, false)" if parts else ""


def find_charges(scratch: Scratch, log: Log) -> Charges:
    """Find the lines of a log of orders that are no articles; none where its preset says what a product is."""
    events, roles = log.events, log.events.map
    is_sale = (roles.order or roles.quantity) and (roles.value or roles.quantity)
    if not is_sale or log.layout.is_product or is_rating(roles.value or ""):
        return Charges()
    by_kind = _by_kind(scratch, events)
    rows = rows_sql(events.raws, lambda raw: f"{_cell(events, raw)} as title")
    titles = [str(title) for (title,) in scratch.rows(_TITLES.format(rows=rows))]
    always, below_zero = tuple(filter(is_charge, titles)), tuple(filter(may_be_charge, titles))
    if not 0 < len({*always, *below_zero}) <= _MOST * len(titles):
        return by_kind
    found = _noted(scratch, events, replace(by_kind, always=always, below_zero=below_zero, notes=()))
    return found if found.notes else by_kind


def _by_kind(scratch: Scratch, events: LogTable) -> Charges:
    """Return the lines that a column of kinds of lines says are no articles."""
    header = kind_column(events.sample)
    if not header:
        return Charges()
    rows = rows_sql(events.raws, lambda raw: f"{raw.column(header)} as title")
    kinds = [str(kind) for (kind,) in scratch.rows(_TITLES.format(rows=rows)) if kind]
    off = tuple(kind for kind in kinds if is_taken_off(kind) and may_be_sold(kind))
    beside = tuple(kind for kind in kinds if is_paid_beside(kind) or (is_taken_off(kind) and kind not in off))
    return _noted(scratch, events, Charges(kind=header, beside=beside, taken_off=off))


def _noted(scratch: Scratch, events: LogTable, charges: Charges) -> Charges:
    """Return charges with a note; none where they do not stand beside other articles."""

    def cells(raw: RawTable) -> str:
        return f"{_order_sql(events, raw)} as key, {charges.sql(events, raw)} as is_charge"

    [(n, n_beside, n_rows)] = scratch.rows(_BESIDE_OTHERS.format(rows=rows_sql(events.raws, cells)))
    if not n or n_beside < _BESIDE * n or (charges.kind and n > _MOST_LINES * n_rows):
        return Charges()
    named = (*charges.always, *charges.below_zero, *charges.beside, *charges.taken_off)
    shown = ", ".join(map(repr, [*dict.fromkeys(named)][:_SHOWN]))
    note = say_n(
        "{n:,} row is no article but what is paid beside articles or taken off, such as {shown}: it is rejected, so "
        "what users spend is what they paid for articles, before it.",
        "{n:,} rows are no articles but what is paid beside articles or taken off, such as {shown}: they are rejected, "
        "so what users spend is what they paid for articles, before them.",
        int(n),
        shown=shown,
    )
    return replace(charges, notes=(note,))


def _cell(events: LogTable, raw: RawTable) -> str:
    """Return SQL for the title of a row, for its item where the log has no titles."""
    role = "text" if events.map.text else "item"
    return events.sql_of(raw, getattr(events.map, role) or "", role)


def _is_nothing_sql(events: LogTable, raw: RawTable) -> str:
    """Return SQL for whether the amount of a row, or its pieces, are zero or below."""
    columns = ((events.map.value, "value"), (events.map.quantity, "quantity"))
    cells = (f"({events.sql_of(raw, column, role)})::varchar" for column, role in columns if column)
    found = (f"(regexp_matches({each}, {literal(_MINUS)}) or not regexp_matches({each}, '[1-9]'))" for each in cells)
    return "(" + " or ".join(f"coalesce({each}, false)" for each in found) + ")"


def _order_sql(events: LogTable, raw: RawTable) -> str:
    """Return SQL for what the lines of an order share: its number, else the user and the time."""
    roles = ("order",) if events.map.order else ("user", "timestamp")
    return f"concat_ws(' ', {', '.join(events.sql_of(raw, getattr(events.map, each) or '', each) for each in roles)})"
