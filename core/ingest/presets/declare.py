"""What a preset is made of, and the SQL that several of them need."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from core.ingest.reader.read import RawTable
from core.ingest.states.order_states import CANCELLED, PENDING, RETURNED, STATE_OF
from core.population.meanings import PAID_BACK
from core.sentences import say
from core.store.scratch import Scratch
from core.types import REFUND

_ROLES = ("user", "item", "event", "timestamp", "value", "quantity", "order", "text", "category", "attribute")
Tables = Mapping[str, tuple[RawTable, ...]]
"""The opened files by table: events, items, users and what a form has more."""
Join = Callable[[Scratch, Tables], Tables]


def listed(names: str) -> tuple[str, ...]:
    """Return the names in a list with commas between them.

    >>> listed("Order ID, Order #")
    ('Order ID', 'Order #')
    """
    return tuple(names.split(", ")) if names else ()


@dataclass(frozen=True, slots=True)
class FileShape:
    """How a file is known before it is read, where its columns are not enough."""

    names: str = ""
    """Patterns of its name, such as ``orders*.csv``, in small letters, with blanks; "" where it has none of its own."""
    first_line: str = ""
    """A regular expression for its whole first line; "" where ``needs`` must be found in it."""
    headers: str = ""
    """Its columns, with blanks, where it has no header or one that does not name them."""
    header_lines: int = 0
    delimiter: str = ","
    quote: str = ""
    encoding: str | None = None


@dataclass(frozen=True, slots=True)
class PresetTable:
    """One table of an export. Names of columns are listed with commas between them.

    The first column of a role that is there and mostly full plays it; of attributes all do. A name stands for a column
    of that name without regard to case, blanks and signs, or for the end of a path; ``/a`` for the whole path. ``a+b``
    is ``a``, and in rows where that is empty ``b``.
    """

    needs: str = ""
    """Columns that must be there; ``a|b`` asks for one of two, ``a.*`` for anything inside ``a``."""
    user: str = ""
    item: str = ""
    event: str = ""
    timestamp: str = ""
    value: str = ""
    quantity: str = ""
    order: str = ""
    text: str = ""
    category: str = ""
    attribute: str = ""
    sql: Mapping[str, str] = field(default_factory=dict)
    """Role or column → SQL that replaces the plain column; ``{Name}`` is a column, ``{a|b}`` the first of two,
    null where it is absent."""
    order_cells: str | None = None
    """Columns that stand on the first line of an order only, beside those of user, time, event and attributes; None for
    an export that repeats them all."""
    value_per: Mapping[str, Literal["unit", "line", "order"]] = field(default_factory=dict)
    """What a value column is the price of."""
    where: str = ""
    """SQL condition for the rows that count, of a table of items or users."""
    file: FileShape | None = None
    joined: str = ""
    """Columns in braces that ``Form.join`` makes others of."""

    @property
    def roles(self) -> dict[str, tuple[str, ...]]:
        """Role → columns that may play it, of the roles that have any."""
        found = {role: listed(getattr(self, role)) for role in _ROLES}
        return {role: columns for role, columns in found.items() if columns}

    @property
    def reads_states(self) -> bool:
        """Whether its events are what states of orders say."""
        return CANCELLED in self.sql.get("event", "")


@dataclass(frozen=True, slots=True)
class Form:
    """One way in which a tool writes its events."""

    events: PresetTable
    items: PresetTable | None = None
    users: PresetTable | None = None
    more: Mapping[str, PresetTable] = field(default_factory=dict)
    """Further files by a name, for ``join``."""
    optional: tuple[str, ...] = ()
    """Names of ``more`` that may be missing; items and users always may."""
    join: Join | None = None
    """Puts the tables together, by name; gives back those that it changed."""
    is_product: str = ""
    """SQL condition for events; rows that fail it are no products."""
    text_event: str = ""
    """Titles are taken from events of this name."""
    is_of_folder: bool = False
    """Whether the files are put together only where their folder is given, not one of them."""
    known: tuple[str, ...] = ()
    """Files beside them that hold nothing else, such as a list of genres."""


@dataclass(frozen=True, slots=True)
class Preset:
    """The export of one tool."""

    name: str
    """As ``--preset`` takes it."""
    label: str
    source: str
    """Where its columns are documented."""
    forms: tuple[Form, ...]
    notes: tuple[str, ...] = ()
    """What it assumes, as sentences for the report."""
    notes_on_events: tuple[str, ...] = ()
    """What it makes of the states of orders, where the files have a column of them that it knows."""


def preset(
    name: str,
    label: str,
    source: str,
    *forms: Form | PresetTable,
    note: str | tuple[str, ...] = (),
    note_on_events: str = "",
) -> Preset:
    """Return the export of one tool; a form that is no more than its events is their table."""
    notes = (note,) if isinstance(note, str) else note
    notes_on_events = (note_on_events,) if note_on_events else ()
    named = tuple(Form(each) if isinstance(each, PresetTable) else each for each in forms)
    return Preset(name, label, source, named, notes, notes_on_events)


def number(column: str) -> str:
    """Return SQL for a column as a number, null where it is none.

    >>> number("Quantity")
    'try_cast({Quantity} as double)'
    """
    return f"try_cast({{{column}}} as double)"


def either(condition: str, then: str, otherwise: str) -> str:
    """Return SQL for one of two event names.

    >>> either("{Quantity} < 0", "refund", "purchase")
    "case when {Quantity} < 0 then 'refund' else 'purchase' end"
    """
    return f"case when {condition} then '{then}' else '{otherwise}' end"


NO_ITEM = say(
    "Items are products where the events name them; where hardly any event does, the page or the name of the event is "
    "the item."
)


def by_status(column: str, refunded: str = "false", cancelled: str = "false") -> str:
    """Return SQL for the event that a row is by the status of its order, or where a condition holds.

    Events are purchases that were paid back, cancelled orders, pending orders and purchases. ``column`` may be several
    names, as ``a|b``.
    """
    pending, other = (f"case when {cancelled} then '{CANCELLED}' else '{each}' end" for each in (PENDING, "purchase"))
    by_state = {REFUND: f"'{PAID_BACK}'", RETURNED: f"'{PAID_BACK}'", CANCELLED: f"'{CANCELLED}'", PENDING: pending}
    whens = " ".join(f"when '{state}' then {event}" for state, event in by_state.items())
    return f"case when {refunded} then '{PAID_BACK}' else case {STATE_OF}({{{column}}}) {whens} else {other} end end"
