"""What identifies the users of an audience, joined to them for as long as a file is written, in a scratch database.

Nothing of it reaches the workspace: the database lies in a temporary folder that only its owner can read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from core.store.identity_forms import CONTACTS, form
from core.store.identity_sql import CONSENTED, COUNTS, JOIN, LAST_PLACES, LEFT_OUT, LISTED, REFUSED_IN_FILE
from core.store.scratch import Scratch
from core.store.sql import identifier, literal
from core.types import BoolArray

USER, SEGMENT, AUDIENCE, SHOWN_AS = "user", "segment", "audience", "shown_as"
"""Fields of a cell that come from the run: id of the user, label of the segment, name of the audience, and the number
of the segment that pages show."""
IDENTITY = {
    "row": pa.int64(),
    "no": pa.int64(),
    "written_id": pa.string(),
    "email": pa.string(),
    "phone": pa.string(),
    "first_name": pa.string(),
    "first_lower": pa.string(),
    "last_name": pa.string(),
    "last_lower": pa.string(),
    "country": pa.string(),
    "zip": pa.string(),
    "device_id": pa.string(),
    "answer": pa.float64(),
    "is_unread": pa.bool_(),
}
"""Columns of an identity: row of the user in the run, place in the file, id as the file has it, what identifies the
person, whether the person consented (1, 0, null for no answer), whether something was written that cannot be read."""
CHOSEN = {
    "row": pa.int64(),
    "place": pa.int64(),
    "segment": pa.int32(),
    "user_id": pa.string(),
    "answer": pa.float64(),
    "is_held": pa.bool_(),
}
"""Columns of a user who was chosen: row in the run, place in the order of the file, segment, id, and consent as the log
has it; null for no answer; whether the user is held back as one of the control group."""
NOT_CONSENTED = " not consented"
"""What the name of an audience ends in where its users did not consent."""
_BATCH = 50_000
_RUN_CELLS = {
    USER: "coalesce(written_id, user_id)",
    SEGMENT: "segment",
    AUDIENCE: "(select name from names where names.segment = audience.segment)",
    SHOWN_AS: "(select shown_as from names where names.segment = audience.segment)",
    "": "null::varchar",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One column of a file."""

    header: str
    field: str = ""
    """A column of ``IDENTITY``, or one of those of the run; "" for a column that stays empty."""
    transform: str = "as_is"
    """What the platform wants of it: a transform that ``form`` knows."""
    digest: str = ""
    """sha256 or md5, of the text in UTF-8 as hexadecimal digits; "" for the text itself."""

    @property
    def sql(self) -> str:
        """Return the SQL of it over the table ``audience``."""
        if self.field in _RUN_CELLS:
            return _RUN_CELLS[self.field]
        plain = form(self.field, self.transform)
        return f"{self.digest}({plain})" if self.digest else plain


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows a file has."""

    cells: Sequence[Cell]
    identifiers: Sequence[Sequence[str]] = ()
    """Headers that identify a person together; a row needs one group. Empty where every row counts."""
    once_per_user: bool = False
    once_per_address: bool = False
    at_most: int | None = None
    """So many users of each segment have a row, the first by their place who can; None for all who can."""

    @property
    def usable(self) -> str:
        """Return the SQL of whether a row identifies a person."""
        by_header = {cell.header: cell for cell in self.cells}
        groups = (" and ".join(f"{by_header[each].sql} is not null" for each in group) for group in self.identifiers)
        return " or ".join(f"({group})" for group in groups) or "true"

    @property
    def once(self) -> list[str]:
        """Return the SQL of which rows are not written a second time."""
        return ["is_first"] * self.once_per_user + ["is_first_address"] * self.once_per_address

    @property
    def written(self) -> str:
        """Return the SQL of which rows a file of those who consented has."""
        return " and ".join([LISTED, "not is_held", f"({self.usable})", *self.once])


@dataclass(frozen=True, slots=True)
class Counted:
    """Users of a segment at each step."""

    segment: int
    n_users: int
    n_found: int
    """With a row in the file of identities."""
    n_usable: int
    """With something that the platform can use."""
    n_consenting: int
    """Of these, users who consented; all where nobody was asked."""
    n_held: int = 0
    """Of these, users who are held back as a control group."""
    n_shared: int = 0
    """Of these, users who are not held back, but share all that identifies them with somebody who is."""
    n_opposed: int = 0
    """Of those who consented, users who share all that identifies them with somebody who did not; none is held back."""
    n_repeated: int = 0
    """Of the others, users without a row, since somebody before them has their address and an address stands once."""


def _rows_of(name: str) -> str:
    """Return the SQL of the rows of users in a table."""
    return f"select row from {identifier(name)}"  # noqa: S608 - own names


class Identities:
    """Users who were chosen, and what identifies them.

    Parameters
    ----------
    scratch
        Of the file of identities.
    """

    def __init__(self, scratch: Scratch) -> None:
        self._scratch = scratch
        columns = ", ".join(f"{name} {_SQL_TYPES[kind]}" for name, kind in IDENTITY.items())
        scratch.run(f"create table identities ({columns})")

    def add(self, chunk: pa.Table) -> None:
        """Add rows with the columns of ``IDENTITY``."""
        self._scratch.add_table("chunk", chunk)
        self._scratch.run("insert into identities select * from chunk")

    def join(
        self,
        chosen: pa.Table,
        names: pa.Table,
        is_held: BoolArray | None,
        *,
        consent: str = "",
        is_refused: BoolArray | None = None,
    ) -> None:
        """Join them to users.

        Parameters
        ----------
        chosen
            With the columns of ``CHOSEN``.
        names
            segment, name, shown_as: what files call each audience, and the number that pages show of it.
        is_held
            Which users of the run are held back, of whatever segment: what identifies them is in no file, whoever else
            has it. None where nobody is.
        consent
            Where answers stand: "file" for the file of identities, "log" for the log, "both" where users must have
            consented in each of them, "" where nobody is asked.
        is_refused
            Which users of the run did not consent, where answers stand in the log. What identifies them, or those who
            did not consent by the file, is in no file of those who did, whoever else has it.
        """
        self._scratch.add_table("chosen", chosen)
        self._scratch.add_table("given_names", names)
        self._scratch.run("create table names as select * from given_names")
        refused = _rows_of("refused")
        if consent in ("file", "both"):
            refused = f"{REFUSED_IN_FILE} union {refused}"
        self._add_rows("held", is_held)
        self._add_rows("refused", is_refused)
        opposed = self._owned("opposed", refused) if consent else "false"
        shared = "false" if is_held is None else self._owned("shared", _rows_of("held"))
        self._scratch.run(JOIN.format(consented=CONSENTED[consent], shared=shared, opposed=opposed))
        self._scratch.run("drop table identities")

    def _add_rows(self, name: str, is_in: BoolArray | None) -> None:
        """Add the rows of some users as a table of that name; nobody where they are not known."""
        rows = np.flatnonzero(np.zeros(0) if is_in is None else is_in)
        self._scratch.add_table(name, pa.table({"row": pa.array(rows, pa.int64())}))

    def _owned(self, name: str, users: str) -> str:
        """Return the SQL of whether something that identifies a row belongs to one of some users."""
        own = identifier(f"own_of_{name}")
        self._scratch.run(f"create table {own} as select * from identities where row in ({users})")  # noqa: S608 - own names
        return " or ".join(
            f"coalesce({each} in (select {each} from {own} where ({each}) is not null), false)"  # noqa: S608 - own names
            for each in CONTACTS
        )

    def counts(self, wanted: Wanted) -> list[Counted]:
        """Count the users of each segment at each step."""
        sql = COUNTS.format(usable=wanted.usable, written=wanted.written, taken=self._taken(wanted))
        return [Counted(*row) for row in self._scratch.rows(sql)]

    def left_out(self, wanted: Wanted, *, is_weak: bool = False) -> Iterator[pa.RecordBatch]:
        """Give user_id, segment and reason of everybody who is not in the files, before any group is held back.

        ``is_weak``: it is only known who opted out.
        """
        needs = "true" if wanted.identifiers else "false"
        who = "opted out" if is_weak else "did not consent"
        parts = {
            "refused": literal(who if is_weak else "no consent"),
            "opposed": literal(f"shares an identifier with somebody who {who}"),
        }
        taken = self._taken(wanted)
        sql = LEFT_OUT.format(usable=wanted.usable, written=wanted.written, needs_identity=needs, taken=taken, **parts)
        yield from self._scratch.batches(sql, _BATCH)

    def rows(self, wanted: Wanted, segment: int, *, consents: bool = True) -> Iterator[pa.RecordBatch]:
        """Give the rows of a segment, in the order of its users; blocks of the same rows give the same blocks.

        Parameters
        ----------
        consents
            Whether users are listed who consented and are not held back, or all who did not consent, whose audience has
            another name.
        """
        suffix = "" if consents else f" || {literal(NOT_CONSENTED)}"
        cells = ", ".join(
            f"{cell.sql}{suffix if cell.field == AUDIENCE else ''} as {identifier(cell.header)}"
            for cell in wanted.cells
        )
        who = (LISTED, "not is_held") if consents else ("not is_consenting",)
        taken = self._taken(wanted)
        where = " and ".join([f"segment = {segment:d}", taken, *who, f"({wanted.usable})", *wanted.once])
        yield from self._scratch.batches(f"select {cells} from audience where {where}", _BATCH)  # noqa: S608 - own names

    def members(self, wanted: Wanted, segment: int, *, held: bool = False) -> list[str]:
        """Return the ids, as the run has them, of the users in the files of a segment, or of those held back."""
        taken = self._taken(wanted)
        where = f"segment = {segment:d} and {taken} and {LISTED} and is_held = {held} and ({wanted.usable})"
        sql = f"select first(user_id) from audience where {where} group by row order by row"  # noqa: S608 - own names
        return [user for (user,) in self._scratch.rows(sql)]

    def _taken(self, wanted: Wanted) -> str:
        """Return the SQL of who is looked at where only some are wanted: up to the last who is needed for that many.

        Those before who can be in no file count as lost, and those who are held back are held back from these.
        """
        if wanted.at_most is None:
            return "true"
        last = self._scratch.rows(LAST_PLACES.format(leaving=wanted.written, wanted=wanted.at_most))
        places = "".join(f" when {segment:d} then place <= {place:d}" for segment, place in last)
        return f"(case segment{places} else true end)" if places else "true"


_SQL_TYPES = {pa.int64(): "bigint", pa.string(): "varchar", pa.float64(): "double", pa.bool_(): "boolean"}
