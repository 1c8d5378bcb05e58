"""The file of identities as it was named, and how its columns are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from core.attributes.consent_names import is_opt_out
from core.audiences.columns import find_fields
from core.errors import DataError
from core.ingest.reader.read import RawTable, read_tables
from core.ingest.tables.user_files import USER_FILE
from core.sentences import say, say_n
from core.store.scratch import Scratch


@dataclass(frozen=True, slots=True)
class IdentityFile:
    """Where the identities are, and how to read them."""

    path: Path
    columns: Mapping[str, str] = field(default_factory=dict)
    """Field → column, where names do not show it."""
    region: str | None = None
    """Two letters of the country of phone numbers without a country code, where the row names no country."""
    consent: str = ""
    """The column that holds consent; "" for none."""
    more_consent: tuple[str, ...] = ()
    """Others by which users must have consented too, or not opted out."""

    @property
    def consent_columns(self) -> tuple[str, ...]:
        """All columns by which users are listed."""
        return (self.consent, *self.more_consent) if self.consent else self.more_consent

    @property
    def is_weak(self) -> bool:
        """Whether it only says who opted out."""
        return all(map(is_opt_out, self.consent_columns))


def open_identities(scratch: Scratch, file: IdentityFile) -> tuple[Sequence[RawTable], dict[str, str]]:
    """Read a file into the scratch database as text; return its tables, and field → column.

    Raises
    ------
    IngestError
        It cannot be read.
    DataError
        Its columns are not clear.
    """
    raws = read_tables(scratch, [file.path], USER_FILE)
    return raws, find_fields(raws[0].all_headers, file.columns)


def of_others(column: str, n_rows: int) -> DataError:
    """Return the error of a file whose ids are not those of the run."""
    return DataError(
        say_n(
            "The {n:,} row of identities is of no user of the run: “{column}” holds other ids than the log.",
            "None of the {n:,} rows of identities is of a user of the run: “{column}” holds other ids than the log.",
            n_rows,
            column=column,
        ),
        say("Name the column that holds the ids of the log (--identity-map user_id=COLUMN), or give another file."),
    )
