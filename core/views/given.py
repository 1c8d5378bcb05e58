"""How good a network is that learnt given segments, whom it assigned where, and its files as they leave."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pa_csv

from core.model.head_files import ASSIGNMENTS, HEAD_ARRAYS, HEAD_METRICS, HEAD_RECORD
from core.results.codec import read_json
from core.sentences import Sentence, say_n
from core.types import BoolArray, Column, IntArray
from core.views.files import table_bytes

FEW_JUDGED = 10
"""With fewer held-out users the figures of a segment are hardly more than an example."""
_HUNDRED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """How a network did on labelled users whom it did not see."""

    names: tuple[str, ...]
    """(n_segments,)"""
    confusion: IntArray
    """(n_segments, n_segments) users: a row for each given segment, a column for each that the network chose."""
    accuracy: float
    macro_f1: float
    calibration_error: float
    n_trained: int
    is_balanced: bool
    """Whether small segments counted as much as large ones in the training."""

    @property
    def n_users(self) -> IntArray:
        """(n_segments,) held-out users of each."""
        return np.asarray(self.confusion.sum(axis=1))

    @property
    def n_judged(self) -> int:
        """Held-out users."""
        return int(self.confusion.sum())

    @property
    def is_better_than_largest(self) -> bool:
        """Whether more users are right than if the largest segment were named for everybody."""
        return bool(np.trace(self.confusion) > self.n_users.max())

    @property
    def of_few(self) -> tuple[str, ...]:
        """Segments that are judged on very few users."""
        return tuple(name for name, n in zip(self.names, self.n_users, strict=True) if n < FEW_JUDGED)

    def headline(self) -> Sentence:
        """Say how many users are right, beside what no learning at all would give; of 100 users, or of all if fewer."""
        n = min(_HUNDRED, self.n_judged)
        right, largest = (
            round(n * int(each) / self.n_judged) for each in (np.trace(self.confusion), self.n_users.max())
        )
        return say_n(
            "{right} of {n} user it had not seen is put into the own segment; always naming the largest would give "
            "{largest}.",
            "{right} of {n} users it had not seen are put into their own segment; always naming the largest would "
            "give {largest}.",
            n,
            right=right,
            largest=largest,
        )

    def by_segment(self) -> pd.DataFrame:
        """Return a row per segment: ``name``, ``n_users`` held out, ``recall``, ``precision``; NaN where undefined."""
        right, found = np.diag(self.confusion).astype(float), self.confusion.sum(axis=0)
        return pd.DataFrame(
            {
                "name": self.names,
                "n_users": self.n_users,
                "recall": right / np.where(self.n_users, self.n_users, np.nan),
                "precision": right / np.where(found, found, np.nan),
            }
        )


def read_judged(folder: Path) -> Judged:
    """Read the figures of a trained network from the folder that ``learn`` has written."""
    metrics, record = read_json(folder / HEAD_METRICS), read_json(folder / HEAD_RECORD)
    return Judged(
        names=tuple(metrics["segments"]),
        confusion=np.array(metrics["confusion"], dtype=np.int64),
        accuracy=metrics["accuracy"],
        macro_f1=metrics["macro_f1"],
        calibration_error=metrics["calibration_error"],
        n_trained=metrics["n_trained"],
        is_balanced=record["params"]["class_weights"] == "balanced",
    )


def count_assigned(folder: Path, names: Sequence[str]) -> pd.DataFrame:
    """Return a row per segment: ``name``, ``n_users`` assigned to it, ``n_unsure`` of them."""
    table = _read(folder / ASSIGNMENTS, (Column.SEGMENT, Column.UNSURE)).to_pandas()
    is_unsure = (table[Column.UNSURE] == "true").groupby(table[Column.SEGMENT])
    counted = is_unsure.agg(["size", "sum"]).reindex(list(names), fill_value=0)
    return pd.DataFrame({"name": names, "n_users": counted["size"].to_numpy(), "n_unsure": counted["sum"].to_numpy()})


def assigned_bytes(folder: Path, is_listed: BoolArray | None, *, for_excel: bool) -> bytes:
    """Return the file of assignments.

    Parameters
    ----------
    is_listed
        (n_users,) who is in it, in the order of the log; None for all.
    for_excel
        Whether a spreadsheet is to open it safely.
    """
    path = folder / ASSIGNMENTS
    if is_listed is None and not for_excel:
        return path.read_bytes()
    table = _read(path)
    return table_bytes(table if is_listed is None else table.filter(pa.array(is_listed)), for_excel=for_excel)


def network_bytes(folder: Path) -> bytes:
    """Return the files that ``assign --head`` takes, in one archive."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in (HEAD_RECORD, HEAD_ARRAYS, HEAD_METRICS):
            archive.write(folder / name, name)
    return made.getvalue()


def _read(path: Path, columns: Sequence[str] = ()) -> pa.Table:
    """Return columns of a file as text, all where none is named; what is empty is null."""
    with path.open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    options = pa_csv.ConvertOptions(
        column_types=dict.fromkeys(header, pa.string()),
        include_columns=list(columns),
        null_values=[""],
        strings_can_be_null=True,
    )
    return pa_csv.read_csv(path, convert_options=options, parse_options=pa_csv.ParseOptions(newlines_in_values=True))
