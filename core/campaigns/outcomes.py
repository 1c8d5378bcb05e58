"""The file of outcomes: who converted and for how much, read by the reader of logs, and put beside who was where."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from core.attributes.yes_no import read_dates_as_yes, read_yes_no
from core.campaigns.fields import (
    BEFORE,
    CONVERTED,
    USER,
    VALUE,
    check_answers,
    check_unused,
    find_fields,
    says_outcome,
    unused_of,
)
from core.errors import DataError
from core.ingest.reader.read import RawTable, read_tables
from core.ingest.tables.user_files import USER_FILE, malformed_lines, unguarded_sql
from core.ingest.values.identity import rows_in_log
from core.ingest.values.numbers import are_numbers, find_number_sql
from core.sentences import Sentence, say, say_n
from core.store.scratch import Scratch
from core.types import FloatArray, IntArray, StrArray

_POINT = re.compile(r"[1-9]\d{0,2}\.\d{3}")
"""A thousand, or one with three decimals."""
_LOOKED_AT = 5_000
"""Rows of a column that show what it holds."""


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What became of the users of an export, each (n_users,) in its order; None where the file does not say."""

    converted: FloatArray | None
    """1 for yes; 0 for no, and for users whom the file does not name."""
    value: FloatArray | None
    """Added up over the rows of a user; 0 for users whom the file does not name."""
    before: FloatArray | None
    """NaN for users whom the file does not name."""
    count: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """What was read of the file."""

    columns: Mapping[str, str] = field(default_factory=dict)
    """Field → column."""
    n_rows: int = 0
    n_blank: int = 0
    """Rows without an id."""
    n_malformed: int = 0
    """Lines that are no rows."""
    n_unknown: int = 0
    """Ids of users who are not in the export."""
    n_again: int = 0
    """Rows of a user beyond the first."""
    n_absent: int = 0
    """Users of the export whom the file does not name."""
    unused: tuple[str, ...] = ()
    """Columns that nothing was read from."""

    def sentences(self) -> Iterator[Sentence]:
        """Say what was read, and what was made of it."""
        taken = ", ".join(f"{name} = {column}" for name, column in self.columns.items())
        yield say_n(
            "{n:,} row of outcomes was read: {taken}.", "{n:,} rows of outcomes were read: {taken}.", self.n_rows,
            taken=taken,
        )  # fmt: skip
        if self.unused:
            yield say("Columns that are not used: {columns}.", columns=", ".join(self.unused))
        yield from malformed_lines(self.n_malformed)
        if CONVERTED not in self.columns and VALUE not in self.columns:
            yield say("The file says neither who converted nor a value, so everybody in it counts as converted.")
        if self.n_blank:
            yield say_n("{n:,} row has no id and is left out.", "{n:,} rows have no id and are left out.", self.n_blank)
        if self.n_unknown:
            yield say_n(
                "{n:,} id is of nobody in this export and is left out.",
                "{n:,} ids are of nobody in this export and are left out.",
                self.n_unknown,
            )
        if self.n_again:
            yield say_n(
                "{n:,} row names a user again: values are added up, and one conversion is enough.",
                "{n:,} rows name a user again: values are added up, and one conversion is enough.",
                self.n_again,
            )
        if self.n_absent:
            yield say_n(
                "{n:,} user of the export is not in the file, and counts as not converted.",
                "{n:,} users of the export are not in the file, and count as not converted.",
                self.n_absent,
            )


def read_outcomes(
    scratch: Scratch, path: Path, user_ids: StrArray, key: bytes | None, given: Mapping[str, str] | None = None
) -> Outcomes:
    """Read a file of outcomes for the users of an export.

    Parameters
    ----------
    user_ids
        (n_users,) as the run has them.
    key
        That codes of users were made with; ids in clear are found by it. None where there is none.
    given
        Field → column, where names do not show it.

    Raises
    ------
    IngestError
        The file cannot be read.
    DataError
        Its columns are not clear, a cell of them cannot be read, or it names nobody of the export.
    """
    raws = read_tables(scratch, [path], USER_FILE)
    columns = find_fields(raws[0].all_headers, given or {})
    unused = unused_of(raws[0].all_headers, columns)
    if not says_outcome(columns) and USER not in (given or {}):
        check_unused([each for each in unused if _may_say(scratch, raws[0], each)])
    elif VALUE in columns and CONVERTED not in columns and VALUE not in (given or {}):
        check_answers([each for each in unused if _is_yes_no(scratch, raws[0], each)])
    table = pd.concat([_texts(scratch, raw, columns) for raw in raws], ignore_index=True)
    ids = table[USER].fillna("").str.strip()
    rows = rows_in_log(ids.tolist(), pa.array(user_ids, pa.string()), key)
    is_known = rows >= 0
    if not is_known.any():
        raise DataError(
            say("No id of {file} is one of this export.", file=str(path)),
            say(
                "Check the column of ids, {column!r}, and that it is the export of this campaign.", column=columns[USER]
            ),
        )
    named = np.bincount(rows[is_known], minlength=len(user_ids))
    count = Count(
        columns=columns,
        n_rows=len(table),
        n_blank=int((ids == "").sum()),
        n_malformed=sum(len(raw.found.malformed) for raw in raws),
        n_unknown=int(ids[~is_known & (ids != "").to_numpy()].nunique()),
        n_again=int(np.maximum(named - 1, 0).sum()),
        n_absent=int((named == 0).sum()),
        unused=unused,
    )
    return Outcomes(*_by_user(table, rows, named), count)


def _may_say(scratch: Scratch, raw: RawTable, header: str) -> bool:
    """Whether a column holds answers of yes and no, numbers, or dates and empty cells."""
    sample = _sample(scratch, raw, header)
    column = pd.Series(sample, dtype=object)
    return any(read(column) is not None for read in (read_yes_no, read_dates_as_yes)) or are_numbers(sample)


def _is_yes_no(scratch: Scratch, raw: RawTable, header: str) -> bool:
    """Whether a column holds both answers, yes and no."""
    answers = read_yes_no(pd.Series(_sample(scratch, raw, header), dtype=object))
    return answers is not None and {0.0, 1.0} <= set(answers.tolist())


def _sample(scratch: Scratch, raw: RawTable, header: str) -> list[str | None]:
    cell = unguarded_sql(scratch, raw, header)
    return [text for (text,) in scratch.rows(f"select {cell} from {raw.sql} limit {_LOOKED_AT}")]  # noqa: S608


def _texts(scratch: Scratch, raw: RawTable, columns: Mapping[str, str]) -> pd.DataFrame:
    """Return the cells of a file as text, in the order of its rows; numbers beside them, under ``n_`` and the field."""
    cells = {name: unguarded_sql(scratch, raw, header, is_id=name == USER) for name, header in columns.items()}
    for name in (VALUE, BEFORE):
        if name in columns:
            sample = [text for (text,) in scratch.rows(f"select {cells[name]} from {raw.sql} limit {_LOOKED_AT}")]  # noqa: S608
            number = find_number_sql(sample)
            if number is None and any(text and text.strip() for text in sample):
                raise _unreadable(columns[name], sample)
            cells[f"n_{name}"] = number.replace("{text}", cells[name]) if number else "null::double"
    rows = scratch.rows(f"select {', '.join(cells.values())} from {raw.sql} order by row_no")  # noqa: S608 - own names
    table = pd.DataFrame(rows, columns=list(cells), dtype=object)
    for name in (VALUE, BEFORE):
        if name in columns:
            written = table[name].fillna("").str.strip() != ""
            unread = table.loc[written & table[f"n_{name}"].isna(), name]
            if len(unread):
                raise _unreadable(columns[name], unread.tolist())
            check_thousands(columns[name], table.loc[written, name].tolist())
    return table


def _unreadable(column: str, texts: Sequence[str | None]) -> DataError:
    example = next(text for text in texts if text and text.strip())
    return DataError(
        say("{n:,} cells of {column!r} are no numbers, such as {text!r}.", n=len(texts), column=column, text=example),
        say("Correct them or leave them empty; an empty one counts as 0."),
    )


def check_thousands(column: str, texts: Sequence[str]) -> None:
    """Raise ``DataError`` where all numbers may be whole with a point for thousands, or have three decimals.

    >>> check_thousands("umsatz", ["1.000", "0.5"])
    """
    plain = [re.sub(r"[^\d.]", "", text) for text in texts]
    if len(plain) > 1 and all(map(_POINT.fullmatch, plain)):
        raise DataError(
            say(
                "{text!r} in {column!r} may be a number of thousands, or one with three decimals.",
                text=texts[0],
                column=column,
            ),
            say("Write numbers without a sign for thousands (1000), or with two decimals."),
        )


def _by_user(
    table: pd.DataFrame, rows: IntArray, named: IntArray
) -> tuple[FloatArray | None, FloatArray | None, FloatArray | None]:
    is_known, n_users = rows >= 0, len(named)
    converted: FloatArray | None = None
    value: FloatArray | None = None
    before: FloatArray | None = None
    if CONVERTED in table:
        answers = read_yes_no(table[CONVERTED])
        answers = read_dates_as_yes(table[CONVERTED]) if answers is None else answers
        if answers is None:
            raise DataError(
                say("The column of who converted holds other values than yes and no."),
                say("Use yes or no in it, or dates and empty cells; a column of amounts is named with --value."),
            )
        yes = np.bincount(rows[is_known], np.nan_to_num(answers[is_known]), n_users)
        converted = (yes > 0).astype(np.float64)
    elif VALUE not in table:
        converted = (named > 0).astype(np.float64)
    if VALUE in table:
        value = np.bincount(rows[is_known], _numbers(table, VALUE)[is_known], n_users).astype(np.float64)
    if BEFORE in table:
        sums = np.bincount(rows[is_known], _numbers(table, BEFORE)[is_known], n_users)
        before = np.where(named > 0, sums, np.nan)
    return converted, value, before


def _numbers(table: pd.DataFrame, name: str) -> FloatArray:
    return np.asarray(np.nan_to_num(table[f"n_{name}"].to_numpy(np.float64)))
